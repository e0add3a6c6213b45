// Everything the page knows. Views read these signals; only session, stream, outgoing and person write them.
import { computed, signal } from "@preact/signals"
import { config } from "./config.js"

// none: nothing asked yet · loading · ready · failed
export const phase = signal("none")
// idle · connecting · live · lost · offline
export const connection = signal("idle")
export const lostTries = signal(0)
export const messages = signal([])
const atFirst = { owner: "bot", typing: false, ...config.desk }
export const standing = signal(atFirst)
export const outgoing = signal([])
// What the customer is told when nobody can come: null or {state, closed, next_opening}.
export const away = signal(null)
export const form = signal(false)
export const calling = signal(false)
export const trouble = signal("")

export const isNew = computed(() => messages.value.length === 0 && outgoing.value.length === 0 && phase.value !== "loading")

// Own messages that the log does not show yet as stored ones.
export const unconfirmed = computed(() => {
  const stored = new Set(messages.value.map((message) => message.client_id).filter(Boolean))
  return outgoing.value.filter((one) => !stored.has(one.id))
})

export const lastMessage = computed(() => messages.value.at(-1))

// The newest bot message with buttons keeps them until the customer says anything.
export const liveButtons = computed(() => {
  if (standing.value.owner !== "bot" || unconfirmed.value.some((one) => one.status === "pending")) return 0
  for (let index = messages.value.length - 1; index >= 0; index -= 1) {
    const message = messages.value[index]
    if (message.author === "customer") return 0
    if (message.author === "bot" && message.buttons) return message.seq
  }
  return 0
})

export function addMessages(fresh) {
  if (!fresh.length) return
  const known = new Map(messages.value.map((message) => [message.seq, message]))
  for (const message of fresh) known.set(message.seq, message)
  messages.value = [...known.values()].sort((one, other) => one.seq - other.seq)
}

export function forget() {
  messages.value = []
  standing.value = atFirst
  away.value = null
  form.value = false
}
