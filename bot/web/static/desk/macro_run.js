// Before a macro is done: each step as it will happen here, the words to the customer open to change.
import { signal } from "@preact/signals"
import { canned, loadCanned } from "./canned.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { loadMacros, macros, replyOf, runMacro, told, wordsOf } from "./macro.js"
import { nameOf } from "./marks.js"
import { openPlace } from "./places.js"
import { detail, openId, refresh } from "./state.js"
import { t } from "./texts.js"
import { say } from "./toast.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const asked = signal(null)
// For the conversation that is open now, and for no other that is opened meanwhile.
export const askMacro = (id) => { if (!canned.peek()) loadCanned(); asked.value = { id, conversation: openId.peek() } }

// What a new version of the macro has to say of the one before it.
let carried = null

export function MacroRunDialog() {
  const macro = macros.value?.macros.find((one) => one.id === asked.value?.id)
  const about = detail.value
  // The words need the replies and the conversation.
  if (!macro || !canned.value || !about || about.id !== openId.value || about.id !== asked.value.conversation) return null
  return html`<${Preview} macro=${macro} about=${about} key=${`${macro.id}/${macro.etag}/${about.id}`} />`
}

function Preview({ macro, about }) {
  const form = useRef(null)
  const [run] = useState(() => crypto.randomUUID())
  const [texts, setTexts] = useState(() => Object.fromEntries(macro.steps.flatMap((step, at) => (step.do === "say" ? [[at, wordsOf(step, about)]] : []))))
  const [state, setState] = useState("")
  const [wrong, setWrong] = useState(() => carried)
  carried = null
  const close = () => { asked.value = null }
  const unready = Object.entries(texts).find(([, text]) => !text.trim() || openPlace(text))?.[0]
  // A place without a value is what one has to see to; else Enter does it.
  useLayoutEffect(() => {
    if (unready === undefined) return form.current.querySelector("footer .main").focus()
    const box = form.current.querySelector(`#macro-text-${unready}`)
    const place = box && openPlace(box.value)
    box?.focus()
    if (place) box.setSelectionRange(...place)
  }, [])
  const submit = async (event) => {
    event.preventDefault()
    if (state) return
    if (unready !== undefined) {
      setWrong({ text: t("macro_fill", { step: Number(unready) + 1 }) })
      return form.current.querySelector(`#macro-text-${unready}`)?.focus()
    }
    setState("busy")
    setWrong(null)
    try {
      const { done, steps, stopped } = await runMacro(macro, about.id, run, texts)
      if (!stopped) {
        close()
        say(t("macro_done", { name: macro.name }))
      } else {
        setState("stopped")
        setWrong({ done, text: t("macro_stopped", { done, steps, step: stopped.step + 1, why: why(stopped) }) })
      }
    } catch (error) {
      setState("")
      if (error.code === "changed" && !error.more.macro) {
        close()
        say(error.message, "error")
      } else if (error.code === "changed") carried = { text: error.message }
      if (error.code === "changed") return loadMacros()
      setWrong({ text: error.status === 0 ? t("macro_no_answer") : error.message || t("failed_change") })
    }
    refresh(about.id)
  }
  const mark = (at) => (state !== "stopped" ? "" : at < wrong.done ? "was-done" : at === wrong.done ? "was-stopped" : "was-left")
  return html`<${Dialog} title=${macro.name} onClose=${close}>
    <form class="macro-run" ref=${form} onSubmit=${submit} novalidate>
      <p class="help">${t("macro_preview", { name: nameOf(about) })}</p>
      <ol>${macro.steps.map((step, at) => html`<li key=${at} class=${mark(at)}>
        <p>${mark(at) === "was-done" && html`<${Icon} name="check" />`}${mark(at) === "was-stopped" && html`<${Icon} name="alert" />`}<label for=${`macro-text-${at}`}>${told(step)}</label></p>
        ${step.do === "say" && (replyOf(step)
          ? html`<textarea id=${`macro-text-${at}`} rows="3" dir="auto" maxlength="4000" readonly=${state === "stopped"} value=${texts[at]} aria-invalid=${Boolean(wrong && unready === String(at))} onInput=${(event) => { setTexts({ ...texts, [at]: event.target.value }); setWrong(null) }}></textarea>`
          : html`<p class="problem">${t("macro_reply_gone_help")}</p>`)}</li>`)}</ol>
      ${wrong && html`<p class="problem" role="alert">${wrong.text}</p>`}
      <footer><button type="button" onClick=${close}>${t(state === "stopped" ? "close" : "cancel")}</button>
        ${state !== "stopped" && html`<button class="main" aria-disabled=${state === "busy"}>${t("macro_run")}</button>`}</footer>
    </form>
  </${Dialog}>`
}

function why(stopped) {
  if (stopped.code === "held") return t("held_by", { name: stopped.holder })
  if (stopped.code === "not_claimed") return t("not_claimed")
  return stopped.message
}
