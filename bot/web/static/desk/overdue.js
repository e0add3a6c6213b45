// Somebody has waited too long: a mark on the row, and a word and a sound to whom it concerns.
// Nobody took it: the team leads. The agent owes a word, or danger went quiet: who has the conversation.
import { chime } from "./alerts.js"
import { Icon } from "./icons.js"
import { sound } from "./kept.js"
import { nameOf } from "./marks.js"
import { me, now } from "./state.js"
import { duration, exact, moment, t } from "./texts.js"
import { say } from "./toast.js"
import { html } from "./ui.js"

const LEADS = ["manager", "admin"]
let known = null

export function Overdue({ line }) {
  return html`${line.alert && html`<span class="overdue"><${Icon} name="alert" />${t(`alert_${line.alert}`)}</span>`}
    ${line.returned && html`<${Returned} from=${line.returned} />`}`
}

function Returned({ from }) {
  const words = t(`returned_${from.why}`, { name: from.from ?? "" })
  return html`<span class="returned" title=${words}><${Icon} name="back" /><span>${words}</span></span>`
}

// Nobody came and the customer was told by when somebody gets back.
export function Promised({ line: { promised } }) {
  const late = promised.due < now.value
  return html`<span class="due ${late ? "late" : "soon"}" title=${exact(promised.due)}><${Icon} name=${late ? "alert" : "clock"} />${t("promised_by", { at: moment(promised.due) })}</span>`
}

export function alerted({ queue, mine }) {
  const mineToo = LEADS.includes(me.peek()?.role) ? queue : []
  const lines = [...mine, ...mineToo].filter((line) => line.alert)
  const fresh = known ? lines.filter((line) => known.get(line.id) !== line.alerted_at) : []
  known = new Map(lines.map((line) => [line.id, line.alerted_at]))
  if (!fresh.length) return
  const [first, ...others] = fresh
  const told = t(`tell_${first.alert}`, { name: nameOf(first), time: duration(now.peek() - first.asked_at) })
  say(others.length ? `${told} ${t("and_others", { count: others.length })}` : told, "error")
  if (sound.value.peek()) chime()
}
