// Switching the language: the page at once, the conversation on the server after it.
import { call } from "./api.js"
import { onLocale } from "./frame.js"
import { phase, standing } from "./state.js"
import { applyLanguage, language, rememberLanguage } from "./texts.js"

export async function switchLanguage(chosen) {
  if (chosen === language.value) return
  applyLanguage(chosen)
  rememberLanguage(chosen)
  if (phase.value !== "ready") return
  try {
    standing.value = await call("PUT", "/api/conversation", { language: chosen })
  } catch { /* the conversation follows the customer's next words anyway */ }
}

onLocale((locale) => switchLanguage(locale.toLowerCase().startsWith("en") ? "en" : "zh"))
