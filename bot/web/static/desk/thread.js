// The middle pane: who it is, what was understood, the conversation, the composer.
import { Company } from "./company.js"
import { Composer } from "./composer.js"
import { busy, claimOpen, releaseOpen } from "./deeds.js"
import { FollowUpBanner } from "./follow_up.js"
import { Icon } from "./icons.js"
import { showCustomer } from "./kept.js"
import { Log } from "./log.js"
import { HeadDue } from "./clocks.js"
import { Waiting, nameOf } from "./marks.js"
import { Overdue } from "./overdue.js"
import { Packet } from "./packet.js"
import { askReason } from "./resolve.js"
import { hint, withHint } from "./shortcuts.js"
import { detail, isMine, lists, openId, openLine, problem, refresh } from "./state.js"
import { SnoozeBanner, askSnooze, maySnooze } from "./snooze.js"
import { GiveButton, LeadBar } from "./supervise.js"
import { t } from "./texts.js"
import { askTransfer } from "./transfer.js"
import { html } from "./ui.js"

export function Thread() {
  if (!openId.value) return html`<main class="thread"><${Nothing} /></main>`
  if (problem.value) return html`<main class="thread"><${Failed} /></main>`
  const about = detail.value
  if (!about) return html`<main class="thread"><${Skeleton} /></main>`
  return html`<main class="thread" key=${about.id}>
    <${Head} about=${about} />
    <${LeadBar} about=${about} />
    <${SnoozeBanner} id=${about.id} />
    <${FollowUpBanner} about=${about} />
    <${Packet} about=${about} />
    <${Log} about=${about} />
    <${Company} about=${about} />
    <${Composer} about=${about} />
  </main>`
}

function Head({ about }) {
  const mine = isMine(about.owner)
  const free = about.owner === "queue" || about.owner === "bot"
  return html`<header class="thread-head">
    <a class="plain back" href="#" aria-label=${t("back")}><${Icon} name="back" /></a>
    <div class="who">
      <h2><bdi>${nameOf(about)}</bdi></h2>
      <p>${standing(about)} ${openLine.value && html`<${Overdue} line=${openLine.value} />`}</p>
    </div>
    <div class="deeds">
      ${free && html`<button class="main" disabled=${Boolean(busy.value)} onClick=${claimOpen} title=${hint("claim")}>${t(about.owner === "bot" ? "take_over" : "claim")}</button>`}
      <${GiveButton} about=${about} />
      ${maySnooze(about) && html`<button class="plain" aria-label=${t("snooze")} title=${withHint(t("snooze"), "snooze")} onClick=${() => askSnooze(about.id)}><${Icon} name="snooze" /></button>`}
      ${mine && html`<button class="plain" aria-label=${t("transfer")} title=${withHint(t("transfer"), "transfer")} onClick=${() => askTransfer(about.id)}><${Icon} name="pass" /></button>`}
      ${mine && html`<button disabled=${Boolean(busy.value)} onClick=${releaseOpen} title=${t("release_hint")}><${Icon} name="bot" /><span class="label">${t("release")}</span></button>
        <button class="main" disabled=${Boolean(busy.value)} onClick=${() => askReason(about.id)} title=${hint("resolve")}><${Icon} name="check" /><span class="label">${t("resolve")}</span></button>`}
      <button class="plain pane" aria-pressed=${showCustomer.value.value} aria-label=${t("customer_pane")} title=${withHint(t("customer_pane"), "customer")}
        onClick=${() => showCustomer.set(!showCustomer.value.peek())}><${Icon} name="person" /></button>
    </div>
  </header>`
}

function standing(about) {
  if (about.owner === "bot") return t("with_bot")
  if (isMine(about.owner)) return html`${t("with_me")} <${HeadDue} />`
  if (about.owner !== "queue") return t("with_colleague", { name: about.holder })
  return html`${t("in_queue")} <${Waiting} since=${about.handoff?.asked_at ?? about.created_at} /> <${HeadDue} />`
}

function Nothing() {
  const waiting = lists.value?.queue.length ?? 0
  return html`<div class="nothing">
    <${Icon} name=${waiting ? "person" : "check"} />
    <p><strong>${waiting ? t("nothing_open_waiting", { count: waiting }) : t("nothing_open")}</strong></p>
    <p>${waiting ? html`<a class="button main" href=${`#${lists.value.queue[0].id}`}>${t("open_first")}</a>` : t("nothing_open_hint")}</p>
  </div>`
}

function Failed() {
  const unknown = problem.value === "unknown"
  return html`<div class="nothing" role="alert">
    <${Icon} name="alert" />
    <p><strong>${t(unknown ? "unknown_conversation" : "failed_load")}</strong></p>
    <p>${unknown ? html`<a class="button" href="#">${t("back")}</a>` : html`<button onClick=${() => refresh(openId.peek())}>${t("try_again")}</button>`}</p>
  </div>`
}

function Skeleton() {
  return html`<div class="skeleton thread-skeleton" aria-hidden="true">${[1, 2, 3, 4].map((one) => html`<span key=${one}></span>`)}</div>
    <p class="visually-hidden" role="status">${t("loading")}</p>`
}
