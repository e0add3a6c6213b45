// The keys of the desk, as the table of deeds binds them, and the switch that turns them off.
import { signal } from "@preact/signals"
import { DEEDS, GROUPS } from "./deed_table.js"
import { Dialog } from "./dialog.js"
import { keys } from "./kept.js"
import { caps } from "./shortcuts.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

const open = signal(false)
export const showHelp = () => { open.value = true }

export function HelpDialog() {
  if (!open.value) return null
  const bound = DEEDS.filter((deed) => deed.keys)
  return html`<${Dialog} title=${t("keys_help")} onClose=${() => { open.value = false }}>
    <label class="choice"><input type="checkbox" data-first checked=${keys.value.value} onChange=${(event) => keys.set(event.target.checked)} />
      <span>${t("keys_on")}</span></label>
    <div class="key-groups">${GROUPS.filter((group) => bound.some((deed) => deed.group === group)).map((group) => html`<section key=${group} aria-labelledby=${`keys-${group}`}>
      <h3 id=${`keys-${group}`}>${t(`keys_${group}`)}</h3>
      <dl class="keys">${bound.filter((deed) => deed.group === group).map((deed) => html`<div key=${deed.name} data-deed=${deed.name}>
        <dt>${deed.keys.map((chord, at) => html`${at > 0 && html` <span class="or">${t("or")}</span> `}<${Keys} chord=${chord} key=${chord} />`)}</dt><dd>${deed.label(t)}</dd></div>`)}</dl>
    </section>`)}</div>
  </${Dialog}>`
}

export const Keys = ({ chord }) => html`<span class="chord">${caps(chord).map((cap) => html`<kbd key=${cap}>${cap}</kbd>`)}</span>`
