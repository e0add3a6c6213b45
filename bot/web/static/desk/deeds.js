// Claim and release the open conversation; what cannot be done is said with the holder's name.
import { signal } from "@preact/signals"
import { act, openId } from "./state.js"
import { t } from "./texts.js"
import { say, sayError } from "./toast.js"

export const busy = signal("")

async function deed(verb, done) {
  const id = openId.peek()
  if (busy.peek()) return
  busy.value = verb
  try {
    await act(id, verb)
    if (done) say(done)
    return true
  } catch (error) {
    sayError(error)
  } finally {
    busy.value = ""
  }
}

export async function claimOpen() {
  if (await deed("claim")) document.querySelector(".composer textarea")?.focus()
}

// The focus goes to its row, before what had it is gone.
export function closeOpen() {
  document.querySelector(`.row[href="#${openId.peek()}"]`)?.focus()
  location.hash = ""
}

export const releaseOpen = () => deed("release", t("released_done"))
