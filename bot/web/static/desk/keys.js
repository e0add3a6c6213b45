// Keyboard: bound by the key's place (`code`), so that Chinese input methods and macOS Alt letters do not matter.
import { claimOpen } from "./deeds.js"
import { focusComposer } from "./composer.js"
import { showHelp } from "./help.js"
import { keys } from "./kept.js"
import { askReason } from "./resolve.js"
import { openSearch } from "./search.js"
import { goTo } from "./list.js"
import { askSnooze, maySnooze } from "./snooze.js"
import { insertSuggestion } from "./suggestions.js"
import { suggestNow } from "./suggest.js"
import { askTransfer } from "./transfer.js"
import { isMine, openId, openLine, detail } from "./state.js"

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return
    const writing = event.target.closest?.("input, textarea, select")
    if (event.key === "?" && !writing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      return showHelp()
    }
    // In a field "/" is a letter; Ctrl+K is one nowhere.
    // A Chinese input method makes 、 of the key.
    const find = ((event.key === "/" || event.key === "、") && !writing && !event.ctrlKey && !event.metaKey && !event.altKey)
      || (event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey)
    if (find) {
      event.preventDefault()
      return findFromAnywhere()
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
  KeyM: () => maySnooze(openLine.peek()) && askSnooze(openId.peek()),
  KeyT: () => openId.peek() && holdsOpen() && askTransfer(openId.peek()),
  KeyE: () => openId.peek() && holdsOpen() && askReason(openId.peek()),
}

// On a phone the open conversation covers the lists.
function findFromAnywhere() {
  if (matchMedia("(max-width: 760px)").matches) location.hash = ""
  openSearch()
}

// Through the lists as they are shown, filtered and sorted.
const step = (by) => goTo(openId.peek(), by, (id) => { location.hash = id })
