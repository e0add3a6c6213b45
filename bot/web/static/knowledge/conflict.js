// Somebody saved in between: both versions beside each other, and the editor decides. Nothing is overwritten silently.
import { Dialog } from "../desk/dialog.js"
import { moment, t } from "../desk/texts.js"
import { say } from "../desk/toast.js"
import { html, useState } from "../desk/ui.js"
import { busy, conflict, goOnFrom, sides, takeTheirs } from "./article.js"
import { Lines, Parts, asText, fieldName } from "./changes.js"
import { LISTS, blank, changedFields, current, sameValue } from "./content.js"
import { diff, listDiff } from "./diff.js"

const close = () => { if (!busy.peek()) conflict.value = null }

export function ConflictDialog() {
  const found = conflict.value
  if (!found || !sides.value[found.language]) return null
  return html`<${Sheet} key=${found.theirs?.etag} ...${found} />`
}

function Sheet({ language, theirs, who, at }) {
  const side = sides.value[language]
  const base = side.base ?? blank()
  const mine = side.content
  const their = current(theirs) ?? blank()
  const names = changedFields(their, mine)
  // Who alone changed a field since we began is right about it; where both did, the editor must choose.
  const [picked, setPicked] = useState(() => Object.fromEntries(names.map((name) => [name, onlyOne(name, base, mine, their)])))
  const open = names.filter((name) => !picked[name])
  const keep = async (content) => {
    conflict.value = null
    if (await goOnFrom(language, theirs, content)) say(t("merged_done"))
  }
  const merged = () => ({ ...their, ...Object.fromEntries(names.map((name) => [name, valueOf(name, picked[name], mine, their)])) })
  const whose = { name: who || t("somebody"), at: at ? moment(at) : "" }
  return html`<${Dialog} title=${t("conflict_title")} onClose=${close} wide=${true}><div class="body conflict">
    <p>${t("conflict_what", whose)}</p>
    ${names.length === 0 && html`<p class="empty">${t("conflict_same")}</p>`}
    ${names.map((name) => html`<${Field} key=${name} name=${name} mine=${mine[name]} theirs=${their[name]} picked=${picked[name]} who=${whose.name}
      pick=${(value) => setPicked({ ...picked, [name]: value })} />`)}
    <footer>
      <button onClick=${() => { takeTheirs(language, theirs); conflict.value = null; say(t("took_theirs_done")) }}>${t("take_theirs")}</button>
      <button onClick=${() => keep(mine)}>${t("keep_mine")}</button>
      <button class="main" data-first disabled=${open.length > 0} onClick=${() => keep(merged())}>${t(open.length ? "choose_first" : "save_merged", { count: open.length })}</button>
    </footer></div></${Dialog}>`
}

function onlyOne(name, base, mine, theirs) {
  if (sameValue(base[name], theirs[name])) return "mine"
  if (sameValue(base[name], mine[name])) return "theirs"
  return LISTS.has(name) ? "both" : ""
}

function valueOf(name, picked, mine, theirs) {
  if (picked === "both") return [...new Set([...theirs[name], ...mine[name]])]
  return picked === "mine" ? mine[name] : theirs[name]
}

function Field({ name, mine, theirs, picked, pick, who }) {
  const list = LISTS.has(name) && listDiff(theirs, mine)
  const parts = list ? [] : diff(asText(name, theirs), asText(name, mine))
  const shown = (other, own) => (list ? html`<${Lines} ...${own === "-" ? { gone: list.gone } : { come: list.come }} kept=${list.kept} />` : html`<p><${Parts} parts=${parts.filter(([kind]) => kind !== other)} /></p>`)
  const choices = [["theirs", t("theirs_of", { name: who })], ["mine", t("mine")], ...(LISTS.has(name) ? [["both", t("both_lists")]] : [])]
  return html`<fieldset><legend>${fieldName(name)}${!picked && html` <span class="mark expired">${t("both_changed")}</span>`}</legend>
    <div class="two-columns">
      <div class="version" dir="auto"><h3>${t("theirs_of", { name: who })}</h3>${shown("+", "-")}</div>
      <div class="version" dir="auto"><h3>${t("mine")}</h3>${shown("-", "+")}</div>
    </div>
    <div class="picks">${choices.map(([value, label]) => html`<label class="choice" key=${value}><input type="radio" name=${`pick-${name}`} checked=${picked === value} onChange=${() => pick(value)} /><span>${label}</span></label>`)}</div>
  </fieldset>`
}
