// Two conversations, one customer: a team lead finds the other one, sees both side by side, and says why. It can be undone.
import { signal } from "@preact/signals"
import { get, post } from "./api.js"
import { Dialog } from "./dialog.js"
import { loadCustomer } from "./former.js"
import { nameOf } from "./marks.js"
import { moment, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useEffect, useState } from "./ui.js"

// {id: conversation, other?: the found one, undo?: a link}
const asked = signal(null)

export function SameCustomer({ about, links }) {
  const active = links.filter((one) => !one.undone)
  const undone = links.filter((one) => one.undone)
  return html`<div class="same">
    ${active.map((one) => html`<p key=${one.id} class="muted">${t("same_joined", { by: one.by, at: moment(one.at), why: one.why })} <button class="link undo" onClick=${() => { asked.value = { id: about.id, undo: one } }}>${t("same_undo")}</button></p>`)}
    ${undone.map((one) => html`<p key=${one.id} class="muted">${t("same_undone", { by: one.undone.by, at: moment(one.undone.at), why: one.undone.why })}</p>`)}
    <button class="link find-same" onClick=${() => { asked.value = { id: about.id } }}>${t("same_find")}</button>
  </div>`
}

export function SameDialog() {
  const one = asked.value
  if (!one) return null
  if (one.undo) return html`<${Undo} one=${one} key=${`undo ${one.undo.id}`} />`
  return one.other ? html`<${Both} one=${one} key=${one.other} />` : html`<${Find} one=${one} key=${`find ${one.id}`} />`
}

const close = () => { asked.value = null }

function Find({ one }) {
  const [words, setWords] = useState("")
  const [found, setFound] = useState(null)
  const [state, setState] = useState("")
  const submit = async (event) => {
    event.preventDefault()
    if (!words.trim() || state === "busy") return
    setState("busy")
    try {
      const page = await post("/search", { q: words.trim() })
      if (asked.peek() !== one) return
      const ids = new Map([...page.customers, ...page.messages].filter((hit) => hit.id !== one.id).map((hit) => [hit.id, hit]))
      setFound([...ids.values()].slice(0, 20))
      setState("")
    } catch (error) {
      setState("")
      sayError(error)
    }
  }
  return html`<${Dialog} title=${t("same_find")} onClose=${close} back=".find-same">
    <form class="resolve lead-form" onSubmit=${submit} novalidate>
      <label for="same-words">${t("same_words")}</label>
      <input id="same-words" data-first dir="auto" maxlength="200" autocomplete="off" value=${words} aria-describedby="same-help" onInput=${(event) => setWords(event.target.value)} />
      <p id="same-help" class="help">${t("same_words_help")}</p>
      <footer><button class="main" disabled=${state === "busy"}>${t("search")}</button></footer>
      <div role="status">${found && html`<p>${found.length ? t("same_found", { count: found.length }) : t("same_nothing")}</p>`}</div>
      <ul class="same-found">${(found ?? []).map((hit) => html`<li key=${hit.id}><button type="button" onClick=${() => { asked.value = { ...one, other: hit.id } }}>
        <strong><bdi>${nameOf(hit)}</bdi></strong> <span class="muted">${t(`channel_${hit.channel}`)} · ${moment(hit.updated_at)}</span></button></li>`)}</ul>
    </form>
  </${Dialog}>`
}

const ROWS = ["name", "phone", "email", "sender", "channel", "language", "first_seen", "tickets", "said"]

function shownIn(sheet, row) {
  if (row === "channel") return t(`channel_${sheet.channel}`)
  if (row === "language") return t(`language_${sheet.language}`)
  if (row === "first_seen") return moment(sheet.created_at)
  if (row === "tickets") return sheet.tickets.join(t("comma"))
  if (row === "said") return sheet.said.join(" / ")
  return sheet[row]
}

const LABELS = { name: "contact_name", phone: "phone", email: "email", sender: "same_sender", channel: "channel", language: "customer_language", first_seen: "first_seen", tickets: "tickets", said: "same_said" }

