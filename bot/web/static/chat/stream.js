// What happens in the conversation, as it happens. Server-Sent Events over fetch, since EventSource can carry no token.
// The stream is only the quick way: after every break it resumes after the last number seen.
import { headers } from "./api.js"
import { addMessages, connection, lostTries, standing } from "./state.js"
import { arrived } from "./unread.js"

const SILENCE = 40000
const LONGEST_PAUSE = 8000
// A page that nobody looks at gives its connection back: browsers allow six per site.
const HIDDEN_FOR = 120000
const HIDDEN_LOOK = 20000
let after = 0
let current = null
let onGone = () => {}
let wakeUp = () => {}
let cut = () => {}

export function follow(from, gone) {
  after = from
  onGone = gone
  stopFollowing()
  current = new AbortController()
  keepReading(current.signal)
}

export function stopFollowing() {
  current?.abort()
  current = null
  wakeUp()
  connection.value = "idle"
}

async function keepReading(signal) {
  let pause = 500
  while (!signal.aborted) {
    if (connection.value !== "lost" && connection.value !== "offline") connection.value = "connecting"
    const began = Date.now()
    const end = await readOnce(signal)
    if (signal.aborted) return
    if (end === "gone") return onGone()
    if (end === "hidden") {
      await sleep(HIDDEN_LOOK)
      continue
    }
    if (Date.now() - began > 10000) pause = 500
    connection.value = navigator.onLine ? "lost" : "offline"
    lostTries.value += 1
    await sleep(pause * (0.75 + Math.random() / 2))
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  }
}

async function readOnce(signal) {
  const stop = new AbortController()
  const end = () => stop.abort()
  signal.addEventListener("abort", end)
  cut = end
  let watch = setTimeout(end, SILENCE)
  let hiddenSince = document.hidden ? Date.now() - HIDDEN_FOR + 5000 : 0
  let hidden = false
  const look = setInterval(() => {
    if (!document.hidden) hiddenSince = 0
    else if (!hiddenSince) hiddenSince = Date.now()
    else if (Date.now() - hiddenSince > HIDDEN_FOR) { hidden = true; end() }
  }, 2000)
  try {
    const response = await fetch("/api/conversation/events", {
      headers: headers({ "Last-Event-ID": String(after), Accept: "text/event-stream" }), signal: stop.signal, cache: "no-store",
    })
    if (response.status === 401 || response.status === 404) return "gone"
    if (!response.ok || !response.body) return "lost"
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ""
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return "lost"
      clearTimeout(watch)
      watch = setTimeout(end, SILENCE)
      connection.value = "live"
      lostTries.value = 0
      const blocks = (rest + value).split("\n\n")
      rest = blocks.pop()
      take(blocks.map(parse).filter(Boolean))
    }
  } catch {
    return hidden ? "hidden" : "lost"
  } finally {
    clearTimeout(watch)
    clearInterval(look)
    signal.removeEventListener("abort", end)
  }
}

function parse(block) {
  const event = {}
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ")
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 2)
  }
  return event.data ? { name: event.event, data: JSON.parse(event.data) } : null
}

function take(events) {
  const fresh = events.filter((event) => event.name === "message").map((event) => event.data)
  if (fresh.length) {
    after = Math.max(after, ...fresh.map((message) => message.seq))
    addMessages(fresh)
    arrived(fresh)
  }
  const states = events.filter((event) => event.name === "state")
  if (states.length) standing.value = states.at(-1).data
}

function sleep(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    wakeUp = () => { clearTimeout(timer); resolve() }
  })
}

// A stream from before the break may look alive for a while and be dead.
addEventListener("online", () => { cut(); wakeUp() })
addEventListener("offline", () => { if (current) connection.value = "offline" })
document.addEventListener("visibilitychange", () => { if (!document.hidden) wakeUp() })
