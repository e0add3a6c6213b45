// What this browser keeps between visits: choices, and of each person their drafts, unsent messages and list.
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

// What belongs to a person, not to the browser: on a shared machine nobody finds a colleague's drafts, and nobody
// sends a colleague's unsent reply. Until it is known who signed in, it is whoever was here last.
const person = kept("person", "")
const own = []

function ownKept(name, otherwise) {
  const key = () => `${person.value.peek()}.${name}`
  const value = signal(read(key(), otherwise))
  const again = () => { value.value = read(key(), otherwise) }
  own.push(again)
  addEventListener("storage", (event) => { if (event.key === PREFIX + key()) again() })
  return { value, set: (next) => { value.value = next; write(key(), next) } }
}

export function keepFor(login) {
  if (person.value.peek() === login) return
  person.set(login)
  for (const again of own) again()
}

export const sound = kept("sound", false)
export const keys = kept("keys", true)
export const theme = kept("theme", "auto")
export const autoSuggest = kept("suggest", true)
export const showCustomer = kept("customer_pane", true)
// Which view of the lists, which filters, which order.
export const listChoice = ownKept("lists", {})

const drafts = ownKept("drafts", {})
export const draftOf = (id, note) => drafts.value.peek()[`${id}/${note ? "note" : "reply"}`] ?? ""
export const hasDraft = (id) => Boolean(drafts.value.value[`${id}/reply`] || drafts.value.value[`${id}/note`])
export function keepDraft(id, note, text) {
  const key = `${id}/${note ? "note" : "reply"}`
  const { [key]: _old, ...rest } = drafts.value.peek()
  drafts.set(text ? { ...rest, [key]: text } : rest)
}

const unsent = ownKept("unsent", [])
export const unsentMessages = unsent.value
export const keepUnsent = unsent.set
