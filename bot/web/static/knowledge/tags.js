// Tags as chips; Enter or a comma of either script ends one.
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { html, useState } from "../desk/ui.js"

export function Tags({ about, list, set }) {
  const [text, setText] = useState("")
  const add = (written) => {
    const fresh = written.split(/[,，、;；\n]/).map((one) => one.trim()).filter((one) => one && !list.includes(one))
    if (fresh.length) set([...list, ...new Set(fresh)])
    setText("")
  }
  const onKey = (event) => {
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === "Enter") { event.preventDefault(); add(text) }
    else if (event.key === "Backspace" && !text && list.length) set(list.slice(0, -1))
  }
  const onInput = (event) => {
    const written = event.target.value
    if (!event.isComposing && /[,，、;；]/.test(written)) add(written)
    else setText(written)
  }
  return html`<div class="chips-field">${list.map((one) => html`<span class="chip-tag" key=${one}><bdi>${one}</bdi>
      <button class="plain" aria-label=${t("remove_tag", { tag: one })} onClick=${() => set(list.filter((other) => other !== one))}><${Icon} name="close" /></button></span>`)}
    <input ...${about} value=${text} placeholder=${list.length ? "" : t("tags_hint")} onInput=${onInput} onKeyDown=${onKey} onBlur=${() => text.trim() && add(text)} />
  </div>`
}
