// For whom a waiting customer is: whom the routing chose, or who is asked right now. And who is a VIP.
import { Icon } from "./icons.js"
import { me } from "./state.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

export const isForMe = (line) => Boolean(line.for) && line.for.id === me.value?.id

export function Vip() {
  return html`<span class="vip">${t("vip")}</span>`
}

export function ForWhom({ line }) {
  if (!line.for) return null
  if (isForMe(line)) return html`<span class="tag for me">${t("for_you")}</span>`
  const words = t(line.for.until ? "asked_now" : "for_other", { name: line.for.name })
  // A row is short: the name says it to the eye, the sentence stands behind it.
  return html`<span class="tag for" title=${words}><${Icon} name="person" /><span aria-hidden="true">${line.for.name}</span><span class="visually-hidden">${words}</span></span>`
}
