// Small signs: what state an article is in. Always a word beside the shape.
import { Icon } from "../desk/icons.js"
import { language, t } from "../desk/texts.js"
import { html } from "../desk/ui.js"

const ICONS = { draft: "note", has_draft: "note", archived: "shut", expired: "alert", expiring: "clock", unsaved: "note", published: "check", proposed: "chat", review: "clock", returned: "back", limited: "chat" }

export function Mark({ kind, text }) {
  return html`<span class="mark ${kind}"><${Icon} name=${ICONS[kind]} />${text ?? t(`mark_${kind}`)}</span>`
}

export const number = (value) => new Intl.NumberFormat(language.value === "zh" ? "zh-CN" : "en-GB").format(value)
// The product itself has no name of its own.
export const personOf = (who) => (who === "system" ? t("system") : who)
// Scores are shown as the settings name them, with two digits.
export const score = (value) => (value ?? 0).toFixed(2)
