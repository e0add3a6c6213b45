// The open article: both language versions, what was changed here, and what the server said to it.
import { effect, signal } from "@preact/signals"
import * as api from "./api.js"
import { blank, current, same, tidy } from "./content.js"
import { findAgain } from "./finding.js"
import { forgetDraft, keepDraft, keptDraft, keptNames } from "./kept.js"
import { languages, openId, openLanguage } from "./state.js"
import { whyNot } from "./trouble.js"
import { say } from "../desk/toast.js"
import { t } from "../desk/texts.js"

// By language: { version, etag, base, content, unsaved, problems, moved, proposals }; content is null where nothing is written.
export const sides = signal({})
export const problem = signal(null)
export const busy = signal("")
// { id, language, theirs, who, at }: somebody changed the version that was to be overwritten.
export const conflict = signal(null)
export const notKept = signal(false)
export const unsavedNames = signal(keptNames())

const sideOf = (language) => sides.peek()[language]
const put = (language, change) => { sides.value = { ...sides.peek(), [language]: { ...sides.peek()[language], ...change } } }

function opened(id, language, version) {
  const server = current(version)
  const kept = keptDraft(id, language)
  const fresh = { version, etag: version?.etag ?? "", base: server, content: server, unsaved: false, problems: [], moved: false }
  if (!kept || same(kept.content, server)) return fresh
  // Kept words go on from the version they were made from, so that saving finds out what came in between.
  return { ...fresh, etag: kept.etag, base: kept.base, content: { ...blank(), ...kept.content }, unsaved: true, moved: kept.etag !== fresh.etag }
}

export async function open(id) {
  problem.value = null
  if (!id) { sides.value = {}; return }
  sides.value = {}
  let versions = {}
  let proposals = []
  try {
    ({ versions, proposals = [] } = await api.article(id))
  } catch (error) {
    const here = languages.peek().some((language) => keptDraft(id, language))
    if (openId.peek() !== id) return
    if (error.status !== 404 || !here) { problem.value = error; return }
  }
  if (openId.peek() !== id) return
  sides.value = Object.fromEntries(languages.peek().map((language) => [language, { ...opened(id, language, versions[language] ?? null), proposals: ofLanguage(proposals, language) }]))
  const wanted = sideOf(openLanguage.peek())
  const written = languages.peek().find((language) => sideOf(language).content)
  if (!wanted?.content && written) openLanguage.value = written
}

const ofLanguage = (proposals, language) => proposals.filter((one) => one.language === language)

async function readProposals(id) {
  try {
    const { proposals } = await api.article(id)
    if (openId.peek() === id) for (const language of languages.peek()) put(language, { proposals: ofLanguage(proposals, language) })
  } catch {
    // They are shown when the article is opened again.
  }
}

export const reopen = () => open(openId.peek())

export function openAsAddressed() {
  let last = ""
  effect(() => {
    const id = openId.value
    if (id !== last) { last = id; open(id) }
  })
}

export function edit(language, name, value) {
  const side = sideOf(language)
  change(language, { ...side.content, [name]: value }, side.problems.filter((one) => one.field !== name))
}

export function change(language, content, problems = sideOf(language).problems) {
  const side = sideOf(language)
  const unsaved = !same(content, side.base)
  put(language, { content, unsaved, problems })
  keep(openId.peek(), language)
}

function keep(id, language) {
  const { content, base, etag, unsaved } = sideOf(language)
  if (unsaved) notKept.value = !keepDraft(id, language, { content, base, etag, at: Date.now() / 1000 })
  else forgetDraft(id, language)
  unsavedNames.value = keptNames()
}

export function begin(language) {
  const other = Object.values(sides.peek()).find((side) => side.content)?.content
  // Topic, tags, hints, dates and channels are usually the same in the other language.
  const { topic, tags, urgency, nature, valid_from, valid_until, owner, channels } = other ?? blank()
  put(language, { content: { ...blank(topic), tags: [...(tags ?? [])], urgency, nature, valid_from, valid_until, owner, channels: [...(channels ?? [])] } })
  change(language, sideOf(language).content)
}

