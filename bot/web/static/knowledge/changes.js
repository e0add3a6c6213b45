// Two versions of a content beside each other, field by field, as readers see them.
import { LISTS, changedFields } from "./content.js"
import { diff, listDiff } from "./diff.js"
import { day, has, t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { channelName } from "./channels.js"

export const fieldName = (name) => t(`field_${name}`)

export function asText(name, value) {
  if (value === null || value === undefined) return ""
  if (name === "channels") return value.length ? value.map(channelName).join(t("comma")) : t("any_channel")
  if (Array.isArray(value)) return value.join("\n")
  if (name === "urgency" || name === "nature") return has(`${name}_${value}`) ? t(`${name}_${value}`) : value
  if (name === "valid_from" || name === "valid_until") return typeof value === "number" ? day(value) : String(value)
  return String(value)
}

export function Changes({ before, after }) {
  const names = changedFields(before, after)
  if (!names.length) return html`<p class="empty">${t("no_changes")}</p>`
  return html`<${Diff} fields=${names.map((name) => LISTS.has(name)
    ? { field: name, lines: listDiff(before?.[name] ?? [], after?.[name] ?? []) }
    : { field: name, parts: diff(asText(name, before?.[name]), asText(name, after?.[name])) })} />`
}

export function Diff({ fields }) {
  return html`<dl class="diff" tabindex="0">${fields.map(({ field, parts, lines }) => html`<div key=${field}><dt>${fieldName(field)}</dt>
    <dd dir="auto">${lines ? html`<${Lines} ...${lines} />` : html`<${Parts} parts=${parts} />`}</dd></div>`)}</dl>`
}

// The server compares what is stored; a day, a choice and a channel have names that people read.
const STORED = { urgency: String, nature: String, valid_from: Number, valid_until: Number, channels: (text) => text.split("\n") }
export function readable({ field, parts }) {
  if (!STORED[field]) return { field, parts }
  const whole = (other) => parts.filter(([kind]) => kind !== other).map(([, text]) => text).join("")
  const named = (text) => (text || field === "channels" ? asText(field, text ? STORED[field](text) : []) : "")
  return { field, parts: [["-", named(whole("+"))], ["+", named(whole("-"))]].filter(([, text]) => text) }
}

export function Lines({ gone, come, kept }) {
  return html`<ul class="lines">${gone?.map((one) => html`<li key=${`-${one}`}><del>${one}</del></li>`)}${come?.map((one) => html`<li key=${`+${one}`}><ins>${one}</ins></li>`)}
    ${kept > 0 && html`<li class="muted">${t("lines_kept", { count: kept })}</li>`}
    ${gone?.length === 0 && come?.length === 0 && html`<li class="muted">${t("order_only")}</li>`}</ul>`
}

export function Parts({ parts }) {
  return parts.map(([kind, text], index) => {
    if (kind === "+") return html`<ins key=${index}>${text}</ins>`
    if (kind === "-") return html`<del key=${index}>${text}</del>`
    return html`<span key=${index}>${shortened(text, index === 0, index === parts.length - 1)}</span>`
  })
}

// Long unchanged stretches are left out; a few words on each side of a change are enough to place it.
function shortened(text, first, last) {
  const KEEP = 60
  if (text.length < 2 * KEEP + 20) return text
  if (first && last) return text
  if (first) return `… ${text.slice(-KEEP)}`
  if (last) return `${text.slice(0, KEEP)} …`
  return `${text.slice(0, KEEP)} … ${text.slice(-KEEP)}`
}
