// How far I have read: the server keeps it for all my devices, this page knows at once.
import { signal } from "@preact/signals"
import { put } from "./api.js"

// What this page has shown, newer than the server's count until its next lists are here.
const shown = signal({})
const telling = new Map()

// How many messages of the customer I have not seen.
export const unread = (line) => ((shown.value[line.id] ?? 0) >= line.last_seq ? 0 : line.unread ?? 0)

export function markSeen(id, seq) {
  if ((shown.peek()[id] ?? 0) >= seq) return
  shown.value = { ...shown.peek(), [id]: seq }
  tell(id)
}

// One call a conversation at a time, always with the newest number. What is not told stays for the next message.
async function tell(id) {
  if (telling.has(id)) return
  telling.set(id, 0)
  try {
    while (telling.get(id) < shown.peek()[id]) {
      const seq = shown.peek()[id]
      await put(`/conversations/${id}/seen`, { seq })
      telling.set(id, seq)
    }
  } catch {
    // The next message, or the next visit, tells it again.
    const { [id]: _untold, ...rest } = shown.peek()
    shown.value = rest
  } finally {
    telling.delete(id)
  }
}
