// Snooze: out of my lists until a moment, or until the customer writes. The deadline of the first reply runs on.
import { effect, signal } from "@preact/signals"
import { call, get, put } from "./api.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { allLines, isMine, openId, openLine } from "./state.js"
import { clock, day, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useEffect, useState } from "./ui.js"

const asked = signal(null)
const times = signal(null)

export const maySnooze = (line) => Boolean(line) && (line.owner === "queue" || isMine(line.owner))
// `apply` is told id and moment; the conversations of a choice have no one id.
export const askSnooze = (id, apply = setAside) => {
  times.value = null
  asked.value = { id, apply }
  get("/snooze-times").then((found) => { times.value = found }, () => {})
}

// Tomorrow is said as tomorrow: it is the usual choice.
function when(at) {
  const tomorrow = new Date(Date.now() + 86400000).toDateString() === new Date(at * 1000).toDateString()
  return `${tomorrow ? t("tomorrow") : day(at)} ${clock(at)}`
}

export const closeSnooze = () => { asked.value = null }

export const until = (line) => (line.until ? t("snoozed_until", { time: when(line.until) }) : t("snoozed_reply"))

async function setAside(id, moment) {
  await put(`/conversations/${id}/snooze`, { until: moment })
  closeSnooze()
  // What is put aside leaves the middle too; the next one is chosen from the lists.
  if (openId.peek() === id) location.hash = ""
  say(moment ? t("snoozed_done", { time: when(moment) }) : t("snoozed_done_reply"), "done", { label: t("undo"), act: () => wake(id, true) })
}

export async function wake(id, open = false) {
  try {
    await call("DELETE", `/api/desk/conversations/${id}/snooze`)
    if (open) location.hash = id
  } catch (error) {
    sayError(error)
  }
}

// Who opens what came back has seen its mark.
export function forgetMarks() {
  let before = ""
  effect(() => {
    const id = openId.value
    if (id === before) return
    before = id
    if (allLines.peek().find((line) => line.id === id)?.woke) wake(id)
  })
}

export function SnoozeBanner({ id }) {
  const line = openLine.value
  if (line?.id !== id || !line.snoozed) return null
  return html`<p class="snooze-banner"><${Icon} name="clock" /><span>${line.until ? t("snoozed_done", { time: when(line.until) }) : t("snoozed_done_reply")}</span> <button class="link" onClick=${() => wake(id)}>${t("snooze_end")}</button></p>`
}

export function SnoozeDialog() {
  return asked.value && html`<${Choices} ...${asked.value} key=${asked.value.id} />`
}

// What a field of date and time takes and gives: the browser's own time, without a zone.
const local = (at) => new Date(at * 1000 - new Date(at * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16)

function Choices({ id, apply }) {
  const [own, setOwn] = useState(() => local(Date.now() / 1000 + 7200))
  const [state, setState] = useState("")
  useEffect(() => () => setState(""), [])
  const choose = async (moment) => {
    if (state === "busy") return
    setState("busy")
    try {
      await apply(id, moment)
    } catch (error) {
      setState(error.code === "bad_time" ? "past" : "")
      if (error.code !== "bad_time") sayError(error)
    }
  }
  const submit = (event) => {
    event.preventDefault()
    const moment = new Date(own).getTime() / 1000
    if (!(moment > Date.now() / 1000)) return setState("past")
    choose(moment)
  }
  const offered = times.value
  const past = state === "past"
  return html`<${Dialog} title=${t("snooze_title")} onClose=${closeSnooze}>
    <form class="resolve snooze" onSubmit=${submit} novalidate>
      <div class="choices">
        <button type="button" data-first disabled=${state === "busy"} onClick=${() => choose(Date.now() / 1000 + 3600)}><span>${t("snooze_hour")}</span><small>${offered ? when(offered.hour) : ""}</small></button>
        <button type="button" disabled=${state === "busy" || !offered} onClick=${() => choose(offered.opening)}><span>${t("snooze_opening")}</span><small>${offered ? when(offered.opening) : ""}</small></button>
        <button type="button" disabled=${state === "busy"} onClick=${() => choose(null)}><span>${t("snooze_reply")}</span></button>
      </div>
      <label for="snooze-own">${t("snooze_own")}</label>
      <div class="own"><input type="datetime-local" id="snooze-own" value=${own} min=${local(Date.now() / 1000)} aria-invalid=${past} aria-describedby="snooze-help"
        onInput=${(event) => { setOwn(event.target.value); setState("") }} />
        <button class="main" disabled=${state === "busy"}>${t("snooze")}</button></div>
      <p id="snooze-help" class=${past ? "problem" : "help"} role=${past ? "alert" : undefined}>${past ? t("snooze_past") : t("snooze_help")}</p>
    </form>
  </${Dialog}>`
}
