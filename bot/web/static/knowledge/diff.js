// A word diff. Chinese has no spaces: the browser's own word breaker serves both scripts.
const breaker = typeof Intl.Segmenter === "function" ? new Intl.Segmenter("zh", { granularity: "word" }) : null
// A list by its lines: what went, what came, and how much stayed.
export function listDiff(before, after) {
  const was = new Set(before)
  const is = new Set(after)
  return { gone: before.filter((one) => !is.has(one)), come: after.filter((one) => !was.has(one)), kept: after.filter((one) => was.has(one)).length }
}

// Beyond this the middle is shown as replaced; a table of every pair of words would freeze the page.
const MOST_PAIRS = 4_000_000
const SHORT = 2

const words = (text) => (breaker ? [...breaker.segment(text)].map((one) => one.segment) : text.split(/(\s+|[\u3400-\u9fff])/).filter(Boolean))

export function diff(before, after) {
  const a = words(before)
  const b = words(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end))
  return joined([...a.slice(0, start).map((word) => ["=", word]), ...middle, ...a.slice(a.length - end).map((word) => ["=", word])])
}

function between(a, b) {
  if (a.length * b.length > MOST_PAIRS) return [["-", a.join("")], ["+", b.join("")]]
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1])
  const parts = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { parts.push(["=", a[i]]); i++; j++ }
    else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) parts.push(["-", a[i++]])
    else parts.push(["+", b[j++]])
  }
  return [...parts, ...a.slice(i).map((word) => ["-", word]), ...b.slice(j).map((word) => ["+", word])]
}

// Removed words before added ones within one change, neighbours of one kind together. A comma or a single word that
// happens to stay between two changes belongs to them: text rewritten as a whole reads as one change.
function joined(parts) {
  const made = []
  let gone = ""
  let come = ""
  let same = ""
  const flush = () => {
    if (gone) made.push(["-", gone])
    if (come) made.push(["+", come])
    if (same) made.push(["=", same])
    gone = come = same = ""
  }
  for (const [kind, text] of parts) {
    if (kind === "=") { same += text; continue }
    const open = gone || come
    if (same && (!open || same.trim().length > SHORT)) flush()
    gone += same
    come += same
    same = ""
    if (kind === "-") gone += text
    else come += text
  }
  flush()
  return made
}
