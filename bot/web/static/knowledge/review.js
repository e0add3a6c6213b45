// The second pair of eyes: submitting a draft, sending it back with a note, and what both say to the next one.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { Icon } from "../desk/icons.js"
import { exact, moment, t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useState } from "../desk/ui.js"
import { askGate } from "./asking.js"
import { busy, conflict, handOn, save, sides } from "./article.js"
import { Changes } from "./changes.js"
import { current } from "./content.js"
import { Gate } from "./gate.js"
import { may, me, review } from "./state.js"
import { Trouble } from "./trouble.js"

// { verb, language, gate, error, checking }
const asked = signal(null)
const close = () => { if (!busy.peek()) asked.value = null }

export const inReview = (side) => side.version?.draft_state === "review"
// Names may change, logins do not; the server decides in the end.
export const wroteIt = (side) => Boolean(side.version?.draft_by?.endsWith(`(${me.value?.login})`))
// A proposal takes no other draft's place.
export const isOthers = (side) => !may.value.write && Boolean(side.version?.draft_by) && !wroteIt(side)
// Unsaved words would leave the draft in review, so there is nothing to decide about it then.
const waits = (side) => inReview(side) && !side.unsaved
export const mayShow = (side) => may.value.publish && (may.value.publish_alone || (waits(side) && !wroteIt(side)))
export const maySendBack = (side) => may.value.publish && waits(side)
export const maySubmit = (side) => review.value && may.value.write && !waits(side)

export async function askSubmit(language) {
  const side = sides.peek()[language]
  if (side.unsaved && !(await save(language))) return
  asked.value = { verb: "submit", language, gate: null, checking: true }
  // Failing questions do not stop a submission; the writer should know what the reviewer will see.
  askGate(asked)
}

export const askSendBack = (language) => { asked.value = { verb: "return", language } }

export function ReviewDialog() {
  const found = asked.value
  if (!found || conflict.value || !sides.value[found.language]) return null
  return html`<${Sheet} key=${`${found.verb}-${found.language}`} ...${found} />`
}

function Sheet({ verb, language, gate, error, checking }) {
  const [note, setNote] = useState("")
  const [missing, setMissing] = useState(false)
  const { version } = sides.value[language]
  const go = async (event) => {
    event.preventDefault()
    if (busy.peek()) return
    if (verb === "return" && !note.trim()) { setMissing(true); document.getElementById("note").focus(); return }
    if (await handOn(verb, language, note.trim())) {
      asked.value = null
      say(t(`${verb}_done`))
    }
  }
  const wrong = missing && !note.trim()
  return html`<${Dialog} title=${t(`${verb}_title`, { language: t(`language_${language}`) })} onClose=${close} wide=${true}>
    <form class="body" onSubmit=${go}>
      <h3>${t(version?.live ? "what_changes" : "what_is_new")}</h3><${Changes} before=${version?.status === "archived" ? null : version?.live} after=${current(version)} />
      ${checking && html`<p class="checking" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t("checking")}</p>`}
      ${error && html`<${Trouble} error=${error} again=${() => askGate(asked)} />`}
      ${gate && html`<${Gate} gate=${gate} />`}
      <footer><div class="decide">
        <label for="note">${t(`${verb}_note`)}</label>
        ${wrong && html`<p class="problem" id="note-missing" role="alert">${t("return_note_missing")}</p>`}
        <textarea id="note" data-first rows="3" maxlength="500" dir="auto" value=${note} aria-describedby=${wrong ? "note-missing" : undefined} aria-invalid=${wrong ? "true" : undefined}
          onInput=${(event) => setNote(event.target.value)}></textarea>
      </div><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main" disabled=${Boolean(busy.value)}>${t(busy.value ? "working" : `${verb}_now`)}</button></footer>
    </form></${Dialog}>`
}

// What the one before said: the writer's note to the reviewer, or the reviewer's to the writer.
export function Said({ side }) {
  const { version, unsaved } = side
  if (isOthers(side)) return html`<p class="notice"><${Icon} name="alert" />${t("others_draft", { name: version.draft_by })}</p>`
  const said = version?.review
  if (!said) return null
  const waiting = inReview(side)
  if (said.kind === "submitted" && !waiting) return null
  return html`<div class="said ${waiting ? "" : "returned"}" role="note"><${Icon} name="chat" /><div>
    <p><strong>${t(waiting ? "submitted_by" : "returned_by", { name: said.who })}</strong> <time class="muted" title=${exact(said.at)}>${moment(said.at)}</time></p>
    ${said.note && html`<blockquote dir="auto">${said.note}</blockquote>`}
    ${waiting && may.value.write && html`<p class="muted">${t(unsaved ? "saving_leaves_review" : "editing_leaves_review")}</p>`}
    ${waiting && may.value.publish && !may.value.publish_alone && wroteIt(side) && html`<p class="muted">${t("own_words")}</p>`}
  </div></div>`
}
