// Who edits and what they may do, which view is open, and which article.
import { computed, signal } from "@preact/signals"
import * as api from "./api.js"

export const VIEWS = ["articles", "gaps", "use", "files", "regression"]

export const me = signal(null)
export const may = signal({})
// Whether a second person looks at articles here before customers see them.
export const review = signal(false)
export const languages = signal(["zh", "en"])
export const topics = signal([])
export const channels = signal([])
export const view = signal("articles")
export const openId = signal("")
export const openLanguage = signal("zh")
// On a phone one pane fills the screen.
export const pane = signal("list")
export const failed = signal(null)
export const atDesk = computed(() => ["agent", "manager", "admin"].includes(me.value?.role))

export async function begin() {
  try {
    const found = await api.whoAmI()
    me.value = found.user
    may.value = found.may
    review.value = found.review
    languages.value = found.languages
    topics.value = [...found.topics].sort()
    channels.value = found.channels
    failed.value = null
  } catch (error) {
    failed.value = error
  }
}
