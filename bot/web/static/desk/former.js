// This customer's other conversations and open tickets. One opens read-only above the desk; Escape leads back.
import { signal } from "@preact/signals"
import { get } from "./api.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { Due, Urgency, nameOf } from "./marks.js"
import { plain, rich } from "./rich.js"
import { isLead, openId } from "./state.js"
import { SameCustomer } from "./same.js"
import { exact, has, moment, t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "./ui.js"

// What is known of the customer of conversation `id`: {id, others, tickets, links, changes}.
export const customer = signal(null)
const shown = signal(null)

let latest = 0

export async function loadCustomer(id) {
  const number = ++latest
  // Of two quick looks the later one counts, whichever answer comes first.
  const wanted = () => number === latest && openId.peek() === id
  try {
    const found = await get(`/conversations/${id}/customer`)
    if (wanted()) customer.value = { ...found, id }
  } catch {
    if (wanted()) customer.value = { id, failed: true }
  }
}

const known = (id) => (customer.value?.id === id ? customer.value : null)

// Beside the tickets of this conversation: what else of this customer waits.
export function OtherTickets({ id }) {
  const found = known(id)
  if (!found?.tickets?.length) return null
  return html`<section><h3>${t("former_tickets")} <span class="count">${found.tickets.length}</span></h3>
    <ul>${found.tickets.map((one) => html`<li key=${one.number} class="ticket">
      <p><${Icon} name="ticket" /><button class="link" onClick=${() => show(one.conversation)}>${one.number}</button> <span class="tag">${t(`kind_${one.kind}`)}</span> <span class="tag ${one.state}">${t(`state_${one.state}`)}</span></p>
      <p class="subject" dir="auto">${one.subject}</p>
      <p class="muted"><${Urgency} level=${one.urgency} quiet=${true} /> <${Due} from=${one.created_at} due=${one.state === "open" ? one.resolution_due : null} /></p>
    </li>`)}</ul></section>`
}

const show = (id) => { shown.value = id }

export function Former({ about }) {
  const found = known(about.id)
  useEffect(() => { loadCustomer(about.id) }, [about.id, about.epoch])
  const others = found?.others ?? []
  return html`<section class="former"><h3>${t("former")} <span class="count">${found && !found.failed ? others.length : ""}</span></h3>
    ${!found && html`<p class="empty" role="status">${t("loading")}</p>`}
    ${found?.failed && html`<p class="empty" role="alert">${t("former_failed")} <button class="link" onClick=${() => loadCustomer(about.id)}>${t("try_again")}</button></p>`}
    ${found && !found.failed && others.length === 0 && html`<p class="empty">${t("former_none")}</p>`}
    <ol>${others.map((one) => html`<li key=${one.id}>
      <p><button class="link" id=${`former-${one.id}`} onClick=${() => show(one.id)}>${moment(one.updated_at)}</button> <span class="tag">${t(`channel_${one.channel}`)}</span></p>
      <p><strong>${outcome(one)}</strong></p>
      <p class="muted">${[one.agent, one.reason && t(`because_${one.reason}`)].filter(Boolean).join(" · ")}</p>
      ${(one.end_note || one.last_text) && html`<blockquote dir="auto">${one.end_note || one.last_text}</blockquote>`}
    </li>`)}</ol>
    ${found && !found.failed && isLead.value && html`<${SameCustomer} about=${about} links=${found.links} />`}
  </section>`
}

function outcome(one) {
  if (one.outcome) return t(`end_${one.outcome}`)
  return one.owner === "queue" ? t("in_queue") : t("with_colleague", { name: one.agent ?? "" })
}

export function FormerDialog() {
  return shown.value && html`<${Reading} id=${shown.value} key=${shown.value} />`
}

function Reading({ id }) {
  const [found, setFound] = useState(null)
  const box = useRef(null)
  useEffect(() => {
    let wanted = true
    Promise.all([get(`/conversations/${id}`), everything(id)]).then(
      ([about, messages]) => { if (wanted) setFound({ about, messages }) },
      () => { if (wanted) setFound("failed") },
    )
    return () => { wanted = false }
  }, [])
  useLayoutEffect(() => { if (found) box.current?.focus() }, [found])
  const close = () => { if (shown.peek() === id) shown.value = null }
  const name = found?.about ? nameOf(found.about) : ""
  return html`<${Dialog} title=${t("former_reading", { name })} onClose=${close} wide=${true} back=${`#former-${id}`}>
    <div class="reading" tabindex="0" ref=${box} role="region" aria-label=${t("messages")}>
      ${found === null && html`<p role="status">${t("loading")}</p>`}
      ${found === "failed" && html`<p role="alert">${t("failed_load")}</p>`}
      ${found?.messages?.length === 0 && html`<p class="empty">${t("nothing_said")}</p>`}
      ${found?.messages?.map((one) => html`<article key=${one.seq} class="former-line ${one.author === "customer" ? "former-theirs" : `former-${one.kind}`}">
        <h3>${who(one)} <time title=${exact(one.at)}>${moment(one.at)}</time></h3>
        <div class="text" dir="auto">${one.html ? rich(one.html) : plain(one.text)}</div></article>`)}
    </div>
    <footer class="reading-foot"><span class="help">${t("former_read_only")}</span><a class="button" href=${`#${id}`} onClick=${close}>${t("former_open")}</a>
      <button class="main" onClick=${close}>${t("former_back")}</button></footer>
  </${Dialog}>`
}

async function everything(id) {
  const found = []
  for (;;) {
    const { messages: part } = await get(`/conversations/${id}/messages?after=${found.at(-1)?.seq ?? 0}`)
    found.push(...part)
    if (part.length < 500) return found
  }
}

function who(one) {
  if (one.author === "customer" || one.author === "bot" || one.author === "system") return t(one.author)
  return `${one.agent ?? ""}${one.kind === "note" ? ` · ${t("note")}` : ""}`
}
