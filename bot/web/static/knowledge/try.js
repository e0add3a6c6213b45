// The right pane: ask as a customer would, see what comes, from which articles, and why.
import { Icon } from "../desk/icons.js"
import { rich } from "../desk/rich.js"
import { has, t } from "../desk/texts.js"
import { html, useState } from "../desk/ui.js"
import { addressOf } from "./address.js"
import { ChannelChoice } from "./channels.js"
import { score } from "./marks.js"
import { Trouble } from "./trouble.js"
import { answer, ask, asking, channel, draftInHand, question, taught, teach, trouble, withDraft } from "./trying.js"

export function Try() {
  const found = answer.value
  const draft = draftInHand()
  const onKey = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    ask()
  }
  return html`<aside class="try" aria-label=${t("try_it")}>
    <form onSubmit=${(event) => { event.preventDefault(); ask() }}>
      <h2>${t("try_it")}</h2>
      <textarea id="try" rows="2" dir="auto" value=${question.value} aria-label=${t("try_question")} placeholder=${t("try_hint")}
        onInput=${(event) => { question.value = event.target.value }} onKeyDown=${onKey}></textarea>
      <div class="try-line"><label class="choice"><input type="checkbox" checked=${withDraft.value} onChange=${(event) => { withDraft.value = event.target.checked }} />
        <span>${t("with_draft")}${withDraft.value && draft && html` <small class="muted">${draft.id} · ${t(`language_${draft.language}`)}</small>`}</span></label>
        <${ChannelChoice} label=${t("try_channel")} value=${channel.value} set=${(value) => { channel.value = value; if (found) ask() }} />
        <button class="main" disabled=${!question.value.trim()}>${t("ask")}</button></div>
    </form>
    <div class="try-answer ${asking.value ? "busy" : ""}" aria-live="polite" aria-busy=${asking.value}>
      ${trouble.value && html`<${Trouble} error=${trouble.value} again=${ask} />`}
      ${!found && !trouble.value && (asking.value
        ? html`<p class="checking"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t("try_working")}</p>`
        : html`<p class="empty">${t("try_empty")}</p>`)}
      ${found && html`<${Answer} found=${found} />`}
    </div>
  </aside>`
}

function Answer({ found }) {
  const urgency = found.triage?.urgency?.level ?? found.triage?.urgency
  const nature = found.triage?.nature?.label ?? found.triage?.nature
  return html`
    <p class="outcome is-${found.status}"><strong>${t(`outcome_${found.status}`)}</strong>
      <span class="muted">${t(`language_${found.language}`)}${found.draft && html` · ${t("draft_counted")}`}</span></p>
    <h3>${t("customer_sees")}</h3><${Shown} shown=${found.shown} />
    ${found.shown.why && html`<p class="why-line"><span class="muted">${t("because")}</span>${has(`why_${found.shown.why}`) ? t(`why_${found.shown.why}`) : found.shown.why}</p>`}
    ${(urgency || nature) && html`<p class="triage muted">${[urgency && `${t("urgency")}${t("colon")}${t(`urgency_${urgency}`)}`, nature && `${t("nature")}${t("colon")}${t(`nature_${nature}`)}${found.triage.nature_from === "article" ? t("nature_from_article") : ""}`].filter(Boolean).join(" · ")}</p>`}
    <h3>${t("candidates")}</h3>
    ${found.ranking.length === 0 && html`<p class="empty">${t("no_candidates")}</p>`}
    ${found.ranking.length > 0 && found.wording !== undefined && found.wording !== found.text.replace(/\s+/g, " ") && html`<p class="help" dir="auto">${found.wording ? t("teaches_as", { text: found.wording }) : t("joins_not")}</p>`}
    <ol class="ranking">${found.ranking.map((one) => html`<li key=${one.id}><${Candidate} one=${one} found=${found} /></li>`)}</ol>
    ${found.ranking.length > 0 && html`<p class="legend"><span class="at-answer" aria-hidden="true"></span>${t("threshold_answer", { score: score(found.threshold.answer) })}
      <span class="at-suggest" aria-hidden="true"></span>${t("threshold_suggest", { score: score(found.threshold.suggest) })}</p>`}`
}

function Shown({ shown }) {
  const [bare, setBare] = useState(false)
  return html`<div class="shown is-${shown.kind}">
    <p class="shown-head"><span class="tag">${t(`shown_${shown.kind}`)}</span>
      ${shown.html && html`<span class="switch" role="group" aria-label=${t("customer_sees")}><button aria-pressed=${!bare} onClick=${() => setBare(false)}>${t("sees_web")}</button><button aria-pressed=${bare} onClick=${() => setBare(true)}>${t("sees_plain")}</button></span>`}</p>
    ${shown.html && !bare ? html`<div class="seen text" dir="auto">${rich(shown.html)}</div>` : shown.text && html`<div class="seen plain-text" dir="auto">${shown.text}</div>`}
    ${shown.titles?.length > 0 && html`<ul class="offers">${shown.titles.map((one) => html`<li key=${one}>${one}</li>`)}</ul>`}
  </div>`
}

function Candidate({ one, found }) {
  const { answer: enough, suggest } = found.threshold
  const level = one.score >= enough ? "answer" : one.score >= suggest ? "suggest" : "none"
  const wording = found.wording ?? found.text
  const done = taught.value.includes(`${wording}/${one.id}`)
  const width = (value) => `${Math.max(0, Math.min(1, value)) * 100}%`
  return html`
    <p class="candidate"><a href=${addressOf(one.id, found.language)} dir="auto">${one.question || one.id}</a><span class="score" title=${t(`level_${level}`)}>${score(one.score)}</span></p>
    <div class="score-bar is-${level}" role="img" aria-label=${t("score_of", { score: score(one.score), level: t(`level_${level}`) })}>
      <span class="fill" style=${{ width: width(one.score) }}></span>
      <i class="at-suggest" style=${{ left: width(suggest) }}></i><i class="at-answer" style=${{ left: width(enough) }}></i></div>
    <button class="link" disabled=${done || !wording} onClick=${() => teach(wording, one.id, found.language)}><${Icon} name=${done ? "check" : "pin"} />${t(done ? "taught" : "should_have_been")}</button>`
}
