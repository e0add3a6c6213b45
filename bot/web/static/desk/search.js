// Search: what was said, names, contacts, ticket numbers. A hit opens its conversation at the line that matched.
import { signal } from "@preact/signals"
import { post } from "./api.js"
import { focusWhenThere } from "./focus.js"
import { Icon } from "./icons.js"
import { nameOf } from "./marks.js"
import { isMine, me, openId } from "./state.js"
import { clock, day, t } from "./texts.js"
import { html, useEffect, useRef } from "./ui.js"

const PAUSE = 200
const LONGEST = 200
const CJK = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}]/u

export const searching = signal(false)
// The line that the open conversation is to show, until it is shown: {id, seq}.
export const target = signal(null)
const words = signal("")
const found = signal(null)
const state = signal("")

export function openSearch() {
  searching.value = true
  // On a phone the field appears only when the conversation above it has gone.
  focusWhenThere("#desk-search", (field) => field.select())
}

// The words come from elsewhere, and are looked for at once.
export function searchFor(text) {
  words.value = text
  openSearch()
}

function close() {
  searching.value = false
  requestAnimationFrame(() => (document.querySelector(".row[aria-current]") ?? document.querySelector(".find-button"))?.focus())
}

const longEnough = (text) => [...text].length >= 2 || CJK.test(text)

let asked = 0
async function find(more = false) {
  const wanted = words.peek().trim()
  const number = ++asked
  if (!longEnough(wanted)) {
    found.value = null
    state.value = ""
    return
  }
  const before = more ? found.peek() : null
  state.value = "busy"
  try {
    const page = await post("/search", { q: wanted, ...(before ? { before: before.next } : {}) })
    // Something else is looked for by now.
    if (number !== asked) return
    found.value = before ? { ...page, words: wanted, customers: before.customers, messages: [...before.messages, ...page.messages] } : { ...page, words: wanted }
    state.value = ""
  } catch {
    if (number === asked) state.value = "failed"
  }
}

export function Search() {
  const text = words.value
  const first = useRef(true)
  useEffect(() => {
    // Back from a conversation the finds are still here.
    if (first.current && found.peek()?.words === text.trim()) { first.current = false; return }
    first.current = false
    const timer = setTimeout(() => find(), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return html`<div class="search-pane" onKeyDown=${onKey}>
    <form class="search-line" role="search" onSubmit=${(event) => { event.preventDefault(); find() }}>
      <label class="search"><${Icon} name="search" /><span class="visually-hidden">${t("search")}</span>
        <input id="desk-search" type="search" value=${text} maxlength=${LONGEST} placeholder=${t("search_hint")} autocomplete="off" spellcheck="false" dir="auto"
          onInput=${(event) => { words.value = event.target.value }} /></label>
      <button type="button" class="plain" aria-label=${t("search_close")} title=${`${t("search_close")} (Esc)`} onClick=${close}><${Icon} name="close" /></button>
    </form>
    <${Found} />
  </div>`
}

function Found() {
  const all = found.value
  const count = all ? all.customers.length + all.messages.length : 0
  const short = words.value.trim() && !longEnough(words.value.trim())
  const said = state.value === "busy" ? t("search_busy") : !all ? t(short ? "search_short" : "search_help") : count === 0 ? t("search_nothing") : t("search_found", { count: all.next ? `${count}+` : count })
  return html`<div class="hits" tabindex="-1">
    ${state.value === "failed"
      ? html`<p class="empty" role="alert">${t("search_failed")} <button class="link" onClick=${() => find()}>${t("try_again")}</button></p>`
      : html`<p class="empty" role="status">${said}</p>`}
    ${all && html`<ul>
      ${all.customers.map((one) => html`<li key=${`${one.id}-${one.what}-${one.text}`}><${Hit} one=${one} words=${all.words} /></li>`)}
      ${all.messages.map((one) => html`<li key=${`${one.id}-${one.seq}`}><${Hit} one=${one} words=${all.words} /></li>`)}
    </ul>`}
    ${all?.next > 0 && html`<button class="more" disabled=${state.value === "busy"} onClick=${() => find(true)}>${t("search_more")}</button>`}
    ${all && !all.whole && !all.next && html`<p class="empty">${t("search_newest")}</p>`}
  </div>`
}

function Hit({ one, words: wanted }) {
  const go = () => {
    target.value = one.seq ? { id: one.id, seq: one.seq } : null
  }
  return html`<a class="hit" href=${`#${one.id}`} aria-current=${openId.value === one.id ? "true" : undefined} onClick=${go}>
    <span class="top"><strong class="name"><bdi>${nameOf(one)}</bdi></strong><time>${when(one.at ?? one.updated_at)}</time></span>
    <span class="line" dir="auto">${marked(one.text, wanted)}</span>
    <span class="marks"><span class="tag">${one.what ? t(`search_${one.what}`) : author(one)}</span>
      <span class="tag">${standing(one)}</span></span>
  </a>`
}

const when = (at) => (day(at) === t("today") ? clock(at) : day(at))

function author(one) {
  if (one.note) return t("search_note", { name: isMine(one.author) ? t("you") : one.agent ?? "" })
  if (one.author === "customer" || one.author === "bot" || one.author === "system") return t(one.author)
  return isMine(one.author) ? t("you") : one.agent ?? ""
}

function standing(one) {
  if (one.owner === "bot") return t("with_bot")
  if (one.owner === "queue") return t("in_queue")
  return one.owner === me.value?.owner ? t("with_me") : t("with_colleague", { name: one.holder ?? "" })
}

// The words as they stand in the line, small and capital letters alike.
function marked(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted.replace(/\s+/g, " ").toLowerCase())
  if (at < 0) return text
  const end = at + wanted.length
  return html`${text.slice(0, at)}<mark>${text.slice(at, end)}</mark>${text.slice(end)}`
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return
  if (event.code === "Escape") {
    event.preventDefault()
    event.stopPropagation()
    return close()
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.code]
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return
  const stops = [document.querySelector("#desk-search"), ...document.querySelectorAll(".hit")]
  const next = stops[stops.indexOf(document.activeElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
