// What customers asked and did not get: groups of questions, the dearest first, each with what can be done about it.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { Icon } from "../desk/icons.js"
import { moment, t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useEffect, useState } from "../desk/ui.js"
import { addressOf } from "./address.js"
import * as api from "./api.js"
import { number, score } from "./marks.js"
import { askNew } from "./new_article.js"
import { languages, may } from "./state.js"
import { Trouble, whyNot } from "./trouble.js"
import { teach, tryThis } from "./trying.js"
import { Page } from "./page.js"

const DAYS = [7, 30, 90, 365]
const KINDS = ["none", "half", "not_helped", "handoff"]
const found = signal(null)
const error = signal(null)
const asked = signal({ days: 30, language: "" })
const ignoring = signal(null)
// Settled on this visit: they stay in sight, marked, until the list is loaded again.
const settled = signal({})

async function load() {
  const wanted = asked.peek()
  found.value = null
  error.value = null
  try {
    const answer = await api.gaps(wanted.days, wanted.language)
    if (wanted === asked.peek()) found.value = answer
  } catch (problem) {
    if (wanted === asked.peek()) error.value = problem
  }
}
const choose = (change) => { asked.value = { ...asked.peek(), ...change }; load() }

export function Gaps() {
  useEffect(() => { load() }, [])
  const { days, language } = asked.value
  return html`<${Page} title=${t("gaps_title")} help=${t("gaps_help")} tools=${html`
      <select aria-label=${t("period")} onChange=${(event) => choose({ days: Number(event.target.value) })}>${DAYS.map((one) => html`<option key=${one} value=${one} selected=${one === days}>${t("last_days", { days: one })}</option>`)}</select>
      <select aria-label=${t("field_language")} onChange=${(event) => choose({ language: event.target.value })}><option value="" selected=${!language}>${t("any_language")}</option>
        ${languages.value.map((one) => html`<option key=${one} value=${one} selected=${one === language}>${t(`language_${one}`)}</option>`)}</select>`}>
    ${error.value && html`<${Trouble} error=${error.value} again=${load} />`}
    ${!found.value && !error.value && html`<p class="empty" role="status">${t("gaps_loading")}</p>`}
    ${found.value?.gaps.length === 0 && html`<p class="empty">${t("no_gaps")}</p>`}
    ${found.value?.gaps.length > 0 && html`<p class="sum">${t("gaps_sum", { gaps: number(found.value.gaps.length), questions: number(found.value.questions) })}</p>
      <ol class="gaps">${found.value.gaps.map((one) => html`<li key=${one.key}><${Gap} gap=${one} /></li>`)}</ol>`}
    <${IgnoreDialog} />
  </${Page}>`
}

