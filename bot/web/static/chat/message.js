// One message, in its group: whose it is, what it says, how its sending stands.
import { html } from "./html.js"
import { initial } from "./header.js"
import { Icon, Leaf } from "./icons.js"
import { again, discard, say } from "./outgoing.js"
import { liveButtons } from "./state.js"
import { plain, rich } from "./rich.js"
import { t } from "./texts.js"
import { clock } from "./time.js"
import { focusComposer } from "./focus.js"

export function Message({ message, first, last }) {
  if (message.kind === "event") return html`<${Event} message=${message} />`
  if (message.author === "system") return html`<p class="event">${message.text}</p>`
  const mine = message.author === "customer"
  const who = mine ? t("you") : message.author === "agent" ? message.agent || t("agent") : t("assistant")
  return html`<div class=${`row ${mine ? "row-mine" : "row-theirs"} ${first ? "row-first" : ""}`} data-author=${message.author} data-seq=${message.seq}>
    ${!mine && html`<span class="side" aria-hidden="true">${first && html`<${Face} message=${message} />`}</span>`}
    <div class="stack">
      ${first && message.author === "agent" && html`<p class="speaker" aria-hidden="true">${who}</p>`}
      <span class="visually-hidden">${mine ? t("you_said") : t("said", { who })}: </span>
      ${message.safety ? html`<${Safety} message=${message} />` : html`<div class="bubble" dir="auto">${body(message)}</div>`}
      ${message.buttons && message.seq === liveButtons.value && html`<${Choices} buttons=${message.buttons} />`}
      ${last && html`<p class="time"><time datetime=${new Date(message.at * 1000).toISOString()}>${clock(message.at)}</time></p>`}
    </div>
  </div>`
}

function body(message) {
  if (message.author === "bot" && message.html) return html`<div class="rich">${rich(message.html)}</div>`
  return message.author === "agent" ? plain(message.text) : message.text
}

function Face({ message }) {
  if (message.author === "agent") return html`<span class="face face-agent">${initial(message.agent || t("agent"))}</span>`
  return html`<span class="face face-bot"><${Leaf} size=${22} /></span>`
}

function Safety({ message }) {
  return html`<div class="safety" dir="auto"><p class="safety-title"><${Icon} name="shield" size=${18} />${t("safety")}</p>
    <div class="rich">${message.html ? rich(message.html) : message.text}</div></div>`
}

function Event({ message }) {
  if (message.event === "request_filed") {
    return html`<div class="filed"><span class="filed-mark" aria-hidden="true"><${Icon} name="check" size=${18} /></span>
      <div><p class="filed-title">${t("filed_title")}${message.ticket && html`<span class="ticket">${message.ticket}</span>`}</p><p>${message.text}</p></div></div>`
  }
  return html`<p class="event" data-event=${message.event} data-seq=${message.seq}>${message.text}</p>`
}

function Choices({ buttons }) {
  const press = (one) => { say(one.title, one.id); focusComposer() }
  return html`<div class="choices" role="group" aria-label=${t("choices")}>
    ${buttons.map((one) => html`<button type="button" class="chip" key=${one.id} onClick=${() => press(one)}>${one.title}</button>`)}</div>`
}

// An own message that is not stored yet, or could not be.
export function Unsent({ one }) {
  const failed = one.status === "failed"
  return html`<div class="row row-mine row-first" data-status=${one.status}>
    <div class="stack">
      <span class="visually-hidden">${t("you_said")}: </span>
      <div class=${`bubble ${failed ? "bubble-failed" : "bubble-pending"}`} dir="auto">${one.text}</div>
      ${failed
        ? html`<p class="failed" role="alert"><${Icon} name="warn" size=${14} /><span>${one.reason ? t("failed_reason", { reason: one.reason }) : t("failed")}</span>
            <button type="button" class="text-button" onClick=${() => again(one.id)}>${t("retry")}</button>
            <button type="button" class="text-button muted" onClick=${() => discard(one.id)}>${t("discard")}</button></p>`
        : html`<p class="time">${t("pending")}</p>`}
    </div>
  </div>`
}
