// Publishing and archiving: one sheet with what will change, what fails, a reason and one button.
import { signal } from "@preact/signals"
import { Dialog } from "../desk/dialog.js"
import { Icon } from "../desk/icons.js"
import { t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useState } from "../desk/ui.js"
import { askGate } from "./asking.js"
import { busy, conflict, release, save, sides } from "./article.js"
import { Changes } from "./changes.js"
import { current } from "./content.js"
import { Gate } from "./gate.js"
import { may } from "./state.js"
import { Trouble } from "./trouble.js"

// { verb, language, gate, error, checking }
const asked = signal(null)
const close = () => { if (!busy.peek()) asked.value = null }

export async function askRelease(verb, language) {
  // The gate is asked about what is saved, and that is what will be published.
  const side = sides.peek()[language]
  if (verb === "publish" && (side.unsaved || !side.version?.draft) && !(await save(language))) return
  asked.value = { verb, language, gate: null, checking: verb === "publish" }
  if (verb === "publish") askGate(asked)
}

export function ReleaseDialog() {
  const found = asked.value
  if (!found || conflict.value || !sides.value[found.language]) return null
  return html`<${Sheet} key=${`${found.verb}-${found.language}`} ...${found} />`
}

function Sheet({ verb, language, gate, error, checking }) {
  const [why, setWhy] = useState("")
  const [anyway, setAnyway] = useState(false)
  const [missing, setMissing] = useState(false)
  const { version } = sides.value[language]
  const blocked = Boolean(gate?.blocks)
  const stopped = checking || Boolean(error) || (blocked && !(may.value.override && anyway))
  const go = async (event) => {
    event.preventDefault()
    if (stopped || busy.peek()) return
    if (!why.trim()) { setMissing(true); document.getElementById("why").focus(); return }
    const answer = await release(verb, language, why.trim(), blocked ? why.trim() : null)
    if (answer?.gate && !answer.done) asked.value = { ...asked.peek(), gate: answer.gate }
    else if (answer) {
      asked.value = null
      say(t(verb === "publish" ? "published_done" : "archived_done"))
    }
  }
  return html`<${Dialog} title=${t(`${verb}_title`, { language: t(`language_${language}`) })} onClose=${close} wide=${true}>
    <form class="body" onSubmit=${go}>
      ${verb === "publish"
        ? html`<h3>${t(version?.live ? "what_changes" : "what_is_new")}</h3><${Changes} before=${version?.live} after=${current(version)} />`
        : html`<p>${t("archive_what")}</p>`}
      ${checking && html`<p class="checking" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t("checking")}</p>`}
      ${error && html`<${Trouble} error=${error} again=${() => askGate(asked)} />`}
      ${gate && html`<${Gate} gate=${gate} />`}
      <footer><div class="decide">
        ${blocked && may.value.override && html`<label class="choice"><input type="checkbox" checked=${anyway} onChange=${(event) => setAnyway(event.target.checked)} /><span>${t("override")}</span></label>`}
        ${blocked && !may.value.override && html`<p class="notice"><${Icon} name="alert" />${t("override_ask")}</p>`}
        <label for="why">${t(blocked && anyway ? "why_override" : "why")}</label>
        ${missing && !why.trim() && html`<p class="problem" id="why-missing" role="alert">${t("why_missing")}</p>`}
        <input id="why" data-first autocomplete="off" value=${why} placeholder=${t("why_hint")} aria-describedby=${missing && !why.trim() ? "why-missing" : undefined} aria-invalid=${missing && !why.trim() ? "true" : undefined}
          onInput=${(event) => setWhy(event.target.value)} onKeyDown=${(event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }} />
      </div><button type="button" onClick=${close}>${t("cancel")}</button>
        <button class="main ${blocked && anyway ? "danger" : ""}" disabled=${stopped || Boolean(busy.value)}>${t(busy.value ? "working" : blocked && anyway ? `${verb}_anyway` : `${verb}_now`)}</button></footer>
    </form></${Dialog}>`
}
