// Who changed what, when and why; any revision can become the draft again.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { exact, moment, t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useEffect, useState } from "../desk/ui.js"
import * as api from "./api.js"
import { busy, restore, sides } from "./article.js"
import { Changes, Diff, readable } from "./changes.js"
import { current } from "./content.js"
import { personOf } from "./marks.js"
import { may, openId } from "./state.js"
import { Trouble } from "./trouble.js"

// What the product itself wrote with its first articles (bot/first_start.py), in the reader's language.
const SHIPPED = "shipped with the product"
const shown = signal("")
export const showHistory = (language) => { shown.value = language }
const close = () => { shown.value = "" }

export function HistoryDialog() {
  const language = shown.value
  if (!language || !sides.value[language]) return null
  return html`<${Panel} key=${language} language=${language} id=${openId.value} />`
}

function Panel({ language, id }) {
  const [list, setList] = useState(null)
  const [n, setN] = useState(null)
  const [error, setError] = useState(null)
  const load = async () => {
    setError(null)
    try {
      const found = [...(await api.history(id, language)).revisions].sort((a, b) => b.n - a.n)
      setList(found)
      setN((before) => before ?? found[0]?.n ?? null)
    } catch (problem) { setError(problem) }
  }
  useEffect(() => { load() }, [id, language])
  return html`<${Dialog} title=${t("history_title", { id, language: t(`language_${language}`) })} onClose=${close} wide=${true}><div class="body history">
    ${error && html`<${Trouble} error=${error} again=${load} />`}
    ${!error && !list && html`<p class="empty" role="status">${t("loading")}</p>`}
    ${list?.length === 0 && html`<p class="empty">${t("no_history")}</p>`}
    ${list?.length > 0 && html`<div class="history-panes"><ol>${list.map((one) => html`<li key=${one.n}>
        <button class="revision" aria-pressed=${n === one.n} onClick=${() => setN(one.n)}>
          <span><strong>${t(`revision_${one.kind}`)}</strong>${one.live && html`<span class="mark published">${t("live_now")}</span>`}<time title=${exact(one.at)}>${moment(one.at)}</time></span>
          <span class="muted">${personOf(one.who)} · ${t("revision_number", { n: one.n })}</span>
          ${one.why && html`<span class="reason" dir="auto">${one.why === SHIPPED ? t("shipped_why") : one.why}</span>`}</button></li>`)}</ol>
      ${n !== null && html`<${Revision} key=${n} id=${id} language=${language} n=${n} />`}</div>`}
  </div></${Dialog}>`
}

function Revision({ id, language, n }) {
  const [found, setFound] = useState(null)
  const [error, setError] = useState(null)
  const [against, setAgainst] = useState("before")
  const side = sides.value[language]
  const load = async () => {
    setError(null)
    try { setFound(await api.revision(id, language, n)) } catch (problem) { setError(problem) }
  }
  useEffect(() => { load() }, [n])
  if (error) return html`<${Trouble} error=${error} again=${load} />`
  if (!found) return html`<p class="empty" role="status">${t("loading")}</p>`
  const restoreIt = async () => {
    if (await restore(language, n, t("restored_why", { n }))) { close(); say(t("restored_done")) }
  }
  return html`<div class="revision-shown">
    <div class="switch" role="group" aria-label=${t("compare_with")}>${["before", "now"].map((one) => html`<button key=${one} aria-pressed=${against === one} onClick=${() => setAgainst(one)}>${t(`against_${one}`)}</button>`)}</div>
    ${against === "before"
      ? found.diff?.length ? html`<${Diff} fields=${found.diff.map(readable)} />` : html`<p class="empty">${t("no_changes")}</p>`
      : html`<${Changes} before=${current(side.version)} after=${found.content} />`}
    ${may.value.write && html`<p class="restore"><button disabled=${side.unsaved || Boolean(busy.value)} onClick=${restoreIt}>${t("restore")}</button>
      <span class="help">${t(side.unsaved ? "restore_unsaved" : side.version?.draft ? "restore_draft" : "restore_help")}</span></p>`}
  </div>`
}
