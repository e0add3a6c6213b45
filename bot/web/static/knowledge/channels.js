// The channels customers write in: their plain names, and which of them an article is for.
import { has, t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { channels } from "./state.js"

// A name that this installation does not know, as an import may bring it, is shown as it is.
export const channelName = (name) => (has(`channel_${name}`) ? t(`channel_${name}`) : name)

// None ticked means everywhere.
export function Channels({ labelled, about, list, set }) {
  const known = [...channels.value, ...list.filter((one) => !channels.value.includes(one))]
  const turn = (name, on) => set(known.filter((one) => (one === name ? on : list.includes(one))))
  return html`<div class="channels" role="group" aria-labelledby=${labelled} ...${about}>${known.map((one) => html`<label class="choice" key=${one}>
    <input type="checkbox" checked=${list.includes(one)} onChange=${(event) => turn(one, event.target.checked)} /><span>${channelName(one)}</span></label>`)}</div>`
}

// One channel, or all of them.
export function ChannelChoice({ label, value, set }) {
  return html`<select aria-label=${label} onChange=${(event) => set(event.target.value)}>
    <option value="" selected=${value === ""}>${t("any_channel")}</option>
    ${channels.value.map((one) => html`<option key=${one} value=${one} selected=${one === value}>${channelName(one)}</option>`)}
  </select>`
}
