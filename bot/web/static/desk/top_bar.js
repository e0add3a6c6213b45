// Who I am, whether I take customers, and the few settings of this browser.
import { announcement, chime } from "./alerts.js"
import { showCanned } from "./canned_room.js"
import { showHelp } from "./help.js"
import { Icon } from "./icons.js"
import { autoSuggest, sound } from "./kept.js"
import { Menu } from "./menu.js"
import { showPalette } from "./palette.js"
import { showPeople } from "./people_room.js"
import { showServiceLevels } from "./service_levels.js"
import { hint } from "./shortcuts.js"
import { PRESENCES, isLead, lists, me, presence, setPresence } from "./state.js"
import { say } from "./toast.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

export function TopBar() {
  const { online = [], busy = [] } = lists.value ?? {}
  const names = (some) => some.map((one) => one.name).join(t("comma"))
  return html`<header class="top-bar">
    <div class="me">
      <span class="avatar" aria-hidden="true">${[...(me.value?.name ?? "·")][0]}</span>
      <div>
        <h1>${me.value?.name}</h1>
        <${Presence} />
      </div>
    </div>
    <${ToBoard} />
    <a class="plain button to-knowledge" href="/knowledge" aria-label=${t("to_knowledge")} title=${t("to_knowledge")}><${Icon} name="book" /></a>
    <${Menu} onHelp=${showHelp}>
      <p class="online">${online.length ? t("online_now", { names: names(online) }) : t("nobody_online")}
        ${busy.length > 0 && html`<br />${t("busy_now", { names: names(busy) })}`}</p>
      <label class="choice"><input type="checkbox" checked=${sound.value.value} onChange=${(event) => { sound.set(event.target.checked); if (event.target.checked) chime() }} />
        <span>${t("sound")}</span></label>
      <label class="choice"><input type="checkbox" checked=${autoSuggest.value.value} onChange=${(event) => autoSuggest.set(event.target.checked)} />
        <span>${t("suggest_auto")}</span></label>
      <button onClick=${(event) => { event.currentTarget.closest("details").open = false; showCanned() }}><${Icon} name="slash" />${t("canned")}</button>
      ${isLead.value && html`<button onClick=${(event) => { event.currentTarget.closest("details").open = false; showPeople() }}><${Icon} name="person" />${t("people")}</button>`}
      ${isLead.value && html`<button onClick=${(event) => { event.currentTarget.closest("details").open = false; showServiceLevels() }}><${Icon} name="clock" />${t("levels")}</button>`}
      <button class="to-palette" onClick=${(event) => { const menu = event.currentTarget.closest("details"); menu.open = false; menu.querySelector("summary").focus(); showPalette() }}><${Icon} name="search" />${t("palette")}${hint("palette") && html`<kbd>${hint("palette")}</kbd>`}</button>
    </${Menu}>
    <p class="visually-hidden" role="status">${announcement.value}</p>
  </header>`
}

function ToBoard() {
  if (!isLead.value) return null
  return html`<a class="plain button to-board" href="/desk/board" aria-label=${t("to_board")} title=${t("to_board")}><${Icon} name="board" /></a>`
}

function Presence() {
  return html`<label class="presence ${presence.value}">
    <span class="dot" aria-hidden="true"></span>
    <span class="visually-hidden">${t("presence")}</span>
    <select value=${presence.value} onChange=${(event) => choose(event.currentTarget)}>
      ${PRESENCES.map((one) => html`<option key=${one} value=${one} selected=${presence.value === one}>${t(`presence_${one}`)}</option>`)}
    </select>
  </label>`
}

const choose = (field) => setPresence(field.value).catch(() => {
  field.value = presence.value
  say(t("failed_change"), "error")
})
