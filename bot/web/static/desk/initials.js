// The first letters of Chinese words by their sound: 解决 is JJ. The browser knows the order by pinyin; the first character
// of each letter in that order tells where a letter begins. One reading a character, which is enough to find a command.
const LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
const FIRST = [..."阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨它穵夕丫帀"]
const order = new Intl.Collator("zh-Hans-CN-u-co-pinyin")

const letter = (char) => {
  if (!/[\u4e00-\u9fff]/.test(char)) return /[a-z0-9]/i.test(char) ? char.toLowerCase() : ""
  const at = FIRST.findLastIndex((first) => order.compare(first, char) <= 0)
  return at < 0 ? "" : LETTERS[at].toLowerCase()
}

export const initials = (text) => (/[\u4e00-\u9fff]/.test(text) ? [...text].map(letter).join("") : "")
