// The suggested answers above the box: one key each puts the words in, where the agent still changes them.
import { Icon } from "./icons.js"
import { insertLines } from "./insert.js"
import { messages, openId } from "./state.js"
import { hint, withHint } from "./shortcuts.js"
import { canSuggest, closeSuggestions, offer, offered, suggestNow, useArticle } from "./suggest.js"
import { percent, t } from "./texts.js"
import { html } from "./ui.js"

const box = () => document.querySelector(".composer .write textarea")

// Whether there was one to insert.
export function insertSuggestion(at) {
  const one = offered.peek()[at]
  if (!one || !box() || !document.querySelector(".suggestions")) return false
  insertLines(box(), one.text)
  useArticle(openId.peek(), one.id)
  return true
}

export function SuggestButton() {
  if (!canSuggest.value) return null
  const asking = offer.value?.state === "asking"
  return html`<button type="button" class="suggest" aria-busy=${asking} onClick=${suggestNow} aria-label=${t("suggest")} title=${withHint(t("suggest"), "suggest")}><${Icon} name="bulb" /><span class="label">${t("suggest")}</span></button>
    <span class="asking" role="status">${asking && html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="words">${t("suggest_searching")}</span>`}</span>`
}

export function Suggestions() {
  const found = offer.value
  if (!found || found.closed) return null
  if (found.state === "failed") return html`<p class="suggest-note" role="status">${t("suggest_failed")} <button type="button" class="link" onClick=${suggestNow}>${t("try_again")}</button></p>`
  if (found.state !== "there") return null
  if (!found.articles.length) return found.asked ? html`<p class="suggest-note" role="status">${t("suggest_nothing")}</p>` : null
  const told = new Set(messages.value.filter((one) => one.article).map((one) => one.article.id))
  return html`<section class="suggestions" aria-label=${t("suggest")}>
    <p class="visually-hidden" role="status">${t("suggest_count", { count: found.articles.length })}</p>
    <ul>${found.articles.map((one, at) => html`<li key=${one.id}>
      <button type="button" onClick=${() => insertSuggestion(at)} title=${one.text}>
        ${hint(`insert_${at + 1}`) && html`<kbd>${hint(`insert_${at + 1}`)}</kbd>`}
        <span class="what" dir="auto"><strong>${one.question}</strong><span class="words">${one.text}</span></span>
        ${told.has(one.id) && html`<span class="tag">${t("suggest_told")}</span>`}
        <span class="score">${percent(one.score)}</span>
      </button></li>`)}</ul>
    <button type="button" class="plain away" aria-label=${t("suggest_close")} title=${t("suggest_close")} onClick=${() => { closeSuggestions(); box()?.focus() }}><${Icon} name="close" /></button>
  </section>`
}
