// The right pane: who the customer is, their tickets, and how earlier handoffs ended.
import { askContact, mayEdit } from "./contact.js"
import { askExport, mayExport } from "./export.js"
import { Former, OtherTickets } from "./former.js"
import { Icon } from "./icons.js"
import { showCustomer } from "./kept.js"
import { Due, Urgency, nameOf } from "./marks.js"
import { Standing } from "./standing.js"
import { detail, openId } from "./state.js"
import { inMyWords } from "./before.js"
import { FollowUpLine } from "./follow_up.js"
import { askCorrection } from "./resolve.js"
import { duration, has, moment, t } from "./texts.js"
import { html, useEffect, useRef } from "./ui.js"

export function Customer() {
  const about = detail.value
  if (!openId.value || !showCustomer.value.value) return null
  return html`<${Pane} about=${about} />`
}

// On narrow screens it lies over the conversation: it takes the focus, and Escape puts it away.
function Pane({ about }) {
  const box = useRef(null)
  useEffect(() => {
    if (matchMedia("(max-width: 1180px)").matches) box.current.querySelector(".close")?.focus()
  }, [])
  const away = (event) => {
    if (event.key !== "Escape" || !matchMedia("(max-width: 1180px)").matches) return
    event.preventDefault()
    showCustomer.set(false)
    document.querySelector(".deeds .pane")?.focus()
  }
  return html`<aside class="side" ref=${box} aria-label=${t("customer_pane")} onKeyDown=${away}>
    ${about && html`<${Card} about=${about} /><${Standing} key=${about.id} about=${about} /><${Tickets} tickets=${about.tickets} /><${OtherTickets} id=${about.id} /><${Past} id=${about.id} past=${about.past} /><${Former} about=${about} />`}
  </aside>`
}

function Card({ about }) {
  const page = about.page?.url ?? (typeof about.page === "string" ? about.page : about.page?.page)
  const form = about.handoff?.packet.form ?? {}
  const facts = [
    [t("phone"), about.contact.phone ?? form.phone],
    [t("email"), about.contact.email ?? form.email],
    ...Object.entries(about.contact).filter(([name]) => name !== "phone" && name !== "email"),
    [t("customer_language"), t(`language_${about.language}`)],
    [t("channel"), t(`channel_${about.channel}`)],
    [t("first_seen"), moment(about.created_at)],
    [t("on_page"), page],
  ]
  return html`<section class="card">
    <header><span class="avatar" aria-hidden="true">${[...nameOf(about)][0]}</span><h2><bdi>${nameOf(about)}</bdi></h2>
      <button class="plain close" aria-label=${t("close")} onClick=${() => showCustomer.set(false)}><${Icon} name="close" /></button></header>
    <dl>${facts.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>
    <p class="card-deeds">${mayEdit(about) && html`<button class="link edit" onClick=${() => askContact(about)}>${t("contact_edit")}</button>`}
      ${mayExport(about) && html`<button class="link export" onClick=${() => askExport(about.id)}>${t("export_dialog")}</button>`}</p>
  </section>`
}

function Tickets({ tickets }) {
  return html`<section><h3>${t("tickets")} <span class="count">${tickets.length}</span></h3>
    ${tickets.length === 0 && html`<p class="empty">${t("empty_tickets")}</p>`}
    <ul>${tickets.map((one) => html`<li key=${one.number} class="ticket">
      <p><${Icon} name="ticket" /><strong>${one.number}</strong> <span class="tag">${t(`kind_${one.kind}`)}</span> <span class="tag ${one.state}">${has(`state_${one.state}`) ? t(`state_${one.state}`) : one.state}</span></p>
      ${one.confirmation && html`<p class="confirmation ${one.confirmation}"><${Icon} name=${one.confirmation === "confirmed" ? "check" : one.confirmation === "not_solved" ? "alert" : "clock"} />${t(`confirmation_${one.confirmation}`)}
        ${one.confirmed_at && html`<time>${moment(one.confirmed_at)}</time>`}${one.reopened > 0 && html` <span class="tag">${t("reopened_times", { count: one.reopened })}</span>`}</p>`}
      <p class="subject" dir="auto">${one.subject}</p>
      <p class="muted"><${Urgency} level=${one.urgency} quiet=${true} /> ${moment(one.created_at)} <${Due} from=${one.created_at} due=${one.state === "open" ? one.resolution_due : null} /></p>
    </li>`)}</ul></section>`
}

function Past({ id, past }) {
  return html`<section><h3>${t("past_handoffs")} <span class="count">${past.length}</span></h3>
    ${past.length === 0 && html`<p class="empty">${t("empty_past")}</p>`}
    <ol>${past.map((one) => html`<li key=${one.id} class="past">
      <p><strong>${one.outcome && one.end_reason === "resolved" ? t(`outcome_${one.outcome}`) : t(`end_${one.end_reason}`)}</strong>${one.cause && html` <span class="tag">${t(`cause_${one.cause}`)}</span>`} <time>${moment(one.ended_at)}</time></p>
      <p class="muted">${[one.agent, t(`because_${one.reason}`), one.accepted_at && t("took", { time: duration(one.ended_at - one.accepted_at) })].filter(Boolean).join(" · ")}</p>
      ${one.recap ? html`<blockquote dir="auto">${inMyWords(one.recap)}</blockquote>` : one.end_note && html`<blockquote dir="auto">${one.end_note}</blockquote>`}
      <${FollowUpLine} id=${id} one=${one} />
      ${one.end_reason === "resolved" && html`<p class="muted">${one.outcome_by && t("outcome_said", { agent: one.outcome_by, time: moment(one.outcome_at) })}
        <button class="link" onClick=${() => askCorrection(id, one)}>${t("correct_outcome")}</button></p>`}
    </li>`)}</ol></section>`
}
