// Which part of the lists I look at: the view, the filters, the order. Kept per person in this browser.
import { computed, signal } from "@preact/signals"
import { get } from "./api.js"
import { listChoice } from "./kept.js"
import { FILTERS, SORTS, hasFilters, passes, sorted } from "./order.js"
import { place } from "./scroll.js"
import { lists, now } from "./state.js"

export const VIEWS = ["all", "mine", "queue", "others", "bot", "snoozed", "mentions"]
// In the view of everything the lists of others are cut here; their own views show the rest.
export const SHORT = { others: 8, bot: 12 }
const PAGE = 50
const LONG = ["others", "bot"]

// Whatever an older page or another hand has left in the storage becomes a choice that this page knows.
export const choice = computed(() => {
  const raw = listChoice.value.value ?? {}
  const known = Object.fromEntries(FILTERS.filter((name) => typeof raw[name] === "string" && raw[name]).map((name) => [name, raw[name]]))
  return {
    ...known,
    view: VIEWS.includes(raw.view) ? raw.view : "all",
    sort: SORTS.includes(raw.sort) ? raw.sort : "due",
    ...(raw.overdue ? { overdue: true } : {}),
  }
})

export const choose = (changes) => listChoice.set({ ...choice.peek(), ...changes })
export const chooseAll = (wanted) => listChoice.set(wanted)
export const clearFilters = () => listChoice.set({ view: choice.peek().view, sort: choice.peek().sort })

// A deadline moves a line into the filter without any news from the server.
const soon = computed(() => Math.floor(now.value / 5) * 5)

// Further pages of a long list, and the filtered ones that only the server can find: by the question asked.
const pages = signal({})
const loading = new Map()

const wanted = (name) => ({ ...choice.value, view: name })
const isWhole = (name) => lists.value[name].length >= lists.value.counts[name]
// With the bot nobody has a deadline, so every order is the newest first, as the live list is.
const serverOnly = (name) => !isWhole(name) && (hasFilters(choice.value) || (name === "others" && choice.value.sort !== "newest"))

function question(name) {
  const { view, sort, overdue, ...filters } = wanted(name)
  return new URLSearchParams({ view, sort: name === "bot" ? "newest" : sort, ...filters, ...(overdue ? { overdue: "1" } : {}) }).toString()
}

// What stands in a list now: its lines, how many there are in all, whether more can be fetched.
export function listOf(name) {
  const found = lists.value
  const here = found[name]
  if (!LONG.includes(name) || isWhole(name)) {
    const lines = here.filter((line) => passes(line, choice.value, soon.value))
    return { lines: sorted(lines, choice.value.sort), total: lines.length, more: false }
  }
  const page = pages.value[question(name)]
  if (serverOnly(name)) {
    const live = new Map(here.map((line) => [line.id, line]))
    const lines = (page?.lines ?? []).map((line) => live.get(line.id) ?? line)
    return { lines, total: page?.total ?? 0, more: !page || Boolean(page.next), asking: !page, failed: page?.failed }
  }
  // The live first page, and behind it what was fetched and has not moved up since.
  const moved = new Set(here.map((line) => line.id))
  const lines = [...here, ...(page?.lines ?? []).filter((line) => !moved.has(line.id))]
  return { lines, total: Math.max(found.counts[name], lines.length), more: !page || Boolean(page.next), failed: page?.failed }
}

export const sections = computed(() => {
  if (!lists.value) return []
  const names = choice.value.view === "all" ? ["queue", "mine", "others", "bot"] : [choice.value.view]
  return names.map((name) => {
    const found = listOf(name)
    const cut = choice.value.view === "all" && SHORT[name] ? SHORT[name] : Infinity
    return { name, ...found, lines: found.lines.slice(0, cut), cut: found.lines.length > cut || (cut < Infinity && found.total > found.lines.length) }
  })
})
export const shownIds = computed(() => sections.value.flatMap((section) => section.lines.map((line) => line.id)))

// One call a question at a time; an answer to a question that is no longer asked is kept for when it is asked again.
export function loadMore(name) {
  const asked = question(name)
  if (loading.has(asked)) return loading.get(asked)
  const job = fetchPage(asked, serverOnly(name) ? "" : placeOf(lists.peek()[name].at(-1))).finally(() => loading.delete(asked))
  loading.set(asked, job)
  return job
}

// Behind the live first page, in the server's words for a place in the order of the newest.
const placeOf = (line) => `${-line.updated_at}_${line.id}`

async function fetchPage(asked, start = "", again = false) {
  const before = again ? null : pages.peek()[asked]
  if (before && !before.next && !before.failed) return
  const after = before?.next || start
  try {
    const found = await get(`/list?${asked}${after ? `&after=${encodeURIComponent(after)}` : ""}`)
    const known = new Set((before?.lines ?? []).map((line) => line.id))
    const lines = [...(before?.lines ?? []), ...found.lines.filter((line) => !known.has(line.id))]
    pages.value = { ...pages.peek(), [asked]: { lines, next: found.next, total: found.total } }
  } catch {
    pages.value = { ...pages.peek(), [asked]: { lines: [], next: "", total: 0, ...before, failed: true } }
  }
}

let fresh = 0
// The lists have changed: what the server filtered is asked again, at most once a second.
export function refilter() {
  if (fresh || !lists.peek()) return
  fresh = setTimeout(async () => {
    fresh = 0
    for (const { name } of sections.peek()) {
      const page = LONG.includes(name) && serverOnly(name) && pages.peek()[question(name)]
      // Who has scrolled on to further pages keeps them.
      if (page && (page.lines.length <= PAGE || place.peek().row < PAGE / 5)) await fetchPage(question(name), "", true)
    }
  }, 1000)
}

export const channels = computed(() => {
  const seen = lists.value ? [...lists.value.queue, ...lists.value.mine, ...lists.value.others, ...lists.value.bot].map((line) => line.channel) : []
  return [...new Set(["web", "rest", "callback", ...seen])]
})

// --- Views under a name --------------------------------------------------------------------------

export const saved = signal([])
export async function loadViews() {
  saved.value = (await get("/views")).views
}

const shape = (one) => JSON.stringify(["view", "sort", "overdue", ...FILTERS].map((name) => one[name] ?? ""))
export const isChosen = (view) => shape(view.choice) === shape(choice.value)
// Of long lists only the server could tell; they stand without a number.
export function countOf(view) {
  const names = view.choice.view === "all" ? ["queue", "mine"] : [view.choice.view]
  if (!lists.value || names.some((name) => LONG.includes(name) && !isWhole(name))) return null
  return names.flatMap((name) => lists.value[name] ?? []).filter((line) => passes(line, view.choice, soon.value)).length
}
