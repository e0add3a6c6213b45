// The conversation, from the oldest message loaded to the newest; stays at the end unless the reader scrolled up.
import { Fragment } from "preact"
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import { Away } from "./away.js"
import { html } from "./html.js"
import { Icon } from "./icons.js"
import { Message, Unsent } from "./message.js"
import { reload, showEarlier } from "./session.js"
import { away, form, isNew, messages, phase, standing, unconfirmed } from "./state.js"
import { t } from "./texts.js"
import { dayName, dayOf } from "./time.js"
import { TypingDots } from "./typing-dots.js"
import { Welcome } from "./welcome.js"

const NEAR = 120
const GAP = 12
const BREATH = 2
const GROUP_SECONDS = 300

export function Log() {
  const box = useRef(null)
  const atEnd = useRef(true)
  const height = useRef(0)
  const read = useRef(0)
  const fresh = useRef(0)
  const [below, setBelow] = useState(false)
  const shown = messages.value
  // The greeting is read from its beginning, a conversation from its end.
  const toEnd = () => { box.current.scrollTop = isNew.value && !away.value ? 0 : box.current.scrollHeight }
  const rowOf = (seq) => box.current.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect()
  // What is longer than the window is read from its beginning: of a safety advice the first steps matter most.
  const settle = () => {
    toEnd()
    const row = fresh.current && rowOf(fresh.current)
    if (!row) return
    const frame = box.current.getBoundingClientRect()
    const hidden = frame.top + GAP - row.top
    if (hidden > 0) box.current.scrollTop -= hidden
    scrolled()
    if (hidden > 0 && rowOf(messages.peek().at(-1)?.seq)?.top > frame.bottom) setBelow(true)
  }
  const waiting = unconfirmed.value
  useLayoutEffect(() => {
    const mine = waiting.at(-1)?.status === "pending"
    fresh.current = mine || phase.value !== "ready" ? 0 : firstFresh(shown, read.current)
    read.current = shown.at(-1)?.seq ?? 0
    if (atEnd.current || mine) settle()
    else {
      // The greeting is longer than what takes its place: the end may have come nearer.
      scrolled()
      if (!atEnd.current) setBelow(true)
    }
  }, [shown.at(-1)?.seq, waiting.length])
  useLayoutEffect(() => { if (atEnd.current) settle() }, [standing.value.typing, standing.value.owner, phase.value])
  useEffect(() => { if (away.value) toEnd() }, [away.value, form.value])
  useEffect(() => {
    const sized = new ResizeObserver(() => {
      height.current = box.current.clientHeight
      if (atEnd.current) settle()
    })
    sized.observe(box.current)
    return () => sized.disconnect()
  }, [])
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current
    // The place in the queue has come above and made the log lower: nobody has scrolled, the observer goes to the end.
    if (atEnd.current && clientHeight < height.current) return
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR
    if (atEnd.current) setBelow(false)
  }
  return html`<div class="log-frame">
    <div class="log" ref=${box} role="log" aria-live="polite" aria-label=${t("conversation")} tabindex="0" onScroll=${scrolled}>
      <div class="log-inner">
        ${phase.value === "loading" && !shown.length && html`<${Skeleton} />`}
        ${phase.value === "failed" && html`<${LoadFailed} />`}
        ${shown.length > 0 && shown[0].seq > 1 && html`<${Earlier} box=${box} />`}
        ${isNew.value && phase.value !== "failed" && html`<${Welcome} />`}
        ${shown.map((message, index) => html`<${Fragment} key=${message.client_id || message.seq}>
          ${newDay(shown, index) && html`<p class="day"><span>${dayName(message.at)}</span></p>`}
          <${Message} message=${message} first=${!together(shown[index - 1], message)} last=${!together(message, shown[index + 1])} /></>`)}
        ${waiting.map((one) => html`<${Unsent} key=${one.id} one=${one} />`)}
        <${TypingDots} />
        ${away.value && html`<${Away} />`}
      </div>
    </div>
    ${below && html`<button type="button" class="below" onClick=${() => { toEnd(); setBelow(false) }}><${Icon} name="down" size=${16} />${t("new_below")}</button>`}
  </div>`
}

// The first of others' messages after `read`, together with what was said in the same breath before it.
function firstFresh(shown, read) {
  let index = shown.findIndex((message) => message.seq > read && message.author !== "customer")
  if (index < 0) return 0
  while (index > 0 && shown[index - 1].author !== "customer" && shown[index].at - shown[index - 1].at < BREATH) index -= 1
  return shown[index].seq
}

const newDay = (shown, index) => index === 0 || dayOf(shown[index - 1].at) !== dayOf(shown[index].at)

function together(one, other) {
  return Boolean(one && other) && one.author === other.author && one.agent === other.agent && one.kind !== "event"
    && other.kind !== "event" && other.at - one.at < GROUP_SECONDS && dayOf(one.at) === dayOf(other.at)
}

function Earlier({ box }) {
  const [busy, setBusy] = useState(false)
  const more = async () => {
    setBusy(true)
    const before = box.current.scrollHeight - box.current.scrollTop
    try {
      await showEarlier()
      // What the reader was looking at stays where it was.
      box.current.scrollTop = box.current.scrollHeight - before
    } catch { /* the button stays and can be pressed again */ }
    setBusy(false)
  }
  return html`<button type="button" class="quiet-button earlier" aria-busy=${busy} onClick=${more}>${t("earlier")}</button>`
}

function Skeleton() {
  return html`<div class="skeleton" aria-hidden="true"><span></span><span></span><span></span></div>`
}

function LoadFailed() {
  return html`<div class="load-failed" role="alert"><p>${t("load_failed")}</p>
    <button type="button" class="quiet-button" onClick=${reload}>${t("load_retry")}</button></div>`
}
