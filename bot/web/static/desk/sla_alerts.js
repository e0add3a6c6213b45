// A clock warns or is late: a word and a sound to whom it concerns, once. The holder hears of both; the team leads of
// what is late, wherever it is, and of a promise before it is broken.
import { chime } from "./alerts.js"
import { sound } from "./kept.js"
import { nameOf } from "./marks.js"
import { me, now } from "./state.js"
import { duration, t } from "./texts.js"
import { say } from "./toast.js"

const LEADS = ["manager", "admin"]
let known = null

export function clocksAlerted({ queue, mine, others, bot }) {
  const lead = LEADS.includes(me.peek()?.role)
  const rest = [...queue, ...others, ...bot]
  const concernsLeads = ({ sla }) => sla.stage === "breached" || sla.clock === "callback"
  const marked = [...mine, ...rest].filter(({ sla }) => sla && sla.stage !== "running")
  // Who takes what is late already has seen that: only what has just become so is news, wherever it stood.
  const fresh = known ? marked.filter((line) => !known.has(keyOf(line))) : []
  known = new Set(marked.map(keyOf))
  // "Nobody has taken it" says the same in better words.
  const news = fresh.filter((line) => !line.alert && (mine.includes(line) || (lead && concernsLeads(line))))
  if (!news.length) return
  const [first, ...more] = news
  const { clock, stage, due } = first.sla
  const time = duration(Math.abs(due - now.peek()))
  const told = t(`tell_sla_${stage}`, { name: nameOf(first), clock: t(`clock_${clock}`), time })
  say(more.length ? `${told} ${t("and_others", { count: more.length })}` : told, "error")
  if (sound.value.peek()) chime()
}

const keyOf = ({ id, sla }) => `${id} ${sla.clock} ${sla.stage} ${sla.at}`
