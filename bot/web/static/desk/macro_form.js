// One macro: its name and its steps, to add, move and take out. Somebody else's newer version is never overwritten.
import { canned } from "./canned.js"
import { Icon } from "./icons.js"
import { FIELD, loadMacros, macros, saveMacro } from "./macro.js"
import { LEVELS } from "./packet.js"
import { language, t } from "./texts.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const MOST = 10
const START = { claim: {}, say: { reply: "" }, note: { text: "" }, urgency: { level: "normal" }, nature: { level: "consult" }, snooze: { until: "hour" }, release: {}, resolve: { reason: "" } }

export function MacroForm({ macro, guard, finish, remove }) {
  const form = useRef(null)
  const [id] = useState(() => macro.id ?? crypto.randomUUID())
  const [name, setName] = useState(macro.name)
  // Each with a key of its own, so that a step that moves keeps its fields.
  const [steps, setSteps] = useState(() => macro.steps.map((step) => ({ ...step, key: crypto.randomUUID() })))
  const [shared, setShared] = useState(macro.shared)
  const [wrong, setWrong] = useState(null)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const focus = useRef("")
  const may = !shared || macros.value.may_share
  const plain = steps.map(({ key: _key, ...step }) => step)
  const dirty = may && (name !== macro.name || JSON.stringify(plain) !== JSON.stringify(macro.steps))
  guard.current = () => {
    if (!dirty || asking) return false
    setAsking(true)
    return true
  }
  useLayoutEffect(() => {
    form.current.querySelector(may ? "#macro-name" : "footer button").focus()
    return () => { guard.current = null }
  }, [])
  useLayoutEffect(() => { if (asking) form.current.querySelector(".asking button").focus() }, [asking])
  // After a step came, moved or went the focus is where one goes on.
  useLayoutEffect(() => {
    if (focus.current) form.current.querySelector(focus.current)?.focus()
    focus.current = ""
  })

  const change = (next, then = "") => { focus.current = then; setSteps(next); setWrong(null); setAsking(false) }
  const add = (what) => {
    const key = crypto.randomUUID()
    change([...steps, { do: what, ...START[what], key }], FIELD[what] ? `#step-${key}` : "#macro-add")
  }
  const write = (key, field) => (event) => change(steps.map((one) => (one.key === key ? { ...one, [field]: event.target.value } : one)))
  const move = (at, by) => {
    const next = [...steps]
    ;[next[at], next[at + by]] = [next[at + by], next[at]]
    change(next, `[data-step="${steps[at].key}"] .${by < 0 ? "up" : "down"}:not(:disabled), [data-step="${steps[at].key}"] .out`)
  }
  const save = async (event) => {
    event.preventDefault()
    if (busy || !may) return
    setBusy(true)
    setWrong(null)
    try {
      await saveMacro(id, { name: name.trim(), steps: plain, shared }, macro.etag)
      guard.current = null
      finish()
    } catch (error) {
      failed(error)
      if (error.more?.field === "name") form.current.querySelector("#macro-name").focus()
    }
  }
  const failed = (error) => {
    setBusy(false)
    if (error.code === "changed") loadMacros()
    setWrong({ field: error.more?.field, text: error.status === 0 ? t("no_answer") : error.message || t("failed_change") })
  }
  const safe = (event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }
  return html`<form class="canned-form macro-form" ref=${form} onSubmit=${save} onKeyDown=${safe} novalidate>
    ${!may && html`<p class="help"><${Icon} name="shut" /> ${t("macro_not_yours")}</p>`}
    <div class="line"><div><label for="macro-name">${t("macro_name")}</label>
      <input type="text" id="macro-name" autocomplete="off" maxlength="60" placeholder=${t("macro_name_hint")} value=${name} readonly=${!may} aria-invalid=${wrong?.field === "name"} aria-describedby=${wrong ? "macro-problem" : undefined} onInput=${(event) => { setName(event.target.value); setWrong(null); setAsking(false) }} /></div>
      ${macro.id
        ? html`<p class="whose">${t(shared ? "canned_for_all" : "canned_for_me")}</p>`
        : macros.value.may_share && html`<fieldset><legend class="visually-hidden">${t("canned_whose")}</legend>
          ${[true, false].map((one) => html`<label class="choice" key=${String(one)}><input type="radio" name="macro-whose" checked=${shared === one} onChange=${() => setShared(one)} /><span>${t(one ? "canned_for_all" : "canned_for_me")}</span></label>`)}</fieldset>`}</div>
    <ol class="steps" aria-label=${t("macro_steps")}>${steps.map((step, at) => html`<li key=${step.key} data-step=${step.key}>
      <label for=${`step-${step.key}`}>${at + 1}. ${t(`macro_do_${step.do}`)}</label>
      <div class="step"><${Field} step=${step} shared=${shared} may=${may} write=${write(step.key, FIELD[step.do])} />
        ${may && html`<span class="moves"><button type="button" class="plain up" disabled=${at === 0} aria-label=${t("macro_up", { step: at + 1 })} title=${t("macro_up", { step: at + 1 })} onClick=${() => move(at, -1)}><${Icon} name="up" /></button>
          <button type="button" class="plain down" disabled=${at === steps.length - 1} aria-label=${t("macro_down", { step: at + 1 })} title=${t("macro_down", { step: at + 1 })} onClick=${() => move(at, 1)}><${Icon} name="down" /></button>
          <button type="button" class="plain out" aria-label=${t("macro_out", { step: at + 1 })} title=${t("macro_out", { step: at + 1 })} onClick=${() => change(steps.filter((one) => one !== step), "#macro-add")}><${Icon} name="trash" /></button></span>`}</div></li>`)}</ol>
    ${may && steps.length < MOST && html`<div class="line"><div><label for="macro-add">${t("macro_add")}</label>
      <select id="macro-add" value="" onChange=${(event) => { add(event.target.value); event.target.value = "" }}>
        <option value="" disabled selected>${t("macro_add_hint")}</option>
        ${Object.keys(START).map((one) => html`<option key=${one} value=${one}>${t(`macro_do_${one}`)}</option>`)}</select></div></div>`}
    <footer>
      ${wrong && html`<p class="problem" id="macro-problem" role="alert">${wrong.text}</p>`}
      ${asking
        ? html`<div class="asking" role="alertdialog" aria-label=${t("canned_unsaved")}><span>${t("canned_unsaved")}</span>
          <button type="button" onClick=${() => { focus.current = "#macro-name"; setAsking(false) }}>${t("canned_go_on")}</button>
          <button type="button" class="danger" onClick=${() => { guard.current = null; finish() }}>${t("canned_drop")}</button></div>`
        : html`${macro.id && may && html`<button type="button" class="plain delete" onClick=${() => remove().catch(failed)}><${Icon} name="trash" />${t("canned_delete")}</button>`}
          <button type="button" onClick=${() => { if (!guard.current?.()) finish() }}>${t(may ? "cancel" : "canned_back")}</button>
          ${may && html`<button class="main" disabled=${busy}>${t("canned_save")}</button>`}`}
    </footer>
  </form>`
}

