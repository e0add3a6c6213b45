// One short sentence about what just happened; it leaves by itself, an error stays longer.
import { signal } from "@preact/signals"
import { Icon } from "./icons.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

const shown = signal(null)
let timer = 0

// With a deed, such as undoing it: `{label, act}`.
export function say(text, kind = "done", deed = null) {
  clearTimeout(timer)
  shown.value = { text, kind, deed }
  timer = setTimeout(() => { shown.value = null }, kind === "error" || deed ? 9000 : 3500)
}

export function Toast() {
  const found = shown.value
  return html`<div class="toasts" role=${found?.kind === "error" ? "alert" : "status"}>
    ${found && html`<p class="toast ${found.kind}"><${Icon} name=${found.kind === "error" ? "alert" : "check"} />${found.text}
      ${found.deed && html`<button class="deed" onClick=${() => { shown.value = null; found.deed.act() }}>${found.deed.label}</button>`}
      <button aria-label=${t("close")} onClick=${() => { shown.value = null }}><${Icon} name="close" /></button></p>`}
  </div>`
}

export function sayError(error) {
  if (error.code === "held") return say(t("held_by", { name: error.holder }), "error")
  if (error.code === "offered") return say(t("offered_to", { name: error.holder }), "error")
  if (error.code === "not_offered") return say(t("not_offered"), "error")
  if (error.code === "not_claimed") return say(t("not_claimed"), "error")
  if (error.status === 0) return say(t("no_answer"), "error")
  say(error.message || t("failed_change"), "error")
}
