// The keys of the desk, and the switch that turns them off.
import { signal } from "@preact/signals"
import { Dialog } from "./dialog.js"
import { keys } from "./kept.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

const open = signal(false)
export const showHelp = () => { open.value = true }

const KEYS = [
  ["Alt", "J", "key_next"], ["Alt", "K", "key_previous"], ["Alt", "C", "key_claim"], ["Alt", "L", "key_reply"],
  ["Alt", "P", "key_note"], ["Alt", "M", "key_snooze"], ["Alt", "T", "key_transfer"], ["Alt", "E", "key_resolve"], ["Alt", "S", "key_suggest"],
  ["Alt", "1–3", "key_insert"], ["", "/", "key_canned"], ["Ctrl", "K", "key_search"], ["", "/", "key_search"], ["", "?", "key_help"],
]

export function HelpDialog() {
  if (!open.value) return null
  return html`<${Dialog} title=${t("keys_help")} onClose=${() => { open.value = false }}>
    <dl class="keys">${KEYS.map(([hold, key, name]) => html`<div key=${name + key}>
      <dt>${hold && html`<kbd>${hold}</kbd> + `}<kbd>${key}</kbd></dt><dd>${t(name)}</dd></div>`)}
      <div><dt><kbd>Enter</kbd></dt><dd>${t("key_send")}</dd></div>
      <div><dt><kbd>Shift</kbd> + <kbd>Enter</kbd></dt><dd>${t("key_line")}</dd></div>
    </dl>
    <label class="choice"><input type="checkbox" data-first checked=${keys.value.value} onChange=${(event) => keys.set(event.target.checked)} />
      <span>${t("keys_on")}</span></label>
  </${Dialog}>`
}
