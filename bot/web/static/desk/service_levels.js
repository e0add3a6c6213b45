// Service levels: targets in minutes by nature, urgency and clock, for managers. A cell without a number of its own
// follows the more general one, which stands in it faintly.
import { signal } from "@preact/signals"
import { get, put } from "./api.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { duration, moment, t } from "./texts.js"
import { say } from "./toast.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const open = signal(false)
export const showServiceLevels = () => { open.value = true }

export function ServiceLevelsDialog() {
  return open.value && html`<${Room} />`
}

const CLOCKS = ["first", "next", "resolution", "callback"]
const NATURES = ["", "consult", "fault", "complaint", "request", "suggestion", "praise", "other"]
const URGENCIES = ["critical", "high", "normal", "low"]
const nameOf = (nature) => (nature ? t(`nature_${nature}`) : t("levels_any"))
const keyOf = ({ clock, nature, urgency }) => `${clock} ${nature} ${urgency}`
// Other tiers are kept by programs; the page shows the normal one.
const cellsOf = (list) => new Map(list.filter((one) => one.tier === "normal").map((one) => [keyOf(one), one]))

function Room() {
  const [room, setRoom] = useState(null)
  const [nature, setNature] = useState("")
  // What was typed and is not saved, by cell.
  const [typed, setTyped] = useState({})
  // "" | "busy" | "asking" (close and lose it?) | "unloaded"
  const [state, setState] = useState("")
  const [wrong, setWrong] = useState(null)
  const box = useRef(null)
  const dirty = Object.keys(typed).length > 0
  const load = async () => {
    setState("")
    try {
      const found = await get("/service-levels")
      if (box.current) setRoom(found)
    } catch {
      if (box.current) setState("unloaded")
    }
  }
  useLayoutEffect(() => { load() }, [])
  useLayoutEffect(() => {
    if (wrong?.cell) box.current.querySelector(`[data-cell="${wrong.cell}"]`)?.focus()
    if (state === "asking") box.current.querySelector(".asking button")?.focus()
  }, [wrong, state])
  const close = () => {
    if (dirty && state !== "asking") setState("asking")
    else open.value = false
  }
  const save = async (event) => {
    event.preventDefault()
    if (!dirty || state === "busy") return
    const bad = Object.entries(typed).find(([, text]) => text.trim() && !/^\d{1,9}$/.test(text.trim()))
    if (bad) return setWrong({ cell: bad[0], text: t("levels_whole", { longest: room.longest }) })
    setState("busy")
    setWrong(null)
    const changes = Object.entries(typed).map(([key, text]) => {
      const [clock, of, urgency] = key.split(" ")
      return { clock, nature: of, urgency, minutes: text.trim() ? Number(text) : null }
    })
    try {
      const found = await put("/service-levels", { version: room.version, changes })
      if (!box.current) return
      setRoom(found)
      setTyped({})
      setState("")
      say(t("levels_saved"))
    } catch (error) {
      if (!box.current) return
      setState("")
      // What was typed stays; beneath it stand the other one's numbers.
      if (error.status === 412) await load()
      const cell = error.more?.cell && keyOf(error.more.cell)
      if (error.more?.cell) setNature(error.more.cell.nature)
      setWrong({ cell, text: error.status === 0 ? t("no_answer") : error.message || t("failed_change") })
    }
  }
  return html`<${Dialog} title=${t("levels")} onClose=${close} wide=${true}>
    <form class="service-levels" ref=${box} onSubmit=${save} novalidate>
      <p class="help">${t("levels_help")}</p>
      <label class="levels-nature"><span>${t("nature")}</span>
        <select data-first value=${nature} onChange=${(event) => { setNature(event.target.value); setWrong(null) }}>
          ${NATURES.map((one) => html`<option key=${one} value=${one} selected=${one === nature}>${nameOf(one)}</option>`)}
        </select></label>
      ${!room && (state === "unloaded"
        ? html`<p class="problem" role="alert">${t("levels_unloaded")} <button type="button" class="link" onClick=${load}>${t("try_again")}</button></p>`
        : html`<p class="help" role="status">${t("loading")}</p>`)}
      ${room && html`<${Targets} room=${room} nature=${nature} typed=${typed} wrong=${wrong}
        type=${(key, text) => { setWrong(null); setState(""); setTyped(changed(typed, key, text, room)) }} />
        <${Changes} room=${room} nature=${nature} />`}
      <footer>
        ${wrong && html`<p class="problem" role="alert" id="levels-problem"><${Icon} name="alert" />${wrong.text}</p>`}
        ${state === "asking"
          ? html`<div class="asking"><span>${t("levels_unsaved")}</span>
              <button type="button" onClick=${() => setState("")}>${t("levels_stay")}</button>
              <button type="button" class="danger" onClick=${() => { open.value = false }}>${t("discard")}</button></div>`
          : html`<button type="button" onClick=${close}>${t("close")}</button>
              <button class="main" disabled=${!dirty || state === "busy"}>${t("levels_save")}</button>`}
      </footer>
    </form>
  </${Dialog}>`
}

