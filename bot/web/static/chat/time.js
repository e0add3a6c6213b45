// Times as people say them. Messages are in the reader's own time zone, opening hours in the shop's.
import { config } from "./config.js"
import { language, t } from "./texts.js"

const locale = () => (language.value === "zh" ? "zh-CN" : "en-GB")
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

export function clock(seconds) {
  return new Intl.DateTimeFormat(locale(), CLOCK).format(seconds * 1000)
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

// "tomorrow at 09:00" in the shop's time zone, which is named where the reader's clock shows another time.
export function opening(seconds) {
  const at = seconds * 1000
  const inShop = (value, options) => new Intl.DateTimeFormat(locale(), { timeZone: config.zone, ...options }).format(value)
  const time = inShop(at, CLOCK) + zoneName(at)
  const days = Math.round((dateOf(inShop, at) - dateOf(inShop, Date.now())) / 86400000)
  if (days === 0) return t("today_at", { time })
  if (days === 1) return t("tomorrow_at", { time })
  return t("day_at", { day: inShop(at, { weekday: "short", day: "numeric", month: "long" }), time })
}

function dateOf(inShop, value) {
  const [year, month, day] = ["year", "month", "day"].map((part) => parseInt(inShop(value, { [part]: "numeric" }), 10))
  return Date.UTC(year, month - 1, day)
}

function zoneName(at) {
  const there = new Intl.DateTimeFormat("en-GB", { timeZone: config.zone, ...CLOCK }).format(at)
  if (there === new Intl.DateTimeFormat("en-GB", CLOCK).format(at)) return ""
  const parts = new Intl.DateTimeFormat(locale(), { timeZone: config.zone, timeZoneName: "short" }).formatToParts(at)
  return ` ${parts.find((part) => part.type === "timeZoneName").value}`
}

// The name of the holiday that keeps the desk shut; "" for any other reason.
export const holiday = (closed) => closed?.holiday?.[language.value] ?? ""

// Today's hours where today is unlike others of its kind, else those of the week.
export function hoursNow({ spans, special }) {
  const hours = special && spans.length ? t("hours_today", { spans: spans.map((span) => span.join("–")).join(", ") }) : weeklyHours()
  return hours + zoneName(Date.now())
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
