// How the customer is called and reached, put right; who changed it stands below.
import { signal } from "@preact/signals"
import { put } from "./api.js"
import { Dialog } from "./dialog.js"
import { customer, loadCustomer } from "./former.js"
import { isLead, isMine, refresh } from "./state.js"
import { moment, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useState } from "./ui.js"

const asked = signal(null)
export const askContact = (about) => { asked.value = about }
export const mayEdit = (about) => !about.owner.startsWith("agent:") || isMine(about.owner) || isLead.value

export function ContactDialog() {
  return asked.value && html`<${Form} about=${asked.value} key=${asked.value.id} />`
}

const FIELDS = [["name", "text", "name"], ["phone", "tel", "tel"], ["email", "email", "email"]]
const WRONG = { bad_phone: "phone", bad_email: "email", too_long: "name", empty: "name" }

function Form({ about }) {
  const before = { name: about.name ?? "", phone: about.contact.phone ?? "", email: about.contact.email ?? "" }
  const [values, setValues] = useState(before)
  const [state, setState] = useState("")
  const [wrong, setWrong] = useState({})
  const close = () => { if (asked.peek() === about) asked.value = null }
  const submit = async (event) => {
    event.preventDefault()
    if (state === "busy") return
    const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value.trim() !== before[name]))
    if (!Object.keys(changed).length) return close()
    setState("busy")
    try {
      await put(`/conversations/${about.id}/contact`, changed)
      await Promise.all([refresh(about.id), loadCustomer(about.id)])
      close()
      say(t("contact_saved"))
    } catch (error) {
      setState("")
      const field = WRONG[error.code]
      if (field) setWrong({ [field]: error.message })
      else sayError(error)
    }
  }
  const changes = customer.value?.id === about.id ? customer.value.changes ?? [] : []
  return html`<${Dialog} title=${t("contact_edit")} onClose=${close} back=".card .edit">
    <form class="resolve lead-form contact" onSubmit=${submit} novalidate>
      ${FIELDS.map(([name, type, fill], index) => html`<label key=${name} for=${`contact-${name}`}>${t(`contact_${name}`)}</label>
        <input id=${`contact-${name}`} type=${type} inputmode=${fill} autocomplete="off" dir="auto" maxlength="254" value=${values[name]} data-first=${index === 0 ? true : undefined}
          aria-invalid=${Boolean(wrong[name])} aria-describedby=${wrong[name] ? `contact-${name}-wrong` : "contact-help"}
          onInput=${(event) => { setValues({ ...values, [name]: event.target.value }); setWrong({}) }} />
        ${wrong[name] && html`<p class="problem" role="alert" id=${`contact-${name}-wrong`}>${wrong[name]}</p>`}`)}
      <p class="help" id="contact-help">${t("contact_help")}</p>
      ${changes.length > 0 && html`<ul class="changes">${changes.map((one, index) => html`<li key=${index}>${t("contact_changed", { by: one.by, at: moment(one.at), field: t(`contact_${one.field}`), was: one.was ?? "–", now: one.now ?? "–" })}</li>`)}</ul>`}
      <footer><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main" disabled=${state === "busy"}>${t("contact_save")}</button></footer>
    </form>
  </${Dialog}>`
}
