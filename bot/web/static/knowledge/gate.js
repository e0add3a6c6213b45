// What the gate found, in plain words: what blocks first, then what deserves a second look.
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { addressOf } from "./address.js"
import { number, score } from "./marks.js"

const found = (one) => (one?.id ? `${one.id} (${score(one.score)})` : t("gate_no_answer"))
const Quoted = ({ text }) => html`<q dir="auto">${text}</q>`
const Link = ({ id, text }) => html`<a href=${addressOf(id)} target="_blank">${text || id}</a>`

const KINDS = {
  failing: (one) => html`<${Quoted} text=${one.question} /> ${t("gate_failing_line", { wanted: one.wanted, now: found(one.now), before: found(one.before) })}`,
  still: (one) => html`<${Quoted} text=${one.question} /> ${t("gate_still_line", { wanted: one.wanted, now: found(one.now) })}`,
  changed: (one) => html`<${Quoted} text=${one.question} /> ${t("gate_changed_line", { before: found(one.before), after: found(one.after) })}`,
  weaker: (one) => html`<${Quoted} text=${one.question} /> ${t("gate_weaker_line", { id: one.id, before: score(one.before), after: score(one.after) })}`,
  conflicts: (one) => html`<${Quoted} text=${one.question} /> ${t("gate_conflicts_line")}
    ${(one.articles ?? []).map((other, index) => html`${index > 0 && t("comma")}<${Link} key=${other.id} id=${other.id} text=${other.question} />`)}`,
  nearer: (one) => html`<${Quoted} text=${one.variant} /> ${t("gate_nearer_line", { score: score(one.nearer_to.score) })} <${Link} id=${one.nearer_to.id} text=${one.nearer_to.question} />`,
}

export function Gate({ gate }) {
  const kinds = Object.keys(KINDS).filter((name) => gate[name]?.length)
  const state = gate.blocks ? "blocks" : kinds.length ? "warns" : "clear"
  return html`<section class="gate ${state}" aria-label=${t("gate")}>
    <p class="verdict"><${Icon} name=${state === "clear" ? "check" : "alert"} /><strong>${t(`gate_${state}`)}</strong>
      <span class="muted">${gate.asked === 0 ? t("gate_nothing_asked") : t("gate_sum", { asked: number(gate.asked), passed: number(gate.passed), seconds: gate.seconds?.toFixed?.(1) ?? "–" })}</span></p>
    ${kinds.map((name) => html`<details key=${name} class=${name} open=${name === "failing" || gate[name].length <= 5}>
      <summary>${t(`gate_${name}`, { count: gate[name].length })}</summary><p class="help">${t(`gate_${name}_help`)}</p>
      <ul>${gate[name].slice(0, 100).map((one, index) => html`<li key=${index}>${KINDS[name](one)}</li>`)}</ul>
      ${gate[name].length > 100 && html`<p class="help">${t("and_more", { count: gate[name].length - 100 })}</p>`}</details>`)}
  </section>`
}
