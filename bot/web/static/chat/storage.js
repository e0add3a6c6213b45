// localStorage that may be forbidden (third-party frames, private windows): then the page just forgets on reload.
const memory = new Map()

export function read(name) {
  try {
    return localStorage.getItem(`supportbot.${name}`) ?? memory.get(name) ?? null
  } catch {
    return memory.get(name) ?? null
  }
}

export function write(name, value) {
  memory.set(name, value)
  try {
    localStorage.setItem(`supportbot.${name}`, value)
  } catch { /* kept in memory */ }
}

export function remove(name) {
  memory.delete(name)
  try {
    localStorage.removeItem(`supportbot.${name}`)
  } catch { /* was only in memory */ }
}

export function namesWith(prefix) {
  const found = new Set([...memory.keys()].filter((name) => name.startsWith(prefix)))
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`supportbot.${prefix}`)) found.add(key.slice("supportbot.".length))
    }
  } catch { /* memory only */ }
  return [...found]
}
