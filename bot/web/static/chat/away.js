// Nobody can come now: say when, and offer to leave a request, to wait all the same, or to stay with the assistant.
import { useRef, useState } from "preact/hooks"
import { focusComposer } from "./focus.js"
import { html } from "./html.js"
import { Icon } from "./icons.js"
import { waitAnyway } from "./person.js"
import { RequestForm } from "./request-form.js"
import { away, form } from "./state.js"
import { t } from "./texts.js"
import { holiday, opening } from "./time.js"

export function Away() {
  const { state, closed, next_opening: next, may_wait: mayWait } = away.value
  const title = state !== "out_of_hours" ? "away_title_nobody"
    : { holiday: "away_title_holiday", break: "away_title_break" }[closed?.why] ?? "away_title_hours"
  const leave = useRef(null)
  const [returned, setReturned] = useState(false)
  const stay = () => { away.value = null; focusComposer() }
  const wait = async () => {
    await waitAnyway()
    if (!away.value) focusComposer()
  }
  const back = () => {
    form.value = false
    setReturned(true)
    setTimeout(() => leave.current?.focus(), 0)
  }
  if (form.value) return html`<${RequestForm} onCancel=${back} />`
  return html`<section class="card away" role=${returned ? undefined : "alert"}>
    <p class="card-title"><${Icon} name="moon" size=${18} />${t(title, { holiday: holiday(closed) })}</p>
    <p>${state === "out_of_hours" && next ? t("away_next", { next: opening(next) }) : t("away_soon")}${mayWait && t("away_may_wait")}</p>
    <div class="card-buttons">
      <button type="button" class="main-button" ref=${leave} onClick=${() => { form.value = true }}>${t("away_leave")}</button>
      ${mayWait && html`<button type="button" class="quiet-button" onClick=${wait}>${t("away_wait")}</button>`}
      <button type="button" class="quiet-button" onClick=${stay}>${t("away_stay")}</button>
    </div>
  </section>`
}
