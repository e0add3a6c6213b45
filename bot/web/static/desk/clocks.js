// The clocks of the service levels in words: what is due next in a row and at the head, all of them in the packet.
import { Icon } from "./icons.js"
import { dueState } from "./marks.js"
import { post } from "./api.js"
import { now, openLine, refresh } from "./state.js"
import { duration, exact, moment, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useState } from "./ui.js"

// What the server has warned of is soon, however the reader's own watch goes.
export function clockState({ from, due, stage }) {
  const state = dueState(from, due, now.value)
  if (stage === "breached") return "late"
  return state === "ok" && stage === "warned" ? "soon" : state
}

// Beside an alert, which says what is waited for, only the time.
export function NextDue({ line, brief }) {
  const { sla } = line
  if (!sla) return null
  const state = clockState(sla)
  const words = t(`due_${state}`, { time: duration(Math.abs(sla.due - now.value), true) })
  return html`<span class="due ${state}" title=${t("clock_hint", { clock: t(`clock_${sla.clock}`), at: exact(sla.due) })}>
    <${Icon} name=${state === "ok" ? "clock" : "alert"} />${brief ? "" : `${t(`clock_short_${sla.clock}`)} `}${words}</span>`
}

export const HeadDue = () => openLine.value && openLine.value.owner !== "bot" && html`<${NextDue} line=${openLine.value} />`

export function Clocks({ about }) {
  const clocks = about.clocks ?? []
  if (!clocks.length) return null
  const several = new Set(clocks.map((one) => one.ticket)).size > 1
  return html`<ul class="clocks" aria-label=${t("clocks")}>${clocks.map((one) => html`<li key=${`${one.ticket} ${one.clock} ${one.from}`}>
    <${InWords} one=${one} several=${several} />
    ${one.clock === "callback" && html`<${Reached} id=${about.id} />`}
  </li>`)}</ul>`
}

function InWords({ one, several }) {
  const ticket = several && one.ticket ? html` <span class="ticket-of">${one.ticket}</span>` : ""
  if (one.waits) return html`<span class="clock stands"><${Icon} name="clock" />${t(`clock_${one.clock}`)}${t("colon")}${t("clock_waits", { time: duration(Math.max(0, one.left)) })}${ticket}</span>`
  const state = clockState(one)
  const time = duration(Math.abs(one.due - now.value))
  const words = one.promised && state !== "late" ? t("clock_by", { at: moment(one.due), time }) : t(`clock_in_${state === "late" ? "late" : "time"}`, { time })
  return html`<span class="clock ${state}" title=${exact(one.due)}><${Icon} name=${state === "ok" ? "clock" : "alert"} />${t(`clock_${one.clock}`)}${t("colon")}${words}${ticket}</span>`
}

// Somebody was called by phone: only people can say so.
function Reached({ id }) {
  const [busy, setBusy] = useState(false)
  const reached = async () => {
    setBusy(true)
    try {
      await post(`/conversations/${id}/called-back`)
      say(t("called_back_done"))
    } catch (error) {
      sayError(error)
    } finally {
      setBusy(false)
    }
    refresh(id)
  }
  return html`<button class="link" disabled=${busy} onClick=${reached}>${t("called_back")}</button>`
}
