// The left pane: who waits, who is mine, who is with a colleague or the bot.
import { BulkBar, Check } from "./bulk_bar.js"
import { ViewBar } from "./view_bar.js"
import { choice, choose, clearFilters, loadMore, sections } from "./choice.js"
import { ForWhom, Vip } from "./for_whom.js"
import { CompanyTag } from "./company.js"
import { FollowUpMark } from "./follow_up.js"
import { Icon } from "./icons.js"
import { Handed } from "./handed.js"
import { hasDraft } from "./kept.js"
import { NextDue } from "./clocks.js"
import { Urgency, Waiting, nameOf } from "./marks.js"
import { MentionWords } from "./mentions.js"
import { Overdue, Promised } from "./overdue.js"
import { hasFilters } from "./order.js"
import { ROW, focused, inView, place, placed, reveal } from "./scroll.js"
import { Search, searching } from "./search.js"
import { unread } from "./seen.js"
import { rangeTo, selected } from "./selection.js"
import { is } from "./shortcuts.js"
import { until, wake } from "./snooze.js"
import { connection, isMine, lists, openId, typing } from "./state.js"
import { clock, day, t } from "./texts.js"
import { TopBar } from "./top_bar.js"
import { WrapUp } from "./wrap_up.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "./ui.js"

const MOST_SHOWN = 99

export function List() {
  return html`<nav class="list ${selected.value.length ? "selecting" : ""}" aria-label=${t("conversations")}>
    <${TopBar} />
    <${WrapUp} />
    ${connection.value === "broken" && html`<p class="broken" role="status"><${Icon} name="alert" />${t("broken")}</p>`}
    ${searching.value ? html`<${Search} />` : html`<${ViewBar} /><${Sections} /><${BulkBar} />`}
  </nav>`
}

