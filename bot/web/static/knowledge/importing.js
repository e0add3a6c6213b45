// Import: a file, how far it is, what it would change and what the gate says, and the deed.
import { signal } from "@preact/signals"
import { Icon } from "../desk/icons.js"
import { has, moment, t } from "../desk/texts.js"
import { html, useEffect, useState } from "../desk/ui.js"
import * as api from "./api.js"
import { addressOf } from "./address.js"
import { Gate } from "./gate.js"
import { apply, cancel, job, look, lost, resume, send, sendAgain, trouble, upload, working } from "./import_job.js"
import { number } from "./marks.js"
import { may } from "./state.js"
import { Trouble } from "./trouble.js"

const format = signal("auto")
const FORMATS = ["auto", "yaml", "csv", "xlsx", "fastgpt", "maxkb", "rasa"]

export function Import() {
  const [over, setOver] = useState(false)
  useEffect(() => { resume() }, [])
  const found = job.value
  const busy = working()
  const choose = (file) => send(file, format.peek())
  const drop = (event) => { event.preventDefault(); setOver(false); if (!busy) choose(event.dataTransfer.files[0]) }
  return html`<section class="card-of"><h3>${t("import")}</h3><p class="help">${t("import_help")}</p>
    <label class="drop ${over ? "over" : ""} ${busy ? "busy" : ""}" onDragOver=${(event) => { event.preventDefault(); setOver(!busy) }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
      <${Icon} name="upload" /><span>${upload.value?.name ?? found?.name ?? t("choose_file")}</span>
      <input type="file" class="visually-hidden" accept=".yml,.yaml,.csv,.tsv,.xlsx,.zip" disabled=${busy} onChange=${(event) => { choose(event.target.files[0]); event.target.value = "" }} /></label>
    <label class="choice"><span>${t("file_kind")}</span><select disabled=${busy} onChange=${(event) => { format.value = event.target.value; if (found?.state !== "applied") sendAgain(event.target.value) }}>
      ${FORMATS.map((one) => html`<option key=${one} value=${one} selected=${format.value === one}>${t(`format_${one}`)}</option>`)}</select></label>
    <p class="templates">${t("templates")} ${["csv", "xlsx"].map((one) => html`<a key=${one} href=${api.templateAddress(one)} download>${one.toUpperCase()}</a> `)}</p>
    ${busy && html`<${Progress} />`}
    ${trouble.value && html`<${Trouble} error=${inWords(trouble.value.error)} again=${trouble.value.again} />`}
    ${found?.state === "failed" && !trouble.value && html`<${Trouble} error=${inWords({ status: 409, ...found.error })} again=${["look_again", "internal"].includes(found.error?.code) ? () => look(found.publish) : null} />`}
    ${found?.outcome && ["looked", "wrong", "applied"].includes(found.state) && html`<${Result} key=${found.id} found=${found} />`}
  </section>`
}

// What the page has its own words for, in the reader's language.
const inWords = (error) => (has(`import_error_${error?.code}`) ? { ...error, status: 409, message: t(`import_error_${error.code}`) } : error)

function Progress() {
  const going = upload.value
  const { stage, done, total } = going ? { stage: "uploading", done: going.sent, total: going.total } : job.value.progress
  const share = total ? Math.min(100, Math.floor((100 * done) / total)) : null
  const count = stage === "uploading" ? `${share ?? 0}%` : total ? t("progress_of", { done: number(done), total: number(total) }) : done ? t("progress_read", { done: number(done) }) : ""
  return html`<div class="import-progress">
    <p><strong role="status">${t(`stage_${stage}`)}</strong> <span class="muted">${count}</span></p>
    <progress max="100" value=${share ?? undefined} aria-label=${t(`stage_${stage}`)}></progress>
    ${lost.value && html`<p class="notice" role="status"><${Icon} name="alert" />${t("import_lost")}</p>`}
    <p class="help">${t(stage === "uploading" ? "import_stay" : "import_may_leave")}</p>
    <p><button onClick=${cancel}>${t("cancel")}</button></p>
  </div>`
}

