// What agents proposed from their conversations: their reply beside what customers are told, and one press to use it.
import { Icon } from "../desk/icons.js"
import { moment, t } from "../desk/texts.js"
import { html } from "../desk/ui.js"
import { edit } from "./article.js"
import { may } from "./state.js"

export function Proposals({ language, side }) {
  if (!side.proposals?.length) return null
  return html`<div class="proposals">${side.proposals.map((one, at) => html`<${Proposal} key=${at} one=${one} language=${language} side=${side} />`)}</div>`
}

function Proposal({ one, language, side }) {
  const old = side.version?.live?.answer ?? ""
  return html`<section class="proposal" aria-label=${t("proposal_by", { name: one.who })}>
    <p class="proposal-head"><${Icon} name="chat" /><strong>${t("proposal_by", { name: one.who })}</strong> <span class="muted">${moment(one.at)}</span>
      ${one.conversation && html`<a href=${`/desk#${one.conversation}`} target="_blank">${t("proposal_conversation")}</a>`}</p>
    ${one.why && html`<p dir="auto">${one.why}</p>`}
    <p class="muted" dir="auto">${t("proposal_asked")}${one.questions.join(t("comma"))}</p>
    <div class=${old ? "two-columns" : ""}>
      ${old && html`<div class="version" dir="auto"><h4>${t("proposal_now")}</h4>${old}</div>`}
      <div class="version" dir="auto"><h4>${t("proposal_reply")}</h4>${one.reply}</div>
    </div>
    ${may.value.write && html`<${Uses} reply=${one.reply} old=${old} language=${language} side=${side} />`}
  </section>`
}

// Only words that can be found again are replaced: those that are live, saved, or proposed here.
function Uses({ reply, old, language, side }) {
  const now = side.content.answer.trim()
  const both = [old.trim(), reply].filter(Boolean).join("\n\n")
  const safe = [old, reply, both, side.base?.answer ?? ""].some((one) => one.trim() === now)
  const use = (text) => () => edit(language, "answer", text)
  const below = [side.content.answer.trimEnd(), reply].filter(Boolean).join("\n\n")
  return html`<p class="proposal-uses" role="group" aria-label=${t("proposal_use")}>
    <button disabled=${now === reply.trim() || !safe} onClick=${use(reply)}>${t("proposal_only_reply")}</button>
    ${old && html`<button disabled=${now === old.trim() || !safe} onClick=${use(old)}>${t("proposal_only_old")}</button>`}
    <button disabled=${now.includes(reply.trim())} onClick=${use(below)}>${t("proposal_below")}</button>
    <span class="help">${t(safe ? "proposal_help" : "proposal_save_first")}</span></p>`
}
