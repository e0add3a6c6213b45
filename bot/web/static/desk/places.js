// Places in a text that no value was found for: {{customer.name}}. A customer must never get one.
import { html } from "./ui.js"

// The first one, as [from, to]; null without one.
export function openPlace(text) {
  const from = text.indexOf("{{")
  if (from < 0) return null
  const end = text.slice(from, from + 60).indexOf("}}")
  return [from, end < 0 ? from + 2 : from + end + 2]
}

export function selectOpenPlace(box) {
  const place = box && openPlace(box.value)
  if (!place) return
  box.focus()
  box.setSelectionRange(...place)
}

// The text with its places standing out.
export function marked(text) {
  return text.split(/(\{\{[^{}\n]*\}\})/).map((part, at) => (at % 2 ? html`<mark>${part}</mark>` : part))
}
