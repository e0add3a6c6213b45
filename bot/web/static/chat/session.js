// The customer's conversation: loaded when there is one, begun when the customer first does something.
import { ApiError, call, dropToken, keepToken, token } from "./api.js"
import { config, isWidget } from "./config.js"
import { hostPage } from "./frame.js"
import { addMessages, forget, messages, phase, standing } from "./state.js"
import { follow, stopFollowing } from "./stream.js"
import { language } from "./texts.js"

const SHOWN_AT_FIRST = 60
const PORTION = 100
let starting = null

export async function resume() {
  if (config.session || token()) await load()
}

// Begin a conversation unless there is one; many callers at once share one beginning.
export function begin() {
  if (phase.value === "ready") return Promise.resolve()
  starting ??= start().finally(() => { starting = null })
  return starting
}

async function start() {
  const body = { language: language.value, page: hostPage() }
  let made
  try {
    made = await call("POST", "/api/conversations", body)
  } catch (error) {
    if (error.status !== 401) throw error
    // The old session was not good any more; the server has taken its cookie away.
    dropToken()
    made = await call("POST", "/api/conversations", body)
  }
  keepToken(made.token)
  await show(made.conversation)
}

async function load() {
  phase.value = "loading"
  try {
    const state = await call("GET", "/api/conversation")
    keepToken(state.token)
    await show(state)
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 404)) lose()
    else phase.value = "failed"
  }
}

export const reload = load

async function show(state) {
  standing.value = state
  let after = Math.max(0, state.last_seq - SHOWN_AT_FIRST)
  for (;;) {
    const portion = await call("GET", `/api/conversation/messages?after=${after}`)
    addMessages(portion.messages)
    after = portion.messages.at(-1)?.seq ?? after
    if (!portion.more) break
  }
  phase.value = "ready"
  follow(after, lose)
}

export async function showEarlier() {
  const first = messages.value[0].seq
  const after = Math.max(0, first - 1 - PORTION)
  const portion = await call("GET", `/api/conversation/messages?after=${after}&limit=${Math.min(PORTION, first - 1)}`)
  addMessages(portion.messages)
}

// The session is gone (expired, or its conversation was deleted): the next word begins a new one.
export function lose() {
  stopFollowing()
  if (isWidget) dropToken()
  forget()
  phase.value = "none"
}
