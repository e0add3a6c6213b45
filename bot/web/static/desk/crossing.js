// A colleague has written while I wrote my note: their words are shown once before mine go out.
import { Icon } from "./icons.js"
import { isMine, messages } from "./state.js"
import { t } from "./texts.js"
import { html, useEffect, useRef, useState } from "./ui.js"

const LONGEST = 80
const colleagues = (all) => all.filter((one) => one.author.startsWith("agent:") && !isMine(one.author) && one.kind !== "event")

// `stops()` before sending: true once for words that came since the box was last empty. `notice` shows them.
export function useCrossing(id, note, text) {
  const last = colleagues(messages.value).at(-1)
  // The number that was there when I began.
  const begun = useRef(0)
  const [shown, setShown] = useState(null)
  useEffect(() => { setShown(null); begun.current = colleagues(messages.peek()).at(-1)?.seq ?? 0 }, [id, note, !text])
  const stops = () => {
    if (!note || !last || last.seq <= begun.current) return false
    begun.current = last.seq
    setShown(last)
    return true
  }
  const said = shown && (shown.text.length > LONGEST ? `${shown.text.slice(0, LONGEST)}…` : shown.text)
  const notice = note && shown && html`<p class="held crossing" role="alert"><${Icon} name="alert" /><span>${t("crossing", { name: shown.agent, text: said })}</span></p>`
  return { stops, notice }
}