// What was typed while the answer was on its way stays, now on top of what was saved.
function took(id, language, version, problems, sent) {
  if (openId.peek() !== id) {
    if (same(keptDraft(id, language)?.content, sent)) forgetDraft(id, language)
    unsavedNames.value = keptNames()
    return
  }
  const server = current(version)
  const typed = sent && !same(sideOf(language).content, sent) ? sideOf(language).content : server
  put(language, { version, etag: version?.etag ?? "", base: server, content: typed, unsaved: !same(typed, server), problems: problems ?? [], moved: false })
  // Published or dropped: what was proposed for it is settled.
  if (!version?.draft) put(language, { proposals: [] })
  keep(id, language)
}

// Returns whether it is saved.
export async function save(language) {
  const id = openId.peek()
  const { etag, content: typed } = sideOf(language)
  const sent = tidy(typed)
  return deed("save", async () => {
    const answer = await api.saveDraft(id, language, etag, sent)
    took(id, language, { ...answer.version, etag: answer.etag ?? answer.version.etag }, answer.problems, typed)
    findAgain()
    return true
  }, { id, language })
}

export const discard = (language) => {
  const id = openId.peek()
  const side = sideOf(language)
  if (!side.version?.draft) {
    forgetDraft(id, language)
    unsavedNames.value = keptNames()
    put(language, { content: current(side.version), base: current(side.version), etag: side.version?.etag ?? "", unsaved: false, problems: [], moved: false })
    return Promise.resolve(true)
  }
  return deed("discard", async () => {
    const answer = await api.dropDraft(id, language, side.etag)
    forgetDraft(id, language)
    took(id, language, { ...answer.version, etag: answer.etag }, [])
    findAgain()
    return true
  }, { id, language })
}

// Only what was typed here and not saved; the saved draft stays.
export function forgetUnsaved(language) {
  const { version } = sideOf(language)
  forgetDraft(openId.peek(), language)
  unsavedNames.value = keptNames()
  put(language, { content: current(version), base: current(version), etag: version?.etag ?? "", unsaved: false, problems: [], moved: false })
}

export const restore = (language, n, why) => {
  const id = openId.peek()
  return deed("restore", async () => {
    const answer = await api.restore(id, language, sideOf(language).etag, n, why)
    took(id, language, { ...answer.version, etag: answer.etag }, [])
    findAgain()
    return true
  }, { id, language })
}

// Publishing and archiving answer with the gate when it blocks; the caller shows it.
export const release = (verb, language, why, override) => {
  const id = openId.peek()
  return deed(verb, async () => {
    const answer = await api[verb](id, language, sideOf(language).etag, why, override)
    took(id, language, { ...answer.version, etag: answer.etag }, [])
    findAgain()
    return { done: true, ...answer }
  }, { id, language, blocked: (error) => ({ done: false, gate: error.more.gate }) })
}

// Into review, or back to the writer: the words stay, only the draft's state changes.
export const handOn = (verb, language, note) => {
  const id = openId.peek()
  const { content } = sideOf(language)
  return deed(verb, async () => {
    const answer = await (verb === "submit" ? api.submit : api.sendBack)(id, language, sideOf(language).etag, note)
    took(id, language, { ...answer.version, etag: answer.etag }, [], content)
    findAgain()
    return true
  }, { id, language })
}

async function deed(name, work, { id, language, blocked }) {
  if (busy.peek()) return false
  busy.value = name
  try {
    return await work()
  } catch (error) {
    if (error.status === 412) {
      const { version, who, at } = error.more
      // An agent's proposal may be what came in between.
      readProposals(id)
      conflict.value = { id, language, theirs: version, who: who ?? version?.draft_by, at: at ?? version?.draft_at }
    } else if (error.status === 422) {
      put(language, { problems: error.more.problems ?? [] })
      say(t("not_good"), "error")
    } else if (error.status === 409 && error.code === "gate" && blocked) return blocked(error)
    else say(whyNot(error), "error")
    return false
  } finally {
    busy.value = ""
  }
}

// A settled conflict: the work goes on from their version, so that saving replaces what was seen and nothing else.
export function goOnFrom(language, theirs, content) {
  put(language, { version: theirs, etag: theirs.etag, base: current(theirs), moved: false })
  change(language, content, [])
  return sideOf(language).unsaved ? save(language) : Promise.resolve(true)
}

export function takeTheirs(language, theirs) {
  const server = current(theirs)
  forgetDraft(openId.peek(), language)
  unsavedNames.value = keptNames()
  put(language, { version: theirs, etag: theirs.etag, base: server, content: server, unsaved: false, problems: [], moved: false })
}
