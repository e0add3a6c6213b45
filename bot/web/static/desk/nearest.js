// Where a reply belongs: the articles nearest to the question, or a new one.
import { call } from "./api.js"
import { t } from "./texts.js"
import { html, useEffect, useState } from "./ui.js"

// The first question of a server loads the model; beyond this it is told that it did not work.
const SECONDS = 90
const WAIT = 500
// From this score on the nearest article is likely to be of the same topic.
const RELATED = 0.3
// Below this an article is about something else: writing the reply into it would spoil it.
const UNRELATED = 0.15

export function Nearest({ text, language, topics, choice, choose, topic, setTopic }) {
  const [found, setFound] = useState(null)
  const [failed, setFailed] = useState(false)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!text) { setFound([]); return }
    let wanted = true
    setFailed(false)
    setFound(null)
    const timer = setTimeout(async () => {
      try {
        const { nearest } = await call("POST", "/api/desk/nearest", { text, language }, { seconds: SECONDS })
        if (wanted) setFound(nearest.filter((one) => one.score >= UNRELATED))
      } catch {
        if (wanted) setFailed(true)
      }
    }, turn || !found ? 0 : WAIT)
    return () => { wanted = false; clearTimeout(timer) }
  }, [text, turn])
  // What is no longer among the nearest cannot stay chosen unseen.
  useEffect(() => { if (found && choice.startsWith("a/") && !found.some((one) => `a/${one.id}` === choice)) choose("") }, [found])
  const pick = (value) => () => {
    choose(value)
    if (value === "new" && !topic && found?.[0]?.score >= RELATED) setTopic(found[0].topic)
  }
  const radio = (value) => html`<input type="radio" name="propose-article" value=${value} checked=${choice === value} onChange=${pick(value)} />`
  const known = (found ?? []).map((one) => html`<label class="choice" key=${one.id}>${radio(`a/${one.id}`)}
      <span dir="auto">${one.question}<small>${one.topic} · ${one.score.toFixed(2)}${note(one, language)}</small></span></label>`)
  const fresh = html`<div key="new"><label class="choice">${radio("new")}<span>${t("propose_new")}</span></label>
    ${choice === "new" && html`<div class="topic"><label for="propose-topic">${t("propose_topic")}</label>
      <input type="text" id="propose-topic" list="propose-topics" autocomplete="off" maxlength="64" value=${topic} onInput=${(event) => setTopic(event.target.value)} />
      <datalist id="propose-topics">${topics.map((one) => html`<option key=${one} value=${one} />`)}</datalist></div>`}
  </div>`
  return html`<fieldset class="nearest-articles" aria-busy=${!found && !failed}><legend>${t("propose_article")}</legend>
    ${!found && !failed && html`<p class="searching" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t("propose_searching")}</p>`}
    ${failed && html`<p class="problem" role="alert">${t("propose_search_failed")} <button type="button" class="link" onClick=${() => setTurn(turn + 1)}>${t("try_again")}</button></p>`}
    ${found && !(found[0]?.score >= RELATED) ? [fresh, ...known] : [...known, fresh]}
  </fieldset>`
}

function note(one, language) {
  if (one.draft) return ` · ${t("propose_has_draft", { name: one.draft.who ?? "" })}`
  return one.written ? "" : ` · ${t("propose_not_written", { language: t(`language_${language}`) })}`
}
