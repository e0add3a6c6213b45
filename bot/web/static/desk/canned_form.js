// One canned reply: its code and both languages side by side. Another one's newer version is shown, never overwritten.
import { canned, saveReply } from "./canned.js"
import { Icon } from "./icons.js"
import { insertAt } from "./insert.js"
import { marked } from "./places.js"
import { t } from "./texts.js"
import { html, useEffect, useRef, useState } from "./ui.js"

const LANGUAGES = ["zh", "en"]
const LONGEST = 4000

export function CannedForm({ reply, guard, finish, remove, wrongBefore }) {
  const [id] = useState(() => reply.id ?? crypto.randomUUID())
  const [words, setWords] = useState({ code: reply.code, zh: reply.zh, en: reply.en, shared: reply.shared })
  const [etag, setEtag] = useState(reply.etag)
  const [wrong, setWrong] = useState(null)
  // What somebody else has saved meanwhile.
  const [theirs, setTheirs] = useState(null)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const last = useRef("zh")
  const form = useRef(null)
  const may = !words.shared || canned.value.may_share
  const dirty = may && ["code", ...LANGUAGES].some((name) => words[name] !== reply[name])
  guard.current = () => {
    if (!dirty || asking) return false
    setAsking(true)
    return true
  }
  useEffect(() => {
    form.current.querySelector(may ? "#canned-code" : "footer button")?.focus()
    return () => { guard.current = null }
  }, [])
  useEffect(() => { if (asking) form.current.querySelector(".asking button")?.focus() }, [asking])

  const write = (name) => (event) => { setWords({ ...words, [name]: event.target.value }); setWrong(null); setAsking(false) }
  const save = async (event) => {
    event.preventDefault()
    if (busy || !may) return
    setBusy(true)
    setWrong(null)
    try {
      await saveReply(id, words, etag)
      guard.current = null
      finish()
    } catch (error) {
      setBusy(false)
      if (error.code === "changed") {
        setTheirs(error.more.reply ?? { gone: true })
        setEtag(error.more.reply?.etag)
      }
      setWrong({ field: error.more?.field, text: whyNotSaved(error) })
      if (error.more?.field) form.current.querySelector(`#canned-${error.more.field}`)?.focus()
    }
  }
  const takeTheirs = () => { setWords({ ...words, code: theirs.code, zh: theirs.zh, en: theirs.en }); setTheirs(null); setWrong(null) }
  const place = (name) => {
    const box = form.current.querySelector(`#canned-${last.current}`)
    insertAt(box, `{{${name}}}`, box.selectionStart, box.selectionEnd)
  }
  // Enter chooses a word from a Chinese input method; it must not hand the form in.
  const safe = (event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }
  const problem = (name) => wrong?.field === name && html`<p class="problem" id="canned-problem" role="alert">${wrong.text}</p>`
  const field = (name) => ({ id: `canned-${name}`, value: words[name], readOnly: !may, onInput: write(name), "aria-invalid": wrong?.field === name, "aria-describedby": wrong?.field === name ? "canned-problem" : undefined })
  return html`<form class="canned-form" ref=${form} onSubmit=${save} onKeyDown=${safe} novalidate>
    ${!may && html`<p class="help"><${Icon} name="shut" /> ${t("canned_not_yours")}</p>`}
    <div class="line">
      <div><label for="canned-code">${t("canned_code")}</label>
        <input type="text" autocomplete="off" autocapitalize="off" spellcheck=${false} maxlength="60" placeholder=${t("canned_code_hint")} ...${field("code")} />${problem("code")}</div>
      ${reply.id
        ? html`<p class="whose">${t(words.shared ? "canned_for_all" : "canned_for_me")}</p>`
        : canned.value.may_share && html`<fieldset><legend class="visually-hidden">${t("canned_whose")}</legend>
          ${[true, false].map((shared) => html`<label class="choice" key=${String(shared)}><input type="radio" name="canned-whose" checked=${words.shared === shared} onChange=${() => setWords({ ...words, shared })} /><span>${t(shared ? "canned_for_all" : "canned_for_me")}</span></label>`)}</fieldset>`}
    </div>
    <div class="both">${LANGUAGES.map((name) => html`<div key=${name}>
      <label for=${`canned-${name}`}>${t(`canned_text_${name}`)}<span class="count ${[...words[name]].length > LONGEST ? "late" : ""}">${[...words[name]].length > LONGEST - 500 ? `${[...words[name]].length} / ${LONGEST}` : ""}</span></label>
      <textarea rows="7" dir="auto" lang=${name} onFocus=${() => { last.current = name }} ...${field(name)}></textarea>${problem(name)}</div>`)}</div>
    ${may && html`<div class="places" role="group" aria-label=${t("canned_variables")}><span>${t("canned_variables")}</span>
      ${canned.value.variables.map((name) => html`<button type="button" key=${name} title=${`{{${name}}}`} onClick=${() => place(name)}>${t(`variable_${name.replace(".", "_")}`)}</button>`)}</div>
      <p class="help">${t("canned_variables_help")}</p>`}
    ${theirs && html`<section class="theirs" aria-label=${t("canned_theirs", { name: theirs.by ?? "" })}><h3>${theirs.gone ? t("canned_gone") : t("canned_theirs", { name: theirs.by })}</h3>
      ${!theirs.gone && html`<p><strong>/${theirs.code}</strong></p>${LANGUAGES.filter((name) => theirs[name]).map((name) => html`<p key=${name} lang=${name} dir="auto">${marked(theirs[name])}</p>`)}
        <p><button type="button" onClick=${takeTheirs}>${t("canned_take_theirs")}</button></p>`}</section>`}
    <footer>
      ${(wrong && !wrong.field ? wrong.text : wrongBefore) && html`<p class="problem" role="alert">${wrong && !wrong.field ? wrong.text : wrongBefore}</p>`}
      ${asking
        ? html`<div class="asking" role="alertdialog" aria-label=${t("canned_unsaved")}><span>${t("canned_unsaved")}</span>
          <button type="button" onClick=${() => { setAsking(false); form.current.querySelector("#canned-code").focus() }}>${t("canned_go_on")}</button>
          <button type="button" class="danger" onClick=${finish}>${t("canned_drop")}</button></div>`
        : html`${reply.id && may && html`<button type="button" class="plain delete" onClick=${() => remove({ ...reply, etag })}><${Icon} name="trash" />${t("canned_delete")}</button>`}
          <button type="button" onClick=${() => { if (!guard.current?.()) finish() }}>${t(may ? "cancel" : "canned_back")}</button>
          ${may && html`<button class="main" disabled=${busy}>${t(theirs ? "canned_save_mine" : "canned_save")}</button>`}`}
    </footer>
  </form>`
}

export const whyNotSaved = (error) => (error.status === 0 ? t("no_answer") : error.message || t("failed_change"))
