// The questions behind ids, in the reader's language where they are written in it, for tabs whose data has ids only. Read once a visit, in the largest pages.
import { signal } from "@preact/signals"
import { language as reader } from "../desk/texts.js"
import { findArticles } from "./api.js"

const MOST = 5000
const known = signal({})
let reading = null

export const titleOf = (id) => known.value[id]?.question
export const languageOf = (id) => known.value[id]?.language

export function readTitles() {
  reading ??= (async () => {
    try {
      let after = 0
      while (after < MOST) {
        const { articles, total } = await findArticles({ after: after || "" })
        const found = { ...known.peek() }
        for (const { id, language, question } of articles) if (!found[id] || language === reader.value) found[id] = { question, language }
        known.value = found
        after += articles.length
        if (!articles.length || after >= total) return
      }
    } catch {
      // The ids are shown instead; the next visit tries again.
      reading = null
    }
  })()
  return reading
}
