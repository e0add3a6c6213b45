// Words into a text box at a place, as if they were typed: the browser's own undo takes them back.
export function insertAt(box, text, from, to) {
  box.focus()
  box.setSelectionRange(from, to)
  // The only way that keeps the undo history; where a browser has dropped it the words still get in.
  if (text && document.execCommand("insertText", false, text)) return
  box.setRangeText(text, from, to, "end")
  box.dispatchEvent(new InputEvent("input", { bubbles: true }))
}

// On lines of their own between what is written before and after the cursor.
export function insertLines(box, text) {
  const { selectionStart: from, selectionEnd: to, value } = box
  const before = from > 0 && value[from - 1] !== "\n" ? "\n" : ""
  const after = to < value.length && value[to] !== "\n" ? "\n" : ""
  insertAt(box, before + text + after, from, to)
}
