// Above the lists: the views with their counts, the saved ones, filters and order.
import { VIEWS, channels, choice, choose, chooseAll, clearFilters, countOf, isChosen, loadViews, saved } from "./choice.js"
import { call, post } from "./api.js"
import { Icon } from "./icons.js"
import { FILTERS, SORTS, hasFilters } from "./order.js"
import { openSearch } from "./search.js"
import { hint } from "./shortcuts.js"
import { lists } from "./state.js"
import { has, t } from "./texts.js"
import { say, sayError } from "./toast.js"
import { html, useState } from "./ui.js"

// The server counts no further; the number behind it is "more".
const MOST_COUNTED = 10000
const VALUES = {
  urgency: () => ["critical", "high", "normal", "low"],
  nature: () => ["consult", "fault", "complaint", "request", "suggestion", "praise", "other"],
  channel: () => channels.value,
  language: () => ["zh", "en"],
}

const nameOf = (filter, value) => (has(`${filter}_${value}`) ? t(`${filter}_${value}`) : value)
export const number = (count) => (count > MOST_COUNTED ? `${MOST_COUNTED}+` : count)

function totalOf(view) {
  const counts = lists.value?.counts
  if (!counts) return ""
  return view === "all" ? counts.queue + counts.mine + counts.others + counts.bot : counts[view] ?? 0
}

export function ViewBar() {
  const [open, setOpen] = useState(false)
  const active = FILTERS.filter((name) => choice.value[name]).length + (choice.value.overdue ? 1 : 0)
  return html`<div class="view-bar">
    <div class="views" role="group" aria-label=${t("views")}>
      ${VIEWS.map((view) => html`<button key=${view} class=${view === "mentions" && totalOf(view) > 0 ? "calls" : ""} aria-pressed=${!saved.value.some(isChosen) && choice.value.view === view} onClick=${() => choose({ view })}>
        ${t(`view_${view}`)} <span class="count">${number(totalOf(view))}</span></button>`)}
      ${saved.value.map((one) => html`<${Saved} key=${`saved-${one.id}`} view=${one} />`)}
    </div>
    <div class="narrow">
      <button class="plain" aria-expanded=${open} aria-controls="filters" onClick=${() => setOpen(!open)}><${Icon} name="filter" />${t("filters")}${active > 0 && html` <span class="badge">${active}</span>`}</button>
      <button class="plain find-button" onClick=${openSearch} title=${hint("search")}><${Icon} name="search" /><span class="visually-hidden">${t("search")}</span></button>
      <label><span class="visually-hidden">${t("sort")}</span>
        <select onChange=${(event) => choose({ sort: event.target.value })}>
          ${SORTS.map((one) => html`<option key=${one} value=${one} selected=${choice.value.sort === one}>${t(`sort_${one}`)}</option>`)}
        </select></label>
    </div>
    ${open ? html`<${Filters} />` : active > 0 && html`<${Active} />`}
  </div>`
}

function Saved({ view }) {
  const chosen = isChosen(view)
  const count = countOf(view)
  const drop = async () => {
    try {
      await call("DELETE", `/api/desk/views/${view.id}`)
      await loadViews()
      say(t("view_dropped", { name: view.name }))
    } catch (error) {
      sayError(error)
    }
  }
  return html`<span class="saved"><button aria-pressed=${chosen} onClick=${() => chooseAll(view.choice)} title=${view.name}><${Icon} name="pin" /><span class="label">${view.name}</span>${count !== null && html` <span class="count">${count}</span>`}</button>${chosen && html`<button class="drop" aria-label=${t("drop_view", { name: view.name })} title=${t("drop_view", { name: view.name })} onClick=${drop}><${Icon} name="trash" /></button>`}</span>`
}

// The panel is closed, but what is left out must not go unseen.
function Active() {
  const told = [...FILTERS.filter((name) => choice.value[name]).map((name) => nameOf(name, choice.value[name])), ...(choice.value.overdue ? [t("overdue")] : [])]
  return html`<p class="active">${told.join(t("comma"))} <button class="link" onClick=${clearFilters}>${t("clear_filters")}</button></p>`
}

function Filters() {
  return html`<div class="filters" id="filters">
    ${FILTERS.map((name) => html`<label key=${name}><span class="visually-hidden">${t(name === "language" ? "customer_language" : name)}</span>
      <select class=${choice.value[name] ? "set" : ""} onChange=${(event) => choose({ [name]: event.target.value })}>
        <option value="" selected=${!choice.value[name]}>${t(`any_${name}`)}</option>
        ${VALUES[name]().map((value) => html`<option key=${value} value=${value} selected=${choice.value[name] === value}>${nameOf(name, value)}</option>`)}
      </select></label>`)}
    <label class="choice"><input type="checkbox" checked=${Boolean(choice.value.overdue)} onChange=${(event) => choose({ overdue: event.target.checked })} />
      <span>${t("overdue")}</span></label>
    ${hasFilters(choice.value) && html`<button type="button" class="link clear" onClick=${clearFilters}>${t("clear_filters")}</button>`}
    <${Save} />
  </div>`
}

function Save() {
  const [name, setName] = useState("")
  const [busy, setBusy] = useState(false)
  const submit = async (event) => {
    event.preventDefault()
    if (!name.trim() || busy) return
    setBusy(true)
    try {
      await post("/views", { name: name.trim(), choice: choice.peek() })
      await loadViews()
      setName("")
      say(t("view_saved", { name: name.trim() }))
    } catch (error) {
      if (error.code === "too_many_views") say(t("too_many_views"), "error")
      else sayError(error)
    } finally {
      setBusy(false)
    }
  }
  return html`<form class="save" onSubmit=${submit}>
    <input type="text" value=${name} maxlength="40" autocomplete="off" aria-label=${t("view_name")} placeholder=${t("view_name")} onInput=${(event) => setName(event.target.value)} />
    <button disabled=${!name.trim() || busy}>${t("save_view")}</button>
  </form>`
}
