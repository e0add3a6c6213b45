// Which conversations of the lists are chosen for one common deed. What is no longer shown is not chosen any more:
// nobody does something to what they do not see.
import { computed, effect, signal } from "@preact/signals"
import { sections, shownIds } from "./choice.js"
import { t } from "./texts.js"
import { say } from "./toast.js"

// As many as the server takes at once.
export const MOST = 100

export const selected = signal([])
// While a deed is on its way the choice stays: what fails is to be seen with its reason.
export const working = signal("")
export const isSelected = (id) => selected.value.includes(id)

const lines = computed(() => new Map(sections.value.flatMap((section) => section.lines.map((line) => [line.id, line]))))
export const selectedLines = computed(() => selected.value.map((id) => lines.value.get(id)).filter(Boolean))

effect(() => {
  const shown = lines.value
  if (working.value || selected.peek().every((id) => shown.has(id))) return
  selected.value = selected.peek().filter((id) => shown.has(id))
})

// Where a range begins, where it ended last, and what was chosen before it.
let anchor = ""
let end = ""
let before = []

function set(ids) {
  const once = [...new Set(ids)]
  if (once.length > MOST) say(t("select_most", { most: MOST }), "error")
  selected.value = once.slice(0, MOST)
}

export function toggle(id) {
  if (!working.peek()) set(selected.peek().includes(id) ? selected.peek().filter((one) => one !== id) : [...selected.peek(), id])
  anchor = end = id
  before = selected.peek()
}

// From the row chosen last to this one, as in every list; a range that shrinks gives back what it had taken.
// `from`: the row that the keyboard comes from.
export function rangeTo(id, from = "") {
  if (working.peek()) return
  const shown = shownIds.peek()
  if ((from && (from !== end || !selected.peek().includes(from))) || !shown.includes(anchor)) {
    anchor = from || id
    before = selected.peek()
  }
  const [first, last] = [shown.indexOf(anchor), shown.indexOf(id)]
  end = id
  set([...before, ...shown.slice(Math.min(first, last), Math.max(first, last) + 1)])
}

export const selectAll = () => { if (!working.peek()) set(shownIds.peek()) }
export const selectNone = () => { if (!working.peek()) selected.value = [] }
