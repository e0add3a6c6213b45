// The five rooms of the knowledge desk, the way to the conversations, and the settings.
import { Icon } from "../desk/icons.js"
import { Menu } from "../desk/menu.js"
import { t } from "../desk/texts.js"
import { html, useEffect, useRef } from "../desk/ui.js"
import { addressOf } from "./address.js"
import { showHelp } from "./help.js"
import { VIEWS, atDesk, me, openId, view } from "./state.js"

// Back to the articles means back to the one that was open.
const addressFor = (name) => (name !== "articles" ? `#${name}` : openId.value ? addressOf(openId.value) : "#")

export function TopBar() {
  const rooms = useRef(null)
  // On a phone the rooms scroll sideways; the open one is in sight.
  useEffect(() => { rooms.current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }) }, [view.value])
  return html`<header class="bar">
    <h1>${t("title")}</h1>
    <nav class="rooms" ref=${rooms} aria-label=${t("rooms")}>${VIEWS.map((one) => html`<a key=${one} href=${addressFor(one)} aria-current=${view.value === one ? "page" : undefined}>${t(`view_${one}`)}</a>`)}</nav>
    <p class="bar-end">
      ${atDesk.value && html`<a class="plain button" href="/desk" title=${t("to_desk")}><${Icon} name="chat" /><span class="label">${t("to_desk")}</span></a>`}
      <${Menu} onHelp=${showHelp}>${me.value && html`<p class="online"><strong>${me.value.name}</strong><br />${t(`role_${me.value.role}`)}</p>`}</${Menu}>
    </p>
  </header>`
}
