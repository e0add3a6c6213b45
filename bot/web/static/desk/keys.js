// The keyboard: every key of the table of deeds, as long as the keys are on and nothing lies over the page.
import { DEEDS, may } from "./deed_table.js"
import { keys } from "./kept.js"
import { composing, isWritten, pressed } from "./shortcuts.js"

const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (!keys.value.peek() || event.defaultPrevented || composing(event) || document.querySelector("dialog[open]")) return
    const writing = event.target.closest?.(FIELDS)
    const meant = DEEDS.filter((one) => one.run && one.keys?.some((chord) => pressed(event, chord) && !(writing && isWritten(chord))))
    const deed = meant.find(may) ?? meant[0]
    if (!deed || (deed.own && !may(deed))) return
    // Escape belongs first to what stands over the rest or is being written.
    if (event.key === "Escape" && (writing || document.querySelector("details.menu[open]"))) return
    event.preventDefault()
    if (may(deed)) deed.run()
  })
}