function Sections() {
  const box = useRef(null)
  useLayoutEffect(() => {
    const watch = new ResizeObserver(placed)
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  // A row that scrolls out of view keeps its place in the page while it has the focus.
  const onFocus = (event) => { focused.value = event.target.closest?.(".row")?.hash.slice(1) ?? "" }
  return html`<div class="sections" tabindex="-1" ref=${box} onScroll=${placed} onKeyDown=${walk} onFocusIn=${onFocus} onFocusOut=${() => { focused.value = "" }}>
    ${lists.value ? html`<${Found} />` : html`<${Skeleton} />`}
  </div>`
}

function Found() {
  const filtered = hasFilters(choice.value)
  // Among filters a list without a find is no news; that there is none at all is.
  const shown = sections.value.filter((one) => !filtered || one.lines.length || one.asking || one.failed)
  if (!shown.length) return html`<p class="empty alone" role="status">${t("empty_filtered")} <button class="link" onClick=${clearFilters}>${t("clear_filters")}</button></p>`
  return shown.map((one) => html`<${Section} key=${one.name} section=${one} />`)
}

function Section({ section }) {
  const { name, lines, total, more, cut, asking, failed } = section
  const alone = choice.value.view !== "all"
  useEffect(() => { if (asking && !failed) loadMore(name) }, [asking, failed, name, JSON.stringify(choice.value)])
  return html`<section aria-labelledby=${`section-${name}`}>
    <h2 id=${`section-${name}`} class=${alone ? "visually-hidden" : ""}>${t(`section_${name}`)} <span class="count" key=${total}>${asking ? "" : total}</span></h2>
    ${lines.length === 0 && !failed && html`<p class="empty" role=${asking ? "status" : undefined}>${t(asking ? "loading" : `empty_${name}`)}</p>`}
    <${Rows} name=${name} lines=${lines} total=${cut ? lines.length : total} more=${more && !cut && !failed} />
    ${failed && html`<p class="empty" role="alert">${t("failed_lists")} <button class="link" onClick=${() => loadMore(name)}>${t("try_again")}</button></p>`}
    ${cut && html`<button class="more" onClick=${() => choose({ view: name })}>${t("show_all", { count: total })}</button>`}
  </section>`
}

function Rows({ name, lines, total, more }) {
  const box = useRef(null)
  const [top, setTop] = useState(0)
  // What stands above may have grown or shrunk.
  useLayoutEffect(() => { if (box.current && box.current.offsetTop !== top) setTop(box.current.offsetTop) })
  const [first, last] = inView(top, lines.length, place.value)
  const near = more && last >= lines.length
  useEffect(() => { if (near) loadMore(name) }, [near, lines.length])
  const kept = [openId.value, focused.value]
  const rows = []
  for (let index = 0; index < lines.length; index += 1) {
    if ((index < first || index >= last) && !kept.includes(lines[index].id)) continue
    const line = lines[index]
    rows.push(html`<li key=${line.id} style=${`top:${index * ROW}px`} aria-setsize=${total} aria-posinset=${index + 1}><${Row} line=${line} section=${name} /><${Check} line=${line} /></li>`)
  }
  return html`<ul id=${`list-${name}`} ref=${box} class="rows" style=${`height:${lines.length * ROW}px`}>${rows}</ul>`
}

function Row({ line, section }) {
  const fresh = section !== "others" && section !== "bot" ? unread(line) : 0
  const writes = typing.value.includes(line.id)
  return html`<a class="row ${fresh || line.transferred ? "new" : ""}" onClick=${(event) => open(event, line)} href=${`#${line.id}`} aria-current=${openId.value === line.id ? "true" : undefined}>
    <span class="top">
      <strong class="name"><bdi>${nameOf(line)}</bdi></strong>
      ${section === "queue" ? html`<${Waiting} since=${line.asked_at} />`
        : section === "snoozed" ? html`<span class="back">${until(line)}</span>` : html`<time>${shortTime(line.mention?.at ?? line.updated_at)}</time>`}
    </span>
    <span class="said">
      <span class="words">${writes ? html`<em class="writes">${t("writing")}</em>` : line.mention ? html`<${MentionWords} mention=${line.mention} />` : lastWords(line)}</span>
      ${fresh > 0 && html`<span class="unread"><span aria-hidden="true">${fresh > MOST_SHOWN ? `${MOST_SHOWN}+` : fresh}</span><span class="visually-hidden">${t("unread", { count: fresh })}</span></span>`}
    </span>
    <span class="marks">
      ${line.vip && html`<${Vip} />`}
      ${section !== "bot" && html`<${Urgency} level=${line.urgency} />`}
      ${section === "bot" && (line.urgency === "critical" || line.urgency === "high") && html`<${Urgency} level=${line.urgency} />`}
      <${Handed} line=${line} />
      ${section === "queue" && html`<${CompanyTag} id=${line.id} />`}
      ${line.woke && html`<span class="tag back"><${Icon} name="snooze" />${t(`woke_${line.woke}`)}</span>`}
      ${section !== "bot" && html`<${NextDue} line=${line} brief=${Boolean(line.alert || line.returned)} />`}
      <${Overdue} line=${line} />
      ${section === "queue" && html`<${ForWhom} line=${line} />`}
      <${FollowUpMark} line=${line} />
      ${line.promised && html`<${Promised} line=${line} />`}
      ${hasDraft(line.id) && html`<span class="tag draft">${t("draft")}</span>`}
      ${(section === "others" || section === "mentions") && line.holder && html`<span class="tag"><${Icon} name="person" />${line.holder}</span>`}
      ${section === "bot" && line.nature && html`<span class="tag">${t(`nature_${line.nature}`)}</span>`}
      <span class="tag">${t(`channel_${line.channel}`)}</span>
    </span>
  </a>`
}

// With Shift a click chooses all rows up to this one, where a link would open another window.
function open(event, line) {
  if (event.shiftKey) {
    event.preventDefault()
    rangeTo(line.id)
  } else if (line.woke) wake(line.id)
}

function lastWords(line) {
  const who = isMine(line.last_author) ? t("you") : line.last_author === "bot" ? t("bot") : ""
  const text = line.last_text.replace(/[*_#`>[\]]/g, "")
  return html`${who && html`<span class="who">${who}${t("colon")}</span>`}${text || t("nothing_said")}`
}

const shortTime = (at) => (day(at) === t("today") ? clock(at) : day(at))

// Arrows walk through the rows of the view; the rows beyond the edge are made as they are reached.
function walk(event) {
  const row = event.target.closest?.(".row")
  const extends_ = is(event, "extend")
  if (!row || !(extends_ || is(event, "walk"))) return
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key]
  const from = row.hash.slice(1)
  event.preventDefault()
  goTo(from, step, (id) => {
    if (extends_) rangeTo(id, from)
    document.querySelector(`.row[href="#${id}"]`)?.focus()
  })
}

// The row `step` further than `from` in the view, brought into the page; `then` gets its id. The first one without `from`.
export function goTo(from, step, then) {
  const all = sections.peek().flatMap(({ name, lines }) => lines.map((line, index) => ({ id: line.id, name, index })))
  if (!all.length) return
  const at = all.findIndex((one) => one.id === from)
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))]
  reveal(next.name, next.index)
  focused.value = next.id
  requestAnimationFrame(() => then(next.id))
}

function Skeleton() {
  return html`<div class="skeleton" aria-hidden="true">${[1, 2, 3, 4, 5].map((one) => html`<span key=${one}></span>`)}</div>
    <p class="visually-hidden" role="status">${t("loading")}</p>`
}
