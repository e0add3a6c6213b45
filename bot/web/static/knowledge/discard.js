// Throwing away is asked once, and says what exactly goes.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { discard, forgetUnsaved, sides } from "./article.js"
import { Changes } from "./changes.js"
import { current } from "./content.js"
import { wroteIt } from "./review.js"
import { may } from "./state.js"

const asked = signal("")
// Who only proposes may take back their own proposal, and leaves other drafts to the editors.
export const mayDiscard = (side) => may.value.write || (side.version?.draft_state === "proposed" && wroteIt(side))
export const askDiscard = (language) => { asked.value = language }
const close = () => { asked.value = "" }

export function DiscardDialog() {
  const language = asked.value
  const side = sides.value[language]
  if (!language || !side?.content) return null
  const { version, unsaved, content } = side
  const done = (deed) => async () => { close(); await deed(language) }
  return html`<${Dialog} title=${t("discard_title")} onClose=${close} wide=${true}><div class="body">
    ${unsaved && html`<h3>${t("discard_unsaved_what")}</h3><${Changes} before=${current(version)} after=${content} />`}
    ${!unsaved && html`<p>${t(version?.live ? "discard_draft_what" : "discard_only_draft")}</p><${Changes} before=${version?.live} after=${version?.draft} />`}
    <footer><button data-first onClick=${close}>${t("keep_writing")}</button>
      ${unsaved && html`<button class=${version?.draft ? "" : "main"} onClick=${done(forgetUnsaved)}>${t("discard_unsaved")}</button>`}
      ${version?.draft && mayDiscard(side) && html`<button class="main danger" onClick=${done(discard)}>${t(unsaved ? "discard_all" : may.value.write ? "discard_draft" : "withdraw")}</button>`}
    </footer></div></${Dialog}>`
}
