// The fields of one language version. What is wrong or doubtful stands under the field it belongs to.
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { Answer } from "./answer.js"
import { edit } from "./article.js"
import { Channels } from "./channels.js"
import { warnings } from "./content.js"
import { Tags } from "./tags.js"
import { topics } from "./state.js"
import { Variants } from "./variants.js"

const URGENCIES = ["critical", "high", "normal", "low"]
const NATURES = ["consult", "fault", "complaint", "request", "suggestion", "praise"]

export function Fields({ language, side }) {
  const { content, problems } = side
  const id = (name) => `${language}-${name}`
  const set = (name) => (value) => edit(language, name, value)
  const said = notesOf(content, problems)
  const notes = (name) => html`<${Notes} id=${`${id(name)}-notes`} notes=${said(name)} />`
  const about = (name) => ({ id: id(name), "aria-describedby": said(name).length ? `${id(name)}-notes` : undefined, "aria-invalid": said(name).some((one) => one.level === "error") ? "true" : undefined })
  return html`<div class="fields">
    ${notes("")}
    <div class="field"><label for=${id("question")}>${t("field_question")}</label>
      <input ...${about("question")} dir="auto" value=${content.question} onInput=${(event) => set("question")(event.target.value)} />
      ${notes("question")}</div>
    <div class="field"><span class="label" id=${`${id("variants")}-label`}>${t("field_variants")} <small>${t("variants_help")}</small></span>
      <${Variants} labelled=${`${id("variants")}-label`} about=${about("variants")} list=${content.variants} set=${set("variants")} />
      ${notes("variants")}</div>
    <div class="field"><${Answer} about=${about("answer")} value=${content.answer} set=${set("answer")} />
      ${notes("answer")}</div>
    <div class="particulars">
      <div class="field"><label for=${id("topic")}>${t("field_topic")}</label>
        <input ...${about("topic")} list=${`${id("topic")}-known`} value=${content.topic} onInput=${(event) => set("topic")(event.target.value)} />
        <datalist id=${`${id("topic")}-known`}>${topics.value.map((one) => html`<option key=${one} value=${one} />`)}</datalist>${notes("topic")}</div>
      <div class="field"><label for=${id("urgency")}>${t("field_urgency")}</label>
        <select ...${about("urgency")} onChange=${(event) => set("urgency")(event.target.value || null)}>
          <option value="" selected=${!content.urgency}>${t("urgency_none")}</option>
          ${URGENCIES.map((one) => html`<option key=${one} value=${one} selected=${content.urgency === one}>${t(`urgency_${one}`)}</option>`)}
        </select>${notes("urgency")}</div>
      <div class="field"><label for=${id("nature")}>${t("field_nature")}</label>
        <select ...${about("nature")} onChange=${(event) => set("nature")(event.target.value || null)}>
          <option value="" selected=${!content.nature}>${t("nature_none")}</option>
          ${NATURES.map((one) => html`<option key=${one} value=${one} selected=${content.nature === one}>${t(`nature_${one}`)}</option>`)}
        </select>${notes("nature")}</div>
      <div class="field wide"><label for=${id("tags")}>${t("field_tags")}</label>
        <${Tags} about=${about("tags")} list=${content.tags} set=${set("tags")} />${notes("tags")}</div>
      <div class="field"><label for=${id("valid_from")}>${t("field_valid_from")}</label>
        <input type="date" ...${about("valid_from")} value=${asDate(content.valid_from)} onInput=${(event) => set("valid_from")(startOf(event.target.value))} />${notes("valid_from")}</div>
      <div class="field"><label for=${id("valid_until")}>${t("field_valid_until")}</label>
        <input type="date" ...${about("valid_until")} value=${asDate(content.valid_until)} onInput=${(event) => set("valid_until")(endOf(event.target.value))} />${notes("valid_until")}</div>
      <div class="field"><label for=${id("owner")}>${t("field_owner")}</label>
        <input ...${about("owner")} value=${content.owner ?? ""} placeholder=${t("owner_hint")} onInput=${(event) => set("owner")(event.target.value)} />${notes("owner")}</div>
      <div class="field wide"><span class="label" id=${`${id("channels")}-label`}>${t("field_channels")} <small>${t("channels_help")}</small></span>
        <${Channels} labelled=${`${id("channels")}-label`} about=${about("channels")} list=${content.channels ?? []} set=${set("channels")} />${notes("channels")}</div>
    </div>
  </div>`
}

// The page's own warnings and the server's, by field; what names no field that is shown stands on top.
function notesOf(content, problems) {
  const own = warnings(content, Date.now() / 1000).map(({ field, level, key, values }) => ({ field, level, text: t(`warn_${key}`, values) }))
  const fromServer = problems.map(({ field, level, what, how }) => ({ field: field in content ? field : "", level, text: [what, how].filter(Boolean).join(" ") }))
  // The server's word on a field replaces the page's guess of the same level.
  const all = [...fromServer, ...own.filter((one) => !fromServer.some((other) => other.field === one.field && other.level === one.level))]
  return (name) => all.filter((one) => one.field === name)
}

function Notes({ id, notes }) {
  if (!notes.length) return null
  return html`<ul class="notes" id=${id}>${notes.map((one, index) => html`<li key=${index} class=${one.level}><${Icon} name="alert" />${one.text}</li>`)}</ul>`
}

// Dates are days of the editor's own calendar: valid from its first second until its last.
function asDate(seconds) {
  if (!seconds) return ""
  const date = new Date(seconds * 1000)
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-")
}
const startOf = (day) => (day ? new Date(`${day}T00:00:00`).getTime() / 1000 : null)
const endOf = (day) => (day ? new Date(`${day}T23:59:59`).getTime() / 1000 : null)
