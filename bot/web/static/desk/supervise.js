// Team leads in a colleague's conversation: listening in, whispering, taking over, giving it to somebody else.
import { signal } from "@preact/signals"
import { get, put } from "./api.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { act, isLead, isMine, refresh } from "./state.js"
import { t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useEffect, useState } from "./ui.js"

const asked = signal(null)
const ask = (kind, about) => { asked.value = { kind, id: about.id, holder: about.holder, owner: about.owner } }

export function LeadBar({ about }) {
  if (!isLead.value || !about.owner.startsWith("agent:") || isMine(about.owner)) return null
  return html`<div class="lead-bar" role="group" aria-label=${t("lead_listening", { name: about.holder })}>
    <p><${Icon} name="lead" /><span>${t("lead_listening", { name: about.holder })}</span></p>
    <button onClick=${() => ask("whisper", about)}>${t("lead_whisper")}</button>
    <button onClick=${() => ask("give", about)}>${t("lead_give")}</button>
    <button onClick=${() => ask("take", about)}>${t("lead_take")}</button>
  </div>`
}

// Somebody who waits can be given to an agent as well.
export function GiveButton({ about }) {
  if (!isLead.value || about.owner !== "queue") return null
  return html`<button class="plain give" aria-label=${t("lead_give")} title=${t("lead_give")} onClick=${() => ask("give", about)}><${Icon} name="lead" /></button>`
}

export function SuperviseDialog() {
  const one = asked.value
  return one && html`<${Form} one=${one} key=${`${one.kind} ${one.id}`} />`
}

function Form({ one }) {
  const [text, setText] = useState("")
  const [to, setTo] = useState("")
  const [team, setTeam] = useState(null)
  const [state, setState] = useState("")
  // The same whisper sent again after a broken line is the same whisper.
  const [clientId] = useState(() => crypto.randomUUID())
  const { kind, id, holder } = one
  const close = () => { if (asked.peek() === one) asked.value = null }
  useEffect(() => {
    if (kind !== "give") return
    let wanted = true
    get("/team").then((found) => { if (wanted) setTeam(found.team) }, () => { if (wanted) setTeam("failed") })
    return () => { wanted = false }
  }, [])
  const submit = async (event) => {
    event.preventDefault()
    if (state === "busy") return
    if (kind === "give" && !to) return setState("missing_to")
    if (!text.trim()) return setState(kind === "whisper" ? "missing_text" : "missing_reason")
    setState("busy")
    try {
      await DEEDS[kind]({ id, text: text.trim(), to, owner: one.owner, clientId })
      close()
      say(done(kind, holder, to, team))
    } catch (error) {
      setState("")
      sayError(error)
    }
  }
  const missing = state.startsWith("missing") ? state : ""
  const label = kind === "whisper" ? t("lead_whisper_text") : t("lead_reason")
  return html`<${Dialog} title=${t(`lead_${kind}_title`, { name: holder })} onClose=${close} back=".lead-bar button">
    <form class="resolve lead-form" onSubmit=${submit} novalidate>
      ${kind === "give" && html`<${Colleagues} one=${one} team=${team} to=${to} missing=${missing === "missing_to"} onChoose=${(value) => { setTo(value); setState("") }} />`}
      <label for="lead-text">${label}</label>
      <textarea id="lead-text" data-first=${kind === "give" ? undefined : true} rows="3" maxlength=${kind === "whisper" ? 4000 : 500} value=${text} dir="auto"
        aria-invalid=${Boolean(missing) && missing !== "missing_to"} aria-describedby="lead-help" onInput=${(event) => { setText(event.target.value); if (state !== "busy") setState("") }}></textarea>
      <p id="lead-help" class=${missing ? "problem" : "help"} role=${missing ? "alert" : undefined}>${missing ? t(`lead_${missing}`) : t(`lead_${kind}_help`, { name: holder })}</p>
      <footer><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main" disabled=${state === "busy"}>${kind === "whisper" ? t("lead_whisper_send") : t(`lead_${kind}`)}</button></footer>
    </form>
  </${Dialog}>`
}

function Colleagues({ one, team, to, missing, onChoose }) {
  const there = (person) => person.presence === "online" || person.presence === "busy"
  const others = Array.isArray(team) ? team.filter((person) => `agent:${person.id}` !== one.owner) : []
  return html`<label for="lead-to">${t("lead_give_to")}</label>
    <select id="lead-to" data-first value=${to} aria-invalid=${missing} aria-describedby="lead-help" onChange=${(event) => onChoose(event.currentTarget.value)}>
      <option value="">${team ? t("lead_give_choose") : t("loading")}</option>
      ${one.owner !== "queue" && html`<option value="queue">${t("lead_give_queue")}</option>`}
      ${others.map((person) => html`<option key=${person.id} value=${String(person.id)} disabled=${!there(person)}>${t("lead_colleague", { name: person.name, presence: t(`presence_${person.presence}`), held: person.held })}</option>`)}
    </select>
    ${team === "failed" && html`<p class="problem" role="alert">${t("lead_team_failed")}</p>`}`
}

const DEEDS = {
  whisper: ({ id, text, owner, clientId }) => put(`/conversations/${id}/whispers/${clientId}`, { text, owner }).then(() => refresh(id)),
  take: ({ id, text, owner }) => act(id, "take-over", { reason: text, owner }),
  give: ({ id, text, to, owner }) => act(id, "reassign", { to: to === "queue" ? to : Number(to), reason: text, owner }),
}

function done(kind, holder, to, team) {
  if (kind === "whisper") return t("lead_whisper_sent", { name: holder })
  if (kind === "take") return t("lead_taken")
  return to === "queue" ? t("lead_sent_back") : t("lead_given", { name: team.find((one) => String(one.id) === to)?.name ?? "" })
}
