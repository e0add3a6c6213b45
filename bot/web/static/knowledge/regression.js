// Questions that must keep finding their article. The gate asks every one of them before anything is published.
import { signal } from "@preact/signals"
import { Icon } from "../desk/icons.js"
import { has, moment, t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useEffect, useState } from "../desk/ui.js"
import { addressOf, isId } from "./address.js"
import * as api from "./api.js"
import { number, personOf } from "./marks.js"
import { Page } from "./page.js"
import { languages, may, me, openLanguage } from "./state.js"
import { Trouble, whyNot } from "./trouble.js"
import { tryThis } from "./trying.js"

const STEP = 100
const found = signal(null)
const error = signal(null)
const words = signal("")

async function load() {
  error.value = null
  try { found.value = (await api.regressionQuestions()).questions } catch (problem) { error.value = problem }
}

const sourceOf = (one) => (has(`source_${one.source}`) ? t(`source_${one.source}`) : one.source)

export function Regression() {
  useEffect(() => { load() }, [])
  const [most, setMost] = useState(STEP)
  const wanted = words.value.trim().toLowerCase()
  const shown = (found.value ?? []).filter((one) => !wanted || `${one.question} ${one.article} ${sourceOf(one)}`.toLowerCase().includes(wanted))
  return html`<${Page} title=${t("regression_title")} help=${t("regression_help")} tools=${found.value?.length > 8 && html`<input type="search" aria-label=${t("search")} placeholder=${t("search")} value=${words.value} onInput=${(event) => { words.value = event.target.value }} />`}>
    ${may.value.write && html`<${Add} />`}
    ${error.value && html`<${Trouble} error=${error.value} again=${load} />`}
    ${!found.value && !error.value && html`<p class="empty" role="status">${t("loading")}</p>`}
    ${found.value?.length === 0 && html`<p class="empty">${t("no_regression")}</p>`}
    ${found.value?.length > 0 && html`<p class="sum" role="status">${t("found", { count: number(shown.length) })}</p>
      <ul class="questions">${shown.slice(0, most).map((one) => html`<li key=${one.id}><div><p class="asked" dir="auto">${one.question}</p>
          <p class="muted"><a href=${addressOf(one.article, one.language)}>${one.article}</a> · ${[t(`language_${one.language}`), sourceOf(one), personOf(one.who), moment(one.at)].filter(Boolean).join(" · ")}</p></div>
        <button class="plain" aria-label=${t("try_this", { text: one.question })} title=${t("try_it")} onClick=${() => tryThis(one.question)}><${Icon} name="try" /></button>
        ${may.value.write && one.source === "proposal" && html`<button class="plain" aria-label=${t("accept_question", { text: one.question })} title=${t("accept")} onClick=${() => accept(one)}><${Icon} name="check" /></button>`}
        ${(may.value.write || (one.source === "proposal" && one.who.endsWith(`(${me.value?.login})`))) && html`<button class="plain" aria-label=${t("delete_question", { text: one.question })} title=${t("delete")} onClick=${() => remove(one)}><${Icon} name="trash" /></button>`}</li>`)}</ul>
      ${shown.length > most && html`<button class="more" onClick=${() => setMost(most + STEP)}>${t("show_more")}</button>`}`}
  </${Page}>`
}

function Add() {
  const [question, setQuestion] = useState("")
  const [id, setId] = useState("")
  const [language, setLanguage] = useState(openLanguage.peek())
  const [known, setKnown] = useState([])
  const [wrong, setWrong] = useState("")
  useEffect(() => {
    if (!id.trim()) return
    const timer = setTimeout(() => api.findArticles({ q: id.trim(), language }).then((answer) => setKnown(answer.articles.slice(0, 20))).catch(() => {}), 220)
    return () => clearTimeout(timer)
  }, [id, language])
  const go = async (event) => {
    event.preventDefault()
    if (!question.trim() || !isId(id.trim())) return setWrong(t("regression_missing"))
    try {
      await api.addRegression(question.trim(), language, id.trim())
      setQuestion("")
      setWrong("")
      say(t("regression_added"))
      load()
    } catch (problem) {
      if (problem.code !== "personal") return setWrong(whyNot(problem))
      setQuestion(problem.more.wording)
      setWrong(t("regression_personal"))
    }
  }
  return html`<form class="card-of add-question" onSubmit=${go} onKeyDown=${(event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }}>
    <div class="grow"><label for="rq-question">${t("regression_question")}</label><input id="rq-question" dir="auto" autocomplete="off" value=${question} onInput=${(event) => setQuestion(event.target.value)} /></div>
    <div><label for="rq-article">${t("regression_article")}</label><input id="rq-article" list="rq-known" autocomplete="off" spellcheck="false" value=${id} placeholder=${t("regression_article_hint")} onInput=${(event) => setId(event.target.value)} />
      <datalist id="rq-known">${known.map((one) => html`<option key=${one.id} value=${one.id}>${one.question}</option>`)}</datalist></div>
    <div><label for="rq-language">${t("field_language")}</label><select id="rq-language" onChange=${(event) => setLanguage(event.target.value)}>${languages.value.map((one) => html`<option key=${one} value=${one} selected=${one === language}>${t(`language_${one}`)}</option>`)}</select></div>
    <button class="main">${t("add")}</button>
    ${wrong && html`<p class="problem" role="alert">${wrong}</p>`}
  </form>`
}

// Added by somebody who writes, the same question is asked by the gate from now on.
async function accept(one) {
  try {
    found.value = (await api.addRegression(one.question, one.language, one.article)).questions
    say(t("regression_accepted", { text: one.question }))
  } catch (problem) { say(whyNot(problem), "error") }
}

// Deleting can be taken back by adding the same words again, so it is not asked twice. Customers do not bring it back.
async function remove(one) {
  try {
    await api.dropRegression(one.id)
    found.value = found.peek().filter((other) => other.id !== one.id)
    say(t("regression_deleted", { text: one.question }))
  } catch (problem) { say(whyNot(problem), "error") }
}
