// The leads' board: who waits, who has whom, how today goes. Everything is a table, and each figure opens what it counts.
import { effect, signal } from "@preact/signals"
import { get, signIn } from "./api.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { theme } from "./kept.js"
import { NextDue } from "./clocks.js"
import { Urgency, Waiting, nameOf } from "./marks.js"
import { Overdue } from "./overdue.js"
import { clockIs } from "./state.js"
import { duration, language, moment, speak, t } from "./texts.js"
import { html, render, useEffect, useState } from "./ui.js"

const found = signal(null)
const connection = signal("connecting")
const behind = signal("")

function Board() {
  const now = found.value
  return html`<div class="board">
    <header class="board-head">
      <a class="plain button" href="/desk" aria-label=${t("board_back")} title=${t("board_back")}><${Icon} name="back" /></a>
      <h1>${t("board_title")}</h1>
      <p class="standing ${connection.value}" role="status">${t(`board_${connection.value}`)}</p>
    </header>
    ${now ? html`<main>
      <div class="wide"><${WaitingNow} now=${now} /><${AtRisk} lines=${now.at_risk} /><${Agents} agents=${now.agents} /></div>
      <div class="side-by-side"><${Today} today=${now.today} /><${Tickets} tickets=${now.tickets} /></div>
    </main>` : html`<p class="board-wait" role="status">${t("loading")}</p>`}
    ${behind.value && html`<${Behind} figure=${behind.value} key=${behind.value} />`}
  </div>`
}

const Name = ({ line }) => html`<a href=${`/desk#${line.id}`}><bdi>${nameOf(line)}</bdi></a>`
const LastWord = ({ line }) => html`<p class="last" dir="auto">${line.last_text || t("nothing_said")}</p>`

function WaitingNow({ now }) {
  const { waiting, by_urgency: levels, longest } = now
  const first = waiting.find((line) => line.id === longest)
  return html`<section aria-labelledby="board-waiting">
    <h2 id="board-waiting">${t("board_waiting")} <span class="count">${waiting.length}</span></h2>
    ${waiting.length === 0 ? html`<p class="empty">${t("empty_queue")}</p>` : html`
    <p class="summary">${Object.entries(levels).filter(([, number]) => number).map(([level, number]) => html`<span key=${level}><${Urgency} level=${level} /> ${number}</span>`)}
      <span>${t("board_longest")} <a href=${`/desk#${first.id}`}><${Waiting} since=${first.asked_at} /></a></span></p>
    <table><caption class="visually-hidden">${t("board_waiting")}</caption>
      <thead><tr><th scope="col">${t("customer")}</th><th scope="col">${t("urgency")}</th><th scope="col">${t("board_waits")}</th></tr></thead>
      <tbody>${waiting.map((line) => html`<tr key=${line.id}>
        <th scope="row"><${Name} line=${line} /><${LastWord} line=${line} /></th>
        <td><${Urgency} level=${line.urgency} /></td>
        <td><${Waiting} since=${line.asked_at} /> <${NextDue} line=${line} /> <${Overdue} line=${line} /></td>
      </tr>`)}</tbody></table>`}
  </section>`
}

function AtRisk({ lines }) {
  return html`<section aria-labelledby="board-risk">
    <h2 id="board-risk">${t("board_risk")} <span class="count">${lines.length}</span></h2>
    ${lines.length === 0 ? html`<p class="empty">${t("board_no_risk")}</p>` : html`
    <table><caption class="visually-hidden">${t("board_risk")}</caption>
      <thead><tr><th scope="col">${t("customer")}</th><th scope="col">${t("board_agent")}</th><th scope="col">${t("board_due")}</th></tr></thead>
      <tbody>${lines.map((line) => html`<tr key=${line.id}>
        <th scope="row"><${Name} line=${line} /></th>
        <td>${line.holder ?? t("section_queue")}</td>
        <td><${NextDue} line=${line} /></td>
      </tr>`)}</tbody></table>`}
  </section>`
}

function Agents({ agents }) {
  return html`<section aria-labelledby="board-agents">
    <h2 id="board-agents">${t("board_agents")} <span class="count">${agents.filter((one) => one.presence !== "offline").length} / ${agents.length}</span></h2>
    <table class="agents"><caption class="visually-hidden">${t("board_agents")}</caption>
      <thead><tr><th scope="col">${t("board_agent")}</th><th scope="col">${t("conversations")}</th></tr></thead>
      <tbody>${agents.map((one) => html`<tr key=${one.id} class=${one.presence}>
        <th scope="row"><span class="agent-name">${one.name}</span> <span class="presence-word ${one.presence}"><span class="dot" aria-hidden="true"></span>${t(`presence_${one.presence}`)}</span></th>
        <td>${one.held.length === 0 ? html`<span class="muted">${t("board_holds_none")}</span>` : html`<ul>${one.held.map((line) => html`<li key=${line.id}>
          <p><${Name} line=${line} /> <${Urgency} level=${line.urgency} quiet=${true} /> <${NextDue} line=${line} /> <${Overdue} line=${line} /></p><${LastWord} line=${line} /></li>`)}</ul>`}</td>
      </tr>`)}</tbody></table>
  </section>`
}

