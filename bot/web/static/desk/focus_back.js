// Where the focus was, and the cursor with it: browsers put the cursor of a field behind a dialog to its beginning.
// Returns what gives both back; `instead` finds what takes the place of an element that has gone.
const selects = (one) => one instanceof HTMLTextAreaElement || (one instanceof HTMLInputElement && one.selectionStart !== null)

export function rememberFocus() {
  const before = document.activeElement
  const range = selects(before) ? [before.selectionStart, before.selectionEnd] : null
  return (instead) => {
    const there = before?.isConnected && before !== document.body
    const back = there ? before : (instead && document.querySelector(instead)) || document.querySelector(".composer textarea, .row")
    back?.focus()
    if (there && range) before.setSelectionRange(...range)
  }
}
