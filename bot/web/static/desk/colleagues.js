// The people one works with: who is there, and how many conversations they have. Asked when it matters, not kept live.
import { signal } from "@preact/signals"
import { get } from "./api.js"
import { t } from "./texts.js"

// null: not loaded yet.
export const colleagues = signal(null)
export const colleaguesFailed = signal(false)
let latest = 0

export async function loadColleagues() {
  const mine = ++latest
  colleaguesFailed.value = false
  try {
    const found = await get("/colleagues")
    if (mine === latest) colleagues.value = found.colleagues
  } catch {
    if (mine === latest) colleaguesFailed.value = true
  }
}

export const isThere = (one) => one.presence === "online" || one.presence === "busy"
export const found = (query) => (colleagues.value ?? []).filter((one) => one.name.toLowerCase().includes(query.trim().toLowerCase()))
export const standingOf = (one) => `${t(`colleague_${one.presence}`)} · ${t("colleague_has", { count: one.conversations })}`
