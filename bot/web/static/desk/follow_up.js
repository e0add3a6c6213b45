// To be looked at again: the mark in the list, the line above the conversation, and taking it back.
import { call } from "./api.js"
import { Icon } from "./icons.js"
import { now, refresh } from "./state.js"
import { day, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useState } from "./ui.js"

export async function dropFollowUp(id, handoff) {
  try {
    await call("DELETE", `/api/desk/conversations/${id}/handoffs/${handoff}/follow-up`)
    say(t("follow_up_ended"))
  } catch (error) {
    sayError(error)
  }
  refresh(id)
}

export const FollowUpMark = ({ line }) => line.follow_up && html`<span class="tag again" title=${line.follow_up.why}><${Icon} name="clock" /><span dir="auto">${line.follow_up.why}</span></span>`

// Of the calls of this conversation the one that is due.
export function FollowUpBanner({ about }) {
  const [busy, setBusy] = useState(false)
  const due = [about.handoff, ...about.past].find((one) => one?.follow_up && one.follow_up.at <= now.value)
  if (!due) return null
  const done = async () => {
    setBusy(true)
    await dropFollowUp(about.id, due.id)
    setBusy(false)
  }
  return html`<p class="snooze-banner follow-up-banner"><${Icon} name="clock" /><span dir="auto">${t("follow_up_due", { why: due.follow_up.why })}</span>
    <button class="link" disabled=${busy} onClick=${done}>${t("follow_up_done")}</button></p>`
}

export function FollowUpLine({ id, one }) {
  if (!one.follow_up) return null
  return html`<p class="follow-up"><${Icon} name="clock" /><span dir="auto">${t("follow_up_on", { date: day(one.follow_up.at), why: one.follow_up.why })}</span>
    <button class="link" onClick=${() => dropFollowUp(id, one.id)}>${t("undo")}</button></p>`
}
