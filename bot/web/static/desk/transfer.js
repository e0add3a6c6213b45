// "Who goes on?" — a colleague or the queue, and a note for whoever it is. Somebody who is not there only with a warning.
import { signal } from "@preact/signals"
import { colleagues, colleaguesFailed, found, isThere, loadColleagues, standingOf } from "./colleagues.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { act, openId } from "./state.js"
import { t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const QUEUE = "queue"
// The request that stands open, `{id}`: a late answer to an earlier one must not close it.
const asked = signal(null)

export const askTransfer = (id) => {
  asked.value = { id }
  loadColleagues()
}

export function TransferDialog() {
  const request = asked.value
  return request && html`<${Form} request=${request} key=${request.id} />`
}

function Form({ request }) {
  const { id } = request
  const [query, setQuery] = useState("")
  const [to, setTo] = useState(null)
  const [note, setNote] = useState("")
  // "", missing_to, missing_note, busy
  const [state, setState] = useState("")
  // Who went away after the list was made: the server told it. {id, presence}
  const [left, setLeft] = useState(null)
  const words = useRef(null)
  const close = () => { if (asked.peek() === request) asked.value = null }
  const shown = found(query)
  const offered = [...shown.map((one) => one.id), QUEUE]
  const known = (colleagues.value ?? []).find((one) => one.id === to)
  const person = known && left?.id === known.id ? { ...known, presence: left.presence } : known
  const warned = Boolean(person) && !isThere(person)
  const noteMissing = state === "missing_note"
  const choose = (one) => { setTo(one); setState("") }

  // In the field above the list the arrows choose, and Enter goes on to the note.
  const press = (event) => {
    if (event.isComposing || event.keyCode === 229) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      const at = offered.indexOf(to)
      choose(offered[at < 0 ? (step > 0 ? 0 : offered.length - 1) : (at + step + offered.length) % offered.length])
    } else if (event.key === "Enter") {
      if (!offered.includes(to)) choose(offered[0])
      words.current.focus()
    } else return
    event.preventDefault()
  }
  const submit = async (event) => {
    event.preventDefault()
    if (state === "busy") return
    if (to === null) return setState("missing_to")
    if (!note.trim()) {
      words.current.focus()
      return setState("missing_note")
    }
    setState("busy")
    try {
      await act(id, "transfer", { to, note: note.trim(), insist: warned })
      close()
      say(to === QUEUE ? t("transferred_queue_done") : t("transferred_done", { name: person.name }))
      if (openId.peek() === id) location.hash = ""
    } catch (error) {
      setState("")
      if (error.code === "not_there") return setLeft({ id: to, presence: error.more.presence })
      sayError(error)
      // Not mine any more: there is nothing left to pass on.
      if (["held", "not_claimed"].includes(error.code)) close()
      else loadColleagues()
    }
  }
  return html`<${Dialog} title=${t("transfer_title")} onClose=${close}>
    <form class="resolve transfer" onSubmit=${submit} novalidate>
      <label for="transfer-find">${t("transfer_to")}</label>
      <input type="text" id="transfer-find" data-first autocomplete="off" placeholder=${t("transfer_find")} value=${query} onKeyDown=${press}
        onInput=${(event) => setQuery(event.target.value)} aria-describedby=${state === "missing_to" ? "transfer-missing" : undefined} />
      <${People} shown=${shown} query=${query} to=${to} choose=${choose} />
      ${state === "missing_to" && html`<p class="problem" id="transfer-missing" role="alert">${t("transfer_missing_to")}</p>`}
      ${warned && html`<p class="warned" role="alert"><${Icon} name="alert" /><span>${t(`transfer_warn_${person.presence}`, { name: person.name })}</span></p>`}
      <label for="transfer-note">${t("transfer_note")}</label>
      <textarea id="transfer-note" ref=${words} rows="3" maxlength="2000" dir="auto" value=${note} aria-invalid=${noteMissing} aria-describedby="transfer-help"
        onInput=${(event) => { setNote(event.target.value); if (noteMissing) setState("") }}
        onKeyDown=${(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) submit(event) }}></textarea>
      <p id="transfer-help" class=${noteMissing ? "problem" : "help"} role=${noteMissing ? "alert" : undefined}>${t(noteMissing ? "transfer_missing_note" : "transfer_help")}</p>
      <footer><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main" disabled=${state === "busy"}>${t(warned ? "transfer_anyway" : "transfer")}</button></footer>
    </form>
  </${Dialog}>`
}

function People({ shown, query, to, choose }) {
  const box = useRef(null)
  useLayoutEffect(() => { box.current?.querySelector("input:checked")?.closest("label").scrollIntoView({ block: "nearest" }) }, [to])
  return html`<div class="colleagues" role="radiogroup" aria-label=${t("transfer_to")} ref=${box}>
    ${shown.map((one) => html`<label key=${one.id} class="person">
      <input type="radio" name="transfer-to" value=${one.id} checked=${to === one.id} onChange=${() => choose(one.id)} />
      <span class="dot ${one.presence}" aria-hidden="true"></span>
      <span class="name"><bdi>${one.name}</bdi></span><small>${standingOf(one)}</small>
    </label>`)}
    ${shown.length === 0 && html`<p class="empty" role="status">${colleaguesFailed.value && !colleagues.value
      ? html`${t("colleagues_failed")} <button type="button" class="link" onClick=${loadColleagues}>${t("try_again")}</button>`
      : t(colleagues.value ? (query ? "colleagues_not_found" : "colleagues_none") : "loading")}</p>`}
    <label class="person"><input type="radio" name="transfer-to" value=${QUEUE} checked=${to === QUEUE} onChange=${() => choose(QUEUE)} />
      <${Icon} name="back" /><span class="name">${t("transfer_queue")}</span><small>${t("transfer_queue_hint")}</small></label>
  </div>`
}
