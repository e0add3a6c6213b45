// Only the rows in view are in the page, however long a list is. All rows have one height, so places are sums.
import { signal } from "@preact/signals"

export const ROW = 88
const BESIDE = 6

// Where the pane is scrolled to, in whole rows: between two of them nothing has to be drawn anew.
export const place = signal({ row: 0, rows: 12 })
export const focused = signal("")

const pane = () => document.querySelector(".sections")

export function placed() {
  const box = pane()
  if (!box) return
  const next = { row: Math.floor(box.scrollTop / ROW), rows: Math.ceil(box.clientHeight / ROW) + 1 }
  const before = place.peek()
  if (next.row !== before.row || next.rows !== before.rows) place.value = next
}

// First and last index of the rows near the view, of a list that begins `top` pixels down the pane.
export function inView(top, count, { row, rows }) {
  const first = Math.floor(row - top / ROW)
  return [Math.max(0, first - BESIDE), Math.min(count, first + rows + 1 + BESIDE)]
}

// Bring a row into view that may not be in the page yet: its list and its number tell where it stands.
export function reveal(section, index) {
  const box = pane()
  const list = document.querySelector(`#list-${section}`)
  if (!box || !list) return
  const top = list.offsetTop + index * ROW
  const heading = 40
  if (top < box.scrollTop + heading) box.scrollTop = Math.max(0, top - heading)
  else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight
  placed()
}
