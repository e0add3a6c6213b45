// The gate is asked about what is saved in this language; the answer, or why there is none, lies in the sheet's signal.
import * as api from "./api.js"
import { sides } from "./article.js"
import { current, tidy } from "./content.js"
import { openId } from "./state.js"

export async function askGate(asked) {
  const { language } = asked.peek()
  const mine = openId.peek()
  asked.value = { ...asked.peek(), checking: true, error: null }
  try {
    const gate = await api.check(mine, language, tidy(current(sides.peek()[language].version)))
    // Closed meanwhile, or another article is open: nobody waits for this answer.
    if (asked.peek() && openId.peek() === mine) asked.value = { ...asked.peek(), gate, checking: false }
  } catch (error) {
    if (asked.peek()) asked.value = { ...asked.peek(), error, checking: false }
  }
}
