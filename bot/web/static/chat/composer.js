// Where the customer writes. Enter sends, Shift+Enter breaks the line, and Enter inside an input method belongs to it.
import { useEffect, useRef, useState } from "preact/hooks"
import { focusComposer } from "./focus.js"
import { isOpen } from "./frame.js"
import { LanguageButton } from "./header.js"
import { html } from "./html.js"
import { Icon } from "./icons.js"
import { say } from "./outgoing.js"
import { standing } from "./state.js"
import { read, remove, write } from "./storage.js"
import { t } from "./texts.js"
import { isTyping } from "./typing.js"
import { setSound, sound } from "./unread.js"

const LONGEST = 4000
const TELL_FROM = 3600

export function Composer() {
  const field = useRef(null)
  const [text, setText] = useState(read("draft") ?? "")
  const count = [...text].length
  const { owner, agent } = standing.value
  useEffect(() => grow(field.current), [text, isOpen.value])
  useEffect(() => { if (isOpen.value) focusComposer() }, [isOpen.value])

  const changed = (event) => {
    setText(event.target.value)
    if (event.target.value) write("draft", event.target.value)
    else remove("draft")
    if (event.target.value.trim()) isTyping()
  }
  const send = (event) => {
    event?.preventDefault()
    const said = text.trim()
    if (!said || count > LONGEST) return
    say(said)
    setText("")
    remove("draft")
    field.current.focus()
  }
  const key = (event) => {
    // Chinese input methods confirm a word by Enter; old Safari says so only by the code 229.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return
    send(event)
  }
  const placeholder = owner === "agent" && agent ? t("write_placeholder_agent", { agent }) : t("write_placeholder")
  const over = count > LONGEST
  return html`<form class="composer" onSubmit=${send}>
    <div class="composer-box">
      <label class="visually-hidden" for="composer">${t("write_label")}</label>
      <textarea id="composer" ref=${field} rows="1" value=${text} placeholder=${placeholder} enterkeyhint="send" autocomplete="off"
        dir="auto" aria-describedby="composer-hint" aria-invalid=${over} onInput=${changed} onKeyDown=${key}></textarea>
      <button type="submit" class="send-button" aria-label=${t("send")} aria-disabled=${!text.trim() || over}><${Icon} name="send" /></button>
    </div>
    <div class="composer-foot">
      <p id="composer-hint" class=${over ? "wrong" : "hint"} role=${over ? "alert" : undefined}>
        ${over ? t("too_long", { most: LONGEST, now: count }) : count > TELL_FROM ? t("left_over", { count: LONGEST - count }) : t("send_hint")}</p>
      <${LanguageButton} place="bottom" />
      <button type="button" class="icon-button small" aria-pressed=${sound.value} aria-label=${t(sound.value ? "sound_off" : "sound_on")}
        title=${t(sound.value ? "sound_off" : "sound_on")} onClick=${() => setSound(!sound.value)}><${Icon} name=${sound.value ? "bell" : "silent"} size=${16} /></button>
    </div>
  </form>`
}

// Up to five lines (the height CSS allows), then it scrolls inside. In a hidden frame nothing has a height.
function grow(field) {
  field.style.height = "auto"
  if (field.scrollHeight) field.style.height = `${field.scrollHeight}px`
}
