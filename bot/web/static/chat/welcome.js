// The empty conversation: who we are, when people are here, and what others ask.
import { html } from "./html.js"
import { focusComposer } from "./focus.js"
import { Icon, Leaf } from "./icons.js"
import { say } from "./outgoing.js"
import { standing } from "./state.js"
import { shopName, t } from "./texts.js"
import { holiday, hoursNow, opening } from "./time.js"

export function Welcome() {
  const { open, people_online: online } = standing.value
  const ask = (question) => { say(question); focusComposer() }
  return html`<div class="welcome">
    <span class="welcome-mark" aria-hidden="true"><${Leaf} size=${44} /></span>
    <h2>${t("hello_title")}</h2>
    <p class="welcome-text">${t("hello_text", { shop: shopName() })}</p>
    <p class=${`hours ${open && online ? "hours-open" : ""}`}><${Icon} name=${open ? "clock" : "moon"} size=${16} /><span>${hoursLine(standing.value)}</span></p>
    <div class="starters" role="group" aria-label=${t("starters_label")}>
      ${t("starters").map((question) => html`<button type="button" class="starter" key=${question} onClick=${() => ask(question)}>${question}</button>`)}
    </div>
  </div>`
}

function hoursLine({ open, closed, next_opening: next, people_online: online, all_busy: allBusy, today }) {
  const hours = hoursNow(today)
  if (open && online) return t(allBusy ? "hours_busy" : "hours_open", { hours })
  if (open || !next) return t("hours_line", { hours })
  return t({ holiday: "hours_holiday", break: "hours_break" }[closed?.why] ?? "hours_closed", { next: opening(next), holiday: holiday(closed) })
}
