// What this browser keeps between visits: choices, drafts, unsent messages.
import { signal } from "@preact/signals"

const PREFIX = "supportbot.desk."

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
export const showCustomer = kept("customer_pane", true)

const drafts = kept("drafts", {})
export const draftOf = (id, note) => drafts.value.peek()[`${id}/${note ? "note" : "reply"}`] ?? ""
export const hasDraft = (id) => Boolean(drafts.value.value[`${id}/reply`] || drafts.value.value[`${id}/note`])
export function keepDraft(id, note, text) {
  const key = `${id}/${note ? "note" : "reply"}`
  const { [key]: _old, ...rest } = drafts.value.peek()
  drafts.set(text ? { ...rest, [key]: text } : rest)
}

const unsent = kept("unsent", [])
export const unsentMessages = unsent.value
export const keepUnsent = unsent.set
