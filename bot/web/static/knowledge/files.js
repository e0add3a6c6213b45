// Many articles at once: import, and export as plain links.
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html, useState } from "../desk/ui.js"
import * as api from "./api.js"
import { Import } from "./importing.js"
import { Page } from "./page.js"
import { languages, may } from "./state.js"

export function Files() {
  return html`<${Page} title=${t("files_title")} help=${t("files_help")}>
    ${may.value.write && html`<${Import} />`}
    <${Export} />
  </${Page}>`
}

function Export() {
  const [language, setLanguage] = useState("")
  return html`<section class="card-of"><h3>${t("export")}</h3><p class="help">${t("export_help")}</p>
    <p class="downloads"><select aria-label=${t("field_language")} onChange=${(event) => setLanguage(event.target.value)}><option value="" selected=${!language}>${t("any_language")}</option>
      ${languages.value.map((one) => html`<option key=${one} value=${one} selected=${one === language}>${t(`language_${one}`)}</option>`)}</select>
      ${["xlsx", "csv", "yaml"].map((one) => html`<a key=${one} class="button" href=${api.exportAddress(one, language)} download><${Icon} name="download" />${t(`export_${one}`)}</a>`)}</p>
  </section>`
}
