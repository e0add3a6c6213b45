// Somebody new waits: the title says how many, and a short sound if the agent wants one.
import { effect, signal } from "@preact/signals"
import { sound } from "./kept.js"
import { unread } from "./seen.js"
import { lists } from "./state.js"
import { t } from "./texts.js"

export const announcement = signal("")
let known = null
let audio = null

// Browsers let a page sound only after the first gesture.
addEventListener("pointerdown", () => { audio ??= new AudioContext() }, { once: true })

let knownBack = new Set()

export function arrived({ queue, mine }) {
  const back = new Set([...queue, ...mine].filter((line) => line.woke).map((line) => line.id))
  const woken = known ? [...back].filter((id) => !knownBack.has(id)) : []
  knownBack = back
  const ids = new Set(queue.map((line) => line.id))
  const fresh = known ? [...ids].filter((id) => !known.has(id)) : []
  known = ids
  if (!fresh.length && !woken.length) return
  announcement.value = woken.length ? t("announce_back", { count: woken.length }) : t("announce_waiting", { count: queue.length })
  if (sound.value.peek()) chime()
}

export function chime() {
  if (!audio || audio.state === "closed") return
  audio.resume()
  const start = audio.currentTime
  for (const [offset, pitch] of [[0, 660], [0.14, 880]]) {
    const tone = audio.createOscillator()
    const loudness = audio.createGain()
    tone.frequency.value = pitch
    loudness.gain.setValueAtTime(0.0001, start + offset)
    loudness.gain.exponentialRampToValueAtTime(0.12, start + offset + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + offset + 0.3)
    tone.connect(loudness).connect(audio.destination)
    tone.start(start + offset)
    tone.stop(start + offset + 0.32)
  }
}

export function showInTitle() {
  const shop = document.querySelector('meta[name="shop"]').content
  effect(() => {
    const found = lists.value
    const count = found ? found.queue.length + found.mine.filter((line) => unread(line) || line.transferred).length + (found.mentions ?? []).length : 0
    document.title = `${count ? `(${count}) ` : ""}${t("title")} · ${shop}`
  })
}
