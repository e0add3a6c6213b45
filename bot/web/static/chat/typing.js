// Tells the agent that the customer is typing: at most once in three seconds, and only when somebody is there to see.
import { call } from "./api.js"
import { standing } from "./state.js"

let last = 0

export function isTyping() {
  if (standing.value.owner === "bot" || Date.now() - last < 3000) return
  last = Date.now()
  call("POST", "/api/conversation/typing").catch(() => {})
}