function Field({ step, shared, may, write }) {
  const id = `step-${step.key}`
  if (step.do === "note") return html`<textarea id=${id} rows="2" dir="auto" maxlength="4000" readonly=${!may} value=${step.text} onInput=${write}></textarea>`
  if (step.do === "resolve") return html`<input type="text" id=${id} maxlength="500" readonly=${!may} placeholder=${t("reason_help")} value=${step.reason} onInput=${write} />`
  const choices = { say: () => replies(step, shared), urgency: () => LEVELS.urgency.map((one) => [one, t(`urgency_${one}`)]), nature: () => LEVELS.nature.map((one) => [one, t(`nature_${one}`)]), snooze: () => ["hour", "opening", "reply"].map((one) => [one, t(`snooze_${one}`)]) }[step.do]
  if (!choices) return html`<span id=${id} class="help">${t(`macro_help_${step.do}`)}</span>`
  const value = step[FIELD[step.do]]
  return html`<select id=${id} disabled=${!may} onChange=${write}>
    ${step.do === "say" && html`<option value="" disabled selected=${!value}>${t("macro_choose_reply")}</option>`}
    ${choices().map(([one, said]) => html`<option key=${one} value=${one} selected=${value === one}>${said}</option>`)}</select>`
}

// What everybody uses may only say what everybody may say. One that has gone is shown as gone.
function replies(step, shared) {
  const some = canned.value.replies.filter((one) => one.shared || !shared).map((one) => [one.id, `/${one.code}  ${(one[language.value] || one.zh || one.en).slice(0, 40)}`])
  return step.reply && !some.some(([id]) => id === step.reply) ? [[step.reply, t("macro_reply_gone")], ...some] : some
}
