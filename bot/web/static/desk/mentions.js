// A colleague named me in a note: a word with a way there, a sound, a list, and my name marked in the note.
import { chime } from "./alerts.js"
import { sound } from "./kept.js"
import { nameOf } from "./marks.js"
import { plain } from "./rich.js"
import { me, openId } from "./state.js"
import { t } from "./texts.js"
import { say } from "./toast.js"
import { html } from "./ui.js"

let known = null

export function mentioned({ mentions }) {
  const fresh = known ? mentions.filter((line) => known.get(line.id) !== line.mention.seq) : []
  known = new Map(mentions.map((line) => [line.id, line.mention.seq]))
  // Who has it open reads it already.
  const unseen = fresh.filter((line) => line.id !== openId.peek() || document.visibilityState !== "visible")
  if (!unseen.length) return
  const [first, ...others] = unseen
  const told = t("tell_mentioned", { agent: first.mention.by, name: nameOf(first) })
  say(others.length ? `${told} ${t("and_others", { count: others.length })}` : told, "news", { label: t("open_it"), act: () => { location.hash = first.id } })
  if (sound.value.peek()) chime()
}

export const MentionWords = ({ mention }) => html`<span class="who">${mention.by}${t("colon")}</span>${mention.text}`

const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

// A note's text with the names that it calls standing out; mine most of all.
export function noted(text, named) {
  if (!named?.length) return plain(text)
  const longest = [...named].sort((a, b) => b.name.length - a.name.length)
  const parts = text.split(new RegExp(`([@＠](?:${longest.map((one) => escaped(one.name)).join("|")}))`))
  return parts.map((part, at) => {
    const one = at % 2 ? named.find((found) => found.name === part.slice(1)) : null
    return one ? html`<span class="mention ${one.id === me.value?.id ? "mine" : ""}">${part}</span>` : plain(part)
  })
}
