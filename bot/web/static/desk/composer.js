// Reply or internal note. The draft of each is kept per conversation; Enter sends, but never in mid-composition
// of a Chinese input method. "/" brings canned replies; above the box stands what is suggested.
import { effect, signal } from "@preact/signals"
import { tellWriting } from "./company.js"
import { useCrossing } from "./crossing.js"
import { claimOpen } from "./deeds.js"
import { focusWhenThere } from "./focus.js"
import { Icon } from "./icons.js"
import { insertAt, insertLines } from "./insert.js"
import { draftOf, keepDraft } from "./kept.js"
import { useMentionMenu } from "./mention_menu.js"
import { showPalette } from "./palette.js"
import { openPlace, selectOpenPlace } from "./places.js"
import { send, tellTyping } from "./sending.js"
import { composing, hint as keyHint, is } from "./shortcuts.js"
import { commandAt, useSlashMenu } from "./slash_menu.js"
import { isMine, openId } from "./state.js"
import { forgetUsed, takeUsed } from "./suggest.js"
import { SuggestButton, Suggestions } from "./suggestions.js"
import { t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "./ui.js"

const LONGEST = 4000
const asNote = signal(false)
// A draft that is only a note is found again as the note it is. Known when the conversation is chosen, not when its
// composer is drawn: a note asked for in between would be forgotten.
effect(() => { asNote.value = Boolean(openId.value) && !draftOf(openId.value, false) && Boolean(draftOf(openId.value, true)) })

export function focusComposer(note) {
  if (!openId.peek()) return
  asNote.value = note
  focusWhenThere(".composer textarea")
}

// The list of canned replies, as if the agent had typed its slash.
export function beginCanned() {
  focusComposer(false)
  requestAnimationFrame(() => document.querySelector(".composer .canned-button")?.click())
}

// Words that were chosen elsewhere go to the customer's reply, where the agent still changes them.
export function insertReply(text) {
  focusComposer(false)
  requestAnimationFrame(() => {
    const box = document.querySelector(".composer:not(.note) textarea")
    if (!box) return
    insertLines(box, text)
    selectOpenPlace(box)
  })
}

export function Composer({ about }) {
  const mine = isMine(about.owner)
  const note = asNote.value
  const box = useRef(null)
  const [text, setText] = useState(() => draftOf(about.id, note))
  // How often sending was refused because of an open place.
  const [told, setTold] = useState(0)
  const slash = useSlashMenu(box, about, text, note || !mine)
  const naming = useMentionMenu(box, about, text, !note)
  const menu = note ? naming : slash
  const crossing = useCrossing(about.id, note, text)
  useEffect(() => setText(draftOf(about.id, note)), [about.id, note])
  useLayoutEffect(() => {
    if (!box.current) return
    box.current.style.height = "auto"
    box.current.style.height = `${box.current.scrollHeight + 2}px`
  }, [text, note, mine])

  const write = (value) => {
    setText(value)
    keepDraft(about.id, note, value)
    if (!note && !value.trim()) forgetUsed(about.id)
    if (!note && value) tellTyping(about.id)
    tellWriting(about.id, value)
  }
  const tooLong = [...text].length > LONGEST
  const place = note ? null : openPlace(text)
  useEffect(() => { if (!place) setTold(0) }, [Boolean(place)])
  const ready = text.trim() && !tooLong && (note || mine)
  const submit = () => {
    if (!ready) return
    if (place) {
      setTold(told + 1)
      return selectOpenPlace(box.current)
    }
    if (crossing.stops()) return box.current?.focus()
    send(about.id, text.trim(), note, note ? undefined : takeUsed(about.id))
    write("")
    box.current?.focus()
  }
  const onKey = (event) => {
    if (menu.press(event)) return
    if (composing(event) || !is(event, "send")) return
    event.preventDefault()
    submit()
  }
  const moved = (event) => { if (/^Arrow|^Home$|^End$/.test(event.key)) menu.look(event) }
  const showReplies = () => {
    const { selectionStart: at, value } = box.current
    if (commandAt(value, at)) {
      box.current.focus()
      return menu.look()
    }
    insertAt(box.current, at > 0 && !/\s/.test(value[at - 1]) ? " /" : "/", at, at)
  }
  // The keys do not fit into a phone's line, and phones have none of them.
  const narrow = matchMedia("(max-width: 760px)").matches
  const hint = note ? t("write_note") : narrow ? t("write_reply_short") : t("write_reply")
  return html`<form class="composer ${note ? "note" : ""}" onSubmit=${(event) => { event.preventDefault(); submit() }}>
    <div class="modes" role="group" aria-label=${t("kind_of_message")}>
      <button type="button" aria-pressed=${!note} onClick=${() => focusComposer(false)} title=${keyHint("reply")}>${t("reply")}</button>
      <button type="button" aria-pressed=${note} onClick=${() => focusComposer(true)} title=${keyHint("note")}><${Icon} name="note" />${t("note")}</button>
      ${!note && mine && html`<button type="button" class="canned-button" onClick=${showReplies} aria-label=${t("canned")} title="${t("canned")} (/)"><${Icon} name="slash" /><span class="label">${t("canned")}</span></button>
        <${SuggestButton} />`}
      <button type="button" class="macro-button" onClick=${() => showPalette(t("macro"))} aria-label=${t("macros")} title=${t("macros")}><${Icon} name="history" /><span class="label">${t("macros")}</span></button>
      <span class="count ${tooLong ? "late" : ""}" aria-live="polite">${[...text].length > LONGEST - 300 ? `${[...text].length} / ${LONGEST}` : ""}</span>
    </div>
    ${!note && !mine
      ? html`<${NotYours} about=${about} />`
      : html`${!note && html`<${Suggestions} />`}
        <div class="write">
          ${menu.list}
          <textarea ref=${box} rows="1" dir="auto" value=${text} aria-label=${t(note ? "write_note" : "write_reply")} placeholder=${hint}
            ...${menu.attributes} onInput=${(event) => { write(event.target.value); menu.look(event) }} onKeyDown=${onKey} onKeyUp=${moved}
            onCompositionEnd=${menu.look} onClick=${menu.look} onBlur=${menu.leave}></textarea>
          <button class="main send" disabled=${!ready} aria-label=${t(note ? "save_note" : "send")}><${Icon} name=${note ? "note" : "send"} /><span>${t(note ? "save_note" : "send")}</span></button>
        </div>
        ${crossing.notice}
        ${place && html`<p class="held" key=${told} role=${told ? "alert" : "status"}><${Icon} name="alert" /><span>${t("fill_place", { place: text.slice(...place) })}</span>
          <button type="button" class="link" onClick=${() => selectOpenPlace(box.current)}>${t("fill_place_show")}</button></p>`}`}
  </form>`
}

function NotYours({ about }) {
  const held = about.owner.startsWith("agent:")
  return html`<p class="not-yours">${held ? t("reply_held", { name: about.holder }) : html`${t(about.owner === "bot" ? "reply_bot" : "reply_queue")}
    <button type="button" class="link" onClick=${claimOpen}>${t(about.owner === "bot" ? "take_over" : "claim")}</button>`}</p>`
}
