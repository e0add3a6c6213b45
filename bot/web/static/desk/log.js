// The conversation, read like a letter: day lines, bubbles in groups, events as thin lines. Stays at the end
// unless the agent has scrolled up.
import { Bubble, EventLine, Pending } from "./bubble.js"
import { Icon } from "./icons.js"
import { target } from "./search.js"
import { messages, newFrom, seeOpen, typing } from "./state.js"
import { pendingOf } from "./sending.js"
import { day, t } from "./texts.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"
import { WordLine, withWords } from "./words.js"

const GROUP_SECONDS = 180
const NEAR = 80

export function Log({ about }) {
  const box = useRef(null)
  const atEnd = useRef(true)
  const [below, setBelow] = useState(false)
  const shown = messages.value
  const pending = pendingOf(about.id)
  const writes = typing.value.includes(about.id)
  const last = shown.at(-1)?.seq ?? 0
  const words = about.words?.length ?? 0

  const toEnd = () => { if (box.current) box.current.scrollTop = box.current.scrollHeight }
  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
    else setBelow(true)
  }, [last, words, pending.length])
  useLayoutEffect(() => { if (atEnd.current) toEnd() }, [writes])
  // A find of the search: shown in the middle, and marked for a moment.
  const wanted = target.value?.id === about.id ? target.value.seq : 0
  useLayoutEffect(() => {
    const line = wanted && box.current.querySelector(`[data-seq="${wanted}"]`)
    if (!line) return
    atEnd.current = false
    line.scrollIntoView({ block: "center" })
    line.classList.add("target")
    line.addEventListener("animationend", () => line.classList.remove("target"), { once: true })
    target.value = null
  }, [wanted, last])
  // The card above and the composer below change the height of the log.
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => { if (atEnd.current) toEnd() })
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [])

  const scrolled = (event) => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR
    if (atEnd.current) { setBelow(false); seeOpen() }
  }
  return html`<div class="log-frame">
    <div class="log" ref=${box} onScroll=${scrolled} role="log" aria-live="polite" aria-label=${t("messages")} tabindex="0">
      ${lines(withWords(shown, about.words))}
      ${pending.map((one) => html`<${Pending} one=${one} key=${one.clientId} />`)}
      ${writes && html`<p class="typing"><span aria-hidden="true"><i></i><i></i><i></i></span>${t("customer_writing")}</p>`}
    </div>
    ${below && html`<button class="to-end" onClick=${() => { toEnd(); setBelow(false) }}><${Icon} name="down" />${t("newest")}</button>`}
  </div>`
}

function lines(shown) {
  const made = []
  let before = null
  for (const one of shown) {
    const today = day(one.at)
    const otherDay = !before || day(before.at) !== today
    if (otherDay) made.push(html`<p class="day" key=${`day-${one.seq ?? `word-${one.id}`}`}><span>${today}</span></p>`)
    if (one.seq === newFrom.value) made.push(html`<p class="day new-line" key="new"><span>${t("new_messages")}</span></p>`)
    if (one.kind === "word") {
      made.push(html`<${WordLine} one=${one} key=${`word-${one.id}`} />`)
      before = one
      continue
    }
    const thin = one.kind === "event" || one.event === "corrected" || one.event === "called_back" || one.event?.startsWith("sla_")
    const grouped = !otherDay && !thin && before && before.author === one.author && before.kind === one.kind
      && !before.event && one.at - before.at < GROUP_SECONDS && one.seq !== newFrom.value
    made.push(thin ? html`<${EventLine} one=${one} key=${one.seq} />` : html`<${Bubble} one=${one} grouped=${grouped} key=${one.seq} />`)
    before = one
  }
  return made
}
