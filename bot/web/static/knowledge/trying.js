// A question as a customer asks it. What is being written counts too, saved or not.
import { effect, signal } from "@preact/signals"
import * as api from "./api.js"
import { change, reopen, sides } from "./article.js"
import { tidy, same } from "./content.js"
import { findAgain } from "./finding.js"
import { openId, openLanguage, pane } from "./state.js"
import { say } from "../desk/toast.js"
import { t } from "../desk/texts.js"
import { whyNot } from "./trouble.js"

export const question = signal("")
export const withDraft = signal(true)
// Empty: as if no article had a limit.
export const channel = signal("")
export const answer = signal(null)
export const asking = signal(false)
export const trouble = signal(null)

const WAIT = 900
let turn = 0
let timer = 0

// The version in hand, when it differs from what customers get now.
export function draftInHand() {
  const language = openLanguage.value
  const side = sides.value[language]
  if (!openId.value || !side?.content || same(side.content, side.version?.live)) return null
  return { id: openId.value, language, content: tidy(side.content) }
}

export async function ask() {
  const text = question.peek().trim()
  if (!text) return
  clearTimeout(timer)
  const mine = ++turn
  asking.value = true
  try {
    const draft = withDraft.peek() ? draftInHand() : null
    const found = await api.tryOut({ text, draft, channel: channel.peek() || null })
    if (mine !== turn) return
    answer.value = { ...found, text, draft }
    trouble.value = null
  } catch (error) {
    if (mine === turn) trouble.value = error
  } finally {
    if (mine === turn) asking.value = false
  }
}

export function tryThis(text) {
  question.value = text
  pane.value = "try"
  ask()
}

// Once asked, the question follows the draft: what one writes shows at once whether it helps.
export function followDraft() {
  let before
  effect(() => {
    const now = JSON.stringify(withDraft.value ? draftInHand() : null)
    if (now === before) return
    const first = before === undefined
    before = now
    clearTimeout(timer)
    if (!first && answer.peek()) timer = setTimeout(ask, WAIT)
  })
}

export const taught = signal([])

export async function teach(text, id, language) {
  const side = sides.peek()[language]
  try {
    if (openId.peek() === id && side?.unsaved) {
      // The server's draft would move away under the unsaved words, so the variant goes to them.
      if (!side.content.variants.includes(text)) change(language, { ...side.content, variants: [...side.content.variants, text] })
      const { regression: question } = await api.addRegression(text, language, id)
      say(t(question === "added" ? "taught_here" : "taught_here_proposed"))
    } else {
      const { variant, regression: question } = await api.teach(text, id, language)
      say(t(question === "added" ? "taught_done" : variant ? "taught_proposed" : "taught_question_only", { id }))
      if (openId.peek() === id) await reopen()
      findAgain()
    }
    taught.value = [...taught.peek(), `${text}/${id}`]
    return true
  } catch (error) {
    say(whyNot(error), "error")
    return false
  }
}
