// What stands above the conversation: the place in the queue, and trouble with the connection.
import { useEffect, useState } from "preact/hooks"
import { config } from "./config.js"
import { html } from "./html.js"
import { Icon } from "./icons.js"
import { leaveQueue } from "./person.js"
import { connection, lostTries, standing, trouble } from "./state.js"
import { t } from "./texts.js"
import { holiday, opening } from "./time.js"

export function Banners() {
  return html`<div class="banners"><${Connection} />${trouble.value && html`<${Trouble} />`}
    ${standing.value.owner === "queue" && html`<${Queue} ...${standing.value} />`}</div>`
}

function Queue({ position, wait, ticket, emergency, ...desk }) {
  const busy = desk.open && desk.all_busy
  const place = position === 1 ? t("queue_next") : position ? t("queue_position", { position }) : ""
  const time = wait ? t("queue_wait", { low: wait[0], high: wait[1] }) : emergency ? t("queue_unknown")
    : busy ? t("queue_no_minutes") : t(desk.people_online ? "queue_off_duty" : "queue_nobody")
  return html`<section class="queue" aria-label=${t("queue_title")}>
    <span class="pulse" aria-hidden="true"></span>
    <div class="queue-words">
      <p class="queue-place" role="status">${place || t("queue_title")}<span class="queue-time">${time}</span></p>
      ${busy ? html`<p class="queue-when">${t("queue_busy")}</p>` : !wait && !emergency && html`<p class="queue-when">${whoComes(desk)}</p>`}
      <p class="queue-more">${ticket && html`<span class="ticket">${t("queue_ticket", { ticket })}</span>`}<span class="queue-note">${t("queue_note")}</span></p>
    </div>
    <button type="button" class="quiet-button" onClick=${leaveQueue}>${t("queue_leave")}</button>
  </section>`
}

// No minutes can be promised; who comes and when we open can.
function whoComes({ people_online: online, next_opening: next, closed }) {
  if (!next) return t("queue_first")
  const when = closed?.why === "holiday" ? t("after_holiday", { holiday: holiday(closed), next: opening(next) }) : opening(next)
  return t(online ? "queue_opens" : "queue_first_opens", { next: when })
}

// A blink of the line is nobody's business: the words come after 1.5 s, except when the device itself is offline.
function Connection() {
  const bad = connection.value === "lost" || connection.value === "offline"
  const [late, setLate] = useState(false)
  const isOffline = connection.value === "offline"
  useEffect(() => {
    if (!bad && connection.value !== "connecting") setLate(false)
    if (!bad) return undefined
    const timer = setTimeout(() => setLate(true), isOffline ? 0 : 1500)
    return () => clearTimeout(timer)
  }, [bad, isOffline, connection.value])
  const words = isOffline ? t("offline") : lostTries.value > 4 ? t("server_down", { hotline: config.hotline }) : t("reconnecting")
  const shown = late && connection.value !== "live" && connection.value !== "idle"
  return html`<div role="status" class="line-state">${shown && html`<p class="banner banner-warn"><${Icon} name="warn" size=${16} />${words}</p>`}</div>`
}

function Trouble() {
  return html`<p class="banner banner-bad" role="alert"><${Icon} name="warn" size=${16} /><span>${trouble.value}</span>
    <button type="button" class="icon-button small" aria-label=${t("discard")} onClick=${() => { trouble.value = "" }}><${Icon} name="close" size=${16} /></button></p>`
}