function Both({ one }) {
  const [sheets, setSheets] = useState(null)
  const [why, setWhy] = useState("")
  const [state, setState] = useState("")
  useEffect(() => {
    let wanted = true
    get(`/conversations/${one.id}/same/${one.other}`).then((found) => { if (wanted) setSheets(found) }, (error) => { if (wanted) { sayError(error); close() } })
    return () => { wanted = false }
  }, [])
  const submit = async (event) => {
    event.preventDefault()
    if (state === "busy") return
    if (!why.trim()) return setState("missing")
    setState("busy")
    try {
      await post(`/conversations/${one.id}/same/${one.other}`, { why: why.trim() })
      await loadCustomer(one.id)
      if (asked.peek() === one) close()
      say(t("same_done"))
    } catch (error) {
      setState("")
      sayError(error)
    }
  }
  return html`<${Dialog} title=${t("same_both")} onClose=${close} wide=${true} back=".find-same">
    <form class="resolve lead-form same-both" onSubmit=${submit} novalidate>
      ${sheets ? html`<div class="same-sheets" tabindex="0" role="region" aria-label=${t("same_both")}><table><thead><tr><td></td><th scope="col">${t("same_this")}</th><th scope="col">${t("same_other")}</th></tr></thead>
        <tbody>${ROWS.map((row) => html`<tr key=${row}><th scope="row">${t(LABELS[row])}</th>${sheets.both.map((sheet, at) => html`<td key=${at} dir="auto"><bdi>${shownIn(sheet, row) || "–"}</bdi></td>`)}</tr>`)}</tbody></table></div>` : html`<p role="status">${t("loading")}</p>`}
      ${sheets?.same && html`<p class="help">${t("same_already")}</p>`}
      <label for="same-why">${t("same_why")}</label>
      <textarea id="same-why" data-first rows="2" maxlength="500" dir="auto" value=${why} aria-invalid=${state === "missing"} aria-describedby="same-why-help" onInput=${(event) => { setWhy(event.target.value); setState("") }}></textarea>
      <p id="same-why-help" class=${state === "missing" ? "problem" : "help"} role=${state === "missing" ? "alert" : undefined}>${state === "missing" ? t("lead_missing_reason") : t("same_why_help")}</p>
      <footer><button type="button" onClick=${() => { asked.value = { id: one.id } }}>${t("former_back")}</button>
        <button class="main" disabled=${!sheets || sheets.same || state === "busy"}>${t("same_confirm")}</button></footer>
    </form>
  </${Dialog}>`
}

function Undo({ one }) {
  const [why, setWhy] = useState("")
  const [state, setState] = useState("")
  const submit = async (event) => {
    event.preventDefault()
    if (state === "busy") return
    if (!why.trim()) return setState("missing")
    setState("busy")
    try {
      await post(`/customers/links/${one.undo.id}/undo`, { why: why.trim() })
      await loadCustomer(one.id)
      if (asked.peek() === one) close()
      say(t("same_undo_done"))
    } catch (error) {
      setState("")
      sayError(error)
    }
  }
  return html`<${Dialog} title=${t("same_undo_title")} onClose=${close} back=".find-same">
    <form class="resolve lead-form" onSubmit=${submit} novalidate>
      <label for="same-why">${t("lead_reason")}</label>
      <textarea id="same-why" data-first rows="2" maxlength="500" dir="auto" value=${why} aria-invalid=${state === "missing"} aria-describedby="same-why-help" onInput=${(event) => { setWhy(event.target.value); setState("") }}></textarea>
      <p id="same-why-help" class=${state === "missing" ? "problem" : "help"} role=${state === "missing" ? "alert" : undefined}>${state === "missing" ? t("lead_missing_reason") : t("same_undo_help")}</p>
      <footer><button type="button" onClick=${close}>${t("cancel")}</button><button class="main" disabled=${state === "busy"}>${t("same_undo")}</button></footer>
    </form>
  </${Dialog}>`
}
