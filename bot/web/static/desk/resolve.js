// How a matter ends: what came of it, where its root lies, what was done, and when to look at it again.
import { signal } from "@preact/signals"
import { put } from "./api.js"
import { Dialog } from "./dialog.js"
import { dropFollowUp } from "./follow_up.js"
import { act, detail, refresh } from "./state.js"
import { t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useState } from "./ui.js"

// {id, then}: the conversation, and what is done once it is resolved; {id, correct}: the former call whose outcome is said otherwise.
const asked = signal(null)
export const askReason = (id, then = null) => { asked.value = { id, then } }
export const askCorrection = (id, correct) => { asked.value = { id, correct } }

export const QUICK = ["answered", "refund", "repair", "exchange", "advice", "no_reply"]
const OUTCOMES = ["solved", "answered", "not_reproducible", "passed_on", "customer_gone"]
const CAUSES = ["people", "machine", "material", "method", "environment"]
// What usually lies behind it; the agent knows better.
const USUAL = { fault: "machine", complaint: "people" }
const needsCause = (nature, outcome) => nature in USUAL && (outcome === "solved" || outcome === "answered")

export function ResolveDialog() {
  return asked.value && html`<${Form} ...${asked.value} key=${`${asked.value.id}/${asked.value.correct?.id ?? ""}`} />`
}

function Form({ id, correct, then }) {
  const nature = (correct ?? (detail.peek()?.id === id ? detail.peek() : null)?.handoff)?.nature ?? ""
  const [reason, setReason] = useState(correct?.end_note ?? "")
  const [outcome, setOutcome] = useState(correct?.outcome ?? "solved")
  const [cause, setCause] = useState(correct ? correct.cause ?? "" : USUAL[nature] ?? "")
  const [date, setDate] = useState("")
  const [why, setWhy] = useState("")
  const [state, setState] = useState("")
  const close = () => { asked.value = null }
  const change = (set) => (value) => { set(value); setState("") }
  const submit = async (event) => {
    event.preventDefault()
    if (state === "busy") return
    const at = date ? new Date(`${date}T09:00`).getTime() / 1000 : 0
    const wrong = missing({ nature, outcome, cause, reason, date, at, why })
    if (wrong) return point(wrong, setState)
    setState("busy")
    const said = { outcome, cause: cause || null, done: reason.trim() }
    try {
      if (correct) await put(`/conversations/${id}/handoffs/${correct.id}/outcome`, said).finally(() => refresh(id))
      else await end(id, { ...said, follow_up: date ? { at, why: why.trim() } : null })
      close()
    } catch (error) {
      setState("")
      sayError(error)
      return
    }
    if (correct) say(t("outcome_corrected"))
    then?.()
  }
  return html`<${Dialog} title=${t(correct ? "correct_title" : "resolve_title")} onClose=${close}>
    <form class="resolve outcome" onSubmit=${submit} novalidate>
      <${Pills} name="outcome" legend=${t("outcome")} values=${OUTCOMES} chosen=${outcome} choose=${change(setOutcome)} />
      <${Pills} name="cause" legend=${t(needsCause(nature, outcome) ? "cause" : "cause_optional")} values=${CAUSES} chosen=${cause}
        choose=${change((one) => setCause(one === cause && !needsCause(nature, outcome) ? "" : one))} wrong=${state === "cause"} />
      ${state === "cause" && html`<p class="problem" role="alert">${t("cause_missing")}</p>`}
      <label for="reason">${t("reason")}</label>
      <div class="quick" role="group" aria-label=${t("quick_reasons")}>
        ${QUICK.map((one) => html`<button type="button" key=${one} aria-pressed=${reason === t(`reason_${one}`)}
          onClick=${() => change(setReason)(t(`reason_${one}`))}>${t(`reason_${one}`)}</button>`)}
      </div>
      <textarea id="reason" data-first rows="3" maxlength="500" value=${reason} aria-invalid=${state === "reason"} aria-describedby="reason-help"
        onInput=${(event) => change(setReason)(event.target.value)}></textarea>
      <p id="reason-help" class=${state === "reason" ? "problem" : "help"} role=${state === "reason" ? "alert" : undefined}>
        ${state === "reason" ? t("reason_missing") : t("reason_help")}</p>
      ${!correct && html`<${FollowUp} date=${date} why=${why} setDate=${change(setDate)} setWhy=${change(setWhy)} state=${state} />`}
      <footer><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main" disabled=${state === "busy"}>${t(correct ? "correct_outcome" : "resolve")}</button></footer>
    </form>
  </${Dialog}>`
}

function missing({ nature, outcome, cause, reason, date, at, why }) {
  if (needsCause(nature, outcome) && !cause) return "cause"
  if (!reason.trim()) return "reason"
  if (date && !(at > Date.now() / 1000)) return "date"
  return date && !why.trim() ? "why" : ""
}

// What is missing may have scrolled out of a phone's screen.
function point(wrong, setState) {
  setState(wrong)
  document.querySelector({ cause: ".pills.cause input", reason: "#reason", date: "#follow-up", why: "#follow-up-why" }[wrong])?.focus()
}

async function end(id, said) {
  const handoff = detail.peek()?.id === id ? detail.peek().handoff?.id : null
  await act(id, "resolve", said)
  const deed = said.follow_up && handoff ? { label: t("undo"), act: () => dropFollowUp(id, handoff) } : null
  say(t(said.follow_up ? "resolved_follow_up" : "resolved_done"), "done", deed)
}

function Pills({ name, legend, values, chosen, choose, wrong }) {
  return html`<fieldset class="pills ${name}" data-wrong=${wrong ? "yes" : undefined}><legend>${legend}</legend>
    <div>${values.map((one) => html`<label key=${one}><input type="radio" name=${name} value=${one} checked=${chosen === one}
      onClick=${() => chosen === one && choose(one)} onChange=${() => choose(one)} /><span>${t(`${name}_${one}`)}</span></label>`)}</div></fieldset>`
}

const tomorrow = () => {
  const day = new Date(Date.now() + 86400000)
  return new Date(day - day.getTimezoneOffset() * 60000).toISOString().slice(0, 10)
}

function FollowUp({ date, why, setDate, setWhy, state }) {
  return html`<label for="follow-up">${t("follow_up")}</label>
    <input type="date" id="follow-up" min=${tomorrow()} value=${date} aria-invalid=${state === "date"} aria-describedby="follow-up-help" onInput=${(event) => setDate(event.target.value)} />
    ${date && html`<label for="follow-up-why">${t("follow_up_why")}</label>
      <input type="text" id="follow-up-why" maxlength="200" value=${why} aria-invalid=${state === "why"} aria-describedby="follow-up-help" onInput=${(event) => setWhy(event.target.value)} />`}
    <p id="follow-up-help" class=${state === "date" || state === "why" ? "problem" : "help"} role=${state === "date" || state === "why" ? "alert" : undefined}>
      ${t(state === "date" ? "follow_up_past" : state === "why" ? "follow_up_why_missing" : "follow_up_help")}</p>`
}
