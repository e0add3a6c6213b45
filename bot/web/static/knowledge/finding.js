// Finding articles: words as one types, filters, and further pages while one scrolls. The latest question wins.
import { effect, signal } from "@preact/signals"
import { findArticles } from "./api.js"

export const words = signal("")
export const filters = signal({ status: "", topic: "", language: "", channel: "" })
export const lines = signal(null)
export const total = signal(0)
export const counts = signal({})
export const trouble = signal(null)
export const fetching = signal(false)

const WAIT = 220
let turn = 0
let timer = 0

export async function find({ more = false } = {}) {
  // A further page of what was shown before must not overtake the answer to a new question.
  if (more && fetching.peek()) return
  const mine = ++turn
  const known = more ? lines.peek() ?? [] : []
  fetching.value = true
  try {
    const found = await findArticles({ q: words.peek().trim(), ...filters.peek(), after: known.length || "" })
    if (mine !== turn) return
    const keys = new Set(known.map(keyOf))
    lines.value = [...known, ...found.articles.filter((one) => !keys.has(keyOf(one)))]
    // A page that brings nothing new ends the list, whatever the total says.
    total.value = found.articles.length ? found.total : lines.peek().length
    counts.value = found.counts
    trouble.value = null
  } catch (error) {
    if (mine === turn) trouble.value = error
  } finally {
    if (mine === turn) fetching.value = false
  }
}

export const keyOf = (line) => `${line.id}/${line.language}`
export const choose = (name, value) => { filters.value = { ...filters.peek(), [name]: value } }
export const clear = () => { words.value = ""; filters.value = { status: "", topic: "", language: "", channel: "" } }
export const narrowed = () => Boolean(words.value.trim() || Object.values(filters.value).some(Boolean))

// After a change of an article: the same question again, as far as the reader had come.
export async function findAgain() {
  const had = lines.peek()?.length ?? 0
  await find()
  while ((lines.peek()?.length ?? 0) < Math.min(had, total.peek()) && !trouble.peek()) {
    const before = lines.peek().length
    await find({ more: true })
    if (lines.peek().length === before) return
  }
}

export function findAsOneTypes() {
  let first = true
  effect(() => {
    void words.value
    void filters.value
    clearTimeout(timer)
    timer = setTimeout(find, first ? 0 : WAIT)
    first = false
  })
}
