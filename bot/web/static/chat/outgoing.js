// The customer's own messages on their way: pending, sent or failed, one after the other, never twice.
import { batch, effect } from "@preact/signals"
import { ApiError, call } from "./api.js"
import { begin, lose } from "./session.js"
import { addMessages, away, connection, form, outgoing } from "./state.js"
import { namesWith, read, remove, write } from "./storage.js"
import { t } from "./texts.js"

const PAUSES = [800, 2000, 4000]
let line = Promise.resolve()

export function say(text, button = null) {
  const one = { id: newId(), text, button, status: "pending", reason: "", at: Date.now() / 1000 }
  write(`unsent.${one.id}`, JSON.stringify({ text, button, at: one.at }))
  batch(() => {
    away.value = null
    form.value = false
    outgoing.value = [...outgoing.value, one]
  })
  queue(one.id)
}

// The same id again: if the first try arrived after all, the server says so and stores nothing.
export function again(id) {
  change(id, { status: "pending", reason: "", passes: false })
  queue(id)
}

export function discard(id) {
  remove(`unsent.${id}`)
  outgoing.value = outgoing.value.filter((one) => one.id !== id)
}

// What an earlier page could not send is shown as failed: the customer decides.
export function restore() {
  const found = namesWith("unsent.").map((name) => {
    const kept = JSON.parse(read(name) || "{}")
    return { ...kept, id: name.slice("unsent.".length), status: "failed", reason: "", at: kept.at || 0 }
  })
  outgoing.value = found.filter((one) => one.text).sort((one, other) => one.at - other.at)
}

function queue(id) {
  line = line.then(() => send(id)).catch(() => {})
}

async function send(id) {
  for (let attempt = 0; ; attempt += 1) {
    const one = outgoing.value.find((each) => each.id === id)
    if (!one || one.status !== "pending") return
    try {
      await begin()
      const body = one.button ? { button: one.button } : { text: one.text }
      const receipt = await call("PUT", `/api/conversation/messages/${id}`, body)
      remove(`unsent.${id}`)
      batch(() => {
        addMessages([{ seq: receipt.seq, author: "customer", kind: "text", text: one.text, client_id: id, at: one.at }])
        outgoing.value = outgoing.value.filter((each) => each.id !== id)
      })
      return
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if ((error.status === 401 || error.status === 404) && attempt === 0) {
        lose()
        continue
      }
      const pause = error.retryAfter ? error.retryAfter * 1000 : PAUSES[attempt]
      if (error.passes && attempt < PAUSES.length && pause <= 10000 && navigator.onLine) {
        await new Promise((resolve) => setTimeout(resolve, pause))
        continue
      }
      change(id, { status: "failed", reason: reasonFor(error), passes: error.status === 0 })
      return
    }
  }
}

export function reasonFor(error) {
  if (error.status === 0) return t("error_network")
  if (error.status === 429) return t("error_too_many", { seconds: error.retryAfter || 10 })
  if (error.status === 413) return t("error_too_long")
  if (error.code === "unknown_button") return t("error_unknown_button")
  if (error.status >= 500) return t("error_busy")
  return t("error_other")
}

function change(id, values) {
  outgoing.value = outgoing.value.map((one) => (one.id === id ? { ...one, ...values } : one))
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID()
  // Pages served without https to another machine have no randomUUID, but they do have random bytes.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

// The connection is back: what failed only for want of it goes out by itself.
effect(() => {
  if (connection.value !== "live") return
  for (const one of outgoing.peek()) if (one.status === "failed" && one.passes) setTimeout(() => again(one.id))
})
