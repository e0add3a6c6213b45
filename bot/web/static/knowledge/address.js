// The address after # says what is open, so that a link to an article can be sent to a colleague.
import { VIEWS, languages, openId, openLanguage, pane, view } from "./state.js"

const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/

export const isId = (id) => ID.test(id)
export const addressOf = (id, language = openLanguage.peek()) => `#a/${encodeURIComponent(id)}/${language}`
export const go = (address) => { location.hash = address }

export function followAddress() {
  const [first, id, language] = location.hash.slice(1).split("/").map(decodeURIComponent)
  if (first === "a" && isId(id ?? "")) {
    view.value = "articles"
    openId.value = id
    if (languages.peek().includes(language)) openLanguage.value = language
    pane.value = "middle"
    return
  }
  view.value = VIEWS.includes(first) ? first : "articles"
  if (view.peek() === "articles") openId.value = ""
  pane.value = view.peek() === "articles" ? "list" : "middle"
}
