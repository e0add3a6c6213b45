// A dialog: the page behind it is inert, Tab stays inside, Escape closes, focus goes back to where it was.
import { rememberFocus } from "./focus_back.js"
import { Icon } from "./icons.js"
import { t } from "./texts.js"
import { html, useLayoutEffect, useRef } from "./ui.js"

const REACHABLE = "button:not([disabled]), input, textarea, select, a[href]"

// `back` finds what takes the place of the element that opened it, when that is gone by then.
export function Dialog({ title, onClose, children, wide, back: instead }) {
  const box = useRef(null)
  // Before paint: a key pressed right after the one that opened it belongs to it already.
  useLayoutEffect(() => {
    const giveBack = rememberFocus()
    const dialog = box.current
    dialog.showModal()
    dialog.querySelector("[data-first]")?.focus()
    return () => {
      // As long as it is open nothing behind it can take the focus.
      dialog.close()
      giveBack(instead)
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
