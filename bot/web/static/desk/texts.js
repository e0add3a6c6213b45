// Words, numbers and times in the reader's language. The page names its own texts (`data-texts`); the desk's are the default.
import { signal } from "@preact/signals"

export const LANGUAGES = ["zh", "en"]
export const language = signal("zh")
const words = signal({})
const loaded = {}
const PAGE = document.documentElement.dataset.texts ?? "desk"

export async function load(code) {
  if (loaded[code]) return
  const answer = await fetch(`/static/texts/${PAGE}.${code}.json`)
  loaded[code] = (await answer.json())[PAGE]
}

export async function speak(code) {
  await load(code)
  words.value = loaded[code]
  language.value = code
  document.documentElement.lang = code === "zh" ? "zh-CN" : "en"
  document.cookie = `supportbot_language=${code}; path=/; max-age=31536000; samesite=lax`
}

export const t = (key, values = {}) => filled(words.value[key], key, values)
// As `t`, in a language that has been loaded.
export const inLanguage = (code) => (key, values = {}) => filled(loaded[code]?.[key], key, values)

function filled(found, key, values) {
  if (found === undefined) return key
  return found.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : String(values[name])))
}

export const has = (key) => words.value[key] !== undefined

const locale = () => (language.value === "zh" ? "zh-CN" : "en-GB")
const format = (seconds, options) => new Intl.DateTimeFormat(locale(), options).format(new Date(seconds * 1000))

export const clock = (at) => format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
export const moment = (at) => `${day(at)} ${clock(at)}`
export const exact = (at) => format(at, { dateStyle: "medium", timeStyle: "medium" })

export function day(at) {
  const date = new Date(at * 1000)
  const today = new Date()
  const days = Math.round((startOf(today) - startOf(date)) / 86400000)
  if (days === 0) return t("today")
  if (days === 1) return t("yesterday")
  const options = { month: "long", day: "numeric", weekday: "short" }
  if (date.getFullYear() !== today.getFullYear()) options.year = "numeric"
  return format(at, options)
}

const startOf = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

// 0:42, 12:05, 2 h 05 min, 3 d 4 h
// `brief`: whole hours are near enough for what is hours away.
export function duration(seconds, brief = false) {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (number) => String(number).padStart(2, "0")
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`
  const hours = Math.floor(whole / 3600)
  if (brief && hours < 24) return t("hours", { hours })
  if (hours < 24) return t("hours_minutes", { hours, minutes: two(Math.floor((whole % 3600) / 60)) })
  return t("days_hours", { days: Math.floor(hours / 24), hours: hours % 24 })
}

export const percent = (share) => `${Math.round(share * 100)}%`
