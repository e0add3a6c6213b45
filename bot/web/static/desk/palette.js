// The palette: everything that can be done now, by typing a part of its name. Focus goes back to where it was.
import { signal } from "@preact/signals"
import { canned, loadCanned } from "./canned.js"
import { rememberFocus } from "./focus_back.js"
import { Keys } from "./help.js"
import { Icon } from "./icons.js"
import { loadMacros } from "./macro.js"
import { keys } from "./kept.js"
import { finds } from "./palette_finds.js"
import { composing, is } from "./shortcuts.js"
import { LANGUAGES, language, load, t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "./ui.js"

const open = signal(false)
// What stands in the field at the beginning, marked, so that whoever types something else replaces it.
let first = ""
export const showPalette = (words = "") => { first = words; open.value = true; loadMacros() }

export function Palette() {
  return open.value && html`<${Box} />`
}

function Box() {
  const box = useRef(null)
  const field = useRef(null)
  const giveBack = useRef(null)
  const [query, setQuery] = useState(first)
  const [active, setActive] = useState(0)
  const [, setLoaded] = useState(0)
  // Before paint: whoever types on at once types into the field.
  useLayoutEffect(() => {
    giveBack.current = rememberFocus()
    box.current.showModal()
    field.current.focus()
    field.current.select()
  }, [])
  useEffect(() => {
    let here = true
    // Names in the other language are found as well, from the moment its words are here.
    Promise.all(LANGUAGES.map(load)).then(() => here && setLoaded(1), () => {})
    if (!canned.peek()) loadCanned()
    return () => { here = false }
  }, [language.value])

  const found = finds(query)
  const at = Math.min(active, found.length - 1)
  const chosen = found[at]
  useLayoutEffect(() => {
    if (chosen) document.getElementById(`palette-${chosen.id}`)?.scrollIntoView({ block: "nearest" })
  }, [chosen?.id])

  const leave = () => {
    box.current.close()
    giveBack.current()
    open.value = false
  }
  // The page is as it was before the deed begins, so that what it opens finds its way back too.
  const choose = (one) => { leave(); one.run() }
  const onKey = (event) => {
    if (composing(event)) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setActive((at + step + found.length) % found.length)
    else if (event.key === "PageDown" || event.key === "PageUp") setActive(event.key === "PageDown" ? Math.min(found.length - 1, at + 8) : Math.max(0, at - 8))
    else if (event.key === "Enter") { if (chosen) choose(chosen) }
    else if (event.key === "Escape" || is(event, "palette")) leave()
    else if (event.key !== "Tab") return
    event.preventDefault()
  }
  const write = (event) => { setQuery(event.target.value); setActive(0) }
  return html`<dialog ref=${box} class="palette" aria-label=${t("palette")} onKeyDown=${onKey}
      onCancel=${(event) => { event.preventDefault(); leave() }} onPointerDown=${(event) => { if (event.target === box.current) leave() }}>
    <div class="palette-field"><${Icon} name="search" />
      <input ref=${field} type="text" role="combobox" aria-label=${t("palette")} aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
        aria-activedescendant=${chosen ? `palette-${chosen.id}` : undefined} placeholder=${t("palette_hint")} value=${query} maxlength="100" autocomplete="off" spellcheck=${false} dir="auto" onInput=${write} />
      <button class="plain" tabindex="-1" aria-label=${t("close")} title=${`${t("close")} (Esc)`} onClick=${leave}><${Icon} name="close" /></button></div>
    <p class="visually-hidden" role="status">${t("palette_count", { count: found.length })}</p>
    <div role="listbox" id="palette-list" class="palette-list" aria-label=${t("palette")} onMouseDown=${(event) => event.preventDefault()}>
      ${grouped(found).map(([group, some]) => html`<div role="group" key=${`${group}-${some[0].index}`} aria-label=${t(`palette_${group}`)}>
        <p class="group" aria-hidden="true">${t(`palette_${group}`)}</p>
        ${some.map(({ one, index }) => html`<div role="option" key=${one.id} id=${`palette-${one.id}`} class=${index === at ? "active" : ""} aria-selected=${index === at}
            onPointerMove=${() => { if (index !== at) setActive(index) }} onClick=${() => choose(one)}>
          <span class="label" dir="auto">${one.label}</span>${one.note && html`<span class="note" dir="auto">${one.note}</span>`}
          ${one.keys && keys.value.value && html`<span class="palette-keys"><${Keys} chord=${one.keys[0]} /></span>`}</div>`)}
      </div>`)}
    </div>
    <p class="palette-foot" aria-hidden="true">${t("palette_keys")}</p>
  </dialog>`
}

// Neighbours of one kind under one heading; the order stays.
function grouped(found) {
  const groups = []
  found.forEach((one, index) => {
    if (groups.at(-1)?.[0] === one.group) groups.at(-1)[1].push({ one, index })
    else groups.push([one.group, [{ one, index }]])
  })
  return groups
}
