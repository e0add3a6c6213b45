// One person: languages, skills, and how many conversations at once.
import { whyNotSaved } from "./canned_form.js"
import { Icon } from "./icons.js"
import { people, savePerson, skillName, skillOf } from "./people.js"
import { t } from "./texts.js"
import { html, useEffect, useLayoutEffect, useRef, useState } from "./ui.js"

const LANGUAGES = ["zh", "en"]

export function PersonForm({ person, back }) {
  const form = useRef(null)
  const here = useRef(true)
  const [languages, setLanguages] = useState(person.languages)
  const [skills, setSkills] = useState(person.skills)
  const [typed, setTyped] = useState("")
  const [capacity, setCapacity] = useState(person.capacity ?? "")
  const [wrong, setWrong] = useState(null)
  const [busy, setBusy] = useState(false)
  useLayoutEffect(() => { form.current.querySelector("input").focus() }, [])
  // A late answer must not close what has been opened since.
  useEffect(() => () => { here.current = false }, [])
  const added = () => (typed.trim() ? [...new Set([...skills, ...typed.split(/[,，、;；]/).filter((one) => one.trim()).map(skillOf)])] : skills)
  const add = () => {
    setSkills(added())
    setTyped("")
    form.current.querySelector("#person-skill").focus()
  }
  const drop = (skill) => {
    setSkills(skills.filter((one) => one !== skill))
    form.current.querySelector("#person-skill").focus()
  }
  const save = async (event) => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setWrong(null)
    try {
      await savePerson(person.id, { languages, skills: added(), capacity: capacity === "" ? null : Number(capacity) })
      if (here.current) back(t("person_saved", { name: person.name }))
    } catch (error) {
      if (!here.current) return
      setBusy(false)
      setWrong({ field: error.more?.field, text: whyNotSaved(error) })
    }
  }
  // In the field of skills Enter adds one; while an input method composes it only chooses a word.
  const onKey = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return
    if (!typed.trim()) return
    event.preventDefault()
    add()
  }
  const problem = (name) => wrong?.field === name && html`<p class="problem" id=${`person-${name}-wrong`} role="alert">${wrong.text}</p>`
  const marked = (name) => (wrong?.field === name ? { "aria-invalid": true, "aria-describedby": `person-${name}-wrong` } : {})
  return html`<form class="people-form" ref=${form} onSubmit=${save} novalidate>
    <fieldset><legend>${t("person_languages")}</legend>
      ${LANGUAGES.map((one) => html`<label class="choice" key=${one}><input type="checkbox" checked=${languages.includes(one)} ...${marked("languages")}
        onChange=${(event) => { setLanguages(LANGUAGES.filter((other) => (other === one ? event.target.checked : languages.includes(other)))); setWrong(null) }} /><span>${t(`language_${one}`)}</span></label>`)}
      ${problem("languages")}</fieldset>
    <div><label for="person-skill">${t("person_skills")}</label>
      ${skills.length > 0 && html`<ul class="chips">${skills.map((one) => html`<li key=${one}><span>${skillName(one)}</span><button type="button" class="plain" aria-label=${t("skill_drop", { skill: skillName(one) })} onClick=${() => drop(one)}><${Icon} name="close" /></button></li>`)}</ul>`}
      <div class="adding"><input type="text" id="person-skill" list="person-tags" autocomplete="off" maxlength="200" value=${typed} placeholder=${t("person_skills_hint")} ...${marked("skills")}
        onInput=${(event) => { setTyped(event.target.value); setWrong(null) }} onKeyDown=${onKey} />
        <button type="button" disabled=${!typed.trim()} onClick=${add}><${Icon} name="plus" />${t("skill_add")}</button></div>
      <datalist id="person-tags">${people.value?.tags.filter((one) => !skills.includes(one)).map((one) => html`<option key=${one} value=${skillName(one)}></option>`)}</datalist>
      ${problem("skills")}<p class="help">${t("person_skills_help")}</p></div>
    <div><label for="person-capacity">${t("person_capacity")}</label>
      <input type="number" id="person-capacity" min="1" max="50" inputmode="numeric" value=${capacity} placeholder=${people.value?.usual_capacity} ...${marked("capacity")}
        onInput=${(event) => { setCapacity(event.target.value); setWrong(null) }} />
      ${problem("capacity")}<p class="help">${t("person_capacity_help", { count: people.value?.usual_capacity ?? "" })}</p></div>
    <footer>
      ${wrong && !wrong.field && html`<p class="problem" role="alert">${wrong.text}</p>`}
      <button type="button" onClick=${() => back()}>${t("cancel")}</button>
      <button class="main" disabled=${busy}>${t("people_save")}</button>
    </footer>
  </form>`
}
