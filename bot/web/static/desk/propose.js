// "Make this an answer": the customer's words and this reply, for an article that is there or a new one.
// Finding the nearest articles loads a model the first time; a new article can be chosen meanwhile.
import { signal } from "@preact/signals"
import { call } from "./api.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { Nearest } from "./nearest.js"
import { proposedFrom } from "./state.js"
import { t } from "./texts.js"
import { html, useEffect, useState } from "./ui.js"

const asked = signal(null)
// Of one reply: { id: conversation, seq }
export const askProposal = (id, seq) => { asked.value = { id, seq } }
export const articleAddress = ({ id, language }) => `/knowledge#a/${encodeURIComponent(id)}/${language}`
const close = () => { asked.value = null }
const MASK = /\[[^\[\]\s][^\[\]]{0,20}\]/

export function ProposeDialog() {
  return asked.value && html`<${Sheet} key=${`${asked.value.id}/${asked.value.seq}`} ...${asked.value} />`
}

function Sheet({ id, seq }) {
  const [begun, setBegun] = useState(null)
  const [error, setError] = useState(null)
  const [done, setDone] = useState(null)
  const path = `/api/desk/conversations/${id}/replies/${seq}/proposal`
  const load = async () => {
    setError(null)
    try { setBegun(await call("GET", path)) } catch (problem) { setError(problem) }
  }
  useEffect(() => { load() }, [])
  return html`<${Dialog} title=${t("propose_title")} onClose=${close} wide=${true} back=${`#answer-of-${seq} :is(a, button)`}>
    ${error && html`<div class="propose"><p class="problem" role="alert">${whyNot(error)}</p><footer><button data-first onClick=${load}>${t("try_again")}</button></footer></div>`}
    ${!begun && !error && html`<p class="propose help" role="status">${t("loading")}</p>`}
    ${begun && !done && html`<${Form} id=${id} seq=${seq} path=${path} begun=${begun} finish=${setDone} />`}
    ${done && html`<${Done} done=${done} />`}
  </${Dialog}>`
}

function Form({ id, seq, path, begun, finish }) {
  const [ticked, setTicked] = useState(begun.questions.slice(0, 1).map((one) => one.wording))
  const [own, setOwn] = useState("")
  const [reply, setReply] = useState(begun.reply)
  const [choice, setChoice] = useState("")
  const [topic, setTopic] = useState("")
  const [why, setWhy] = useState("")
  const [wrong, setWrong] = useState("")
  const [busy, setBusy] = useState(false)
  // The dialog was open before there was anything to begin with.
  useEffect(() => { document.querySelector(".propose [data-first]")?.focus() }, [])
  const questions = [own.trim(), ...begun.questions.map((one) => one.wording).filter((one) => ticked.includes(one))].filter(Boolean)
  const flip = (wording) => setTicked(ticked.includes(wording) ? ticked.filter((one) => one !== wording) : [...ticked, wording])
  const submit = async (event) => {
    event.preventDefault()
    if (busy) return
    if (!questions.length) return setWrong(t("propose_no_question"))
    if (!reply.trim()) return setWrong(t("propose_no_reply"))
    if (!choice) return setWrong(t("propose_no_article"))
    if (choice === "new" && !topic.trim()) return setWrong(t("propose_no_topic"))
    setBusy(true)
    setWrong("")
    const where = choice === "new" ? { topic: topic.trim() } : { article: choice.slice(2) }
    try {
      const made = await call("POST", path, { questions, reply: reply.trim(), language: begun.language, why: why.trim(), ...where })
      proposedFrom(id, seq, { id: made.id, language: made.language })
      finish(made)
    } catch (problem) {
      setBusy(false)
      setWrong(problem.code === "no_question" ? t("propose_no_question") : whyNot(problem))
    }
  }
  // Enter chooses a word from a Chinese input method; it must not hand the form in.
  const safe = (event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }
  return html`<form class="propose" onSubmit=${submit} onKeyDown=${safe} novalidate>
    ${begun.made.length > 0 && html`<p class="help"><${Icon} name="check" /> ${t("propose_made")} ${begun.made.map((one) => html`<a key=${one.id} href=${articleAddress(one)} target="_blank">${one.id}</a> `)}</p>`}
    <fieldset><legend>${t("propose_question")}</legend>
      ${begun.questions.map((one, at) => html`<label class="choice" key=${one.wording}><input type="checkbox" data-first=${at === 0 ? "" : undefined} checked=${ticked.includes(one.wording)} onChange=${() => flip(one.wording)} />
        <span dir="auto">${one.wording}${one.text !== one.wording && html`<small>${t("propose_said", { text: one.text })}</small>`}</span></label>`)}
      <input type="text" data-first=${begun.questions.length ? undefined : ""} dir="auto" maxlength="500" autocomplete="off" aria-label=${t("propose_own")} placeholder=${t("propose_own")} value=${own} onInput=${(event) => setOwn(event.target.value)} /></fieldset>
    <label for="propose-reply">${t("propose_reply")}</label>
    <textarea id="propose-reply" rows="4" dir="auto" maxlength="8000" value=${reply} aria-describedby="propose-reply-help" onInput=${(event) => setReply(event.target.value)}></textarea>
    <p class="help" id="propose-reply-help">${t(MASK.test(reply) ? "propose_reply_masked" : "propose_reply_help")}</p>
    <${Nearest} text=${questions[0] ?? ""} language=${begun.language} topics=${begun.topics} choice=${choice} choose=${setChoice} topic=${topic} setTopic=${setTopic} />
    <label for="propose-why">${t("propose_why")}</label>
    <input type="text" id="propose-why" dir="auto" maxlength="500" autocomplete="off" value=${why} placeholder=${t("propose_why_hint")} onInput=${(event) => setWhy(event.target.value)} />
    <footer>${wrong && html`<p class="problem" role="alert">${wrong}</p>`}
      <button type="button" onClick=${close}>${t("cancel")}</button><button class="main" disabled=${busy}>${t(busy ? "propose_busy" : "propose_submit")}</button></footer>
  </form>`
}

function Done({ done }) {
  return html`<div class="propose done" role="status">
    <p><${Icon} name="check" />${t(`propose_done_${done.kind}`, { name: done.draft_by ?? "" })}</p>
    <footer><button onClick=${close}>${t("close")}</button><${OpenLink} done=${done} /></footer></div>`
}

// The form that had the focus is gone; the way to the article is what comes next.
function OpenLink({ done }) {
  useEffect(() => { document.querySelector(".propose.done a")?.focus() }, [])
  return html`<a class="button main" href=${articleAddress(done)} target="_blank">${t("propose_open")}</a>`
}

export function whyNot(error) {
  if (error.status === 0) return t("no_answer")
  if (error.status === 422) return error.more.problems?.map((one) => `${one.what} ${one.how}`).join(" ") || error.message
  return error.message || t("failed_change")
}
