// A list that opens while one types, behind a sign: "/" for canned replies, "@" for colleagues. It shrinks with each letter.
import { t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useState } from "./ui.js"

// The list is told what it is about:
//   name           of its elements; `about`: the conversation; `off`: opens no list
//   commandAt      (text, caret) → {from, to, query} or null; `ask` is called at each sign, to load what is listed
//   find           (query) → what is listed, with ids; `insert` (one, command) puts it into the box
//   Option, Empty, Below   how one is drawn, what stands there without any, and what under the list
// What the composer needs: `look` after each change, `press` before its own keys, `attributes` for the box, `list` to show.
export function usePickMenu(box, { name, about, text, off, label, counted, commandAt, ask, find, insert, Option, Empty, Below }) {
  const [command, setCommand] = useState(null)
  const [active, setActive] = useState(0)
  // Put away with Escape: this very sign opens no list again.
  const [away, setAway] = useState(-1)
  useEffect(() => { setCommand(null); setAway(-1) }, [about.id, off])
  // Sent or removed: the next sign is another one.
  useEffect(() => { if (!text) setAway(-1) }, [text])

  const look = (event) => {
    // What an input method is still writing is no command yet.
    if (off || event?.isComposing || !box.current) return
    const { value, selectionStart, selectionEnd } = box.current
    const now = selectionStart === selectionEnd ? commandAt(value, selectionStart) : null
    if (now?.from !== away) setAway(-1)
    if (now?.from !== command?.from || now?.query !== command?.query) setActive(0)
    setCommand(now && now.from !== away ? now : null)
    if (now) ask(now.from !== command?.from)
  }
  const lines = command ? find(command.query) : []
  // Without any the list says how to get some; a word that none has is just a word.
  const empty = Boolean(command) && !command.query && !lines.length
  const open = lines.length > 0 || empty
  const leave = () => setCommand(null)
  const close = () => { setAway(command?.from ?? -1); setCommand(null) }
  const choose = (one) => {
    setCommand(null)
    insert(one, command)
  }
  const press = (event) => {
    if (!open || event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && lines.length) setActive((active + step + lines.length) % lines.length)
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && lines.length) choose(lines[active])
    else if (event.key === "Escape") close()
    else return false
    event.preventDefault()
    return true
  }
  const chosen = lines[active]
  const attributes = open
    ? { role: "combobox", "aria-expanded": "true", "aria-haspopup": "listbox", "aria-autocomplete": "list", "aria-controls": `${name}-list`, "aria-activedescendant": chosen ? `${name}-${chosen.id}` : undefined }
    : {}
  const list = html`<p class="visually-hidden" role="status">${lines.length > 0 && counted(lines.length)}</p>
    ${open && html`<${Menu} ...${{ name, about, label, lines, active, point: setActive, choose, leave, Option, Empty, Below }} />`}`
  const left = (event) => { if (!event.relatedTarget?.closest?.(`.${name}-menu`)) leave() }
  return { look, press, attributes, list, leave: left }
}

function Menu({ name, about, label, lines, active, point, choose, leave, Option, Empty, Below }) {
  const chosen = lines[active]
  useLayoutEffect(() => {
    if (chosen) document.getElementById(`${name}-${chosen.id}`)?.scrollIntoView({ block: "nearest" })
  }, [chosen?.id])
  // The box keeps the focus, so that one can go on typing.
  const stay = (event) => event.preventDefault()
  return html`<div class="pick-menu ${name}-menu" onPointerDown=${stay} onMouseDown=${stay}>
    <ul role="listbox" id=${`${name}-list`} aria-label=${label}>
      ${lines.map((one, at) => html`<li key=${one.id} role="option" id=${`${name}-${one.id}`} aria-selected=${at === active} class=${at === active ? "active" : ""} onPointerMove=${() => point(at)} onClick=${() => choose(one)}><${Option} one=${one} about=${about} /></li>`)}
    </ul>
    ${!lines.length && html`<p class="empty"><${Empty} /></p>`}
    <${Below} chosen=${chosen} leave=${leave} about=${about} />
  </div>`
}
