// Suggested answers to the customer's last question: asked for once a message, by itself where it waits for my reply.
import { computed, effect, signal } from "@preact/signals"
import { call } from "./api.js"
import { autoSuggest } from "./kept.js"
import { detail, isMine, messages, openId } from "./state.js"

// The first question of a server loads the model; a little longer than it makes us wait for that.
const SECONDS = 50
const MOST = 200

// By message: { state: "asking" | "there" | "failed", articles, asked (by hand), closed, counted (told with a reply) }
const offers = signal({})
const change = (key, values) => {
  const { [key]: before, ...rest } = offers.peek()
  // The newest last, so that the oldest are forgotten first.
  offers.value = Object.fromEntries([...Object.entries(rest), [key, { articles: [], ...before, ...values }]].slice(-MOST))
}

const isText = (one) => one.kind === "text"
// Of the open conversation: the customer's last message, and whether it waits for an answer.
const last = computed(() => {
  const mine = detail.value?.id === openId.value && isMine(detail.value?.owner)
  const at = mine ? messages.value.findLastIndex((one) => one.author === "customer" && isText(one)) : -1
  if (at < 0) return null
  const waits = !messages.value.slice(at).some((one) => isText(one) && one.author.startsWith("agent:"))
  return { key: `${openId.value}/${messages.value[at].seq}`, waits }
})
export const offer = computed(() => (last.value ? offers.value[last.value.key] : undefined))
export const canSuggest = computed(() => Boolean(last.value))
// What the agent has before their eyes.
export const offered = computed(() => (offer.value?.state === "there" && !offer.value.closed ? offer.value.articles : []))

const running = new Set()

async function ask(key, byHand) {
  const id = key.split("/")[0]
  change(key, { state: "asking", asked: byHand, closed: false })
  // One question a conversation at a time: of many quick messages the last one is asked for.
  if (running.has(id)) return
  running.add(id)
  let now = key
  try {
    for (;;) {
      const asked = now
      try {
        const { articles } = await call("POST", `/api/desk/conversations/${id}/suggestions`, {}, { seconds: SECONDS })
        change(asked, { state: "there", articles })
      } catch {
        // What was not asked for says so quietly; nothing else depends on it.
        change(asked, { state: "failed" })
      }
      now = nextIn(id)
      if (!now) return
    }
  } finally {
    running.delete(id)
  }
}

// The last one that waits; those before it are asked for no more.
function nextIn(id) {
  const waiting = Object.keys(offers.peek()).filter((key) => key.startsWith(`${id}/`) && offers.peek()[key].state === "asking")
  const now = waiting.pop()
  if (waiting.length) offers.value = Object.fromEntries(Object.entries(offers.peek()).filter(([key]) => !waiting.includes(key)))
  return now
}

// Alt+S, or the button: asks, or shows again what was put away.
export function suggestNow() {
  const now = last.peek()
  if (!now) return
  const known = offers.peek()[now.key]
  if (!known || known.state === "failed") ask(now.key, true)
  else change(now.key, { asked: true, closed: false, counted: false })
}

export function closeSuggestions() {
  if (last.peek()) change(last.peek().key, { closed: true })
}

function askIfItWaits() {
  const now = last.peek()
  if (now?.waits && autoSuggest.value.peek() && !offers.peek()[now.key]) ask(now.key, false)
}

export function suggestByItself() {
  // A moment later: another conversation is opened in several steps, and between them it has the former one's messages.
  effect(() => { if (last.value && autoSuggest.value.value) queueMicrotask(askIfItWaits) })
}

// What was suggested and used for the reply that is being written, by conversation.
const used = new Map()
export const useArticle = (id, article) => used.set(id, article)
export const forgetUsed = (id) => used.delete(id)

export function takeUsed(id) {
  const article = used.get(id)
  used.delete(id)
  const shown = openId.peek() === id ? offer.peek() : undefined
  const suggested = shown && !shown.counted ? shown.articles.map((one) => one.id) : []
  // It is answered: what was suggested for it gives way, also when it is still on its way.
  if (shown) change(last.peek().key, { closed: true, counted: true })
  return suggested.length || article ? { suggested, article: article ?? null } : undefined
}
