// Everything that can be done at the desk, once: its name, its keys, when it is possible, and how. The keyboard, the help,
// the palette and the hints on buttons all read this table.
// `label` writes with the words of any language; `may` is asked at each look; without `run` the place named by `at` reads
// the key itself (shortcuts.js, `is`); `own`: when it is not possible the key stays the browser's; `asked`: one of many, which
// the palette offers only to who types for it. Help and palette read the table and stand in it, so both are called late.
import { announcement, chime } from "./alerts.js"
import { signOut } from "./api.js"
import { showCanned } from "./canned_room.js"
import { BULK, begin, clear, possibleFor, troubles } from "./bulk.js"
import { VIEWS, choice, choose, chooseAll, clearFilters, saved } from "./choice.js"
import { beginCanned, focusComposer } from "./composer.js"
import { busy, claimOpen, closeOpen, releaseOpen } from "./deeds.js"
import { showHelp } from "./help.js"
import { autoSuggest, keys, showCustomer, sound, theme } from "./kept.js"
import { goTo } from "./list.js"
import { hasFilters } from "./order.js"
import { macros } from "./macro.js"
import { showMacros } from "./macro_room.js"
import { askMacro } from "./macro_run.js"
import { LEVELS, correct } from "./packet.js"
import { showPalette } from "./palette.js"
import { showPeople } from "./people_room.js"
import { askReason } from "./resolve.js"
import { selectAll, selected, toggle } from "./selection.js"
import { bind } from "./shortcuts.js"
import { openSearch, searching } from "./search.js"
import { showServiceLevels } from "./service_levels.js"
import { askSnooze, maySnooze, wake } from "./snooze.js"
import { PRESENCES, detail, isLead, isMine, lists, openId, openLine, presence, setPresence } from "./state.js"
import { canSuggest, offered, suggestNow } from "./suggest.js"
import { insertSuggestion } from "./suggestions.js"
import { LANGUAGES, language, speak, t } from "./texts.js"
import { say } from "./toast.js"
import { askTransfer } from "./transfer.js"

// Before the conversation itself is here its line in the lists knows the owner.
const about = () => (detail.value?.id === openId.value ? detail.value : openLine.value)
// The lists and the open conversation learn one after the other who has it: the higher epoch is the newer word.
function owner() {
  const line = openLine.value
  const known = detail.value?.id === openId.value ? detail.value : null
  return (line && known && line.epoch > known.epoch ? line : known ?? line)?.owner
}
const mine = () => Boolean(openId.value) && isMine(owner())
const free = () => Boolean(openId.value) && [undefined, "queue", "bot"].includes(owner())
const narrow = () => matchMedia("(max-width: 760px)").matches

const labelled = (key) => (say) => say(key)
const pair = (first, second) => (say) => `${say(first)}${say("colon")}${say(second)}`

// The row that has the focus, or whose check box has it.
const rowInFocus = () => document.activeElement?.closest?.(".rows li")?.querySelector(".row").hash.slice(1)

// Through the lists as they are shown, filtered and sorted.
const step = (by) => goTo(openId.peek(), by, (id) => { location.hash = id })

function goView(view) {
  searching.value = false
  if (narrow()) location.hash = ""
  choose({ view })
  announcement.value = t(`view_${view}`)
}

// The next one that is mine or waits, below the open one and then from the top.
function nextOne() {
  const ours = [...lists.peek().mine, ...lists.peek().queue].map((line) => line.id)
  const at = ours.indexOf(openId.peek())
  return [...ours.slice(at + 1), ...ours.slice(0, Math.max(at, 0))][0] ?? ""
}

// On a phone the open conversation covers the lists.
function findFromAnywhere() {
  if (narrow()) location.hash = ""
  openSearch()
}

const takePresence = (one) => setPresence(one).catch(() => say(t("failed_change"), "error"))
const levels = () => about()?.handoff ?? about()

