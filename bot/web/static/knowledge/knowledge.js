// The knowledge editors' page: rooms on top, list, article and "Try it" beside each other, and what starts them.
import { effect } from "@preact/signals"
import { Icon } from "../desk/icons.js"
import { theme } from "../desk/kept.js"
import { language, speak, t } from "../desk/texts.js"
import { Toast } from "../desk/toast.js"
import { html, render } from "../desk/ui.js"
import { followAddress } from "./address.js"
import { openAsAddressed, unsavedNames } from "./article.js"
import { ConflictDialog } from "./conflict.js"
import { DiscardDialog } from "./discard.js"
import { Editor } from "./editor.js"
import { Files } from "./files.js"
import { findAsOneTypes } from "./finding.js"
import { Gaps } from "./gaps.js"
import { HelpDialog } from "./help.js"
import { HistoryDialog } from "./history.js"
import { listenToKeys } from "./keys.js"
import { keptNames } from "./kept.js"
import { List } from "./list.js"
import { NewDialog } from "./new_article.js"
import { Regression } from "./regression.js"
import { ReleaseDialog } from "./release.js"
import { ReviewDialog } from "./review.js"
import { begin, failed, languages, me, openId, openLanguage, pane, view } from "./state.js"
import { TopBar } from "./top_bar.js"
import { Trouble } from "./trouble.js"
import { Try } from "./try.js"
import { followDraft } from "./trying.js"
import { Use } from "./use.js"

const ROOMS = { articles: Editor, gaps: Gaps, use: Use, files: Files, regression: Regression }

function Knowledge() {
  const Room = ROOMS[view.value]
  return html`<div class="knowledge in-${view.value} at-${pane.value} ${openId.value ? "has-article" : ""}">
    <${TopBar} />
    ${failed.value && html`<main class="alone"><${Trouble} error=${failed.value} again=${start} /></main>`}
    ${!failed.value && html`
      ${view.value === "articles" && html`<${List} />`}
      <main class="middle"><${Room} key=${view.value} /></main>
      <${Try} />
      <${Panes} />`}
    <${NewDialog} /><${DiscardDialog} /><${ReleaseDialog} /><${ReviewDialog} /><${HistoryDialog} /><${ConflictDialog} /><${HelpDialog} /><${Toast} />
  </div>`
}

// On narrow screens the panes are views, and this line changes between them.
function Panes() {
  const shown = [...(view.value === "articles" ? [["list", "search"]] : []), ["middle", view.value === "articles" ? "note" : "book"], ["try", "try"]]
  return html`<nav class="pane-switch" aria-label=${t("panes")}>${shown.map(([one, icon]) => html`<button key=${one} aria-pressed=${pane.value === one} onClick=${() => { pane.value = one }}>
    <${Icon} name=${icon} /><span>${t(one === "middle" ? (view.value === "articles" ? "pane_article" : `view_${view.value}`) : `pane_${one}`)}</span></button>`)}</nav>`
}

async function start() {
  await begin()
  if (!me.peek()) return
  // What is begun here is first meant in the reader's own language; an opened article brings its own.
  if (languages.peek().includes(language.peek())) openLanguage.value = language.peek()
  followAddress()
  findAsOneTypes()
  openAsAddressed()
  followDraft()
}

async function first() {
  await speak(document.documentElement.dataset.language)
  effect(() => {
    if (theme.value.value === "auto") delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value.value
  })
  effect(() => { document.title = `${t("title")} · ${document.querySelector('meta[name="shop"]').content}` })
  render(html`<${Knowledge} />`, document.getElementById("knowledge"))
  addEventListener("hashchange", followAddress)
  // A link to what is already open changes no address, but on a phone it must still show that pane.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']")
    if (link && link.hash === location.hash) followAddress()
  })
  // Another tab of this browser may have saved or begun something.
  addEventListener("storage", () => { unsavedNames.value = keptNames() })
  listenToKeys()
  start()
}

first()
