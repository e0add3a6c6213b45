// The middle pane: one article, its language versions as tabs or side by side.
import { signal } from "@preact/signals"
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { Actions } from "./actions.js"
import { addressOf } from "./address.js"
import { begin, notKept, problem, reopen, sides } from "./article.js"
import { Fields } from "./fields.js"
import { Mark } from "./marks.js"
import { askNew } from "./new_article.js"
import { Proposals } from "./proposals.js"
import { Said } from "./review.js"
import { languages, openId, openLanguage } from "./state.js"
import { Trouble } from "./trouble.js"

const both = signal(false)

export function Editor() {
  if (!openId.value) return html`<${Nothing} />`
  if (problem.value) return html`<${Failed} />`
  const found = sides.value
  if (!Object.keys(found).length) return html`<div class="skeleton edit-skeleton" aria-hidden="true">${[1, 2, 3, 4].map((one) => html`<span key=${one}></span>`)}</div>`
  const shown = both.value ? languages.value : [openLanguage.value]
  return html`<div class="editor" key=${openId.value}>
    <header class="editor-head">
      <a class="plain button back" href="#" aria-label=${t("back")}><${Icon} name="back" /></a>
      <h2 title=${openId.value}><bdi>${openId.value}</bdi></h2>
      <${Tabs} found=${found} />
      <button class="plain both" aria-pressed=${both.value} onClick=${() => { both.value = !both.peek() }}>${t("side_by_side")}</button>
    </header>
    ${notKept.value && html`<p class="notice"><${Icon} name="alert" />${t("not_kept")}</p>`}
    <div class="sides ${both.value ? "two" : ""}">${shown.map((language) => html`<${Side} key=${language} language=${language} side=${found[language]} />`)}</div>
  </div>`
}

function Tabs({ found }) {
  return html`<div class="tabs" role="group" aria-label=${t("language_versions")}>${languages.value.map((one) => {
    const side = found[one]
    const mark = side?.unsaved ? "unsaved" : side?.version?.draft ? draftMark(side.version) : side?.content ? "" : "missing"
    return html`<a key=${one} href=${addressOf(openId.value, one)} class="tab" aria-current=${!both.value && openLanguage.value === one ? "true" : undefined}>
      ${t(`language_${one}`)}${mark && html` <small>${t(`mark_${mark}`)}</small>`}</a>`
  })}</div>`
}

const draftMark = ({ draft_state: state }) => (state && state !== "draft" ? state : "has_draft")

function Side({ language, side }) {
  if (!side?.content) return html`<section class="side-of"><div class="nothing">
    <${Icon} name="book" /><p><strong>${t("not_written", { language: t(`language_${language}`) })}</strong></p><p>${t("not_written_hint")}</p>
    <button class="main" onClick=${() => begin(language)}>${t("write_it", { language: t(`language_${language}`) })}</button></div></section>`
  return html`<section class="side-of" aria-label=${t(`language_${language}`)} lang=${language === "zh" ? "zh-CN" : language}>
    <div class="scroll"><${Standing} language=${language} side=${side} /><${Proposals} language=${language} side=${side} /><${Fields} language=${language} side=${side} /></div>
    <${Actions} language=${language} side=${side} />
  </section>`
}

function Standing({ language, side }) {
  const { version } = side
  return html`<p class="standing">
    ${both.value && html`<strong>${t(`language_${language}`)}</strong>`}
    <${Mark} kind=${version?.live || version?.status === "archived" ? version.status : "draft"} />
    ${version?.draft && !(draftMark(version) === "has_draft" && !version.live && version.status !== "archived") && html`<${Mark} kind=${draftMark(version)} />`}
    ${side.unsaved && html`<${Mark} kind="unsaved" />`}
  </p>
  <${Said} side=${side} />
  ${side.moved && html`<p class="notice"><${Icon} name="alert" />${t("moved")}</p>`}`
}

function Nothing() {
  return html`<div class="editor"><div class="nothing"><${Icon} name="book" />
    <p><strong>${t("choose_article")}</strong></p><p>${t("choose_article_hint")}</p>
    <button class="main" onClick=${() => askNew({})}><${Icon} name="plus" />${t("new_article")}</button></div></div>`
}

function Failed() {
  const unknown = problem.value.status === 404
  return html`<div class="editor"><div class="nothing" role="alert"><${Icon} name="alert" />
    <p><strong>${t(unknown ? "unknown_article" : "failed_load", { id: openId.value })}</strong></p>
    ${unknown
      ? html`<p>${t("unknown_article_hint")}</p><a class="button" href="#">${t("back")}</a>`
      : html`<${Trouble} error=${problem.value} again=${reopen} />`}</div></div>`
}
