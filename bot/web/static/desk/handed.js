// A colleague has passed a conversation on to me: a word with a way there, a sound, and a mark until I have opened it.
import { chime } from "./alerts.js"
import { Icon } from "./icons.js"
import { sound } from "./kept.js"
import { nameOf } from "./marks.js"
import { openId } from "./state.js"
import { t } from "./texts.js"
import { say } from "./toast.js"
import { html } from "./ui.js"

let known = null

export function handedOver({ mine, snoozed = [] }) {
  const lines = [...mine, ...snoozed].filter((line) => line.transferred)
  const fresh = known ? lines.filter((line) => known.get(line.id) !== line.transferred.at) : []
  known = new Map(lines.map((line) => [line.id, line.transferred.at]))
  if (!fresh.length) return
  const [first, ...others] = fresh
  const told = t("tell_transferred", { agent: first.transferred.from, name: nameOf(first) })
  const way = openId.peek() === first.id ? null : { label: t("open_it"), act: () => { location.hash = first.id } }
  say(others.length ? `${told} ${t("and_others", { count: others.length })}` : told, "news", way)
  if (sound.value.peek()) chime()
}

export const Handed = ({ line }) =>
  line.transferred && html`<span class="tag handed"><${Icon} name="pass" />${t("transferred_from", { agent: line.transferred.from })}</span>`
