// The answer in Markdown, and beside it what the customer sees: on the web, and where there is no formatting.
import { signal } from "@preact/signals"
import { rich } from "../desk/rich.js"
import { t } from "../desk/texts.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "../desk/ui.js"
import * as api from "./api.js"

const WAIT = 250
const channel = signal("web")
const made = new Map()
const MOST = 50

export function Answer({ about, value, set }) {
  const box = useRef(null)
  useLayoutEffect(() => {
    box.current.style.height = "auto"
    box.current.style.height = `${box.current.scrollHeight + 2}px`
  }, [value])
  return html`<div class="answer">
    <div class="writes"><label for=${about.id}>${t("field_answer")}</label> <small>${t("markdown_help")}</small>
      <textarea ...${about} ref=${box} rows="8" dir="auto" value=${value} onInput=${(event) => set(event.target.value)}></textarea></div>
    <div class="sees">
      <p class="sees-head"><span>${t("customer_sees")}</span><span class="switch" role="group" aria-label=${t("customer_sees")}>
        ${["web", "plain"].map((one) => html`<button key=${one} aria-pressed=${channel.value === one} onClick=${() => { channel.value = one }}>${t(`sees_${one}`)}</button>`)}</span></p>
      <${Preview} value=${value} />
    </div>
  </div>`
}

function Preview({ value }) {
  const [shown, setShown] = useState(() => made.get(value) ?? null)
  const [broken, setBroken] = useState(false)
  const web = channel.value === "web"
  useEffect(() => {
    if (!web || !value.trim()) return
    if (made.has(value)) { setShown(made.get(value)); return }
    let wanted = true
    const timer = setTimeout(async () => {
      try {
        const { html: safe } = await api.preview(value)
        made.set(value, safe)
        if (made.size > MOST) made.delete(made.keys().next().value)
        if (wanted) { setShown(safe); setBroken(false) }
      } catch {
        if (wanted) setBroken(true)
      }
    }, WAIT)
    return () => { wanted = false; clearTimeout(timer) }
  }, [value, web])
  if (!value.trim()) return html`<p class="empty">${t("nothing_to_see")}</p>`
  if (!web) return html`<div class="seen plain-text" dir="auto">${value}</div>`
  return html`<div class="seen text" dir="auto">${shown === null ? t("loading") : rich(shown)}</div>
    ${broken && html`<p class="empty" role="status">${t("preview_late")}</p>`}`
}
