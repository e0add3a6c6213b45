// An import under way: the file goes up, the server works, the page asks how far it is. After a reload it asks again.
import { signal } from "@preact/signals"
import { t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import * as api from "./api.js"
import { findAgain } from "./finding.js"

// The server's job, as it was last heard of.
export const job = signal(null)
// { name, sent, total } while the file goes up.
export const upload = signal(null)
// { error, again } in place of an outcome.
export const trouble = signal(null)
export const lost = signal(false)
export const working = () => Boolean(upload.value) || job.value?.state === "running"

const FIRST_PAUSE = 250
const LONGEST_PAUSE = 1500
const MOST_MISSED = 20
let turn = 0
let file = null
let stopUpload = null

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

export async function send(chosen, format) {
  if (!chosen || upload.peek() || job.peek()?.state === "running") return
  file = chosen
  forgetShown()
  upload.value = { name: chosen.name, sent: 0, total: chosen.size }
  const { answer, abort } = api.uploadImport(chosen, format, (sent, total) => { if (upload.peek()) upload.value = { ...upload.peek(), sent, total } })
  stopUpload = abort
  try {
    const found = await answer
    upload.value = null
    take(found)
  } catch (error) {
    upload.value = null
    if (error.code === "import_runs") resume()
    else if (error.code !== "stopped") trouble.value = { error, again: () => send(chosen, format) }
  } finally {
    stopUpload = null
  }
}

// Another kind of file: the same bytes, read anew. After a reload the browser has them no more.
export const sendAgain = (format) => { if (file) send(file, format) }

export const look = (publish) => ask(() => api.lookAtImport(job.peek().id, publish))
export const apply = (override) => ask(() => api.applyImport(job.peek().id, job.peek().outcome.token, override))

async function ask(call) {
  const asked = job.peek()
  if (!asked || asked.state === "running") return
  const still = () => job.peek()?.id === asked.id
  trouble.value = null
  try {
    const found = await call()
    if (still()) take(found)
  } catch (error) {
    if (!still()) return
    // What the gate or somebody else's change forbids leaves the plan on the page.
    if (error.status === 404) forgetShown()
    trouble.value = { error, again: error.code === "look_again" ? () => look(job.peek()?.publish) : null }
  }
}

export async function cancel() {
  stopUpload?.()
  const found = job.peek()
  if (!found) { upload.value = null; return }
  const still = () => job.peek()?.id === found.id
  try {
    const left = await api.cancelImport(found.id)
    // At work it stops at its next step, which the page hears of as of any other. A file chosen in the meantime stays.
    if (left.state !== "running" && still()) forgetShown()
  } catch (error) {
    if (!still()) return
    if (error.status === 404) forgetShown()
    else trouble.value = { error, again: cancel }
  }
}

export async function resume() {
  if (upload.peek() || job.peek()) return
  try {
    const found = (await api.myImport()).import
    if (found && found.state !== "cancelled" && !upload.peek() && !job.peek()) take(found)
  } catch {
    // Nothing to go on with; a chosen file will tell what is wrong.
  }
}

function forgetShown() {
  turn += 1
  job.value = null
  trouble.value = null
  lost.value = false
}

function take(found) {
  job.value = found
  trouble.value = null
  if (found.state === "running") follow(found.id)
}

async function follow(id) {
  const mine = ++turn
  let missed = 0
  let pause = FIRST_PAUSE
  while (job.peek()?.state === "running") {
    await wait(pause)
    if (mine !== turn) return
    try {
      const found = await api.importJob(id)
      if (mine !== turn) return
      job.value = found
      missed = 0
      lost.value = false
      pause = Math.min(pause * 1.3, LONGEST_PAUSE)
    } catch (error) {
      if (mine !== turn) return
      missed += 1
      lost.value = true
      pause = LONGEST_PAUSE
      if (error.status === 404 || error.status === 401 || missed >= MOST_MISSED) {
        job.value = null
        lost.value = false
        trouble.value = { error, again: error.status === 404 ? null : resume }
        return
      }
    }
  }
  ended(job.peek())
}

function ended(found) {
  if (found?.state === "applied") {
    say(t("import_done", found.outcome))
    findAgain()
  } else if (found?.state === "cancelled") {
    forgetShown()
    say(t("import_cancelled"))
  }
}
