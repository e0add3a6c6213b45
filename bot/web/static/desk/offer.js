// One agent is asked to take a waiting customer: a bar that stays until the answer, whatever else is open.
import { computed, signal } from "@preact/signals"
import { chime } from "./alerts.js"
import { isForMe } from "./for_whom.js"
import { Icon } from "./icons.js"
import { sound } from "./kept.js"
import { Urgency, nameOf } from "./marks.js"
import { act, lists, now } from "./state.js"
import { duration, t } from "./texts.js"
import { sayError } from "./toast.js"
import { html, useEffect } from "./ui.js"

// Snoozed ones too: who is asked has to see it.
const offered = computed(() => [...(lists.value?.queue ?? []), ...(lists.value?.snoozed ?? [])].find((line) => line.for?.until && isForMe(line)))
const busy = signal("")

export function Offer() {
  const line = offered.value
  return html`<div class="offers" role="alert">${line && html`<${Bar} key=${`${line.id} ${line.for.until}`} line=${line} />`}</div>`
}

function Bar({ line }) {
  useEffect(() => { if (sound.value.peek()) chime() }, [])
  const answer = async (verb) => {
    if (busy.peek()) return
    busy.value = verb
    try {
      await act(line.id, verb)
      if (verb === "claim") location.hash = line.id
    } catch (error) {
      sayError(error)
    } finally {
      busy.value = ""
    }
  }
  return html`<p class="offer" aria-label=${t("offer_label")}>
    <${Icon} name="person" />
    <span class="what"><strong>${t("offer", { name: nameOf(line) })}</strong> <${Urgency} level=${line.urgency} />
      <span class="words" dir="auto">${line.last_text}</span></span>
    <time aria-live="off">${duration(line.for.until - now.value)}</time>
    <button class="main" disabled=${Boolean(busy.value)} onClick=${() => answer("claim")}>${t("offer_accept")}</button>
    <button disabled=${Boolean(busy.value)} onClick=${() => answer("decline")}>${t("offer_decline")}</button>
  </p>`
}