function Result({ found }) {
  const result = found.outcome
  const applied = found.state === "applied"
  const errors = result.errors ?? []
  const more = (name) => (result[`${name}_total`] > result[name].length ? html`<p class="help">${t("and_more", { count: result[`${name}_total`] - result[name].length })}</p>` : null)
  return html`<div class="result">
    <p role="status"><strong>${t(applied ? "import_applied" : "import_would")}</strong> <span class="muted">${String(found.format).toUpperCase()}</span></p>
    <ul class="figures">${["added", "changed", "same"].map((name) => html`<li key=${name}><strong>${number(result[name] ?? 0)}</strong> ${t(`import_${name}`)}</li>`)}
      ${result.waiting > 0 && html`<li><strong>${number(result.waiting)}</strong> ${t("import_waiting")}</li>`}
      <li class=${errors.length ? "bad" : ""}><strong>${number(errors.length)}</strong> ${t("import_errors")}</li></ul>
    ${errors.length > 0 && html`<div class="table-frame" tabindex="0" role="region" aria-label=${t("import_errors")}><table class="wrong"><thead><tr><th scope="col">${t("where")}</th><th scope="col">${t("what_is_wrong")}</th><th scope="col">${t("how_to_mend")}</th></tr></thead>
      <tbody>${errors.map((one, index) => html`<tr key=${index}><th scope="row">${one.where}</th><td>${one.what}</td><td>${one.how}</td></tr>`)}</tbody></table></div>`}
    ${!applied && result.drafts?.length > 0 && html`<details class="open-drafts" open=${result.drafts.length <= 5}><summary>${t("import_drafts", { count: number(result.drafts_total) })}</summary><p class="help">${t("import_drafts_help")}</p>
      <ul class="plain-lines">${result.drafts.map((one) => html`<li key=${`${one.id}/${one.language}`}><span><a href=${addressOf(one.id, one.language)} target="_blank">${one.id}</a> <small class="muted">${t(`language_${one.language}`)}</small></span><span>${t("import_draft_line", { name: one.who, at: moment(one.at) })}</span></li>`)}</ul>${more("drafts")}</details>`}
    ${result.gate && html`<${Gate} gate=${result.gate} />`}
    ${result.warnings?.length > 0 && html`<details><summary>${t("import_warnings", { count: number(result.warnings_total) })}</summary><ul class="plain-lines">${result.warnings.map((one, index) => html`<li key=${index}><span><strong>${one.where}</strong> ${one.what} ${one.how}</span></li>`)}</ul>${more("warnings")}</details>`}
    ${result.lines?.length > 0 && html`<details><summary>${t("import_lines", { count: number(result.lines_total) })}</summary><ul class="plain-lines">${result.lines.map((one) => html`<li key=${`${one.id}/${one.language}`}>
      <span>${applied ? html`<a href=${addressOf(one.id, one.language)}>${one.id}</a>` : one.id} <small class="muted">${t(`language_${one.language}`)}</small></span><span class="tag">${t(`line_${one.what}`)}</span></li>`)}</ul>${more("lines")}</details>`}
    ${found.state === "wrong" && html`<p class="notice"><${Icon} name="alert" />${t("import_mend_first")}</p>`}
    ${found.state === "looked" && html`<${Decide} found=${found} />`}
    ${found.state !== "looked" && html`<p><button onClick=${cancel}>${t("import_another")}</button></p>`}
  </div>`
}

function Decide({ found }) {
  const [anyway, setAnyway] = useState(false)
  const [why, setWhy] = useState("")
  const [missing, setMissing] = useState(false)
  const { added, changed, waiting, unpublished, gate } = found.outcome
  const blocked = Boolean(gate?.blocks)
  // What came in without publishing can be published by the same file.
  const publishable = unpublished > 0 && may.value.publish_alone
  if (!added && !changed && !waiting && !publishable) return html`<p class="empty">${t("import_nothing")}</p><p><button onClick=${cancel}>${t("import_another")}</button></p>`
  const stopped = (!added && !changed) || (blocked && !(may.value.override && anyway))
  const go = (event) => {
    event.preventDefault()
    if (stopped) return
    if (blocked && !why.trim()) { setMissing(true); document.getElementById("import-why").focus(); return }
    apply(blocked ? why.trim() : undefined)
  }
  return html`<form class="decide" onSubmit=${go}>
    ${!added && !changed && !waiting && html`<p class="help">${t("import_unpublished", { count: number(unpublished) })}</p>`}
    ${may.value.publish_alone && html`<label class="choice"><input type="checkbox" checked=${found.publish} onChange=${(event) => look(event.target.checked)} /><span>${t("import_publish")}</span></label>`}
    ${found.publish && !gate && html`<p class="help">${t("import_no_gate")}</p>`}
    ${blocked && !may.value.override && html`<p class="notice"><${Icon} name="alert" />${t("override_ask")}</p>`}
    ${blocked && may.value.override && html`<label class="choice"><input type="checkbox" checked=${anyway} onChange=${(event) => setAnyway(event.target.checked)} /><span>${t("override")}</span></label>`}
    ${blocked && anyway && html`<label for="import-why">${t("why_override")}</label>
      ${missing && !why.trim() && html`<p class="problem" id="import-why-missing" role="alert">${t("why_missing")}</p>`}
      <input id="import-why" autocomplete="off" maxlength="500" value=${why} aria-describedby=${missing && !why.trim() ? "import-why-missing" : undefined} aria-invalid=${missing && !why.trim() ? "true" : undefined}
        onInput=${(event) => setWhy(event.target.value)} onKeyDown=${(event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }} />`}
    <p><button class="main ${blocked && anyway ? "danger" : ""}" disabled=${stopped}>${t(found.publish ? (blocked && anyway ? "import_apply_anyway" : "import_apply_publish") : "import_apply")}</button> <button type="button" onClick=${cancel}>${t("cancel")}</button></p>
  </form>`
}
