// Calling a person, leaving the queue, leaving a request.
import { call } from "./api.js"
import { config } from "./config.js"
import { focusPersonButton } from "./focus.js"
import { reasonFor } from "./outgoing.js"
import { begin } from "./session.js"
import { away, calling, form, standing, trouble } from "./state.js"
import { t } from "./texts.js"

export const callPerson = () => ask({})

// The customer has been told that nobody is there.
export const waitAnyway = () => ask({ insist: true })

async function ask(wish) {
  if (calling.value || standing.value.owner !== "bot") return
  calling.value = true
  trouble.value = ""
  try {
    await begin()
    const outcome = await call("POST", "/api/conversation/person", wish)
    if (outcome.state === "queued") {
      standing.value = { ...standing.value, owner: "queue", position: outcome.position, wait: outcome.wait, ticket: outcome.ticket }
      away.value = null
      form.value = false
    } else if (outcome.state !== "with_person") {
      away.value = outcome
      form.value = false
    }
  } catch (error) {
    trouble.value = t("person_failed", { reason: reasonFor(error), hotline: config.hotline })
  } finally {
    calling.value = false
  }
}

export async function leaveQueue() {
  try {
    standing.value = await call("DELETE", "/api/conversation/person")
    focusPersonButton()
  } catch (error) {
    // Somebody has taken the conversation in this very moment: the stream tells who.
    if (error.status !== 409) trouble.value = reasonFor(error)
  }
}

export async function fileRequest(clientId, name, contact, text) {
  await begin()
  return call("POST", "/api/conversation/request", { client_id: clientId, name, contact, text })
}
