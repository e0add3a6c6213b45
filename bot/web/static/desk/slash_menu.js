// "/" at the start of the message or after a blank: a list of canned replies that shrinks while one types.
import { canned, cannedFailed, filled, found, loadCanned } from "./canned.js"
import { showCanned } from "./canned_room.js"
import { Icon } from "./icons.js"
import { insertAt } from "./insert.js"
import { usePickMenu } from "./pick_menu.js"
import { marked, openPlace } from "./places.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

// Chinese input methods write a full-width slash, or 、 on the same key.
const COMMAND = /(?:^|\s)[/／、](\S{0,40})$/
const MOST = 50

export function commandAt(text, caret) {
  const match = COMMAND.exec(text.slice(0, caret))
  return match && { from: caret - match[1].length - 1, to: caret, query: match[1] }
}

export function useSlashMenu(box, about, text, off) {
  const insert = (reply, { from, to }) => {
    const { text: words } = filled(reply, about)
    insertAt(box.current, words, from, to)
    const place = openPlace(words)
    if (place) box.current.setSelectionRange(from + place[0], from + place[1])
  }
  return usePickMenu(box, {
    name: "canned", about, text, off, commandAt, insert, Empty, Option, Below,
    label: t("canned"),
    counted: (count) => t("canned_count", { count }),
    ask: () => { if (!canned.peek()) loadCanned() },
    find: (query) => found(query).slice(0, MOST),
  })
}

const Empty = () => (cannedFailed.value
  ? html`${t("canned_failed")} <button type="button" class="link" onClick=${loadCanned}>${t("try_again")}</button>`
  : t(canned.value ? "canned_none" : "loading"))

function Option({ one, about }) {
  const { text, language, other } = filled(one, about)
  return html`<p><strong>/${one.code}</strong>${!one.shared && html`<span class="tag"><${Icon} name="person" />${t("canned_own")}</span>`}
      ${other && html`<span class="tag other">${t("canned_other_language", { language: t(`language_${language}`) })}</span>`}</p>
    <p class="words" dir="auto">${text}</p>`
}

function Below({ chosen, leave, about }) {
  return html`${chosen && html`<p class="canned-preview" dir="auto">${marked(filled(chosen, about).text)}</p>`}
    <footer><span class="hint">${t("canned_keys")}</span>
      <button type="button" class="link" onClick=${() => { leave(); showCanned() }}>${t("canned_manage")}</button></footer>`
}
