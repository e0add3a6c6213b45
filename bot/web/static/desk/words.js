// What team leads say to an agent: cards that stay until they are put away, and lines in the conversation.
import { signal } from "@preact/signals"
import { put } from "./api.js"
import { chime } from "./alerts.js"
import { Icon } from "./icons.js"
import { sound } from "./kept.js"
import { nameOf } from "./marks.js"
import { plain } from "./rich.js"
import { me, openId, refresh } from "./state.js"
import { clock, exact, t } from "./texts.js"
import { sayError } from "./toast.js"
import { html } from "./ui.js"

const MOST_SHOWN = 3
const unread = signal([])
let last = 0

export function wordsAre(found) {
  const known = new Set(unread.peek().map((one) => one.id))
  const fresh = found.words.filter((one) => !known.has(one.id))
  unread.value = found.words
  if (fresh.length && sound.value.peek()) chime()
  // The open conversation may have a new line for me, or for the colleague whom I listen to.
  if (found.last !== last && openId.peek()) refresh(openId.peek())
  last = found.last
}

async function putAway(one) {
  try {
    await put(`/words/${one.id}/read`, {})
    unread.value = unread.peek().filter((other) => other.id !== one.id)
  } catch (error) {
    sayError(error)
  }
}

export function LeadWords() {
  const all = unread.value
  return html`<div class="lead-words" role="alert" aria-label=${t("words_region")}>
    ${all.slice(-MOST_SHOWN).reverse().map((one) => html`<section key=${one.id} class="lead-word">
      <h2><${Icon} name="lead" />${t(`word_me_${one.kind}`, { by: one.by })} <time title=${exact(one.at)}>${clock(one.at)}</time></h2>
      <p class="about"><bdi>${nameOf({ id: one.conversation, name: one.customer })}</bdi></p>
      <div class="text" dir="auto">${plain(one.text)}</div>
      <footer>${openId.value !== one.conversation && html`<a class="button" href=${`#${one.conversation}`}>${t("words_open")}</a>`}
        <button onClick=${() => putAway(one)}>${t("words_read")}</button></footer>
    </section>`)}
    ${all.length > MOST_SHOWN && html`<p class="more">${t("words_more", { count: all.length - MOST_SHOWN })}</p>`}
  </div>`
}

// Messages and words in the order in which they were said; a word has no number of its own.
export function withWords(messages, words) {
  if (!words?.length) return messages
  return [...messages, ...words.map((one) => ({ ...one, word: one.kind, kind: "word" }))].sort((a, b) => a.at - b.at || (a.seq ?? Infinity) - (b.seq ?? Infinity))
}

export function WordLine({ one }) {
  const mine = one.to_id === me.value?.id
  return html`<article class="message ours note lead">
    <h3><${Icon} name="lead" />${mine ? t(`word_me_${one.word}`, { by: one.by }) : t(`word_${one.word}`, { by: one.by, to: one.to })}
      <span class="note-word">${t(mine ? "word_only_me" : "word_only")}</span><time title=${exact(one.at)}>${clock(one.at)}</time></h3>
    <div class="bubble"><div class="text" dir="auto">${plain(one.text)}</div></div>
  </article>`
}
