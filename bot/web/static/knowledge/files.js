// Import in two steps: first what would happen, then the deed. Export and templates are plain links.
import { signal } from "@preact/signals"
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useState } from "../desk/ui.js"
import * as api from "./api.js"
import { addressOf } from "./address.js"
import { findAgain } from "./finding.js"
import { number } from "./marks.js"
import { Page } from "./page.js"
import { languages, may } from "./state.js"
import { Trouble } from "./trouble.js"

// { file, result, applied }
const chosen = signal(null)
const busy = signal(false)
const error = signal(null)
const publishToo = signal(false)
const format = signal("auto")
const FORMATS = ["auto", "yaml", "csv", "xlsx", "fastgpt", "maxkb", "rasa"]

async function send(file, apply) {
  if (busy.peek()) return
  busy.value = true
  error.value = null
  try {
    const result = await api.importFile(file, { apply, publish: publishToo.peek(), format: format.peek() })
    chosen.value = { file, result, applied: apply }
    if (apply) { say(t("import_done", result)); findAgain() }
  } catch (problem) {
    error.value = problem
    chosen.value = { file, result: null, applied: false }
  } finally {
    busy.value = false
  }
}
const look = (file) => { if (file) { chosen.value = { file, result: null }; send(file, false) } }

export function Files() {
  return html`<${Page} title=${t("files_title")} help=${t("files_help")}>
    ${may.value.write && html`<${Import} />`}
    <${Export} />
  </${Page}>`
}

function Import() {
  const [over, setOver] = useState(false)
  const found = chosen.value
  const drop = (event) => { event.preventDefault(); setOver(false); look(event.dataTransfer.files[0]) }
  return html`<section class="card-of"><h3>${t("import")}</h3><p class="help">${t("import_help")}</p>
    <label class="drop ${over ? "over" : ""}" onDragOver=${(event) => { event.preventDefault(); setOver(true) }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
      <${Icon} name="upload" /><span>${found?.file ? found.file.name : t("choose_file")}</span>
      <input type="file" class="visually-hidden" accept=".yml,.yaml,.csv,.tsv,.xlsx,.json,.zip" disabled=${busy.value} onChange=${(event) => { look(event.target.files[0]); event.target.value = "" }} /></label>
    <label class="choice"><span>${t("file_kind")}</span><select onChange=${(event) => { format.value = event.target.value; if (chosen.peek()?.file) send(chosen.peek().file, false) }}>
      ${FORMATS.map((one) => html`<option key=${one} value=${one} selected=${format.value === one}>${t(`format_${one}`)}</option>`)}</select></label>
    <p class="templates">${t("templates")} ${["csv", "xlsx"].map((one) => html`<a key=${one} href=${api.templateAddress(one)} download>${one.toUpperCase()}</a> `)}</p>
    ${busy.value && html`<p class="checking" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t("reading_file")}</p>`}
    ${error.value && html`<${Trouble} error=${error.value} again=${() => send(found.file, false)} />`}
    ${found?.result && html`<${Result} ...${found} />`}
  </section>`
}

function Result({ file, result, applied }) {
  const errors = result.errors ?? []
  const nothing = !result.added && !result.changed
  return html`<div class="result" role="status">
    <p><strong>${t(applied ? "import_applied" : "import_would")}</strong> <span class="muted">${String(result.format).toUpperCase()}</span></p>
    <ul class="figures">${["added", "changed", "same"].map((name) => html`<li key=${name}><strong>${number(result[name] ?? 0)}</strong> ${t(`import_${name}`)}</li>`)}
      ${result.waiting > 0 && html`<li><strong>${number(result.waiting)}</strong> ${t("import_waiting")}</li>`}
      <li class=${errors.length ? "bad" : ""}><strong>${number(errors.length)}</strong> ${t("import_errors")}</li></ul>
    ${errors.length > 0 && html`<div class="table-frame" tabindex="0" role="region" aria-label=${t("import_errors")}><table class="wrong"><thead><tr><th scope="col">${t("where")}</th><th scope="col">${t("what_is_wrong")}</th><th scope="col">${t("how_to_mend")}</th></tr></thead>
      <tbody>${errors.map((one, index) => html`<tr key=${index}><th scope="row">${one.where}</th><td>${one.what}</td><td>${one.how}</td></tr>`)}</tbody></table></div>`}
    ${result.warnings?.length > 0 && html`<details><summary>${t("import_warnings", { count: result.warnings.length })}</summary><ul class="plain-lines">${result.warnings.map((one, index) => html`<li key=${index}><span><strong>${one.where}</strong> ${one.what} ${one.how}</span></li>`)}</ul></details>`}
    ${result.lines?.length > 0 && html`<details><summary>${t("import_lines", { count: result.lines.length })}</summary><ul class="plain-lines">${result.lines.map((one) => html`<li key=${`${one.id}/${one.language}`}>
      <span>${applied ? html`<a href=${addressOf(one.id, one.language)}>${one.id}</a>` : one.id} <small class="muted">${t(`language_${one.language}`)}</small></span><span class="tag">${t(`line_${one.what}`)}</span></li>`)}</ul></details>`}
    ${!applied && errors.length > 0 && html`<p class="notice"><${Icon} name="alert" />${t("import_mend_first")}</p>`}
    ${!applied && errors.length === 0 && nothing && html`<p class="empty">${t("import_nothing")}</p>`}
    ${!applied && errors.length === 0 && !nothing && html`
      ${may.value.publish_alone && html`<label class="choice"><input type="checkbox" checked=${publishToo.value} onChange=${(event) => { publishToo.value = event.target.checked; send(file, false) }} /><span>${t("import_publish")}</span></label>`}
      <p><button class="main" disabled=${busy.value} onClick=${() => send(file, true)}>${t(publishToo.value ? "import_apply_publish" : "import_apply")}</button> <button onClick=${() => { chosen.value = null }}>${t("cancel")}</button></p>`}
  </div>`
}

function Export() {
  const [language, setLanguage] = useState("")
  return html`<section class="card-of"><h3>${t("export")}</h3><p class="help">${t("export_help")}</p>
    <p class="downloads"><select aria-label=${t("field_language")} onChange=${(event) => setLanguage(event.target.value)}><option value="" selected=${!language}>${t("any_language")}</option>
      ${languages.value.map((one) => html`<option key=${one} value=${one} selected=${one === language}>${t(`language_${one}`)}</option>`)}</select>
      ${["xlsx", "csv", "yaml"].map((one) => html`<a key=${one} class="button" href=${api.exportAddress(one, language)} download><${Icon} name="download" />${t(`export_${one}`)}</a>`)}</p>
  </section>`
}
