// Unsaved words stay in this browser until they are saved, with the version they were made from.
const PREFIX = "supportbot.knowledge.draft."
const MOST = 60

const nameOf = (id, language) => `${PREFIX}${id}/${language}`

export function keptDraft(id, language) {
  try {
    const found = JSON.parse(localStorage.getItem(nameOf(id, language)))
    return found && typeof found.content === "object" ? found : null
  } catch {
    return null
  }
}

// Returns whether it is kept: storage may be full or forbidden, and the editor should know.
export function keepDraft(id, language, draft) {
  try {
    localStorage.setItem(nameOf(id, language), JSON.stringify(draft))
    forgetOldest()
    return true
  } catch {
    return false
  }
}

export function forgetDraft(id, language) {
  try {
    localStorage.removeItem(nameOf(id, language))
  } catch {
    // Forbidden storage holds nothing.
  }
}

export const keptNames = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length))
  } catch {
    return []
  }
}

function forgetOldest() {
  const names = keptNames()
  if (names.length <= MOST) return
  const at = (name) => JSON.parse(localStorage.getItem(PREFIX + name))?.at ?? 0
  for (const name of names.sort((a, b) => at(a) - at(b)).slice(0, names.length - MOST)) localStorage.removeItem(PREFIX + name)
}
