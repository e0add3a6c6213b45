// Times as people say them. Messages are in the reader's own time zone, opening hours in the shop's.
import { config } from "./config.js"
import { language, t } from "./texts.js"

const locale = () => (language.value === "zh" ? "zh-CN" : "en-GB")
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

export function clock(seconds) {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hour12: false }).format(seconds * 1000)
}

export const dayOf = (seconds) => new Date(seconds * 1000).toDateString()

export function dayName(seconds) {
  const days = Math.round((new Date(dayOf(Date.now() / 1000)) - new Date(dayOf(seconds))) / 86400000)
  if (days === 0) return t("today")
  if (days === 1) return t("yesterday")
  const withYear = new Date(seconds * 1000).getFullYear() !== new Date().getFullYear()
  return new Intl.DateTimeFormat(locale(), {
    weekday: "short", day: "numeric", month: "long", ...(withYear ? { year: "numeric" } : {}),
  }).format(seconds * 1000)
}

// "tomorrow at 09:00" in the shop's time zone.
export function opening(seconds) {
  const inShop = (value, options) => new Intl.DateTimeFormat(locale(), { timeZone: config.zone, ...options }).format(value)
  const time = inShop(seconds * 1000, { hour: "2-digit", minute: "2-digit", hour12: false })
  const day = (value) => inShop(value, { year: "numeric", month: "numeric", day: "numeric" })
  if (day(seconds * 1000) === day(Date.now())) return t("today_at", { time })
  if (day(seconds * 1000) === day(Date.now() + 86400000)) return t("tomorrow_at", { time })
  return inShop(seconds * 1000, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false })
}

// "every day 09:00–21:00", or runs of equal days: "Mon–Fri 09:00–18:00, Sat 10:00–16:00".
export function weeklyHours() {
  const spans = (day) => (config.hours[day] || []).map((span) => span.join("–")).join(", ")
  const runs = []
  for (const day of DAYS) {
    const last = runs.at(-1)
    if (last && last.spans === spans(day)) last.to = day
    else runs.push({ from: day, to: day, spans: spans(day) })
  }
  if (runs.length === 1 && runs[0].spans === "00:00–24:00") return t("always")
  if (runs.length === 1) return t("every_day", { spans: runs[0].spans || t("day_closed") })
  return runs
    .filter((run) => run.spans)
    .map((run) => t("days", {
      days: run.from === run.to ? t(run.from) : t("day_range", { from: t(run.from), to: t(run.to) }),
      spans: run.spans,
    }))
    .join(language.value === "zh" ? "，" : ", ")
}
