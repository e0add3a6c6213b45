// The handoff packet as a card: one sentence, the levels an agent can correct, facts in two columns, what was tried.
import { Before } from "./before.js"
import { Icon } from "./icons.js"
import { titleOf } from "./bubble.js"
import { Clocks } from "./clocks.js"
import { Urgency } from "./marks.js"
import { messages, refresh } from "./state.js"
import { post } from "./api.js"
import { has, language, moment, percent, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { reasonText } from "./understood.js"
import { html, useState } from "./ui.js"

export const LEVELS = {
  urgency: ["critical", "high", "normal", "low"],
  nature: ["consult", "fault", "complaint", "request", "suggestion", "praise", "other"],
  complexity: ["simple", "standard", "complex"],
}

export function Packet({ about }) {
  const [chosen, setChosen] = useState(null)
  const handoff = about.handoff
  const answered = handoff && messages.value.some((one) => one.kind === "text" && one.author.startsWith("agent:") && one.at >= handoff.asked_at)
  const narrow = matchMedia("(max-width: 760px)").matches
  const open = chosen ?? (Boolean(handoff) && !answered && !narrow)
  const packet = handoff?.packet ?? {}
  const levels = handoff ?? about
  return html`<section class="packet ${levels.urgency ?? ""}" aria-label=${t("packet")}>
    <div class="sentence">
      <${Urgency} level=${levels.urgency} />
      <p dir="auto">${handoff ? packet.summary?.[language.value] ?? packet.summary?.zh ?? "" : t("no_handoff")}</p>
      <button class="plain fold" aria-expanded=${open} aria-controls="packet-body" onClick=${() => setChosen(!open)}>
        ${t(open ? "less" : "more")}<${Icon} name="down" /></button>
    </div>
    <${Clocks} about=${about} />
    ${open && html`<div class="body" id="packet-body" tabindex="0" role="group" aria-label=${t("packet")}>
      <${Levels} about=${about} levels=${levels} />
      <${Reasons} triage=${packet.triage ?? about.triage} />
      <${Before} about=${about} packet=${packet} />
      ${handoff && html`<${Facts} about=${about} handoff=${handoff} packet=${packet} />`}
      ${packet.articles?.length > 0 && html`<${Tried} articles=${packet.articles} />`}
    </div>`}
  </section>`
}

export async function correct(id, name, value) {
  try {
    await post(`/conversations/${id}/triage`, { [name]: value })
    say(t("corrected_done"))
  } catch (error) {
    sayError(error)
  }
  refresh(id)
}

function Levels({ about, levels }) {
  return html`<div class="levels">${Object.entries(LEVELS).map(([name, values]) => html`<label key=${name}>
    <span>${t(name)}</span>
    <select value=${levels[name] ?? ""} onChange=${(event) => correct(about.id, name, event.target.value)}>
      ${!levels[name] && html`<option value="" selected disabled>${t("not_known")}</option>`}
      ${values.map((value) => html`<option key=${value} value=${value} selected=${levels[name] === value}>${t(`${name}_${value}`)}</option>`)}
    </select></label>`)}</div>`
}

function Reasons({ triage }) {
  const reasons = (triage?.urgency?.reasons ?? []).map(reasonText).filter(Boolean)
  if (!reasons.length) return null
  return html`<p class="reasons"><${Icon} name="alert" /><span>${t("urgent_because")}</span>${reasons.map((one) => html`<q key=${one}>${one}</q>`)}</p>`
}

function Facts({ about, handoff, packet }) {
  const who = packet.who ?? {}
  const contact = { ...who.contact, ...about.contact }
  const facts = [
    [t("called_because"), t(`because_${handoff.reason}`)],
    [t("called_at"), moment(handoff.asked_at)],
    [t("ticket"), handoff.ticket],
    [t("customer_language"), t(`language_${about.language}`)],
    [t("channel"), t(`channel_${about.channel}`)],
    [t("contact"), Object.values(contact).filter(Boolean).join(t("comma"))],
    ...Object.entries(packet.form ?? {}).map(([name, value]) => [has(`fact_${name}`) ? t(`fact_${name}`) : name, show(value)]),
    ...entities((packet.entities ?? []).filter((one) => !(packet.form ?? {})[one.entity])),
  ]
  return html`<dl class="facts">${facts.filter(([, value]) => value).map(([name, value], index) => html`<div key=${index}><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>`
}

function entities(found) {
  const byKind = new Map()
  for (const one of found) {
    const kind = one.entity ?? one.name ?? "other"
    byKind.set(kind, new Set([...(byKind.get(kind) ?? []), show(kind === "product" ? one.text ?? one.value : one.value ?? one.text)]))
  }
  return [...byKind].map(([kind, values]) => [has(`fact_${kind}`) ? t(`fact_${kind}`) : kind, [...values].join(t("comma"))])
}

const show = (value) => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value))

function Tried({ articles }) {
  return html`<div class="tried"><h3>${t("articles_tried")}</h3><ul>${articles.map((one) => html`<li key=${one.id}>
    <${Icon} name="book" /><span class="title">${titleOf(one)}</span>
    ${one.score !== undefined && html`<span class="score">${percent(one.score)}</span>`}
    <span class="verdict ${one.helped === true ? "yes" : one.helped === false ? "no" : ""}">${t(one.helped === true ? "helped" : one.helped === false ? "not_helped" : "no_verdict")}</span>
  </li>`)}</ul></div>`
}
