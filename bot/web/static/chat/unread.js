// How the customer notices an answer while looking elsewhere: a number, the title, a sound if wanted.
import { effect, signal } from "@preact/signals"
import { isOpen, tell } from "./frame.js"
import { read, write } from "./storage.js"
import { language, shopName, t } from "./texts.js"

export const unread = signal(0)
export const sound = signal(read("sound") === "on")
let audio = null

const isSeen = () => isOpen.value && !document.hidden

export function arrived(fresh) {
  const others = fresh.filter((message) => message.author !== "customer").length
  if (!others || isSeen()) return
  unread.value += others
  if (sound.value) play()
}

export function setSound(on) {
  sound.value = on
  write("sound", on ? "on" : "off")
  if (on) play()
}

function play() {
  try {
    audio ??= new AudioContext()
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.setValueAtTime(660, audio.currentTime)
    tone.frequency.setValueAtTime(880, audio.currentTime + 0.09)
    volume.gain.setValueAtTime(0.06, audio.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.35)
    tone.connect(volume).connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + 0.36)
  } catch { /* no sound device */ }
}

export function watchUnread() {
  const seen = () => { if (isSeen()) unread.value = 0 }
  document.addEventListener("visibilitychange", seen)
  effect(() => { if (isOpen.value) seen() })
  effect(() => {
    language.value
    document.title = unread.value ? t("unread_title", { count: unread.value }) : `${t("page_title")} · ${shopName()}`
    tell("unread", { count: unread.value })
  })
}
