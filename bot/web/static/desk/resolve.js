// "How was it solved?" — a reason is required; the usual ones are one click away.
import { signal } from "@preact/signals"
import { Dialog } from "./dialog.js"
import { act } from "./state.js"
import { t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useState } from "./ui.js"

const asked = signal("")
let afterwards = null
// `then` is done once it is resolved.
export const askReason = (id, then = null) => { afterwards = then; asked.value = id }

export const QUICK = ["answered", "refund", "repair", "exchange", "advice", "no_reply"]

export function ResolveDialog() {
  return asked.value && html`<${Form} id=${asked.value} key=${asked.value} />`
}

function Form({ id }) {
  const [reason, setReason] = useState("")
  const [state, setState] = useState("")
  const close = () => { asked.value = "" }
  const submit = async (event) => {
    event.preventDefault()
    if (!reason.trim()) return setState("missing")
    setState("busy")
    try {
      await act(id, "resolve", { reason: reason.trim() })
      close()
      say(t("resolved_done"))
      afterwards?.()
    } catch (error) {
      setState("")
      sayError(error)
    }
  }
  return html`<${Dialog} title=${t("resolve_title")} onClose=${close}>
    <form class="resolve" onSubmit=${submit} novalidate>
      <div class="quick" role="group" aria-label=${t("quick_reasons")}>
        ${QUICK.map((one) => html`<button type="button" key=${one} aria-pressed=${reason === t(`reason_${one}`)}
          onClick=${() => { setReason(t(`reason_${one}`)); setState("") }}>${t(`reason_${one}`)}</button>`)}
      </div>
      <label for="reason">${t("reason")}</label>
      <textarea id="reason" data-first rows="3" maxlength="500" value=${reason} aria-invalid=${state === "missing"} aria-describedby="reason-help"
        onInput=${(event) => { setReason(event.target.value); setState("") }}></textarea>
      <p id="reason-help" class=${state === "missing" ? "problem" : "help"} role=${state === "missing" ? "alert" : undefined}>
        ${state === "missing" ? t("reason_missing") : t("reason_help")}</p>
      <footer><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main" disabled=${state === "busy"}>${t("resolve")}</button></footer>
    </form>
  </${Dialog}>`
}
