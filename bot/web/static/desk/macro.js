// Macros: loaded when they are looked for, kept and done by the server.
import { signal } from "@preact/signals"
import { call, get } from "./api.js"
import { canned, filled } from "./canned.js"
import { t } from "./texts.js"

// { macros, may_share }; null until the first answer.
export const macros = signal(null)
export const macrosFailed = signal(false)

let running = null
export function loadMacros() {
  running ??= (async () => {
    try {
      macros.value = await get("/macros/")
      macrosFailed.value = false
    } catch {
      macrosFailed.value = true
    } finally {
      running = null
    }
  })()
  return running
}

const match = (etag) => (etag ? { "If-Match": `"${etag}"` } : {})
const put = (id, macro) => {
  const rest = macros.peek().macros.filter((one) => one.id !== id)
  macros.value = { ...macros.peek(), macros: macro ? [...rest, macro].sort((a, b) => a.name.localeCompare(b.name)) : rest }
}

export async function saveMacro(id, { name, steps, shared }, etag) {
  const { macro } = await call("PUT", `/api/desk/macros/${id}`, { name, steps, shared }, { headers: match(etag) })
  put(id, macro)
}

export async function deleteMacro({ id, etag }) {
  await call("DELETE", `/api/desk/macros/${id}`, undefined, { headers: match(etag) })
  put(id, null)
}

export const runMacro = ({ id, etag }, conversation, run, texts) => call("POST", `/api/desk/macros/${id}/run`, { conversation, run, texts }, { headers: match(etag), seconds: 30 })

// What a step says beside what it does.
export const FIELD = { claim: null, say: "reply", note: "text", urgency: "level", nature: "level", snooze: "until", release: null, resolve: "reason" }
export const replyOf = (step) => canned.value?.replies.find((one) => one.id === step.reply)
export const wordsOf = (step, about) => (replyOf(step) ? filled(replyOf(step), about).text : "")

// A step in a few words, for a list and before it is done.
export function told(step) {
  const what = t(`macro_do_${step.do}`)
  if (step.do === "say") return `${what}${t("colon")}${replyOf(step) ? `/${replyOf(step).code}` : t("macro_reply_gone")}`
  if (step.do === "urgency" || step.do === "nature") return `${what}${t("colon")}${t(`${step.do}_${step.level}`)}`
  if (step.do === "snooze") return `${what}${t("colon")}${t(`snooze_${step.until}`)}`
  return FIELD[step.do] ? `${what}${t("colon")}${step[FIELD[step.do]]}` : what
}
