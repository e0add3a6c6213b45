// What triage understood of a message: a quiet word under it, the rest on hover and on focus, gone with Escape.
import { percent, t } from "./texts.js"
import { html, useState } from "./ui.js"

// What decided beside the customer's own words.
const FACTS = { "the article says so": "because_article_says", "an everyday article answers it": "because_article_answers" }

export const reasonText = (reason) =>
  typeof reason === "string" ? (reason in FACTS ? t(FACTS[reason]) : reason) : reason?.text ?? reason?.words ?? reason?.fact ?? Object.values(reason ?? {}).filter((one) => typeof one === "string").join(" ")

export function Understood({ triage, id }) {
  const [hidden, setHidden] = useState(false)
  const level = triage.urgency.level
  return html`<div class="understood ${hidden ? "hidden" : ""}" onMouseEnter=${() => setHidden(false)}>
    <button class="word ${level}" aria-describedby=${`understood-${id}`} onFocus=${() => setHidden(false)}
      onKeyDown=${(event) => { if (event.key === "Escape") { event.preventDefault(); setHidden(true) } }}>
      ${t(`nature_${triage.nature.label}`)}${(level === "critical" || level === "high") && html` · <strong>${t(`urgency_${level}`)}</strong>`}
    </button>
    <div class="tip" role="tooltip" id=${`understood-${id}`}>
      <${Part} name="urgency" value=${level} part=${triage.urgency} />
      <${Part} name="nature" value=${triage.nature.label} part=${triage.nature} />
      ${triage.complexity && html`<${Part} name="complexity" value=${triage.complexity.level} part=${triage.complexity} />`}
    </div>
  </div>`
}

function Part({ name, value, part }) {
  const reasons = (part.reasons ?? []).map(reasonText).filter(Boolean)
  return html`<p><span>${t(name)}${t("colon")}</span><strong>${t(`${name}_${value}`)}</strong>
    ${part.confidence !== undefined && part.confidence !== null && html` <span class="score">${percent(part.confidence)}</span>`}
    ${reasons.length > 0 && html`<small>${t("because")}${reasons.join(t("comma"))}</small>`}</p>`
}
