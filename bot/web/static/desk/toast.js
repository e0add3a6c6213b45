// One short sentence about what just happened; it leaves by itself, an error stays longer.
import { signal } from "@preact/signals"
import { Icon } from "./icons.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

const shown = signal(null)
let timer = 0

export function say(text, kind = "done") {
  clearTimeout(timer)
  shown.value = { text, kind }
  timer = setTimeout(() => { shown.value = null }, kind === "error" ? 9000 : 3500)
}

export function Toast() {
  const found = shown.value
  return html`<div class="toasts" role=${found?.kind === "error" ? "alert" : "status"}>
    ${found && html`<p class="toast ${found.kind}"><${Icon} name=${found.kind === "error" ? "alert" : "check"} />${found.text}
      <button aria-label=${t("close")} onClick=${() => { shown.value = null }}><${Icon} name="close" /></button></p>`}
  </div>`
}

export function sayError(error) {
  if (error.code === "held") return say(t("held_by", { name: error.holder }), "error")
  if (error.code === "not_claimed") return say(t("not_claimed"), "error")
  if (error.status === 0) return say(t("no_answer"), "error")
  say(error.message || t("failed_change"), "error")
}
