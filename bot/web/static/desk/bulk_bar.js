// Under the lists: how many are chosen, what can be done with them, and what went wrong.
import { BULK, begin, clear, doToAll, possibleFor, resolving, troubles } from "./bulk.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { keys } from "./kept.js"
import { nameOf } from "./marks.js"
import { QUICK } from "./resolve.js"
import { withHint } from "./shortcuts.js"
import { isSelected, rangeTo, selectAll, selected, toggle, working } from "./selection.js"
import { shownIds } from "./choice.js"
import { t } from "./texts.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const ICONS = { claim: "person", snooze: "snooze", seen: "check", release: "bot", resolve: "check" }
const MOST_NAMED = 5

// On a row: seen on hover, on touch, and on all rows once one is chosen. The row's own key does the same, so it is no
// stop of Tab while the keys are on.
export function Check({ line }) {
  const click = (event) => (event.shiftKey ? rangeTo(line.id) : toggle(line.id))
  return html`<label class="check" title=${withHint(t("select_row"), "select")}><input type="checkbox" checked=${isSelected(line.id)} tabindex=${keys.value.value ? -1 : 0}
    aria-label=${t("select_one", { name: nameOf(line) })} onClick=${click} /></label>`
}

export function BulkBar() {
  const shown = selected.value.length > 0 || troubles.value.length > 0
  return html`<p class="visually-hidden" role="status">${selected.value.length > 0 && t("selected", { count: selected.value.length })}</p>
    ${shown && html`<${Bar} />`}`
}

function Bar() {
  const box = useRef(null)
  const count = selected.value.length
  const had = useRef(false)
  // A button that goes, or has nothing left to do, must not take the focus with it.
  useLayoutEffect(() => {
    if (had.current && !working.value && !document.querySelector("dialog[open]") && (document.activeElement === document.body || document.activeElement?.disabled)) box.current.querySelector(".clear")?.focus()
  })
  useLayoutEffect(() => () => {
    if (had.current && (document.activeElement === document.body || document.activeElement?.closest(".bulk"))) document.querySelector(".row")?.focus()
  }, [])
  return html`<div class="bulk" ref=${box} role="region" aria-label=${t("bulk")} aria-busy=${Boolean(working.value)} onFocusIn=${() => { had.current = true }}>
    <p class="bulk-count"><strong>${t(working.value ? "bulk_working" : "selected", { count })}</strong>
      ${count < shownIds.value.length && html`<button class="link" onClick=${selectAll}>${t("select_all")}</button>`}
      <button class="plain clear" aria-label=${t("select_none")} title=${withHint(t("select_none"), "unselect")} onClick=${clear}><${Icon} name="close" /></button></p>
    ${count > 0 && html`<div class="bulk-deeds" role="group" aria-label=${t("bulk")}>
      ${Object.keys(BULK).map((action) => html`<${Deed} key=${action} action=${action} count=${count} />`)}
    </div>`}
    ${troubles.value.length > 0 && html`<div class="bulk-troubles" role="alert">
      ${troubles.value[0].text ?? html`<p>${t("bulk_failed", { count: troubles.value.length })}</p>
        <ul>${troubles.value.map((one) => html`<li key=${one.id}><a href=${`#${one.id}`}><bdi>${one.name}</bdi></a>${t("colon")}${one.why}</li>`)}</ul>`}
    </div>`}
  </div>`
}

// For how many of the chosen ones, where it is not all.
function Deed({ action, count }) {
  const able = possibleFor(action).length
  return html`<button disabled=${!able} aria-disabled=${Boolean(working.value)} onClick=${() => begin(action)}><${Icon} name=${ICONS[action]} />${t(`bulk_${action}`)}${able > 0 && able < count && html` <span class="count">${able}</span>`}</button>`
}

// One reason for all of them.
export function BulkResolveDialog() {
  return resolving.value && html`<${Form} />`
}

function Form() {
  const [reason, setReason] = useState("")
  const [missing, setMissing] = useState(false)
  const lines = possibleFor("resolve")
  const close = () => { resolving.value = false }
  const write = (text) => { setReason(text); setMissing(false) }
  const submit = (event) => {
    event.preventDefault()
    if (!reason.trim()) return setMissing(true)
    close()
    doToAll("resolve", { reason: reason.trim() })
  }
  return html`<${Dialog} title=${t("bulk_resolve_title", { count: lines.length })} onClose=${close} back=".bulk .clear">
    <form class="resolve" onSubmit=${submit} novalidate>
      <p class="help"><bdi>${lines.slice(0, MOST_NAMED).map(nameOf).join(t("comma"))}</bdi>${lines.length > MOST_NAMED && t("bulk_and_more", { count: lines.length - MOST_NAMED })}</p>
      <div class="quick" role="group" aria-label=${t("quick_reasons")}>
        ${QUICK.map((one) => html`<button type="button" key=${one} aria-pressed=${reason === t(`reason_${one}`)} onClick=${() => write(t(`reason_${one}`))}>${t(`reason_${one}`)}</button>`)}
      </div>
      <label for="bulk-reason">${t("reason")}</label>
      <textarea id="bulk-reason" data-first rows="3" maxlength="500" value=${reason} aria-invalid=${missing} aria-describedby="bulk-reason-help" onInput=${(event) => write(event.target.value)}></textarea>
      <p id="bulk-reason-help" class=${missing ? "problem" : "help"} role=${missing ? "alert" : undefined}>${t(missing ? "reason_missing" : "bulk_reason_help")}</p>
      <footer><button type="button" onClick=${close}>${t("cancel")}</button><button class="main">${t("resolve")}</button></footer>
    </form>
  </${Dialog}>`
}
