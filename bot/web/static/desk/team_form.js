// One team: its name in both languages and its members. Deleting asks once more.
import { whyNotSaved } from "./canned_form.js"
import { Icon } from "./icons.js"
import { deleteTeam, people, saveTeam, teamName } from "./people.js"
import { t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "./ui.js"

export function TeamForm({ team, back }) {
  const form = useRef(null)
  const here = useRef(true)
  const [name, setName] = useState(team.name)
  const [members, setMembers] = useState(team.members)
  const [wrong, setWrong] = useState(null)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  useLayoutEffect(() => { form.current.querySelector("input").focus() }, [])
  useLayoutEffect(() => { if (asking) form.current.querySelector(".asking button").focus() }, [asking])
  // A late answer must not close what has been opened since.
  useEffect(() => () => { here.current = false }, [])
  const send = async (work, words) => {
    if (busy) return
    setBusy(true)
    setWrong(null)
    try {
      await work()
      if (here.current) back(words)
    } catch (error) {
      if (!here.current) return
      setBusy(false)
      setAsking(false)
      setWrong({ field: error.more?.field, text: whyNotSaved(error) })
    }
  }
  const save = (event) => {
    event.preventDefault()
    send(() => saveTeam(team.id, { name, members }), t("team_saved"))
  }
  const toggle = (id, on) => setMembers(on ? [...members, id] : members.filter((one) => one !== id))
  // Enter chooses a word from a Chinese input method; it must not hand the form in.
  const safe = (event) => { if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault() }
  const problem = (field) => wrong?.field === field && html`<p class="problem" id=${`team-${field}-wrong`} role="alert">${wrong.text}</p>`
  return html`<form class="people-form" ref=${form} onSubmit=${save} onKeyDown=${safe} novalidate>
    <div class="both">${["zh", "en"].map((one) => html`<div key=${one}><label for=${`team-${one}`}>${t(`team_name_${one}`)}</label>
      <input type="text" id=${`team-${one}`} lang=${one} autocomplete="off" maxlength="64" value=${name[one]} aria-invalid=${wrong?.field === one} aria-describedby=${wrong?.field === one ? `team-${one}-wrong` : undefined}
        onInput=${(event) => { setName({ ...name, [one]: event.target.value }); setWrong(null) }} />${problem(one)}</div>`)}</div>
    <fieldset><legend>${t("team_members")}</legend>
      <div class="members">${people.value?.people.map((one) => html`<label class="choice" key=${one.id}><input type="checkbox" checked=${members.includes(one.id)} onChange=${(event) => toggle(one.id, event.target.checked)} /><span><bdi>${one.name}</bdi></span></label>`)}</div>
      ${problem("members")}</fieldset>
    <footer>
      ${wrong && !wrong.field && html`<p class="problem" role="alert">${wrong.text}</p>`}
      ${asking
        ? html`<div class="asking" role="alertdialog" aria-label=${t("team_delete")}><span>${t("team_delete_sure", { name: teamName(team) })}</span>
          <button type="button" disabled=${busy} onClick=${() => setAsking(false)}>${t("cancel")}</button>
          <button type="button" class="danger" disabled=${busy} onClick=${() => send(() => deleteTeam(team.id), t("team_deleted"))}>${t("team_delete")}</button></div>`
        : html`${team.id && html`<button type="button" class="plain delete" onClick=${() => setAsking(true)}><${Icon} name="trash" />${t("team_delete")}</button>`}
          <button type="button" onClick=${() => back()}>${t("cancel")}</button>
          <button class="main" disabled=${busy}>${t("people_save")}</button>`}
    </footer>
  </form>`
}
