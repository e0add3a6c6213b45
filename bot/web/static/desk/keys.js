// Keyboard: bound by the key's place (`code`), so that Chinese input methods and macOS Alt letters do not matter.
import { claimOpen } from "./deeds.js"
import { focusComposer } from "./composer.js"
import { showHelp } from "./help.js"
import { keys } from "./kept.js"
import { askReason } from "./resolve.js"
import { insertSuggestion } from "./suggestions.js"
import { suggestNow } from "./suggest.js"
import { allLines, isMine, openId, openLine, detail } from "./state.js"

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return
    const writing = event.target.closest?.("input, textarea, select")
    if (event.key === "?" && !writing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      return showHelp()
    }
    if (!keys.value.peek() || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    // Where nothing is suggested these are the browser's own keys.
    if (/^Digit[1-3]$/.test(event.code) && insertSuggestion(Number(event.code[5]) - 1)) event.preventDefault()
    const deed = DEEDS[event.code]
    if (!deed) return
    event.preventDefault()
    deed()
  })
}

const holdsOpen = () => isMine((detail.peek() ?? openLine.peek())?.owner)

const DEEDS = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyC: () => openId.peek() && claimOpen(),
  KeyL: () => focusComposer(false),
  KeyP: () => focusComposer(true),
  KeyS: () => suggestNow(),
  KeyE: () => openId.peek() && holdsOpen() && askReason(openId.peek()),
}

function step(by) {
  const ids = allLines.peek().map((line) => line.id)
  if (!ids.length) return
  const at = ids.indexOf(openId.peek())
  const next = at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by))
  location.hash = ids[next]
  requestAnimationFrame(() => document.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" }))
}
