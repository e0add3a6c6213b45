// What came of earlier calls, in one paragraph each: nobody has to ask the customer again.
import { Icon } from "./icons.js"
import { language, moment, t } from "./texts.js"
import { html } from "./ui.js"

export const inMyWords = (recap) => recap?.[language.value] ?? recap?.zh ?? ""

// Of a call that was opened again the paragraph of its own first end comes first.
export function Before({ about, packet }) {
  const own = about.handoff?.recap ? [{ ...about.handoff.recap, at: null }] : []
  const told = [...own, ...(packet.before ?? [])]
  if (!told.length) return null
  return html`<div class="before"><h3>${t("told_before")}</h3><ul>${told.map((one) => html`<li key=${one.at ?? "own"}>
    <${Icon} name="back" /><p dir="auto">${inMyWords(one)}${one.at && html` <time>${moment(one.at)}</time>`}</p></li>`)}</ul></div>`
}
