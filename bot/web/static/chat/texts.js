// The language of the page and its words. Order: ?lang, stored choice, what the server found, which looked at Accept-Language.
import { signal } from "@preact/signals"
import { config } from "./config.js"
import { read, write } from "./storage.js"

const wish = new URLSearchParams(location.search).get("lang") || read("language") || config.language
export const language = signal(wish.toLowerCase().startsWith("en") ? "en" : "zh")

export function t(key, values = {}) {
  const text = config.texts[language.value][key] ?? key
  return typeof text === "string" ? text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : text
}

export const shopName = () => config.shop[language.value] || config.shop.zh || ""

export function applyLanguage(chosen) {
  language.value = chosen
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en"
}

export function rememberLanguage(chosen) {
  write("language", chosen)
  // The server reads it to write the page's first words in the right language.
  document.cookie = `supportbot_lang=${chosen}; path=/; max-age=31536000; samesite=lax`
}
