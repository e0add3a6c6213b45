// The keys of this page.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { t } from "../desk/texts.js"
import { html } from "../desk/ui.js"

const open = signal(false)
export const showHelp = () => { open.value = true }

const KEYS = [["/", "key_search"], ["↓ ↑", "key_walk"], ["Enter", "key_open"], ["Ctrl S", "key_save"], ["Alt T", "key_try"], ["?", "key_help"]]

export function HelpDialog() {
  if (!open.value) return null
  return html`<${Dialog} title=${t("keys_help")} onClose=${() => { open.value = false }}>
    <dl class="keys">${KEYS.map(([keys, name]) => html`<div key=${name}><dt>${keys.split(" ").map((one, index) => html`${index > 0 && " "}<kbd key=${one}>${one}</kbd>`)}</dt><dd>${t(name)}</dd></div>`)}</dl>
    <p class="keys-words">${t("keys_words")}</p>
  </${Dialog}>`
}
