// A page that has stood open must not say in the evening that our team is here since the morning.
import { call } from "./api.js"
import { phase, standing } from "./state.js"

const STALE = 60_000

export function watchHours() {
  let asked = Date.now()
  const look = async () => {
    // With a conversation the stream tells, as soon as it changes.
    if (document.visibilityState !== "visible" || phase.value !== "none" || Date.now() - asked < STALE) return
    asked = Date.now()
    try {
      const desk = await call("GET", "/api/hours")
      if (phase.value === "none") standing.value = { ...standing.value, ...desk }
    } catch {
      // The next look tries again; what is shown meanwhile was true a moment ago.
    }
  }
  document.addEventListener("visibilitychange", look)
  setInterval(look, STALE)
}
