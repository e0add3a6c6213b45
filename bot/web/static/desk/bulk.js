// One deed for all chosen conversations, in one request. What could not be done is told by name and stays chosen.
import { signal } from "@preact/signals"
import { call } from "./api.js"
import { nameOf } from "./marks.js"
import { unread } from "./seen.js"
import { selectNone, selected, selectedLines, working } from "./selection.js"
import { askSnooze, closeSnooze, maySnooze } from "./snooze.js"
import { isMine, loadLists } from "./state.js"
import { t } from "./texts.js"
import { say } from "./toast.js"

const SECONDS = 60

// What went wrong last: { text } of the whole, or { id, name, why } of each.
export const troubles = signal([])
export const resolving = signal(false)

const mine = (line) => isMine(line.owner)
// Each deed, and for which lines it is possible.
export const BULK = {
  claim: (line) => line.owner === "queue" || line.owner === "bot",
  snooze: maySnooze,
  seen: (line) => unread(line) > 0,
  release: mine,
  resolve: mine,
}
export const possibleFor = (action) => selectedLines.value.filter(BULK[action])

export const clear = () => { selectNone(); troubles.value = [] }

// Pressed: what needs a word or a moment asks for it first.
export function begin(action) {
  if (working.peek() || !possibleFor(action).length) return
  if (action === "resolve") resolving.value = true
  else if (action === "snooze") askSnooze("", (_id, until) => { closeSnooze(); doToAll("snooze", { until }) })
  else if (action === "seen") doToAll("seen", { seen: Object.fromEntries(possibleFor("seen").map((line) => [line.id, line.last_seq])) })
  else doToAll(action)
}

export async function doToAll(action, more = {}) {
  const lines = possibleFor(action)
  const names = new Map(lines.map((line) => [line.id, nameOf(line)]))
  working.value = action
  troubles.value = []
  try {
    const { outcomes } = await call("POST", "/api/desk/bulk", { action, ids: [...names.keys()], ...more }, { seconds: SECONDS })
    const done = new Set(outcomes.filter((one) => one.done).map((one) => one.id))
    selected.value = selected.peek().filter((id) => !done.has(id))
    troubles.value = outcomes.filter((one) => !one.done).map(({ id, error }) => ({ id, name: names.get(id), why: why(error) }))
    if (done.size) say(t(`bulk_done_${action}`, { count: done.size }))
  } catch (error) {
    // Without an answer nobody knows how far it came: the lists tell.
    troubles.value = [{ text: error.status === 0 ? t("bulk_no_answer") : error.message || t("failed_change") }]
    loadLists().catch(() => {})
  } finally {
    working.value = ""
  }
}

function why(error) {
  if (error.code === "held") return t("held_by", { name: error.holder })
  if (error.code === "not_claimed") return t("not_claimed")
  return error.message
}
