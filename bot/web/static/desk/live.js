// The event stream: a hint and the lists. After a break the browser asks for what came after the last number.
import { get } from "./api.js"
import { arrived } from "./alerts.js"
import { cannedIs } from "./canned.js"
import { handedOver } from "./handed.js"
import { company } from "./company.js"
import { mentioned } from "./mentions.js"
import { alerted } from "./overdue.js"
import { clocksAlerted } from "./sla_alerts.js"
import { resend } from "./sending.js"
import { connection, loadLists, openId, refresh, takeLists, typing } from "./state.js"
import { signIn } from "./api.js"
import { wordsAre } from "./words.js"

let stream = null
let wait = 1000

export function listen() {
  stream?.close()
  stream = new EventSource("/api/desk/events")
  stream.addEventListener("open", () => {
    wait = 1000
    connection.value = "live"
    if (openId.peek()) refresh(openId.peek())
    resend()
  })
  stream.addEventListener("desk", (event) => {
    const lists = JSON.parse(event.data)
    arrived(lists)
    alerted(lists)
    clocksAlerted(lists)
    handedOver(lists)
    mentioned(lists)
    takeLists(lists)
  })
  stream.addEventListener("conversation", (event) => {
    const { id } = JSON.parse(event.data)
    if (id === openId.peek()) refresh(id)
  })
  stream.addEventListener("typing", (event) => { typing.value = JSON.parse(event.data).ids })
  stream.addEventListener("company", (event) => { company.value = JSON.parse(event.data) })
  stream.addEventListener("canned", (event) => cannedIs(JSON.parse(event.data).version))
  stream.addEventListener("words", (event) => wordsAre(JSON.parse(event.data)))
  stream.addEventListener("signed_out", () => { stream.close(); signIn() })
  stream.addEventListener("error", () => {
    connection.value = "broken"
    typing.value = []
    company.value = {}
    // The browser tries again by itself, unless the server refused.
    if (stream.readyState === EventSource.CLOSED) later()
  })
}

async function later() {
  await new Promise((done) => setTimeout(done, wait))
  wait = Math.min(wait * 2, 15000)
  try {
    await get("/me")
  } catch {
    // Told to sign in, or still unreachable: the stream finds out.
  }
  listen()
}

addEventListener("online", () => { wait = 1000; listen() })
addEventListener("offline", () => { connection.value = "broken" })
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return
  if (connection.peek() !== "live") listen()
  else loadLists().catch(() => {})
})
