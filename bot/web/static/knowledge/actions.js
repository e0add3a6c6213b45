// What can be done with a version: save, submit, publish, send back, discard, archive, look at its history.
import { Icon } from "../desk/icons.js"
import { moment, t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { busy, save } from "./article.js"
import { askDiscard, mayDiscard } from "./discard.js"
import { showHistory } from "./history.js"
import { askRelease } from "./release.js"
import { askSendBack, askSubmit, inReview, isOthers, maySendBack, mayShow, maySubmit } from "./review.js"
import { may } from "./state.js"
import { say } from "../desk/toast.js"

export function Actions({ language, side }) {
  const { version, unsaved } = side
  const draft = Boolean(version?.draft)
  const live = Boolean(version?.live) && version.status === "published"
  const working = Boolean(busy.value)
  const shows = mayShow(side)
  const submits = maySubmit(side)
  // Something to hand on: words of one's own, a draft, or an article off the shelf.
  const something = unsaved || draft || version?.status === "archived"
  const saveIt = async () => { if (await save(language)) say(t(may.value.write ? "saved_done" : "proposed_done")) }
  return html`<footer class="actions">
    <p class="saved" role="status">${standing(side)}</p>
    <button class="plain" onClick=${() => showHistory(language)} disabled=${!version} title=${t("history")}><${Icon} name="history" /><span class="label">${t("history")}</span></button>
    ${may.value.publish && live && html`<button class="plain" disabled=${working || unsaved} title=${t(unsaved ? "save_first" : "archive")} onClick=${() => askRelease("archive", language)}><${Icon} name="shut" /><span class="label">${t("archive")}</span></button>`}
    ${(unsaved || (draft && mayDiscard(side))) && html`<button disabled=${working} onClick=${() => askDiscard(language)}>${t(may.value.write || unsaved ? "discard" : "withdraw")}</button>`}
    ${maySendBack(side) && html`<button disabled=${working} onClick=${() => askSendBack(language)}>${t("return")}</button>`}
    ${(unsaved || !inReview(side)) && html`<button class=${shows || submits ? "" : "main"} disabled=${working || !unsaved || isOthers(side)} onClick=${saveIt}>${t(busy.value === "save" ? "saving" : may.value.write ? "save_draft" : "propose")}</button>`}
    ${submits && html`<button class=${shows ? "" : "main"} disabled=${working || !something} onClick=${() => askSubmit(language)}>${t("submit")}</button>`}
    ${shows && html`<button class="main" disabled=${working || !something} onClick=${() => askRelease("publish", language)}>${t("publish")}</button>`}
  </footer>`
}

function standing({ version, unsaved }) {
  if (unsaved) return t("unsaved_kept")
  // A draft that came by an import has no writer.
  if (version?.draft && !version.draft_by) return version.draft_at ? t("draft_since", { at: moment(version.draft_at) }) : t("mark_draft")
  if (version?.draft) return t("draft_by", { name: version.draft_by, at: version.draft_at ? moment(version.draft_at) : "" })
  if (version?.live_at) return t("live_since", { at: moment(version.live_at) })
  return ""
}
