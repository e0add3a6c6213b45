// After resolving: a short while in which nobody new counts as mine; it ends by itself, or by a click.
import { call } from "./api.js"
import { Icon } from "./icons.js"
import { lists, now } from "./state.js"
import { duration, t } from "./texts.js"
import { sayError } from "./toast.js"
import { html } from "./ui.js"

export function WrapUp() {
  const until = lists.value?.wrap_up
  if (!until || until <= now.value) return null
  const end = () => call("DELETE", "/api/desk/me/wrap-up").catch(sayError)
  return html`<p class="snooze-banner wrap-up" role="status"><${Icon} name="clock" /><span>${t("wrap_up")} <span aria-hidden="true">${duration(until - now.value)}</span></span>
    <button class="link" onClick=${end}>${t("wrap_up_end")}</button></p>`
}
