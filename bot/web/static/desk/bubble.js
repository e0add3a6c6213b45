// One message: the customer's at the left, ours at the right; notes on yellow paper; what the bot used on demand.
import { Icon } from "./icons.js"
import { articleAddress, askProposal } from "./propose.js"
import { isMine, openId } from "./state.js"
import { noted } from "./mentions.js"
import { discard, retry } from "./sending.js"
import { plain, rich } from "./rich.js"
import { clock, exact, has, percent, t } from "./texts.js"
import { Understood } from "./understood.js"
import { html } from "./ui.js"

const side = (one) => (one.author === "customer" ? "theirs" : "ours")

export function Bubble({ one, grouped }) {
  const note = one.kind === "note"
  const kind = note ? "note" : one.author === "bot" ? "bot" : one.author === "customer" ? "customer" : "agent"
  return html`<article class="message ${side(one)} ${kind} ${grouped ? "grouped" : ""} ${one.safety ? "safety" : ""}" data-seq=${one.seq}>
    ${!grouped && html`<h3>${author(one)} ${note && html`<span class="note-word">${t("note_only_us")}</span>`}<time title=${exact(one.at)}>${clock(one.at)}</time></h3>`}
    <div class="bubble" title=${grouped ? exact(one.at) : undefined}>
      ${one.safety && html`<p class="safety-word"><${Icon} name="alert" />${t("safety")}</p>`}
      <div class="text" dir="auto">${one.html ? rich(one.html) : note ? noted(one.text, one.mentions) : plain(one.text)}</div>
    </div>
    ${one.buttons.length > 0 && html`<p class="offered"><span class="visually-hidden">${t("offered")}</span>${one.buttons.map((button) => html`<span key=${button.title}>${button.title}</span>`)}</p>`}
    ${one.article && html`<${Article} article=${one.article} />`}
    ${kind === "agent" && one.author.startsWith("agent:") && html`<${MakeAnswer} one=${one} />`}
    ${one.triage && html`<${Understood} triage=${one.triage} id=${one.seq} />`}
  </article>`
}

function author(one) {
  if (one.author === "customer") return t("customer")
  if (one.author === "bot") return t("bot")
  if (one.author === "system") return t("system")
  return isMine(one.author) ? t("you") : one.agent
}

export const titleOf = (article) => article.title || article.question || article.id

function Article({ article }) {
  const others = (article.ranking ?? []).filter((one) => one.id !== article.id).slice(0, 4)
  return html`<details class="article">
    <summary><${Icon} name="book" />${t("from_article")}${article.score !== undefined && html` <span class="score">${percent(article.score)}</span>`}</summary>
    <div><p><strong>${titleOf(article)}</strong> <code>${article.id}</code></p>
    ${others.length > 0 && html`<p>${t("other_candidates")}</p><ul>${others.map((one) => html`<li key=${one.id}>${titleOf(one)} <span class="score">${percent(one.score ?? one.confidence ?? 0)}</span></li>`)}</ul>`}</div>
  </details>`
}

// What was explained once can be told by the assistant the next time.
function MakeAnswer({ one }) {
  return html`<p class="make-answer" id=${`answer-of-${one.seq}`}>${one.proposed
    ? html`<a href=${articleAddress(one.proposed)} target="_blank"><${Icon} name="book" />${t("proposed_as")}</a>`
    : html`<button onClick=${() => askProposal(openId.peek(), one.seq)}><${Icon} name="book" />${t("propose")}</button>`}</p>`
}

export function EventLine({ one }) {
  return html`<p class="event"><span>${said(one)} <time title=${exact(one.at)}>${clock(one.at)}</time></span></p>`
}

function said(one) {
  if (one.event === "corrected") {
    const changes = Object.entries(one.changes ?? {}).map(([name, [was, is]]) =>
      t("changed_from_to", { name: t(name), was: was ? t(`${name}_${was}`) : "–", is: t(`${name}_${is}`) }))
    return t("event_corrected", { agent: one.agent, changes: changes.join(t("comma")) })
  }
  return has(`event_${one.event}`) ? t(`event_${one.event}`, { agent: one.agent ?? "", from: one.from ?? "" }) : one.text
}

export function Pending({ one }) {
  const failed = one.state === "failed"
  return html`<article class="message ours ${one.note ? "note" : "agent"} ${one.state}">
    <div class="bubble"><div class="text" dir="auto">${plain(one.text)}</div></div>
    ${failed
      ? html`<p class="state" role="alert"><${Icon} name="alert" />${why(one)}
          <button class="link" onClick=${() => retry(one.clientId)}>${t("try_again")}</button>
          <button class="link" onClick=${() => discard(one.clientId)}>${t("discard")}</button></p>`
      : html`<p class="state">${t("sending")}</p>`}
  </article>`
}

function why(one) {
  if (one.why === "held") return t("failed_held", { name: one.holder })
  if (one.why === "not_claimed") return t("failed_not_claimed")
  if (one.why === "too_long") return t("failed_too_long")
  return one.why === "no_answer" ? t("failed_no_answer") : t("failed_send")
}
