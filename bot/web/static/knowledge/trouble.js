// An error in place: what happened, what to do, and the button that does it.
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html } from "../desk/ui.js"

export function whyNot(error) {
  if (error.status === 0) return t("no_answer")
  if (error.status === 429 || error.status >= 500) return t("busy")
  if (error.status === 403) return error.message || t("not_allowed")
  if (error.status === 413) return t("too_large")
  return error.message || t("failed_change")
}

export function Trouble({ error, again }) {
  return html`<div class="trouble" role="alert"><${Icon} name="alert" /><p>${whyNot(error)}</p>
    ${again && html`<button onClick=${again}>${t("try_again")}</button>`}</div>`
}
