// What the palette offers for the words typed: deeds, conversations, canned replies, and at the end a search for the words.
import { canned, filled, found as cannedFound } from "./canned.js"
import { insertReply } from "./composer.js"
import { possible } from "./deed_table.js"
import { initials } from "./initials.js"
import { nameOf } from "./marks.js"
import { searchFor } from "./search.js"
import { allLines, detail, isMine, openId } from "./state.js"
import { LANGUAGES, inLanguage, language, t } from "./texts.js"

const MOST_CONVERSATIONS = 8
const MOST_CANNED = 6
const NO = 9

// How well `said` (the reader's language first, then the other) fits all the words: 0 best, NO not at all.
export function fit(said, wanted) {
  const [own, other] = said.map((text) => text.toLowerCase())
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  if (own.startsWith(words.join(" "))) return 0
  const inWords = (text) => words.every((word) => text.includes(word))
  if (inWords(own)) return words.every((word) => new RegExp(`(^|[^a-z0-9])${escaped(word)}`).test(own)) ? 1 : 2
  if (other && inWords(other)) return 3
  const letters = words.join("")
  const sounds = said.map(initials).filter(Boolean)
  if (sounds.some((one) => one.startsWith(letters))) return 4
  return sounds.some((one) => one.includes(letters)) ? 5 : NO
}
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

// { id, group, label, note?, keys?, run }, in the order in which they are shown. Without words the common deeds by group.
export function finds(query) {
  const wanted = query.trim()
  const deeds = possible()
  if (!wanted) {
    const plain = deeds.filter((deed) => !deed.asked)
    return [...plain.filter((deed) => deed.first), ...ranked(plain.filter((deed) => !deed.first))].map(entry)
  }
  const other = LANGUAGES.find((one) => one !== language.value)
  const fitting = deeds.map((deed) => [fit([deed.label(t), deed.label(inLanguage(other))], wanted), deed])
    .filter(([score]) => score < NO).sort(([a], [b]) => a - b).map(([, deed]) => entry(deed))
  return [...fitting, ...conversations(wanted), ...replies(wanted),
    { id: "search-words", group: "search", label: t("palette_search_for", { words: wanted }), run: () => searchFor(wanted) }]
}

const entry = (deed) => ({ id: deed.name, group: deed.first ? "search" : deed.group, label: deed.label(t), keys: deed.keys, run: deed.run })

// What concerns the open conversation first: that is what one has before one's eyes.
const ORDER = ["selected", "conversation", "writing", "macros", "lists", "views", "desk"]
const ranked = (deeds) => ORDER.flatMap((group) => deeds.filter((deed) => deed.group === group))

function conversations(wanted) {
  const lines = allLines.value.filter((line) => line.id !== openId.value)
  return lines.map((line) => [fit([nameOf(line), ""], wanted), line]).filter(([score]) => score < NO).sort(([a], [b]) => a - b)
    .slice(0, MOST_CONVERSATIONS).map(([, line]) => ({
      id: `open-${line.id}`, group: "conversations", label: nameOf(line), note: `${standing(line)} · ${line.last_text}`, run: () => { location.hash = line.id },
    }))
}

function standing(line) {
  if (line.owner === "bot") return t("with_bot")
  if (line.owner === "queue") return t("in_queue")
  return isMine(line.owner) ? t("with_me") : t("with_colleague", { name: line.holder })
}

function replies(wanted) {
  const about = detail.value
  if (!canned.value || about?.id !== openId.value || !isMine(about.owner)) return []
  return cannedFound(wanted.replace(/^[/／、]/, "")).slice(0, MOST_CANNED).map((reply) => {
    const { text } = filled(reply, about)
    return { id: `canned-${reply.id}`, group: "canned", label: `/${reply.code}`, note: text, run: () => insertReply(text) }
  })
}
