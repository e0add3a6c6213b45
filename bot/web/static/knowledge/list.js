// The left pane: search, filters, and the articles with their marks and use.
import { Icon } from "../desk/icons.js"
import { day, t } from "../desk/texts.js"
import { html, useEffect, useRef } from "../desk/ui.js"
import { addressOf } from "./address.js"
import { unsavedNames } from "./article.js"
import { ChannelChoice, channelName } from "./channels.js"
import { choose, clear, counts, fetching, filters, find, findAgain, keyOf, lines, narrowed, total, trouble, words } from "./finding.js"
import { Mark, number } from "./marks.js"
import { askNew } from "./new_article.js"
import { languages, openId, openLanguage, review, topics } from "./state.js"
import { Trouble } from "./trouble.js"
import { tryThis } from "./trying.js"

const SOON = 14 * 86400

export function List() {
  return html`<nav class="list finder" aria-label=${t("articles")} onKeyDown=${walk}>
    <div class="find">
      <div class="search"><${Icon} name="search" />
        <input id="search" type="search" value=${words.value} placeholder=${t("search_hint")} aria-label=${t("search")} autocomplete="off" spellcheck="false"
          onInput=${(event) => { words.value = event.target.value }} /><kbd aria-hidden="true">/</kbd></div>
      <button class="main new" onClick=${() => askNew({})} aria-label=${t("new_article")} title=${t("new_article")}><${Icon} name="plus" /></button>
      <${Filters} />
    </div>
    <${Found} />
  </nav>`
}

function Filters() {
  const { status, topic, language, channel } = filters.value
  return html`<div class="statuses" role="group" aria-label=${t("status")}>
      ${["", "published", "draft", ...(review.value || counts.value.review ? ["review"] : []), "proposed", "archived"].map((one) => html`<button key=${one} aria-pressed=${status === one} onClick=${() => choose("status", one)}>
        ${t(one ? `status_${one}` : "status_all")}${one && html` <span class="count">${number(counts.value[one] ?? 0)}</span>`}</button>`)}
    </div>
    <${Choice} name="topic" value=${topic} options=${topics.value} shown=${(one) => one} />
    <${Choice} name="language" value=${language} options=${languages.value} shown=${(one) => t(`language_${one}`)} />
    <${ChannelChoice} label=${t("filter_channel")} value=${channel} set=${(value) => choose("channel", value)} />`
}

function Choice({ name, value, options, shown }) {
  return html`<select aria-label=${t(`field_${name}`)} onChange=${(event) => choose(name, event.target.value)}>
    <option value="" selected=${value === ""}>${t(`any_${name}`)}</option>
    ${options.map((one) => html`<option key=${one} value=${one} selected=${one === value}>${shown(one)}</option>`)}
  </select>`
}

function Found() {
  const found = lines.value
  if (!found && trouble.value) return html`<${Trouble} error=${trouble.value} again=${() => find()} />`
  if (!found) return html`<div class="skeleton" aria-hidden="true">${[1, 2, 3, 4, 5].map((one) => html`<span key=${one}></span>`)}</div>`
  return html`<div class="rows">
    <p class="sum" role="status">${t("found", { count: number(total.value) })}${narrowed() && html` <button class="link" onClick=${clear}>${t("show_everything")}</button>`}</p>
    ${trouble.value && html`<${Trouble} error=${trouble.value} again=${() => findAgain()} />`}
    <${OnlyHere} found=${found} />
    ${found.length === 0 && html`<p class="empty">${t(narrowed() ? "found_nothing" : "no_articles")}${words.value.trim() && html` <button class="link" onClick=${() => tryThis(words.value.trim())}>${t("find_by_meaning")}</button>`}</p>`}
    <ul>${found.map((line) => html`<li key=${keyOf(line)}><${Row} line=${line} /></li>`)}</ul>
    ${found.length < total.value && html`<${More} key=${found.length} />`}
  </div>`
}

// What was written here but never saved has no line of its own on the server.
function OnlyHere({ found }) {
  const known = new Set(found.map(keyOf))
  const here = unsavedNames.value.filter((name) => !known.has(name))
  if (!here.length) return null
  return html`<details class="only-here" open><summary>${t("only_here", { count: here.length })}</summary><ul>${here.map((name) => {
    const [id, language] = name.split("/")
    return html`<li key=${name}><a class="row" href=${addressOf(id, language)} aria-current=${openId.value === id ? "true" : undefined}>
      <span class="words">${id} · ${t(`language_${language}`)}</span></a></li>`
  })}</ul></details>`
}

function More() {
  const button = useRef(null)
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) find({ more: true }) }, { rootMargin: "400px" })
    watch.observe(button.current)
    return () => watch.disconnect()
  }, [])
  return html`<button class="more" ref=${button} disabled=${fetching.value} onClick=${() => find({ more: true })}>${t(fetching.value ? "loading" : "show_more")}</button>`
}

function Row({ line }) {
  const here = openId.value === line.id && openLanguage.value === line.language
  const now = Date.now() / 1000
  return html`<a class="row" href=${addressOf(line.id, line.language)} aria-current=${here ? "true" : undefined}>
    <span class="question" dir="auto" lang=${line.language}>${line.question || t("no_question")}</span>
    <span class="words">${line.topic} · ${t(`language_${line.language}`)} · ${t("variants_count", { count: line.variants })}</span>
    <span class="marks">
      ${marksOf(line).map((kind) => html`<${Mark} key=${kind} kind=${kind} />`)}
      ${unsavedNames.value.includes(keyOf(line)) && html`<${Mark} kind="unsaved" />`}
      ${line.channels?.length > 0 && html`<${Mark} kind="limited" text=${line.channels.map(channelName).join(t("comma"))} />`}
      ${line.expires && line.expires < now && html`<${Mark} kind="expired" />`}
      ${line.expires && line.expires >= now && line.expires < now + SOON && html`<${Mark} kind="expiring" text=${t("until", { day: day(line.expires) })} />`}
      <span class="use" title=${line.shown ? t("use_long", { shown: line.shown, helped: line.helped ?? 0, not_helped: line.not_helped ?? 0 }) : undefined}>${line.shown ? t("use_short", { shown: number(line.shown), helped: number(line.helped ?? 0) }) : t("never_shown")}</span>
    </span>
  </a>`
}

// What was never published is only a draft, so the state of that draft says it all.
function marksOf({ status, has_draft: written, draft_state: state, proposed }) {
  const standing = ["review", "returned"].includes(state) ? state : ""
  const waits = proposed ? ["proposed"] : []
  if (status === "draft") return [...(standing || !proposed ? [standing || "draft"] : []), ...waits]
  return [...(status === "published" ? [] : [status]), ...(written && state !== "proposed" ? [standing || "has_draft"] : []), ...waits]
}

// Up and Down walk through the rows and back into the search; Enter opens, as on any link.
function walk(event) {
  if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return
  const search = event.target.id === "search"
  const row = event.target.closest?.(".row")
  if (!search && !row) return
  const rows = [...event.currentTarget.querySelectorAll(".row")]
  const at = rows.indexOf(row)
  if (event.key === "ArrowDown") (rows[at + 1] ?? rows.at(-1))?.focus()
  else if (event.key === "ArrowUp" && row) (rows[at - 1] ?? document.getElementById("search")).focus()
  else if (event.key === "Home" && row) rows[0].focus()
  else if (event.key === "End" && row) rows.at(-1).focus()
  else if (event.key === "Enter" && search && rows[0]) rows[0].click()
  else return
  event.preventDefault()
}
