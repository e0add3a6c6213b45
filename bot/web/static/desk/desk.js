// The desk: three panes, the dialogs, and what starts them.
import { effect } from "@preact/signals"
import { showInTitle } from "./alerts.js"
import { BulkResolveDialog } from "./bulk_bar.js"
import { loadCanned } from "./canned.js"
import { CannedDialog } from "./canned_room.js"
import { loadViews, refilter } from "./choice.js"
import { keepCompany } from "./company.js"
import { ContactDialog } from "./contact.js"
import { Customer } from "./customer.js"
import { ExportDialog } from "./export.js"
import { FormerDialog } from "./former.js"
import { HelpDialog } from "./help.js"
import { theme, showCustomer } from "./kept.js"
import { listenToKeys } from "./keys.js"
import { List } from "./list.js"
import { listen } from "./live.js"
import { Offer } from "./offer.js"
import { PeopleDialog } from "./people_room.js"
import { MacrosDialog } from "./macro_room.js"
import { MacroRunDialog } from "./macro_run.js"
import { Palette } from "./palette.js"
import { ProposeDialog } from "./propose.js"
import { ResolveDialog } from "./resolve.js"
import { resumeSending } from "./sending.js"
import { lists, loadLists, open, openId, seeOpen, whoAmI } from "./state.js"
import { ServiceLevelsDialog } from "./service_levels.js"
import { SnoozeDialog, forgetMarks } from "./snooze.js"
import { suggestByItself } from "./suggest.js"
import { speak, t } from "./texts.js"
import { Thread } from "./thread.js"
import { SuperviseDialog } from "./supervise.js"
import { Toast } from "./toast.js"
import { TransferDialog } from "./transfer.js"
import { html, render } from "./ui.js"
import { SameDialog } from "./same.js"
import { LeadWords } from "./words.js"

function Desk() {
  const classes = `panes ${openId.value ? "has-open" : ""} ${showCustomer.value.value ? "with-customer" : ""}`
  return html`<div class=${classes}>
    <${List} />
    <${Thread} />
    <${Customer} />
    <${HelpDialog} /><${ResolveDialog} /><${ProposeDialog} /><${CannedDialog} /><${SnoozeDialog} /><${PeopleDialog} /><${Offer} /><${ServiceLevelsDialog} /><${TransferDialog} /><${SuperviseDialog} /><${FormerDialog} /><${ContactDialog} /><${ExportDialog} /><${SameDialog} /><${LeadWords} /><${BulkResolveDialog} /><${Palette} /><${MacrosDialog} /><${MacroRunDialog} /><${Toast} />
  </div>`
}

const openFromAddress = () => {
  const id = decodeURIComponent(location.hash.slice(1))
  open(/^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : "")
}

async function start() {
  // Where the pane would cover the conversation it opens only when asked for.
  if (matchMedia("(max-width: 1180px)").matches) showCustomer.value.value = false
  await speak(document.documentElement.dataset.language)
  effect(() => {
    if (theme.value.value === "auto") delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value.value
  })
  addEventListener("hashchange", openFromAddress)
  addEventListener("focus", seeOpen)
  render(html`<${Desk} />`, document.getElementById("desk"))
  try {
    await whoAmI()
    await loadLists()
  } catch {
    // The stream's line says that the connection is broken and goes on trying.
  }
  loadViews().catch(() => {})
  effect(() => { if (lists.value) refilter() })
  forgetMarks()
  showInTitle()
  openFromAddress()
  listenToKeys()
  suggestByItself()
  loadCanned()
  keepCompany()
  listen()
  resumeSending()
}

start()
