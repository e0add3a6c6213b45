// "People and teams", for leads: who belongs where, what everybody can do, and how much at once.
import { signal } from "@preact/signals"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { loadPeople, people, peopleFailed, skillName, teamName, teamsOf } from "./people.js"
import { PersonForm } from "./person_form.js"
import { TeamForm } from "./team_form.js"
import { t } from "./texts.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const open = signal(false)
export const showPeople = () => { people.value = null; open.value = true; loadPeople() }

export function PeopleDialog() {
  return open.value && html`<${Room} />`
}

function Room() {
  // null: the list; else { person } or { team }, a team without an id when it is new.
  const [edited, setEdited] = useState(null)
  const [told, setTold] = useState("")
  // Where the focus goes back to in the list.
  const from = useRef("")
  const edit = (what, key) => { from.current = key; setTold(""); setEdited(what) }
  const back = (words = "") => { setTold(words); setEdited(null) }
  const title = edited ? edited.person?.name ?? t(edited.team.id ? "team_change" : "team_new") : t("people")
  return html`<${Dialog} title=${title} onClose=${() => { open.value = false }} wide=${true}>
    ${edited?.person && html`<${PersonForm} person=${edited.person} back=${back} />`}
    ${edited?.team && html`<${TeamForm} team=${edited.team} back=${back} />`}
    ${!edited && html`<${Lists} edit=${edit} told=${told} from=${from.current} />`}
  </${Dialog}>`
}

function Lists({ edit, told, from }) {
  const box = useRef(null)
  const found = people.value
  // Coming back from a form the focus would be nowhere; a deleted team's row is gone.
  useLayoutEffect(() => {
    const row = from && box.current.querySelector(`[data-key="${from}"]`)
    ;(row || box.current.querySelector(".tools button"))?.focus()
  }, [Boolean(found)])
  return html`<div class="people" ref=${box}>
    <p class="help">${t("people_help")}</p>
    <p class="done" role="status">${told && html`<${Icon} name="check" />${told}`}</p>
    ${!found && (peopleFailed.value
      ? html`<p class="problem" role="alert">${t("people_failed")} <button class="link" onClick=${loadPeople}>${t("try_again")}</button></p>`
      : html`<p class="help" role="status">${t("loading")}</p>`)}
    <section aria-labelledby="people-teams">
      <div class="tools"><h3 id="people-teams">${t("teams")} <span class="count">${found?.teams.length ?? ""}</span></h3>
        <button disabled=${!found} data-first data-key="new" onClick=${() => edit({ team: { name: { zh: "", en: "" }, members: [] } }, "new")}><${Icon} name="plus" />${t("team_new")}</button></div>
      ${found && !found.teams.length && html`<p class="empty">${t("teams_empty")}</p>`}
      <ul>${found?.teams.map((team) => html`<li key=${team.id}><button class="line" data-key=${`team-${team.id}`} onClick=${() => edit({ team }, `team-${team.id}`)}>
        <strong><bdi>${teamName(team)}</bdi></strong> <span class="muted">${members(team, found.people)}</span></button></li>`)}</ul>
    </section>
    <section aria-labelledby="people-people">
      <h3 id="people-people">${t("people_answering")} <span class="count">${found?.people.length ?? ""}</span></h3>
      <ul>${found?.people.map((person) => html`<li key=${person.id}><button class="line" data-key=${`person-${person.id}`} onClick=${() => edit({ person }, `person-${person.id}`)}>
        <strong><bdi>${person.name}</bdi></strong>
        <span class="muted">${facts(person, found).join(" · ")}</span>
        ${person.skills.length > 0 && html`<span class="skills">${person.skills.map((one) => html`<span key=${one}>${skillName(one)}</span>`)}</span>`}
      </button></li>`)}</ul>
    </section>
  </div>`
}

function members(team, all) {
  const names = all.filter((one) => team.members.includes(one.id)).map((one) => one.name)
  return names.length ? names.join(t("comma")) : t("team_nobody")
}

const facts = (person, found) => [
  person.languages.map((one) => t(`language_${one}`)).join(t("comma")),
  t("at_once", { count: person.capacity ?? found.usual_capacity }),
  ...teamsOf(person).map(teamName),
]
