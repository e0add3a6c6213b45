// "@" in a note: a list of colleagues. Who is named finds the conversation among their mentions.
import { colleagues, colleaguesFailed, found, loadColleagues, standingOf } from "./colleagues.js"
import { insertAt } from "./insert.js"
import { usePickMenu } from "./pick_menu.js"
import { t } from "./texts.js"
import { html } from "./ui.js"

// Behind a Latin letter or digit it is an address. Input methods write a full-width sign.
const COMMAND = /(?:^|[^A-Za-z0-9])[@＠]([^\s@＠]{0,20})$/
const MOST = 50

function commandAt(text, caret) {
  const match = COMMAND.exec(text.slice(0, caret))
  return match && { from: caret - match[1].length - 1, to: caret, query: match[1] }
}

export function useMentionMenu(box, about, text, off) {
  return usePickMenu(box, {
    name: "mention", about, text, off, commandAt, Empty, Option, Below,
    label: t("mention_list"),
    counted: (count) => t("mention_count", { count }),
    // Presence is as it is now: asked anew with each sign.
    ask: (another) => { if (another) loadColleagues() },
    find: (query) => found(query).slice(0, MOST),
    insert: (one, { from, to }) => insertAt(box.current, `@${one.handle} `, from, to),
  })
}

const Empty = () => (colleaguesFailed.value && !colleagues.value
  ? html`${t("colleagues_failed")} <button type="button" class="link" onClick=${loadColleagues}>${t("try_again")}</button>`
  : t(colleagues.value ? "colleagues_none" : "loading"))

const Option = ({ one }) => html`<p class="person"><span class="dot ${one.presence}" aria-hidden="true"></span><strong><bdi>${one.handle}</bdi></strong><small>${standingOf(one)}</small></p>`

const Below = () => html`<footer><span class="hint">${t("canned_keys")}</span></footer>`
