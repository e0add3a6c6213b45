// "/" at the start of the message or after a blank: a list of canned replies that shrinks while one types.
import { canned, cannedFailed, filled, found, loadCanned } from "./canned.js"
import { showCanned } from "./canned_room.js"
import { Icon } from "./icons.js"
import { insertAt } from "./insert.js"
import { marked, openPlace } from "./places.js"
import { t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useState } from "./ui.js"

// Chinese input methods write a full-width slash, or 、 on the same key.
const COMMAND = /(?:^|\s)[/／、](\S{0,40})$/
const MOST = 50

export function commandAt(text, caret) {
  const match = COMMAND.exec(text.slice(0, caret))
  return match && { from: caret - match[1].length - 1, to: caret, query: match[1] }
}

// What the composer needs: `look` after each change, `press` before its own keys, `attributes` for the box, `list` to show.
export function useSlashMenu(box, about, text, off) {
  const [command, setCommand] = useState(null)
  const [active, setActive] = useState(0)
  // Put away with Escape: this very slash opens no list again.
  const [away, setAway] = useState(-1)
  useEffect(() => { setCommand(null); setAway(-1) }, [about.id, off])
  // Sent or removed: the next slash is another one.
  useEffect(() => { if (!text) setAway(-1) }, [text])

  const look = (event) => {
    // What an input method is still writing is no command yet.
    if (off || event?.isComposing || !box.current) return
    const { value, selectionStart, selectionEnd } = box.current
    const now = selectionStart === selectionEnd ? commandAt(value, selectionStart) : null
    if (now?.from !== away) setAway(-1)
    if (now?.from !== command?.from || now?.query !== command?.query) setActive(0)
    setCommand(now && now.from !== away ? now : null)
    if (now && !canned.peek()) loadCanned()
  }
  const replies = command ? found(command.query).slice(0, MOST) : []
  // Without any reply the list says how to make one; a word that none has is just a word.
  const empty = Boolean(command) && !command.query && !replies.length
  const open = replies.length > 0 || empty
  const close = () => { setAway(command?.from ?? -1); setCommand(null) }

  const choose = (reply) => {
    const { text } = filled(reply, about)
    const { from, to } = command
    setCommand(null)
    insertAt(box.current, text, from, to)
    const place = openPlace(text)
    if (place) box.current.setSelectionRange(from + place[0], from + place[1])
  }
  const press = (event) => {
    if (!open || event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return false
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && replies.length) setActive((active + step + replies.length) % replies.length)
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && replies.length) choose(replies[active])
    else if (event.key === "Escape") close()
    else return false
    event.preventDefault()
    return true
  }
  const chosen = replies[active]
  const attributes = open
    ? { role: "combobox", "aria-expanded": "true", "aria-haspopup": "listbox", "aria-autocomplete": "list", "aria-controls": "canned-list", "aria-activedescendant": chosen ? `canned-${chosen.id}` : undefined }
    : {}
  const list = html`<p class="visually-hidden" role="status">${replies.length > 0 && t("canned_count", { count: replies.length })}</p>
    ${open && html`<${Menu} replies=${replies} active=${active} point=${setActive} about=${about} choose=${choose} leave=${() => setCommand(null)} />`}`
  const leave = (event) => { if (!event.relatedTarget?.closest?.(".canned-menu")) setCommand(null) }
  return { look, press, attributes, list, leave }
}

function Menu({ replies, active, point, about, choose, leave }) {
  const chosen = replies[active]
  useLayoutEffect(() => {
    if (chosen) document.getElementById(`canned-${chosen.id}`)?.scrollIntoView({ block: "nearest" })
  }, [chosen?.id])
  // The box keeps the focus, so that one can go on typing.
  const stay = (event) => event.preventDefault()
  return html`<div class="canned-menu" onPointerDown=${stay} onMouseDown=${stay}>
    <ul role="listbox" id="canned-list" aria-label=${t("canned")}>
      ${replies.map((one, at) => html`<${Option} key=${one.id} one=${one} about=${about} selected=${at === active} point=${() => point(at)} choose=${() => choose(one)} />`)}
    </ul>
    ${!replies.length && html`<p class="empty">${cannedFailed.value
      ? html`${t("canned_failed")} <button type="button" class="link" onClick=${loadCanned}>${t("try_again")}</button>`
      : t(canned.value ? "canned_none" : "loading")}</p>`}
    ${chosen && html`<p class="canned-preview" dir="auto">${marked(filled(chosen, about).text)}</p>`}
    <footer><span class="hint">${t("canned_keys")}</span>
      <button type="button" class="link" onClick=${() => { leave(); showCanned() }}>${t("canned_manage")}</button></footer>
  </div>`
}

function Option({ one, about, selected, point, choose }) {
  const { text, language, other } = filled(one, about)
  return html`<li role="option" id=${`canned-${one.id}`} aria-selected=${selected} class=${selected ? "active" : ""} onPointerMove=${point} onClick=${choose}>
    <p><strong>/${one.code}</strong>${!one.shared && html`<span class="tag"><${Icon} name="person" />${t("canned_own")}</span>`}
      ${other && html`<span class="tag other">${t("canned_other_language", { language: t(`language_${language}`) })}</span>`}</p>
    <p class="words" dir="auto">${text}</p>
  </li>`
}
