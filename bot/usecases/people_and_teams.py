"""People and teams, for those who lead them: who belongs to which team, what each agent can do and how much at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.routing import LANGUAGES, tag_of
from bot.core.sentence import Sentence
from bot.core.text import BadText, clean
from bot.core.words import Complexity, HandoffReason, Nature
from bot.store import articles, people, profiles, teams
from bot.store.bell import DESK, Bell
from bot.store.database import Store, Transaction
from bot.usecases.customer_standing import answering
from bot.usecases.receive import Refused

MOST_SKILLS = 20
LONGEST_SKILL = 40
MOST_CAPACITY = 50
MOST_TEAMS = 100
LONGEST_NAME = 64


class NotGood(Refused):
    """422: a field that cannot be kept; `more` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__("not_good", message, 422)
        self.more = {"field": field}


def people_and_teams(store: Store, usual_capacity: int) -> dict[str, Any]:
    """`people` who answer customers, `teams`, `usual_capacity`, and `tags`: what a skill may be called to match."""
    with store.read() as tx:
        rows = answering(tx)
        known = profiles.agents(tx)
        tags = [*(one.value for kind in (Nature, HandoffReason, Complexity) for one in kind), *articles.all_topics(tx)]
        return {
            "people": [_person(row, known.get(row.id)) for row in rows],
            "teams": _teams(tx),
            "usual_capacity": usual_capacity,
            "tags": sorted({*tags, *profiles.skills(tx)}),
        }


def _person(row: Any, profile: Any | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "login": row.login,
        "name": row.name,
        "role": row.role,
        "skills": list(profile.skills) if profile else [],
        "languages": list(profile.languages) if profile else list(LANGUAGES),
        "capacity": profile.capacity if profile else None,
    }


def _teams(tx: Transaction) -> list[dict[str, Any]]:
    members = teams.members(tx)
    return [
        {"id": row.id, "name": {"zh": row.name_zh, "en": row.name_en}, "members": members.get(row.id, [])}
        for row in teams.everyone(tx)
    ]


def set_profile(
    store: Store, bell: Bell, user_id: int, wanted: Mapping[str, Any], who: str, now: float
) -> dict[str, Any]:
    """Change `skills`, `languages` and/or `capacity` (None: the usual one) of somebody; returns the person."""
    checks = {"skills": _skills, "languages": _languages, "capacity": _capacity}
    changed = {name: check(wanted[name]) for name, check in checks.items() if name in wanted}
    if not changed or set(wanted) - set(checks):
        raise Refused("bad_value", Sentence("Give skills, languages, capacity, or some of them."), 400)
    with store.begin() as tx:
        row = next((one for one in answering(tx) if one.id == user_id), None)
        if row is None:
            raise Refused("unknown_person", Sentence("There is nobody with this number who answers customers."), 404)
        profiles.put_agent(tx, user_id, **changed)
        people.record(tx, who, "profile_set", f"user:{user_id}", now, changed)
        found = _person(row, profiles.agents(tx)[user_id])
    bell.ring(DESK)
    return found


def _skills(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise NotGood("skills", Sentence("Skills must be a list of words."))
    found = sorted({tag_of(one) for one in given if one.strip()})
    if len(found) > MOST_SKILLS or any(len(one) > LONGEST_SKILL for one in found):
        told = Sentence(
            "At most {most} skills of {longest} characters each. Leave out what others do as well.",
            most=MOST_SKILLS,
            longest=LONGEST_SKILL,
        )
        raise NotGood("skills", told)
    return [_clean("skills", one, LONGEST_SKILL) for one in found]


def _languages(given: object) -> list[str]:
    if not isinstance(given, list) or not given or any(one not in LANGUAGES for one in given):
        raise NotGood("languages", Sentence("Choose at least one language: Chinese (zh) or English (en)."))
    return [one for one in LANGUAGES if one in given]


def _capacity(given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_CAPACITY:
        told = Sentence(
            "Write how many conversations at once, from 1 to {most}; or leave it empty.", most=MOST_CAPACITY
        )
        raise NotGood("capacity", told)
    return given


def save_team(
    store: Store, bell: Bell, team_id: int | None, wanted: Mapping[str, Any], who: str, now: float
) -> dict[str, Any]:
    """A new team (without an id), or other names and members of one: `name` {"zh", "en"}, `members` user ids."""
    names = wanted.get("name")
    if not isinstance(names, dict) or set(wanted) - {"name", "members"}:
        raise Refused("bad_value", Sentence("Give name with zh and en, and members."), 400)
    zh, en = (_clean(language, names.get(language), LONGEST_NAME) for language in LANGUAGES)
    members = wanted.get("members", [])
    if not isinstance(members, list) or any(isinstance(one, bool) or not isinstance(one, int) for one in members):
        raise NotGood("members", Sentence("members must be a list of user numbers."))
    with store.begin() as tx:
        if team_id is not None and teams.get(tx, team_id) is None:
            raise _no_team()
        if team_id is None and len(teams.everyone(tx)) >= MOST_TEAMS:
            told = Sentence("There are {most} teams already. Delete one that nobody needs.", most=MOST_TEAMS)
            raise Refused("too_many_teams", told, 409)
        for other in teams.named(tx, zh, en):
            if other.id != team_id:
                raise NotGood(
                    "zh" if other.name_zh == zh else "en",
                    Sentence("Another team has this name already. Choose another one."),
                )
        if set(members) - {one.id for one in answering(tx)}:
            raise NotGood(
                "members", Sentence("Somebody of the members does not answer customers any more. Choose again.")
            )
        if team_id is None:
            team_id = teams.add(tx, zh, en, now)
        else:
            teams.rename(tx, team_id, zh, en)
        teams.set_members(tx, team_id, members)
        people.record(tx, who, "team_saved", f"team:{team_id}", now, {"zh": zh, "en": en, "members": sorted(members)})
        found = next(one for one in _teams(tx) if one["id"] == team_id)
    bell.ring(DESK)
    return found


def delete_team(store: Store, bell: Bell, team_id: int, who: str, now: float) -> None:
    """Its members stay; they only do not belong to it any more."""
    with store.begin() as tx:
        row = teams.get(tx, team_id)
        if row is None:
            raise _no_team()
        teams.drop(tx, team_id)
        people.record(tx, who, "team_deleted", f"team:{team_id}", now, {"zh": row.name_zh, "en": row.name_en})
    bell.ring(DESK)


def _no_team() -> Refused:
    return Refused("unknown_team", Sentence("There is no such team any more. Look at the list again."), 404)


def _clean(field: str, text: object, longest: int) -> str:
    try:
        return clean(text, longest)
    except BadText as error:
        if error.code == "empty" or text is None:
            raise NotGood(field, Sentence("Write something here: it must not be empty.")) from error
        raise NotGood(field, error.args[0]) from error
