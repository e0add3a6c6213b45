// Focus for what is still being drawn, as after a key that opens it.

// About a second; then it is not coming, or nobody waits for it any more.
const FRAMES = 60

// The newest wish wins; what somebody focused themselves meanwhile keeps the focus.
let wish = 0

export function focusWhenThere(selector, done) {
  const mine = ++wish
  const before = document.activeElement
  const look = (frames) => {
    if (mine !== wish || (document.activeElement !== before && document.activeElement !== document.body)) return
    const found = document.querySelector(selector)
    if (!found?.offsetParent) return frames > 0 && requestAnimationFrame(() => look(frames - 1))
    found.focus()
    done?.(found)
  }
  // At once where it is there already: what is typed next belongs into it.
  look(FRAMES)
}
