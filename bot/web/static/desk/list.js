// The left pane: who waits, who is mine, who is with a colleague or the bot.
import { Icon } from "./icons.js"
import { hasDraft } from "./kept.js"
import { Due, Urgency, Waiting, nameOf } from "./marks.js"
import { unread } from "./seen.js"
import { SECTIONS, connection, isMine, lists, openId, typing } from "./state.js"
import { clock, day, t } from "./texts.js"
import { TopBar } from "./top_bar.js"
import { html, useState } from "./ui.js"

const FOLDED_AT = { bot: 12 }
const MOST_SHOWN = 99

export function List() {
  return html`<nav class="list" aria-label=${t("conversations")}>
    <${TopBar} />
    ${connection.value === "broken" && html`<p class="broken" role="status"><${Icon} name="alert" />${t("broken")}</p>`}
    <div class="sections" tabindex="-1">
      ${lists.value ? SECTIONS.map((name) => html`<${Section} key=${name} name=${name} lines=${lists.value[name]} />`) : html`<${Skeleton} />`}
    </div>
  </nav>`
}

function Section({ name, lines }) {
  const [whole, setWhole] = useState(false)
  const most = whole ? Infinity : FOLDED_AT[name] ?? Infinity
  return html`<section aria-labelledby=${`section-${name}`}>
    <h2 id=${`section-${name}`}>${t(`section_${name}`)} <span class="count" key=${lines.length}>${lines.length}</span></h2>
    ${lines.length === 0 && html`<p class="empty">${t(`empty_${name}`)}</p>`}
    <ul>${lines.slice(0, most).map((line) => html`<li key=${line.id}><${Row} line=${line} section=${name} /></li>`)}</ul>
    ${lines.length > most && html`<button class="more" onClick=${() => setWhole(true)}>${t("show_all", { count: lines.length })}</button>`}
  </section>`
}

function Row({ line, section }) {
  const fresh = section === "mine" || section === "queue" ? unread(line) : 0
  const writes = typing.value.includes(line.id)
  return html`<a class="row ${fresh ? "new" : ""}" href=${`#${line.id}`} aria-current=${openId.value === line.id ? "true" : undefined}>
    <span class="top">
      <strong class="name"><bdi>${nameOf(line)}</bdi></strong>
      ${section === "queue" ? html`<${Waiting} since=${line.asked_at} />` : html`<time>${shortTime(line.updated_at)}</time>`}
    </span>
    <span class="said">
      <span class="words">${writes ? html`<em class="writes">${t("writing")}</em>` : lastWords(line)}</span>
      ${fresh > 0 && html`<span class="unread"><span aria-hidden="true">${fresh > MOST_SHOWN ? `${MOST_SHOWN}+` : fresh}</span><span class="visually-hidden">${t("unread", { count: fresh })}</span></span>`}
    </span>
    <span class="marks">
      ${section !== "bot" && html`<${Urgency} level=${line.urgency} />`}
      ${section === "bot" && (line.urgency === "critical" || line.urgency === "high") && html`<${Urgency} level=${line.urgency} />`}
      ${section !== "bot" && html`<${Due} from=${line.asked_at} due=${line.due_at} />`}
      ${section === "others" && html`<span class="tag"><${Icon} name="person" />${line.holder}</span>`}
      ${section === "bot" && line.nature && html`<span class="tag">${t(`nature_${line.nature}`)}</span>`}
      <span class="tag">${t(`channel_${line.channel}`)}</span>
      ${hasDraft(line.id) && html`<span class="tag draft">${t("draft")}</span>`}
    </span>
  </a>`
}

function lastWords(line) {
  const who = isMine(line.last_author) ? t("you") : line.last_author === "bot" ? t("bot") : ""
  const text = line.last_text.replace(/[*_#`>[\]]/g, "")
  return html`${who && html`<span class="who">${who}${t("colon")}</span>`}${text || t("nothing_said")}`
}

const shortTime = (at) => (day(at) === t("today") ? clock(at) : day(at))

function Skeleton() {
  return html`<div class="skeleton" aria-hidden="true">${[1, 2, 3, 4, 5].map((one) => html`<span key=${one}></span>`)}</div>
    <p class="visually-hidden" role="status">${t("loading")}</p>`
}