function Figure({ name, value, of }) {
  return html`<tr><th scope="row">${t(`figure_${name}`)}</th>
    <td>${of ? html`<button class="link figure" onClick=${() => { behind.value = of }} aria-label=${t("board_show", { figure: t(`figure_${name}`), value })}>${value}</button>` : value}</td></tr>`
}

function Today({ today }) {
  const promised = today.kept + today.late
  return html`<section aria-labelledby="board-today">
    <h2 id="board-today">${t("today")}</h2>
    <table class="figures"><caption class="visually-hidden">${t("today")}</caption><tbody>
      <${Figure} name="accepted" value=${today.accepted} of="accepted" />
      <${Figure} name="first_response" value=${today.first_response === null ? "–" : duration(today.first_response)} of=${today.answered ? "answered" : ""} />
      <${Figure} name="resolved" value=${today.resolved} of="resolved" />
      <${Figure} name="unanswered" value=${today.unanswered} of="unanswered" />
      <${Figure} name="kept" value=${promised ? t("board_of", { part: today.kept, whole: promised }) : "–"} of=${today.kept ? "kept" : ""} />
      <${Figure} name="late" value=${promised ? today.late : "–"} of=${today.late ? "late" : ""} />
    </tbody></table>
  </section>`
}

function Tickets({ tickets }) {
  return html`<section aria-labelledby="board-tickets">
    <h2 id="board-tickets">${t("tickets")}</h2>
    <table class="figures"><caption class="visually-hidden">${t("tickets")}</caption><tbody>
      <${Figure} name="tickets_open" value=${tickets.open} of="tickets_open" />
      <${Figure} name="tickets_overdue" value=${tickets.overdue} of="tickets_overdue" />
    </tbody></table>
  </section>`
}

// The conversations that a figure counts, as they are at this moment.
function Behind({ figure }) {
  const [list, setList] = useState(null)
  useEffect(() => {
    let wanted = true
    get(`/board/${figure}`).then((answer) => { if (wanted) setList(answer) }, () => { if (wanted) setList("failed") })
    return () => { wanted = false }
  }, [])
  const close = () => { behind.value = "" }
  const name = figure === "answered" ? "first_response" : figure
  return html`<${Dialog} title=${t(`figure_${name}`)} onClose=${close} wide=${true} back=".figure">
    <div class="behind">
      ${list === null && html`<p role="status">${t("loading")}</p>`}
      ${list === "failed" && html`<p role="alert">${t("failed_load")}</p>`}
      ${list?.lines && (list.lines.length === 0 ? html`<p class="empty">${t("board_nothing_behind")}</p>` : html`<ul>${list.lines.map((one) => html`<li key=${one.number ?? `${one.id} ${one.asked_at}`}>
        <p><${Name} line=${one} />${one.number && html` <span class="tag"><${Icon} name="ticket" />${one.number}</span>`} <span class="muted">${one.agent ?? ""}</span></p>
        ${one.number ? html`<p class="last" dir="auto">${one.subject}</p>` : null}
        <p class="muted">${facts(one).join(" · ")}</p></li>`)}</ul>`)}
      ${list?.total > list?.lines?.length && html`<p class="muted">${t("board_cut", { shown: list.lines.length, total: list.total })}</p>`}
    </div>
  </${Dialog}>`
}

function facts(one) {
  if (one.number) return [t(`state_${one.state}`), one.due ? t("board_due_at", { at: moment(one.due) }) : ""].filter(Boolean)
  return [
    t("board_asked_at", { at: moment(one.asked_at) }),
    one.first_reply_at && t("board_answered_after", { time: duration(one.first_reply_at - one.asked_at) }),
    one.end_reason && t(`end_${one.end_reason}`),
  ].filter(Boolean)
}

let stream = null
let wait = 1000

function listen() {
  stream?.close()
  stream = new EventSource("/api/desk/board/events")
  stream.addEventListener("open", () => { wait = 1000; connection.value = "live" })
  stream.addEventListener("board", (event) => {
    const board = JSON.parse(event.data)
    clockIs(board.now)
    found.value = board
  })
  stream.addEventListener("signed_out", () => { stream.close(); signIn() })
  stream.addEventListener("error", () => {
    connection.value = "broken"
    // The browser tries again by itself, unless the server refused.
    if (stream.readyState !== EventSource.CLOSED) return
    setTimeout(() => get("/me").catch(() => {}).then(listen), wait)
    wait = Math.min(wait * 2, 15000)
  })
}

async function start() {
  await speak(document.documentElement.dataset.language)
  effect(() => {
    if (theme.value.value === "auto") delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value.value
  })
  effect(() => { document.title = `${language.value && t("board_title")} · ${document.querySelector('meta[name="shop"]').content}` })
  render(html`<${Board} />`, document.getElementById("board"))
  listen()
}

start()
