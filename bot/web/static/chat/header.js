// Who is talking, the Person button, the language, and in a frame the close button.
import { isWidget } from "./config.js"
import { tell } from "./frame.js"
import { html } from "./html.js"
import { Icon, Leaf } from "./icons.js"
import { switchLanguage } from "./language.js"
import { callPerson } from "./person.js"
import { calling, connection, phase, standing } from "./state.js"
import { language, shopName, t } from "./texts.js"

export function Header() {
  const { owner, agent } = standing.value
  const name = owner === "agent" && agent ? agent : shopName()
  const lost = connection.value === "lost" || connection.value === "offline"
  const status = lost ? t("connecting") : t(`status_${owner}`, { shop: shopName() })
  return html`<header class="header">
    <span class=${`avatar ${owner === "agent" ? "avatar-agent" : "avatar-bot"}`} aria-hidden="true">
      ${owner === "agent" && agent ? initial(agent) : html`<${Leaf} size=${30} />`}
    </span>
    <div class="who">
      <h1 class="name">${name}</h1>
      <p class="status" data-state=${lost ? "lost" : owner}>${phase.value === "loading" ? t("connecting") : status}</p>
    </div>
    <${LanguageButton} place="top" />
    <${PersonButton} owner=${owner} />
    ${isWidget && html`<button type="button" class="icon-button" aria-label=${t("close")} onClick=${() => tell("close")}>
      <${Icon} name="close" /></button>`}
  </header>`
}

// On narrow screens it stands under the field where one writes, so that the name above stays readable.
export function LanguageButton({ place }) {
  const other = language.value === "zh" ? "en" : "zh"
  return html`<button type="button" class=${`plain-button language-${place}`} lang=${other === "zh" ? "zh-CN" : "en"}
    aria-label=${t("language_switch_label")} onClick=${() => switchLanguage(other)}>${t("language_switch")}</button>`
}

// Always there; while a person is called or with us it says so and does nothing.
function PersonButton({ owner }) {
  const busy = calling.value || owner === "queue"
  const words = owner === "agent" ? t("person_here") : owner === "queue" ? t("person_queue") : busy ? t("calling") : t("person")
  return html`<button type="button" id="person" class="person-button" data-owner=${owner}
    aria-disabled=${busy || owner === "agent"} onClick=${callPerson}><${Icon} name="person" size=${18} /><span>${words}</span></button>`
}

export const initial = (name) => [...name.trim()][0]?.toUpperCase() ?? "·"
