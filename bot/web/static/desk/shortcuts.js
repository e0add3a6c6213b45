// How keys are written in the table of deeds, recognised, and shown: "Alt+KeyJ", "Mod+KeyK", "Slash", "Escape".
// Letters and digits are bound by their place (`code`), so that Chinese input methods and macOS Alt letters do not matter.
import { keys } from "./kept.js"

const MAC = /Mac|iPhone|iPad/.test(navigator.platform)
// Where the sign is another key's, it counts by what it writes; a Chinese input method makes 、 of the slash.
const SIGNS = { Slash: ["/", "／", "、"], "Shift+Slash": ["?", "？"] }
const SHOWN = { Mod: MAC ? "⌘" : "Ctrl", Alt: MAC ? "⌥" : "Alt", Slash: "/", "Shift+Slash": "?", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓" }

// While an input method composes every key is its own. A dead key (macOS: Alt+E, Alt+N) is none yet.
export const composing = (event) => event.isComposing || (event.keyCode === 229 && event.key !== "Dead")

export function pressed(event, chord) {
  const parts = chord.split("+")
  const place = parts.at(-1)
  const [alt, mod] = [parts.includes("Alt"), parts.includes("Mod")]
  // AltGr writes signs such as €; Windows tells it as Ctrl and Alt together.
  if (event.altKey !== alt || event.getModifierState?.("AltGraph")) return false
  if ((MAC ? event.metaKey : event.ctrlKey) !== mod || (MAC ? event.ctrlKey : event.metaKey)) return false
  if (SIGNS[chord]) return SIGNS[chord].includes(event.key) || (event.code === place && event.shiftKey === parts.includes("Shift") && !/^[!-~]$/.test(event.key))
  if (event.shiftKey !== parts.includes("Shift")) return false
  return /^(Key|Digit)/.test(place) ? event.code === place : event.key === place
}

// A sign or a letter alone is what one writes in a field.
export const isWritten = (chord) => !/^(Alt|Mod)\+|^Escape$/.test(chord)

// The caps of one chord: ["Alt", "J"].
export const caps = (chord) => (SHOWN[chord] ? [SHOWN[chord]] : chord.split("+").map((part) => SHOWN[part] ?? part.replace(/^(Key|Digit)/, "")))

const bound = new Map()
export const bind = (deeds) => { for (const deed of deeds) bound.set(deed.name, deed.keys ?? []) }

// Whether this is a key of the deed of that name: for what reads keys itself, such as the reply box.
export const is = (event, name) => bound.get(name).some((chord) => pressed(event, chord))

// What a button's title says of its key; nothing while the keys are off.
export const hint = (name) => (keys.value.value && bound.get(name)?.[0] ? caps(bound.get(name)[0]).join("+") : "")
export const withHint = (label, name) => (hint(name) ? `${label} (${hint(name)})` : label)
