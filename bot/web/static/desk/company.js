// Who else has a conversation open or writes in it. This window says every few seconds where it is; what the others say
// comes with the stream and is forgotten within seconds when they leave.
import { effect, signal } from "@preact/signals"
import { Icon } from "./icons.js"
import { openId } from "./state.js"
import { has, t } from "./texts.js"
import { html } from "./ui.js"

// By conversation: [{id, name, writing}], without me.
export const company = signal({})

// The server forgets a window after 10 s, and that it writes after 5 s.
const EVERY = 4000
const WRITES = 3500
const AGAIN = 2000
const me = crypto.randomUUID()
let here = ""
let keyAt = 0
let toldAt = 0
const waiting = []
let sending = false

function call(id, state, last = false) {
  return fetch(`/api/desk/conversations/${id}/company`, {
    method: "PUT",
    keepalive: last,
    headers: { "X-Requested-With": "supportbot", "Content-Type": "application/json" },
    body: JSON.stringify({ window: me, state }),
    signal: last ? undefined : AbortSignal.timeout(EVERY),
  }).catch(() => {})
}

// One after the other: "here" must not arrive behind "gone".
async function tell(id, state) {
  waiting.push([id, state])
  if (sending) return
  sending = true
  while (waiting.length) await call(...waiting.shift())
  sending = false
}

const state = () => (Date.now() - keyAt < WRITES ? "writing" : "looking")

function say() {
  if (!here || waiting.length || document.visibilityState !== "visible") return
  toldAt = Date.now()
  tell(here, state())
}

// A key in the box; an empty box ends it.
export function tellWriting(id, text) {
  if (id !== here) return
  const before = state()
  keyAt = text.trim() ? Date.now() : 0
  if (state() !== before || (keyAt && Date.now() - toldAt > AGAIN)) say()
}

export function keepCompany() {
  effect(() => {
    const id = openId.value
    if (id === here) return
    if (here) tell(here, "gone")
    here = id
    keyAt = 0
    // Behind "gone": both are wanted.
    if (id && document.visibilityState === "visible") tell(id, "looking")
  })
  setInterval(say, EVERY)
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") say()
    else if (here) tell(here, "gone")
  })
  addEventListener("pagehide", () => { if (here) call(here, "gone", true) })
  addEventListener("pageshow", say)
}

const named = (some) => some.map((one) => one.name).join(t("comma"))

// Who writes comes first; the holder replies, everybody else can only write a note.
function told(people, about) {
  const replying = people.filter((one) => one.writing && about.owner === `agent:${one.id}`)
  const noting = people.filter((one) => one.writing && about.owner !== `agent:${one.id}`)
  const looking = people.filter((one) => !one.writing)
  return [["company_replying", replying], ["company_noting", noting], ["company_looking", looking]]
    .filter(([key, some]) => some.length && has(key)).map(([key, some]) => t(key, { names: named(some) })).join(t("comma"))
}

export function Company({ about }) {
  const people = company.value[about.id] ?? []
  return html`<p class="company ${people.some((one) => one.writing) ? "writes" : ""}" role="status">
    ${people.length > 0 && html`<${Icon} name="eye" /><span>${told(people, about)}</span>`}</p>`
}

// On a row of the queue: who is about to take it.
export function CompanyTag({ id }) {
  const people = company.value[id]
  if (!people) return null
  const words = t("company_looking", { names: named(people) })
  return html`<span class="tag company-tag" title=${words}><${Icon} name="eye" /><span aria-hidden="true">${people[0].name}</span><span class="visually-hidden">${words}</span></span>`
}
