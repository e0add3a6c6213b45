// Other ways to ask, one a line. Enter makes the next one, a paste of many lines makes many.
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html, useLayoutEffect, useRef, useState } from "../desk/ui.js"
import { pastedLines } from "./content.js"

const composing = (event) => event.isComposing || event.keyCode === 229

export function Variants({ labelled, about, list, set }) {
  const box = useRef(null)
  const next = useRef(-1)
  const [pasting, setPasting] = useState(false)
  const [text, setText] = useState("")
  // Before the next key: who types fast must not go on writing in the line above.
  useLayoutEffect(() => {
    if (next.current < 0) return
    box.current.querySelectorAll("input")[next.current]?.focus()
    next.current = -1
  })
  const insert = (at, items, replace = 0) => {
    next.current = at + items.length - 1
    set([...list.slice(0, at), ...items, ...list.slice(at + replace)])
  }
  const remove = (at) => {
    next.current = Math.min(at, list.length - 2)
    set(list.filter((_one, index) => index !== at))
  }
  const onKey = (event, at) => {
    if (composing(event)) return
    if (event.key === "Enter") insert(at + 1, [""])
    else if (event.key === "Backspace" && !list[at] && !event.repeat) remove(at)
    else if (event.key === "ArrowDown") box.current.querySelectorAll("input")[at + 1]?.focus()
    else if (event.key === "ArrowUp") box.current.querySelectorAll("input")[at - 1]?.focus()
    else return
    event.preventDefault()
  }
  const onPaste = (event, at) => {
    const lines = pastedLines(event.clipboardData.getData("text/plain"))
    if (lines.length < 2) return
    event.preventDefault()
    insert(list[at] ? at + 1 : at, lines, list[at] ? 0 : 1)
  }
  const addPasted = () => {
    const lines = pastedLines(text)
    const written = list.filter((one) => one.trim())
    set([...written, ...lines.filter((one) => !written.includes(one))])
    setText("")
    setPasting(false)
  }
  const many = pastedLines(text).length
  return html`<div class="variants" ref=${box} role="group" tabindex="-1" aria-labelledby=${labelled} id=${about.id} aria-describedby=${about["aria-describedby"]}>
    <ul>${list.map((one, at) => html`<li key=${at}>
      <input dir="auto" value=${one} aria-label=${t("variant_number", { number: at + 1 })} onInput=${(event) => set(list.map((old, index) => (index === at ? event.target.value : old)))}
        onKeyDown=${(event) => onKey(event, at)} onPaste=${(event) => onPaste(event, at)} />
      <button class="plain" aria-label=${t("remove_variant", { text: one || at + 1 })} title=${t("remove")} onClick=${() => remove(at)}><${Icon} name="close" /></button>
    </li>`)}</ul>
    <p class="adds"><button class="link" onClick=${() => insert(list.length, [""])}><${Icon} name="plus" />${t("add_variant")}</button>
      <button class="link" aria-expanded=${pasting} onClick=${() => setPasting(!pasting)}><${Icon} name="paste" />${t("paste_many")}</button></p>
    ${pasting && html`<div class="pasting"><textarea rows="5" dir="auto" aria-label=${t("paste_many")} placeholder=${t("paste_hint")} value=${text} onInput=${(event) => setText(event.target.value)}></textarea>
      <p><button class="main" disabled=${!many} onClick=${addPasted}>${t("add_lines", { count: many })}</button> <button onClick=${() => setPasting(false)}>${t("cancel")}</button></p></div>`}
  </div>`
}
