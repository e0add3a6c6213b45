// A dialog: the page behind it is inert, Tab stays inside, Escape closes, focus goes back to where it was.
import { Icon } from "./icons.js"
import { t } from "./texts.js"
import { html, useEffect, useRef } from "./ui.js"

const REACHABLE = "button:not([disabled]), input, textarea, select, a[href]"

// `back` finds what takes the place of the element that opened it, when that is gone by then.
export function Dialog({ title, onClose, children, wide, back: instead }) {
  const box = useRef(null)
  useEffect(() => {
    const before = document.activeElement
    const dialog = box.current
    dialog.showModal()
    dialog.querySelector("[data-first]")?.focus()
    return () => {
      // While it is open, nothing behind it takes the focus.
      dialog.close()
      const back = before?.isConnected && before !== document.body ? before : (instead && document.querySelector(instead)) || document.querySelector(".composer textarea, .row")
      back?.focus()
    }
  }, [])
  return html`<dialog ref=${box} class=${wide ? "wide" : ""} aria-labelledby="dialog-title" onKeyDown=${keepInside}
      onCancel=${(event) => { event.preventDefault(); onClose() }}
      onPointerDown=${(event) => { if (event.target === box.current) onClose() }}>
    <header><h2 id="dialog-title">${title}</h2>
      <button class="plain" aria-label=${t("close")} title=${t("close")} onClick=${onClose}><${Icon} name="close" /></button></header>
    ${children}
  </dialog>`
}

// Browsers let Tab leave a modal dialog for their own buttons; ours goes round.
function keepInside(event) {
  if (event.key !== "Tab") return
  const all = [...event.currentTarget.querySelectorAll(REACHABLE)]
  const edge = event.shiftKey ? all[0] : all.at(-1)
  if (document.activeElement !== edge) return
  event.preventDefault()
  const next = event.shiftKey ? all.at(-1) : all[0]
  next.focus()
}
