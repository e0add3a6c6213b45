// A request for later: name, a way to be reached, and what it is about. Its id stays the same over every try.
import { useLayoutEffect, useRef, useState } from "preact/hooks"
import { focusComposer } from "./focus.js"
import { html } from "./html.js"
import { Icon } from "./icons.js"
import { reasonFor } from "./outgoing.js"
import { fileRequest } from "./person.js"
import { away, form, messages } from "./state.js"
import { t } from "./texts.js"

const LONGEST = 2000
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

// The customer's own last words: a pressed button ("Not solved") tells nothing about the matter.
function lastSaid(said) {
  const offered = new Set(said.flatMap((message) => message.buttons?.map((button) => button.title) ?? []))
  return said.findLast((message) => message.author === "customer" && !offered.has(message.text))?.text ?? ""
}

export function RequestForm({ onCancel }) {
  const id = useRef(newId())
  const name = useRef(null)
  const contact = useRef(null)
  const text = useRef(null)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState({})
  const matter = lastSaid(messages.value).slice(0, LONGEST)
  useLayoutEffect(() => { name.current.focus() }, [])

  const fail = (field, words) => {
    setWrong({ [field.current.name]: words })
    field.current.focus()
  }
  const submit = async (event) => {
    event.preventDefault()
    if (busy) return
    if (!contact.current.value.trim()) return fail(contact, t("form_need_contact"))
    if (!text.current.value.trim()) return fail(text, t("form_need_text"))
    setBusy(true)
    setWrong({})
    try {
      await fileRequest(id.current, name.current.value, contact.current.value, text.current.value)
      form.value = false
      away.value = null
      focusComposer()
    } catch (error) {
      setBusy(false)
      if (error.code === "bad_contact" || error.code === "no_contact") fail(contact, t("form_bad_contact"))
      else setWrong({ form: t("form_failed", { reason: reasonFor(error) }) })
    }
  }
  return html`<form class="card request" onSubmit=${submit} novalidate aria-labelledby="request-title">
    <h2 class="card-title" id="request-title"><${Icon} name="note" size=${18} />${t("form_title")}</h2>
    <${Field} name="name" label=${t("form_name")} field=${name} autocomplete="name" maxlength="100" />
    <${Field} name="contact" label=${t("form_contact")} field=${contact} autocomplete="tel" maxlength="200" wrong=${wrong.contact} required />
    <${Field} name="text" label=${t("form_text")} field=${text} maxlength=${LONGEST} area value=${matter} wrong=${wrong.text} required />
    ${wrong.form && html`<p class="wrong" role="alert">${wrong.form}</p>`}
    <div class="card-buttons">
      <button type="submit" class="main-button" aria-disabled=${busy}>${busy ? t("form_sending") : t("form_send")}</button>
      <button type="button" class="quiet-button" onClick=${onCancel}>${t("form_cancel")}</button>
    </div>
  </form>`
}

function Field({ name, label, field, area, wrong, value = "", required, ...more }) {
  const facts = {
    id: `request-${name}`, name, ref: field, "aria-invalid": Boolean(wrong), "aria-required": Boolean(required),
    "aria-describedby": wrong ? `request-${name}-wrong` : undefined, ...more,
  }
  return html`<div class="field"><label for=${`request-${name}`}>${label}</label>
    ${area ? html`<textarea rows="3" ...${facts} defaultValue=${value}></textarea>` : html`<input type="text" ...${facts} />`}
    ${wrong && html`<p class="wrong" id=${`request-${name}-wrong`} role="alert">${wrong}</p>`}</div>`
}
