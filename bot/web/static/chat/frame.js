// The widget's talk with the page around it: only openings, closings and numbers, never what was said.
import { signal } from "@preact/signals"
import { isWidget } from "./config.js"

export const isOpen = signal(!isWidget)
let page = isWidget ? null : location.origin + location.pathname
const listeners = new Set()

export const hostPage = () => (page && /^https?:\/\/[!-~]{1,500}$/.test(page) ? page : undefined)
export const onLocale = (listener) => listeners.add(listener)

export function tell(type, values = {}) {
  if (isWidget && window.parent !== window) window.parent.postMessage({ source: "supportbot", type, ...values }, "*")
}

export function listen() {
  if (!isWidget) return
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data?.source !== "supportbot-host") return
    const { type, locale, scheme } = event.data
    if (type === "init") page = typeof event.data.page === "string" ? event.data.page : null
    if (type === "open") isOpen.value = true
    if (type === "close") isOpen.value = false
    if (typeof locale === "string") for (const listener of listeners) listener(locale)
    if (scheme === "light" || scheme === "dark") document.documentElement.dataset.theme = scheme
  })
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) tell("close")
  })
  if (window.parent === window) isOpen.value = true
  tell("ready")
}
