// One's own messages on their way: pending, failed, tried again with the same id, kept over a reload.
import { put } from "./api.js"
import { keepUnsent, unsentMessages } from "./kept.js"
import { isMine, messages, openId, openLine, refresh } from "./state.js"

const lines = new Map()

const change = (clientId, values) =>
  keepUnsent(unsentMessages.peek().map((one) => (one.clientId === clientId ? { ...one, ...values } : one)))
const drop = (clientId) => keepUnsent(unsentMessages.peek().filter((one) => one.clientId !== clientId))

// What of this conversation is not among the server's messages yet.
export function pendingOf(id) {
  const there = new Set(messages.value.map((one) => one.client_id))
  return unsentMessages.value.filter((one) => one.id === id && !there.has(one.clientId))
}

// `used`: what was suggested for it and what of that was used.
export function send(id, text, note, used) {
  const clientId = crypto.randomUUID()
  keepUnsent([...unsentMessages.peek(), { id, clientId, text, note, used, at: Date.now() / 1000, state: "pending" }])
  queue(id, clientId)
}

export function retry(clientId) {
  const one = unsentMessages.peek().find((found) => found.clientId === clientId)
  if (!one) return
  change(clientId, { state: "pending", why: "" })
  queue(one.id, clientId)
}

export const discard = drop

// The connection is back: what failed for lack of it goes out by itself, in order.
export function resend() {
  for (const one of unsentMessages.peek()) {
    if (one.state === "failed" && one.why === "no_answer") retry(one.clientId)
  }
}

// After a reload nobody waits for an answer any more: pending ones go out again, the id keeps them single.
export function resumeSending() {
  for (const one of unsentMessages.peek()) if (one.state === "pending") queue(one.id, one.clientId)
}

// One after the other, so that two quick messages keep their order.
function queue(id, clientId) {
  const before = lines.get(id) ?? Promise.resolve()
  lines.set(id, before.then(() => deliver(id, clientId)))
}

async function deliver(id, clientId) {
  const one = unsentMessages.peek().find((found) => found.clientId === clientId)
  if (!one) return
  try {
    await put(`/conversations/${id}/messages/${clientId}`, { text: one.text, note: one.note, used: one.used })
    if (openId.peek() === id) await refresh(id)
    drop(clientId)
  } catch (error) {
    change(clientId, { state: "failed", why: error.passing ? "no_answer" : error.code, holder: error.holder })
  }
}

let told = 0
export function tellTyping(id) {
  if (!isMine(openLine.peek()?.owner) || Date.now() - told < 3000) return
  told = Date.now()
  fetch(`/api/desk/conversations/${id}/typing`, { method: "POST", headers: { "X-Requested-With": "supportbot" } }).catch(() => {})
}
