// What leads know of people and teams; asked for anew each time the room opens.
import { signal } from "@preact/signals"
import { call, get, post, put } from "./api.js"
import { has, language, t } from "./texts.js"

// { people, teams, usual_capacity, tags }; null until the first answer.
export const people = signal(null)
export const peopleFailed = signal(false)

let latest = 0

export async function loadPeople() {
  const mine = ++latest
  peopleFailed.value = false
  try {
    const found = await get("/people")
    if (mine === latest) people.value = found
  } catch {
    if (mine === latest) peopleFailed.value = true
  }
}

// What was saved is newer than an answer that was asked for before.
function taken(change) {
  latest += 1
  people.value = { ...people.peek(), ...change(people.peek()) }
}

const swap = (all, one) => (all.some((other) => other.id === one.id) ? all.map((other) => (other.id === one.id ? one : other)) : [...all, one])

export async function savePerson(id, profile) {
  const { person } = await put(`/people/${id}`, profile)
  taken((known) => ({ people: swap(known.people, person) }))
}

export async function saveTeam(id, team) {
  const saved = id ? await put(`/teams/${id}`, team) : await post("/teams", team)
  taken((known) => ({ teams: swap(known.teams, saved.team) }))
}

export async function deleteTeam(id) {
  await call("DELETE", `/api/desk/teams/${id}`)
  taken((known) => ({ teams: known.teams.filter((one) => one.id !== id) }))
}

export const teamName = (team) => team.name[language.value] || team.name.zh
export const teamsOf = (person) => people.value.teams.filter((team) => team.members.includes(person.id))

// A skill in the reader's words where it is one of ours; what is typed in these words means the same.
export function skillName(skill) {
  for (const kind of ["nature", "because", "complexity"]) if (has(`${kind}_${skill}`)) return t(`${kind}_${skill}`)
  return skill
}
export function skillOf(typed) {
  const plain = typed.trim().toLowerCase()
  return people.peek().tags.find((tag) => skillName(tag).toLowerCase() === plain) ?? plain
}