// The number that stands in this very cell, "" where it follows another.
const ownOf = (room, key) => String((cellsOf(room.changed).get(key) ?? cellsOf(room.standard).get(key))?.minutes ?? "")

function changed(typed, key, text, room) {
  const { [key]: _old, ...rest } = typed
  return text.trim() === ownOf(room, key) ? rest : { ...rest, [key]: text }
}

function Targets({ room, nature, typed, wrong, type }) {
  const standard = cellsOf(room.standard)
  return html`<table>
    <thead><tr><th scope="col">${t("urgency")}</th>${CLOCKS.map((clock) => html`<th key=${clock} scope="col">${t(`clock_${clock}`)}<small>${t(`levels_${clock}`)}</small></th>`)}</tr></thead>
    <tbody>${URGENCIES.map((urgency) => html`<tr key=${urgency}>
      <th scope="row">${t(`urgency_${urgency}`)}</th>
      ${CLOCKS.map((clock) => {
        const key = keyOf({ clock, nature, urgency })
        const text = typed[key] ?? ownOf(room, key)
        // Emptied, a cell falls back: to the standard of its own nature, else to what holds for all natures.
        const follows = standard.get(key)?.minutes ?? (ownOf(room, keyOf({ clock, nature: "", urgency })) || standard.get(keyOf({ clock, nature: "", urgency }))?.minutes)
        const minutes = Number(text.trim() || follows)
        return html`<td key=${clock}><label><span class="cell-name">${t(`clock_${clock}`)}</span>
          <input type="text" inputmode="numeric" maxlength="9" data-cell=${key} value=${text} placeholder=${follows}
            class=${typed[key] === undefined ? "" : "changed"} aria-label=${`${t(`clock_${clock}`)}${t("comma")}${t(`urgency_${urgency}`)}`}
            aria-invalid=${wrong?.cell === key ? "true" : undefined} aria-describedby=${wrong?.cell === key ? "levels-problem" : undefined}
            onInput=${(event) => type(key, event.target.value)} />
          <span class="unit">${minutes >= 60 ? duration(minutes * 60) : t("levels_minutes")}</span></label></td>`
      })}
    </tr>`)}</tbody>
  </table>`
}

function Changes({ room, nature }) {
  const standard = cellsOf(room.standard)
  const shown = [...cellsOf(room.changed).values()].filter((one) => one.nature === nature).sort((a, b) => b.at - a.at)
  if (!shown.length) return html`<p class="help">${t("levels_standard")}</p>`
  return html`<ul class="levels-changed" aria-label=${t("levels_changed")}>${shown.map((one) => {
    const was = standard.get(keyOf(one))?.minutes
    return html`<li key=${keyOf(one)}>${t("levels_who", { clock: t(`clock_${one.clock}`), urgency: t(`urgency_${one.urgency}`), minutes: one.minutes, name: one.by, at: moment(one.at) })}
      ${was !== undefined && html`<span class="muted"> ${t("levels_was", { minutes: was })}</span>`}</li>`
  })}</ul>`
}