export const DEEDS = [
  { name: "next", group: "lists", keys: ["Alt+KeyJ"], label: labelled("key_next"), run: () => step(1) },
  { name: "previous", group: "lists", keys: ["Alt+KeyK"], label: labelled("key_previous"), run: () => step(-1) },
  { name: "next_view", group: "lists", keys: ["Alt+KeyN"], label: labelled("key_next_view"), run: () => goView(VIEWS[(VIEWS.indexOf(choice.peek().view) + 1) % VIEWS.length]) },
  { name: "search", group: "lists", keys: ["Slash"], label: labelled("key_search"), first: true, run: findFromAnywhere },
  { name: "walk", group: "lists", keys: ["ArrowDown", "ArrowUp", "Home", "End"], at: "list", label: labelled("key_walk") },
  { name: "select", group: "lists", keys: ["KeyX"], label: labelled("key_select"), may: () => Boolean(rowInFocus()), run: () => toggle(rowInFocus()) },
  { name: "extend", group: "lists", keys: ["Shift+ArrowDown", "Shift+ArrowUp"], at: "list", label: labelled("key_extend") },
  { name: "unselect", group: "lists", keys: ["Escape"], label: labelled("select_none"), may: () => selected.value.length > 0 || troubles.value.length > 0, run: clear },
  { name: "select_all", group: "lists", label: labelled("key_select_all"), may: () => !searching.value, run: selectAll },
  ...Object.keys(BULK).map((action) => ({ name: `bulk_${action}`, group: "selected", label: (say) => say("bulk_several", { deed: say(`bulk_${action}`), count: possibleFor(action).length }), may: () => possibleFor(action).length > 0, run: () => begin(action) })),

  { name: "claim", group: "conversation", keys: ["Alt+KeyC"], label: labelled("key_claim"), may: () => free() && !busy.value, run: claimOpen },
  { name: "resolve", group: "conversation", keys: ["Alt+KeyE"], label: labelled("key_resolve"), may: mine, run: () => askReason(openId.peek()) },
  { name: "resolve_next", group: "conversation", keys: ["Mod+Alt+KeyE"], label: labelled("key_resolve_next"), may: mine, run: () => { const next = nextOne(); askReason(openId.peek(), () => { location.hash = next }) } },
  { name: "snooze", group: "conversation", keys: ["Alt+KeyM"], label: labelled("key_snooze"), may: () => maySnooze(about()), run: () => askSnooze(openId.peek()) },
  { name: "wake", group: "conversation", label: labelled("snooze_end"), may: () => Boolean(openLine.value?.snoozed), run: () => wake(openId.peek()) },
  { name: "transfer", group: "conversation", keys: ["Alt+KeyT"], label: labelled("key_transfer"), may: mine, run: () => askTransfer(openId.peek()) },
  { name: "release", group: "conversation", label: labelled("release"), may: () => mine() && !busy.value, run: releaseOpen },
  { name: "customer", group: "conversation", keys: ["Alt+KeyO"], label: labelled("key_customer"), may: () => Boolean(openId.value), run: () => showCustomer.set(!showCustomer.value.peek()) },
  { name: "close", group: "conversation", keys: ["Escape"], label: labelled("key_close"), may: () => Boolean(openId.value), run: closeOpen },
  ...Object.entries(LEVELS).flatMap(([field, values]) => values.map((value) => ({
    name: `${field}_${value}`, group: "conversation", asked: true, label: pair(field, `${field}_${value}`),
    may: () => detail.value?.id === openId.value && Boolean(openId.value) && levels()[field] !== value, run: () => correct(openId.peek(), field, value),
  }))),

  { name: "reply", group: "writing", keys: ["Alt+KeyL"], label: labelled("key_reply"), may: mine, run: () => focusComposer(false) },
  { name: "note", group: "writing", keys: ["Alt+KeyP"], label: labelled("key_note"), may: () => Boolean(openId.value), run: () => focusComposer(true) },
  { name: "canned", group: "writing", keys: ["Slash"], at: "composer", label: labelled("key_canned") },
  { name: "begin_canned", group: "writing", label: labelled("begin_canned"), may: mine, run: beginCanned },
  { name: "suggest", group: "writing", keys: ["Alt+KeyS"], label: labelled("key_suggest"), may: () => canSuggest.value, run: suggestNow },
  ...[0, 1, 2].map((at) => ({
    name: `insert_${at + 1}`, group: "writing", keys: [`Alt+Digit${at + 1}`], own: true, label: (say) => say("key_insert", { number: at + 1 }),
    may: () => Boolean(offered.value[at]), run: () => insertSuggestion(at),
  })),
  { name: "send", group: "writing", keys: ["Enter", "Mod+Enter"], at: "composer", label: labelled("key_send") },
  { name: "line", group: "writing", keys: ["Shift+Enter"], at: "composer", label: labelled("key_line") },

  { name: "palette", group: "desk", keys: ["Mod+KeyK"], label: labelled("palette"), listed: false, run: () => showPalette() },
  { name: "help", group: "desk", keys: ["Shift+Slash"], label: labelled("key_help"), run: () => showHelp() },
  ...VIEWS.map((view) => ({ name: `view_${view}`, group: "views", label: pair("view", `view_${view}`), may: () => choice.value.view !== view || searching.value, run: () => goView(view) })),
  { name: "clear_filters", group: "views", label: labelled("clear_filters"), may: () => hasFilters(choice.value), run: clearFilters },
  ...PRESENCES.map((one) => ({ name: `presence_${one}`, group: "desk", label: pair("presence", `presence_${one}`), may: () => presence.value !== one, run: () => takePresence(one) })),
  { name: "manage_canned", group: "desk", label: labelled("canned_manage"), run: showCanned },
  { name: "people", group: "desk", label: labelled("people"), may: () => isLead.value, run: showPeople },
  { name: "levels", group: "desk", label: labelled("levels"), may: () => isLead.value, run: showServiceLevels },
  { name: "to_board", group: "desk", label: labelled("to_board"), may: () => isLead.value, run: () => location.assign("/desk/board") },
  { name: "manage_macros", group: "desk", label: labelled("macros_manage"), run: showMacros },
  { name: "to_knowledge", group: "desk", label: labelled("to_knowledge"), run: () => location.assign("/knowledge") },
  ...LANGUAGES.map((one) => ({ name: `speak_${one}`, group: "desk", label: (say) => `${say("language")}${say("colon")}${one === "zh" ? "中文" : "English"}`, may: () => language.value !== one, run: () => speak(one) })),
  ...["auto", "light", "dark"].map((one) => ({ name: `theme_${one}`, group: "desk", label: pair("theme", `theme_${one}`), may: () => theme.value.value !== one, run: () => theme.set(one) })),
  { name: "sound_on", group: "desk", label: labelled("sound_on"), may: () => !sound.value.value, run: () => { sound.set(true); chime() } },
  { name: "sound_off", group: "desk", label: labelled("sound_off"), may: () => sound.value.value, run: () => sound.set(false) },
  { name: "suggest_on", group: "desk", label: labelled("suggest_on"), may: () => !autoSuggest.value.value, run: () => autoSuggest.set(true) },
  { name: "suggest_off", group: "desk", label: labelled("suggest_off"), may: () => autoSuggest.value.value, run: () => autoSuggest.set(false) },
  { name: "keys_start", group: "desk", label: labelled("keys_start"), may: () => !keys.value.value, run: () => keys.set(true) },
  { name: "keys_stop", group: "desk", label: labelled("keys_stop"), may: () => keys.value.value, run: () => keys.set(false) },
  { name: "sign_out", group: "desk", label: labelled("sign_out"), run: signOut },
]
bind(DEEDS)

export const GROUPS = ["lists", "conversation", "writing", "views", "desk"]
export const may = (deed) => !deed.may || deed.may()

// What the palette offers now; a saved view, and a macro where a conversation is open, is a deed as long as it is kept.
export function possible() {
  const named = saved.value.map((view) => ({ name: `saved_${view.id}`, group: "views", label: (say) => `${say("view")}${say("colon")}${view.name}`, run: () => { searching.value = false; chooseAll(view.choice) } }))
  const some = detail.value?.id === openId.value && openId.value ? macros.value?.macros ?? [] : []
  const kept = some.map((macro) => ({ name: `macro_${macro.id}`, group: "macros", label: (say) => `${say("macro")}${say("colon")}${macro.name}`, run: () => askMacro(macro.id) }))
  return [...DEEDS, ...named, ...kept].filter((deed) => deed.run && deed.listed !== false && may(deed))
}
