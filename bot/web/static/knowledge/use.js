// Which articles earn their keep: shown, helped, never used, expired.
import { signal } from "@preact/signals"
import { day, t } from "../desk/texts.js"
import { html, useEffect, useState } from "../desk/ui.js"
import { addressOf } from "./address.js"
import * as api from "./api.js"
import { number } from "./marks.js"
import { Page } from "./page.js"
import { languageOf, readTitles, titleOf } from "./titles.js"
import { Trouble } from "./trouble.js"

const DAYS = [30, 90, 365]
const STEP = 100
const days = signal(90)
const found = signal(null)
const error = signal(null)
const tab = signal("articles")
const order = signal({ by: "shown", down: true })

async function load() {
  const wanted = days.peek()
  found.value = null
  error.value = null
  try {
    const answer = await api.use(wanted)
    if (wanted === days.peek()) found.value = answer
    readTitles()
  } catch (problem) {
    if (wanted === days.peek()) error.value = problem
  }
}

const idOf = (one) => (typeof one === "string" ? one : one.id)
const Named = ({ one }) => {
  const id = idOf(one)
  const title = one.question ?? titleOf(id)
  return html`<a href=${addressOf(id, one.language ?? languageOf(id))} dir="auto">${title ?? id}</a>${title && html`<small class="muted">${id}</small>`}`
}

export function Use() {
  useEffect(() => { load() }, [])
  const data = found.value
  return html`<${Page} title=${t("use_title")} help=${t("use_help")} tools=${html`<select aria-label=${t("period")} onChange=${(event) => { days.value = Number(event.target.value); load() }}>
      ${DAYS.map((one) => html`<option key=${one} value=${one} selected=${one === days.value}>${t("last_days", { days: one })}</option>`)}</select>`}>
    ${error.value && html`<${Trouble} error=${error.value} again=${load} />`}
    ${!data && !error.value && html`<p class="empty" role="status">${t("loading")}</p>`}
    ${data && html`<div class="statuses" role="group" aria-label=${t("use_title")}>${["articles", "never", "expired", "expiring"].map((one) => html`<button key=${one} aria-pressed=${tab.value === one} onClick=${() => { tab.value = one }}>
        ${t(`use_${one}`)} <span class="count">${number((data[one] ?? []).length)}</span></button>`)}</div>
      ${tab.value === "articles" ? html`<${Table} lines=${data.articles} />` : html`<${Plain} key=${tab.value} kind=${tab.value} lines=${data[tab.value] ?? []} />`}`}
  </${Page}>`
}

const COLUMNS = ["shown", "helped", "not_helped", "handoffs", "last_used"]

function Table({ lines }) {
  const [most, setMost] = useState(STEP)
  const { by, down } = order.value
  const sorted = [...lines].sort((a, b) => ((a[by] ?? 0) - (b[by] ?? 0)) * (down ? -1 : 1))
  if (!lines.length) return html`<p class="empty">${t("no_use")}</p>`
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${t("use_articles")}><table><thead><tr><th scope="col">${t("article")}</th>
      ${COLUMNS.map((name) => html`<th scope="col" key=${name} class="figure" aria-sort=${by === name ? (down ? "descending" : "ascending") : undefined}>
        <button class="plain" onClick=${() => { order.value = { by: name, down: by === name ? !down : true } }}>${t(`column_${name}`)}<span aria-hidden="true">${by === name ? (down ? " ↓" : " ↑") : ""}</span></button></th>`)}</tr></thead>
    <tbody>${sorted.slice(0, most).map((one) => html`<tr key=${`${one.id}/${one.language ?? ""}`}><th scope="row"><${Named} one=${one} /></th>
      ${COLUMNS.map((name) => html`<td key=${name} class="figure">${name === "last_used" ? (one.last_used ? day(one.last_used) : "–") : number(one[name] ?? 0)}</td>`)}</tr>`)}</tbody></table></div>
    ${sorted.length > most && html`<button class="more" onClick=${() => setMost(most + STEP)}>${t("show_more")}</button>`}`
}

function Plain({ kind, lines }) {
  const [most, setMost] = useState(STEP)
  if (!lines.length) return html`<p class="empty">${t(`use_no_${kind}`)}</p>`
  return html`<p class="help">${t(`use_${kind}_help`)}</p><ul class="plain-lines">${lines.slice(0, most).map((one) => html`<li key=${`${idOf(one)}/${one.language ?? ""}`}><${Named} one=${one} />
      ${(one.valid_until ?? one.expires) && html`<time>${day(one.valid_until ?? one.expires)}</time>`}</li>`)}</ul>
    ${lines.length > most && html`<button class="more" onClick=${() => setMost(most + STEP)}>${t("show_more")}</button>`}`
}
