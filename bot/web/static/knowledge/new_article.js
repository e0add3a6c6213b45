// A new article: language, question, topic and a short name that never changes; the rest is written in the editor.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { t } from "../desk/texts.js"
import { html, useState } from "../desk/ui.js"
import { addressOf, go, isId } from "./address.js"
import * as api from "./api.js"
import { reopen, unsavedNames } from "./article.js"
import { blank } from "./content.js"
import { keepDraft, keptNames } from "./kept.js"
import { languages, openId, openLanguage, topics } from "./state.js"
import { whyNot } from "./trouble.js"

const asked = signal(null)
// `question`, `variants`, `language` may be given, as from a gap.
export const askNew = (given) => { asked.value = given }
const close = () => { asked.value = null }

export function NewDialog() {
  return asked.value && html`<${Form} ...${asked.value} />`
}

// The name in links and exports: topic and a few words. Chinese has no short Latin spelling here, so it gets the date.
export function nameFor(topic, question, now = new Date()) {
  const words = question.toLowerCase().match(/[a-z0-9]+/g)?.filter((one) => one.length > 2 && !COMMON.has(one)).slice(0, 3)
  const room = topic.trim().toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "") || "article"
  const stamp = now.toISOString().slice(2, 16).replace(/[-:]/g, "").replace("T", "_")
  return `${room}.${words?.length ? words.join("_") : stamp}`
}
const COMMON = new Set(["the", "and", "can", "how", "what", "when", "where", "why", "does", "did", "you", "your", "for", "with", "are", "was", "has", "have", "this", "that", "please", "will", "not", "there"])

function Form({ question: given = "", variants = [], language: wanted }) {
  const [language, setLanguage] = useState(wanted ?? openLanguage.peek())
  const [question, setQuestion] = useState(given)
  const [topic, setTopic] = useState("")
  const [id, setId] = useState("")
  const [wrong, setWrong] = useState("")
  const name = id || nameFor(topic, question)
  const make = async (event) => {
    event.preventDefault()
    if (!question.trim() || !topic.trim()) return setWrong(t("new_missing"))
    if (!isId(name)) return setWrong(t("new_bad_id"))
    try {
      const { versions } = await api.article(name)
      if (versions[language]) return setWrong(t("new_taken", { id: name }))
    } catch (error) {
      if (error.status !== 404) return setWrong(whyNot(error))
    }
    if (keptNames().includes(`${name}/${language}`)) return setWrong(t("new_taken", { id: name }))
    const content = { ...blank(topic.trim()), question: question.trim(), variants }
    if (!keepDraft(name, language, { content, base: null, etag: "", at: Date.now() / 1000 })) return setWrong(t("not_kept"))
    unsavedNames.value = keptNames()
    close()
    if (openId.peek() === name) reopen()
    openLanguage.value = language
    go(addressOf(name, language))
  }
  const safe = (event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }
  return html`<${Dialog} title=${t("new_article")} onClose=${close}><form class="body" onSubmit=${make} onKeyDown=${safe}>
    <label for="new-question">${t("field_question")}</label>
    <input id="new-question" data-first dir="auto" autocomplete="off" value=${question} placeholder=${t("question_hint")} onInput=${(event) => setQuestion(event.target.value)} />
    <div class="pair"><div><label for="new-topic">${t("field_topic")}</label>
        <input id="new-topic" list="new-topics" autocomplete="off" value=${topic} onInput=${(event) => setTopic(event.target.value)} />
        <datalist id="new-topics">${topics.value.map((one) => html`<option key=${one} value=${one} />`)}</datalist></div>
      <div><label for="new-language">${t("field_language")}</label>
        <select id="new-language" onChange=${(event) => setLanguage(event.target.value)}>${languages.value.map((one) => html`<option key=${one} value=${one} selected=${one === language}>${t(`language_${one}`)}</option>`)}</select></div></div>
    <label for="new-id">${t("field_id")}</label>
    <input id="new-id" autocomplete="off" spellcheck="false" value=${id} placeholder=${name} aria-describedby="new-id-help" onInput=${(event) => setId(event.target.value.trim())} />
    <p class="help" id="new-id-help">${t("id_help")}</p>
    ${variants.length > 0 && html`<p class="help">${t("with_variants", { count: variants.length })}</p>`}
    ${wrong && html`<p class="problem" role="alert">${wrong}</p>`}
    <footer><button type="button" onClick=${close}>${t("cancel")}</button><button class="main">${t("start_writing")}</button></footer>
  </form></${Dialog}>`
}
