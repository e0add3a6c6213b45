// Keys for the whole page. Letters go by their place on the keyboard, so that input methods do not matter.
import { save, sides } from "./article.js"
import { go } from "./address.js"
import { showHelp } from "./help.js"
import { openId, openLanguage, may, pane, view } from "./state.js"
import { focusWhenThere } from "../desk/focus.js"
import { say } from "../desk/toast.js"
import { t } from "../desk/texts.js"

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return
    const writing = event.target.closest?.("input, textarea, select")
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey
    if (event.key === "/" && bare && !writing) toSearch()
    else if (event.key === "?" && bare && !writing) showHelp()
    else if (event.code === "KeyS" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) saveOpen()
    else if (event.code === "KeyT" && event.altKey && !event.ctrlKey && !event.metaKey) toTry()
    else return
    event.preventDefault()
  })
}

function toSearch() {
  if (view.peek() !== "articles") go("#")
  pane.value = "list"
  focusWhenThere("#search", (field) => field.select())
}

export function toTry() {
  pane.value = "try"
  focusWhenThere("#try")
}

async function saveOpen() {
  const language = openLanguage.peek()
  if (view.peek() === "articles" && openId.peek() && sides.peek()[language]?.unsaved && (await save(language))) say(t(may.peek().write ? "saved_done" : "proposed_done"))
}
