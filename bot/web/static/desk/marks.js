// Small signs used everywhere: urgency, how near a deadline is, a ticking wait.
import { Icon } from "./icons.js"
import { now } from "./state.js"
import { duration, exact, t } from "./texts.js"
import { html } from "./ui.js"

export function Urgency({ level, quiet }) {
  if (!level) return null
  return html`<span class="urgency ${level} ${quiet ? "quiet" : ""}">
    <span class="shape" aria-hidden="true"></span>${t(`urgency_${level}`)}
  </span>`
}

export function Waiting({ since }) {
  return html`<time class="waiting" title=${exact(since)}>${t("waited", { time: duration(now.value - since) })}</time>`
}

// ok until a third of the time (or a minute) is left, then soon, then late. Words and icon, not colour alone.
export function dueState(from, due, at) {
  const left = due - at
  if (left < 0) return "late"
  return left <= Math.max(60, Math.min(600, (due - from) / 3)) && left < due - from - 5 ? "soon" : "ok"
}

export function Due({ from, due }) {
  if (!due) return null
  const state = dueState(from, due, now.value)
  return html`<span class="due ${state}" title=${t("due_hint", { at: exact(due) })}>
    <${Icon} name=${state === "ok" ? "clock" : "alert"} />${t(`due_${state}`, { time: duration(Math.abs(due - now.value)) })}</span>`
}

export const nameOf = (one) => one.name || t("customer_number", { number: one.id.replace(/[^A-Za-z0-9]/g, "").slice(-4).toUpperCase() })