function Gap({ gap }) {
  // A masked question joins an article in plain words; one of which nothing is left then can only be read.
  const wordingOf = (text) => (gap.wordings ?? gap.examples)[gap.examples.indexOf(text)]
  const usable = gap.examples.filter(wordingOf)
  const [picked, setPicked] = useState(() => new Set(usable))
  const [busy, setBusy] = useState(false)
  const ticked = gap.examples.filter((one) => picked.has(one))
  const chosen = [...new Set(ticked.map(wordingOf))]
  const flip = (text) => setPicked((before) => { const next = new Set(before); if (!next.delete(text)) next.add(text); return next })
  const done = settled.value[gap.key]
  const addTo = async (id) => {
    setBusy(true)
    // One after the other: each makes a new version of the same draft.
    for (const text of chosen) if (!(await teach(text, id, gap.language))) { setBusy(false); return }
    setBusy(false)
    settled.value = { ...settled.peek(), [gap.key]: { done: "added", id } }
    say(t("gap_added", { count: chosen.length, id }))
  }
  const draft = () => askNew({ question: chosen[0], variants: chosen.slice(1), language: gap.language })
  return html`<article class="gap ${done ? "settled" : ""}" aria-label=${gap.examples[0]}>
    <header><p class="cost"><strong>${t("cost", { minutes: number(Math.round(gap.cost_minutes)) })}</strong> <span class="muted">${t("gap_size", { count: number(gap.size) })} · ${t(`language_${gap.language}`)} · ${t("last_at", { at: moment(gap.last_at) })}</span></p>
      <p class="kinds">${KINDS.filter((one) => gap.kinds[one]).map((one) => html`<span class="tag" key=${one}>${t(`kind_${one}`, { count: number(gap.kinds[one]) })}</span>`)}</p></header>
    <ul class="examples">${gap.examples.map((one) => html`<li key=${one}><label class="choice"><input type="checkbox" checked=${picked.has(one)} disabled=${Boolean(done) || !wordingOf(one)} onChange=${() => flip(one)} />
        <span dir="auto">${one}${wordingOf(one) !== one && html`<small class="as-wording">${wordingOf(one) ? t("joins_as", { text: wordingOf(one) }) : t("joins_not")}</small>`}</span></label>
      <button class="plain" aria-label=${t("try_this", { text: wordingOf(one) || one })} title=${t("try_it")} onClick=${() => tryThis(wordingOf(one) || one)}><${Icon} name="try" /></button></li>`)}</ul>
    ${done ? html`<p class="done-line"><${Icon} name="check" />${done.done === "added" ? html`${t("gap_added_to")} <a href=${addressOf(done.id, gap.language)}>${done.id}</a>` : t("gap_ignored")}</p>` : html`
    <div class="nearest">${gap.nearest.length > 0 && html`<p class="muted">${t("add_to_nearest")}</p>`}
      ${gap.nearest.map((one) => html`<button key=${one.id} class="near" disabled=${busy || !chosen.length} onClick=${() => addTo(one.id)} title=${one.id}><${Icon} name="plus" /><span dir="auto">${one.question || one.id}</span><span class="score">${score(one.score)}</span></button>`)}</div>
    <p class="gap-deeds"><button onClick=${draft} disabled=${!chosen.length}><${Icon} name="note" />${t("new_from_gap")}</button>
      ${may.value.write && html`<button class="plain" onClick=${() => { ignoring.value = { gap, texts: ticked.length && ticked.length < usable.length ? ticked : gap.texts ?? gap.examples } }}>${t("ignore")}</button>`}</p>`}
  </article>`
}

function IgnoreDialog() {
  return ignoring.value && html`<${IgnoreForm} ...${ignoring.value} />`
}

function IgnoreForm({ gap, texts }) {
  const [why, setWhy] = useState("")
  const [wrong, setWrong] = useState("")
  const close = () => { ignoring.value = null }
  const go = async (event) => {
    event.preventDefault()
    if (!why.trim()) return setWrong(t("why_missing"))
    try {
      await api.ignoreGap(gap.key, texts, why.trim())
      settled.value = { ...settled.peek(), [gap.key]: { done: "ignored" } }
      close()
    } catch (problem) { setWrong(whyNot(problem)) }
  }
  return html`<${Dialog} title=${t("ignore_title")} onClose=${close}><form class="body" onSubmit=${go}>
    <p>${t("ignore_what", { count: texts.length })}</p>
    <div class="quick">${["spam", "offtopic", "one_off", "not_ours"].map((one) => html`<button type="button" key=${one} aria-pressed=${why === t(`ignore_${one}`)} onClick=${() => setWhy(t(`ignore_${one}`))}>${t(`ignore_${one}`)}</button>`)}</div>
    <label for="ignore-why">${t("why")}</label>
    <input id="ignore-why" data-first autocomplete="off" value=${why} onInput=${(event) => setWhy(event.target.value)} onKeyDown=${(event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }} />
    ${wrong && html`<p class="problem" role="alert">${wrong}</p>`}
    <footer><button type="button" onClick=${close}>${t("cancel")}</button><button class="main">${t("ignore")}</button></footer>
  </form></${Dialog}>`
}
