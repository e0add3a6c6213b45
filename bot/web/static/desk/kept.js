// What this browser keeps between visits: choices, drafts, unsent messages, how far each conversation was read.
import { signal } from "@preact/signals"

const PREFIX = "supportbot.desk."
const MOST = 300

function read(name, otherwise) {
  try {
    const found = localStorage.getItem(PREFIX + name)
    return found === null ? otherwise : JSON.parse(found)
  } catch {
    return otherwise
  }
}

function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Storage full or forbidden: the desk works without it.
  }
}

function kept(name, otherwise) {
  const value = signal(read(name, otherwise))
  addEventListener("storage", (event) => {
    if (event.key === PREFIX + name) value.value = read(name, otherwise)
  })
  return { value, set: (next) => { value.value = next; write(name, next) } }
}

export const sound = kept("sound", false)
export const keys = kept("keys", true)
export const theme = kept("theme", "auto")
export const autoSuggest = kept("suggest", true)
export const showCustomer = kept("customer_pane", true)

const drafts = kept("drafts", {})
export const draftOf = (id, note) => drafts.value.peek()[`${id}/${note ? "note" : "reply"}`] ?? ""
export const hasDraft = (id) => Boolean(drafts.value.value[`${id}/reply`] || drafts.value.value[`${id}/note`])
export function keepDraft(id, note, text) {
  const key = `${id}/${note ? "note" : "reply"}`
  const { [key]: _old, ...rest } = drafts.value.peek()
  drafts.set(text ? { ...rest, [key]: text } : rest)
}

const seen = kept("seen", {})
export const seenUpTo = (id) => seen.value.value[id] ?? 0
export function markSeen(id, seq) {
  const all = seen.value.peek()
  if ((all[id] ?? 0) >= seq) return
  const { [id]: _old, ...rest } = all
  // The newest last, so that the oldest are forgotten first.
  seen.set(Object.fromEntries([...Object.entries(rest), [id, seq]].slice(-MOST)))
}

const unsent = kept("unsent", [])
export const unsentMessages = unsent.value
export const keepUnsent = unsent.set
