// What the desk knows: the lists, the open conversation and its messages. The server's numbers decide.
import { computed, signal } from "@preact/signals"
import { get, post, put } from "./api.js"
import { keepFor } from "./kept.js"
import { markSeen } from "./seen.js"

export const me = signal(null)
export const presence = signal("online")
export const PRESENCES = ["online", "busy", "away"]
export const lists = signal(null)
export const openId = signal("")
export const detail = signal(null)
export const messages = signal([])
export const problem = signal("")
export const connection = signal("connecting")
export const typing = signal([])
// The first number not read when the conversation was opened: where the "new" line stands.
export const newFrom = signal(0)
export const now = signal(Date.now() / 1000)

let ahead = 0
setInterval(() => { now.value = Date.now() / 1000 + ahead }, 1000)
export function clockIs(serverNow) {
  ahead = serverNow - Date.now() / 1000
}

export const SECTIONS = ["queue", "mine", "snoozed", "others", "bot", "mentions"]
export const allLines = computed(() => (lists.value ? SECTIONS.flatMap((name) => lists.value[name]) : []))
export const openLine = computed(() => allLines.value.find((line) => line.id === openId.value))
export const isLead = computed(() => ["manager", "admin"].includes(me.value?.role))
export const isMine = (owner) => Boolean(me.value) && owner === me.value.owner

const cache = new Map()
const MOST_CACHED = 30

export async function whoAmI() {
  const found = await get("/me")
  keepFor(found.user.login)
  me.value = found.user
  presence.value = found.presence
}

let asking = Promise.resolve()
let latest = 0

// One after the other, and only the last choice is shown: two quick ones must not overtake each other on their way.
export function setPresence(wanted) {
  const mine = ++latest
  asking = asking.catch(() => {}).then(async () => {
    const found = await put("/me", { presence: wanted })
    if (mine === latest) presence.value = found.presence
  })
  return asking
}

export function takeLists(found) {
  const before = openLine.peek()
  lists.value = found
  clockIs(found.now)
  const after = openLine.peek()
  // Urgency, holder and what was understood are not messages: their change shows in the line.
  if (openId.peek() && news(before) !== news(after)) refresh(openId.peek())
}

// That I have read something is no news about the conversation.
const news = (line) => JSON.stringify({ ...line, unread: 0 })

export async function loadLists() {
  takeLists(await get("/conversations"))
}

export function open(id) {
  if (openId.peek() === id) return
  openId.value = id
  problem.value = ""
  const known = cache.get(id)
  detail.value = known?.detail ?? null
  messages.value = known?.messages ?? []
  newFrom.value = 0
  if (id) refresh(id, true)
}

const running = new Map()

// One refresh a conversation at a time; a call during one asks for one more after it.
export function refresh(id, first = false) {
  const known = running.get(id)
  if (known) {
    known.again = true
    return known.done
  }
  const job = { again: false }
  job.done = (async () => {
    try {
      do {
        job.again = false
        await load(id, first)
        first = false
      } while (job.again)
    } catch (error) {
      if (openId.peek() === id && !detail.peek()) problem.value = error.status === 404 ? "unknown" : "failed"
    } finally {
      running.delete(id)
    }
  })()
  running.set(id, job)
  return job.done
}

async function load(id, first) {
  const before = cache.get(id)?.messages ?? []
  const [about, fresh] = await Promise.all([get(`/conversations/${id}`), messagesAfter(id, startFor(before))])
  const merged = merge(before, fresh)
  cache.delete(id)
  cache.set(id, { detail: about, messages: merged })
  if (cache.size > MOST_CACHED) cache.delete(cache.keys().next().value)
  if (openId.peek() !== id) return
  if (first) {
    const read = about.seen
    const next = merged.find((one) => one.seq > read && one.author === "customer")
    newFrom.value = read && next ? next.seq : 0
  }
  problem.value = ""
  detail.value = about
  messages.value = merged
  if (merged.length && document.visibilityState === "visible") markSeen(id, merged.at(-1).seq)
}

async function messagesAfter(id, start) {
  const found = []
  let after = start
  for (;;) {
    const { messages: part } = await get(`/conversations/${id}/messages?after=${after}`)
    found.push(...part)
    if (part.length < 500) return found
    after = part.at(-1).seq
  }
}

// What was understood of a message is known a moment after the message: ask again for the last such ones.
function startFor(known) {
  if (!known.length) return 0
  const waiting = known.slice(-20).find((one) => one.author === "customer" && !one.triage)
  return Math.min(known.at(-1).seq, waiting ? waiting.seq - 1 : Infinity)
}

export function merge(known, fresh) {
  const bySeq = new Map(known.map((one) => [one.seq, one]))
  for (const one of fresh) bySeq.set(one.seq, one)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

// What came of a reply is known here before the messages are read again.
export function proposedFrom(id, seq, article) {
  const marked = (list) => list.map((one) => (one.seq === seq ? { ...one, proposed: article } : one))
  const known = cache.get(id)
  if (known) cache.set(id, { ...known, messages: marked(known.messages) })
  if (openId.peek() === id) messages.value = marked(messages.peek())
}

export function seeOpen() {
  const last = messages.peek().at(-1)
  if (openId.peek() && last) markSeen(openId.peek(), last.seq)
}

export const act = (id, verb, body) => post(`/conversations/${id}/${verb}`, body).finally(() => refresh(id))
