// Canned replies: loaded once, again when the feed names another version; found by code and words; filled for a customer.
import { computed, signal } from "@preact/signals"
import { call, get } from "./api.js"
import { me } from "./state.js"

// { replies, version, variables, may_share, shop }; null until the first answer.
export const canned = signal(null)
export const cannedFailed = signal(false)

let newest = 0
let running = null

export function loadCanned() {
  running ??= (async () => {
    try {
      cannedFailed.value = false
      do canned.value = await get("/canned")
      while (canned.peek().version < newest)
    } catch {
      cannedFailed.value = true
    } finally {
      running = null
    }
  })()
  return running
}

export function cannedIs(version) {
  newest = version
  if (canned.peek()?.version !== version) loadCanned()
}

const put = (reply) => {
  const known = canned.peek()
  const rest = known.replies.filter((one) => one.id !== reply.id)
  canned.value = { ...known, replies: [...rest, reply].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)) }
}
const key = (one) => one.code.toLowerCase()

export async function saveReply(id, { code, zh, en, shared }, etag) {
  const { reply } = await call("PUT", `/api/desk/canned/${id}`, { code, zh, en, shared }, { headers: etag ? { "If-Match": `"${etag}"` } : {} })
  put(reply)
  return reply
}

export async function deleteReply({ id, etag }) {
  await call("DELETE", `/api/desk/canned/${id}`, undefined, { headers: { "If-Match": `"${etag}"` } })
  canned.value = { ...canned.peek(), replies: canned.peek().replies.filter((one) => one.id !== id) }
}

// One's own hides everybody's of the same code.
export const isHidden = (reply, all) => reply.shared && all.some((one) => !one.shared && key(one) === key(reply))
const offered = computed(() => (canned.value?.replies ?? []).filter((one, _, all) => !isHidden(one, all)))

// Codes that begin so, then those that hold it, then words that do.
export function found(query) {
  const wanted = query.toLowerCase()
  const rank = (one) => {
    const at = key(one).indexOf(wanted)
    if (at >= 0) return Math.min(at, 1)
    return `${one.zh}\n${one.en}`.toLowerCase().includes(wanted) ? 2 : 3
  }
  return offered.value.map((one) => [rank(one), one]).filter(([at]) => at < 3).sort(([a], [b]) => a - b).map(([, one]) => one)
}

const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g

// In the customer's language, else in the other one. What has no value stays as it is written.
export function filled(reply, about) {
  const language = reply[about.language] ? about.language : about.language === "zh" ? "en" : "zh"
  const values = valuesOf(about, language)
  const text = reply[language].replace(PLACE, (whole, name) => values[name] || `{{${name}}}`)
  return { text, language, other: language !== about.language }
}

function valuesOf(about, language) {
  const packet = about.handoff?.packet ?? {}
  const orders = new Set((packet.entities ?? []).filter((one) => one.entity === "order_number").map((one) => String(one.value)))
  return {
    "customer.name": about.name ?? packet.who?.name,
    "agent.name": me.value?.name,
    "ticket.number": about.handoff?.ticket,
    // Of several numbers none is taken for the right one.
    "order.number": packet.form?.order_number ?? (orders.size === 1 ? [...orders][0] : undefined),
    shop: canned.value?.shop[language],
  }
}
