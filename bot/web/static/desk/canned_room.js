// Where canned replies are kept: everybody's and one's own, to add, change and delete. A deletion can be undone.
import { signal } from "@preact/signals"
import { canned, cannedFailed, deleteReply, isHidden, loadCanned, saveReply } from "./canned.js"
import { CannedForm, whyNotSaved } from "./canned_form.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { marked } from "./places.js"
import { language, t } from "./texts.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const open = signal(false)
export const showCanned = () => { open.value = true; loadCanned() }

export function CannedDialog() {
  return open.value && html`<${Room} />`
}

function Room() {
  // null: the list; else the reply in the form, without an id when it is new.
  const [edited, setEdited] = useState(null)
  const [gone, setGone] = useState(null)
  const [wrong, setWrong] = useState("")
  // The form says whether closing would lose words; then it is asked first.
  const guard = useRef(null)
  const close = () => { if (!guard.current?.()) open.value = false }
  const back = () => setEdited(null)
  const remove = async (reply) => {
    setWrong("")
    try {
      await deleteReply(reply)
      setGone(reply)
      back()
    } catch (error) {
      if (error.code === "changed") await loadCanned()
      setWrong(whyNotSaved(error))
    }
  }
  const undo = async () => {
    setWrong("")
    try {
      await saveReply(gone.id, gone)
      setGone(null)
    } catch (error) {
      setWrong(whyNotSaved(error))
    }
  }
  const title = edited ? t(edited.id ? "canned_change" : "canned_new") : t("canned")
  return html`<${Dialog} title=${title} onClose=${close} wide=${true}>
    ${edited
      ? html`<${CannedForm} key=${edited.id ?? "new"} reply=${edited} guard=${guard} finish=${back} remove=${remove} wrongBefore=${wrong} />`
      : html`<${List} edit=${(reply) => { setGone(null); setWrong(""); setEdited(reply) }} gone=${gone} undo=${undo} wrong=${wrong} />`}
  </${Dialog}>`
}

function List({ edit, gone, undo, wrong }) {
  const box = useRef(null)
  const [query, setQuery] = useState("")
  const found = canned.value
  // Coming back from the form the focus would be nowhere; and before the list is here the button cannot take it.
  useLayoutEffect(() => { box.current.querySelector(gone ? ".gone button" : ".canned-tools button")?.focus() }, [gone, Boolean(found)])
  const all = found?.replies ?? []
  const holds = (one) => `${one.code}\n${one.zh}\n${one.en}`.toLowerCase().includes(query.trim().toLowerCase())
  const parts = [["canned_shared", all.filter((one) => one.shared && holds(one))], ["canned_mine", all.filter((one) => !one.shared && holds(one))]]
  return html`<div class="canned" ref=${box}>
    <p class="help">${t("canned_help")}</p>
    <div class="canned-tools">
      <button class="main" data-first disabled=${!found} onClick=${() => edit({ code: "", zh: "", en: "", shared: found.may_share })}><${Icon} name="plus" />${t("canned_new")}</button>
      ${all.length > 6 && html`<input type="text" value=${query} aria-label=${t("canned_find")} placeholder=${t("canned_find")} onInput=${(event) => setQuery(event.target.value)} />`}
    </div>
    ${wrong && html`<p class="problem" role="alert">${wrong}</p>`}
    ${gone && html`<p class="gone" role="status"><${Icon} name="check" />${t("canned_deleted", { code: `/${gone.code}` })} <button class="link" onClick=${undo}>${t("undo")}</button></p>`}
    ${!found && (cannedFailed.value
      ? html`<p class="problem" role="alert">${t("canned_failed")} <button class="link" onClick=${loadCanned}>${t("try_again")}</button></p>`
      : html`<p class="help" role="status">${t("loading")}</p>`)}
    ${found && parts.map(([name, replies]) => html`<section key=${name} aria-labelledby=${name}>
      <h3 id=${name}>${t(name)} <span class="count">${replies.length}</span></h3>
      ${!replies.length && html`<p class="empty">${t(query ? "canned_not_found" : `${name}_empty`)}</p>`}
      <ul>${replies.map((one) => html`<${Row} key=${one.id} one=${one} all=${all} open=${() => edit(one)} />`)}</ul>
    </section>`)}
  </div>`
}

function Row({ one, all, open }) {
  const may = !one.shared || canned.value.may_share
  return html`<li><button class="canned-row" onClick=${open}>
    <span class="code"><strong>/${one.code}</strong>
      <span class="tags">${one.zh && html`<span class="tag">中</span>`}${one.en && html`<span class="tag">EN</span>`}
      ${isHidden(one, all) && html`<span class="tag other">${t("canned_hidden")}</span>`}</span></span>
    <span class="words" dir="auto">${marked(one[language.value] || one.zh || one.en)}</span>
    <span class="visually-hidden">${t(may ? "canned_change" : "canned_look")}</span>
  </button></li>`
}
