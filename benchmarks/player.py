"""Plays one scripted customer through the customer's door, and the agent through the desk's."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import requests

from benchmarks.expected import Around, amiss, amiss_at_the_end
from benchmarks.ours import House
from benchmarks.scene import Mark, Scene, conversation_with, is_answered, look
from benchmarks.script import Dialogue, Turn
from bot.usecases.feedback import advice
from tests.running import Agent

ANSWER_SECONDS = 60.0
MOST_ANSWERS = 10


class Stuck(Exception):
    """The customer cannot go on; the sentence says why."""


@dataclass
class Played:
    """What became of a dialogue. `turns`: number of the turn, what is amiss in it; `amiss`: at the end."""

    dialogue: Dialogue
    turns: dict[int, list[str]] = field(default_factory=dict)
    amiss: list[str] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)

    @property
    def ended_well(self) -> bool:
        return not self.amiss


def play(house: House, agent: Agent, dialogue: Dialogue) -> Played:
    """Never raises for what happens in the conversation: one that cannot go on fails alone."""
    played = Played(dialogue)
    try:
        player = _Player(house, agent, dialogue, played)
        for number, turn in enumerate(dialogue.turns, 1):
            player.turn(number, turn)
        played.amiss += amiss_at_the_end(dialogue.end, player.scene, player.told, player.today)
    except Stuck as reason:
        played.amiss.append(str(reason))
    except (requests.RequestException, AssertionError) as error:
        played.amiss.append(f"a door of the product did not open: {error}"[:300])
    return played


class _Player:
    def __init__(self, house: House, agent: Agent, dialogue: Dialogue, played: Played) -> None:
        self.house, self.agent, self.played = house, agent, played
        self.url = f"http://127.0.0.1:{house.settings.web_port}"
        self.http = requests.Session()
        self.scene = Scene(language=dialogue.language)
        self.told: list[str] = []
        self.today: date = datetime.now(ZoneInfo(house.settings.time_zone)).date()
        self._mark = Mark()
        self._buttons: dict[str, str] = {}
        self._conversation: str | None = None
        self._call("POST", "/api/conversations", {"language": dialogue.language})

    def turn(self, number: int, turn: Turn) -> None:
        if not self._is_wanted(turn):
            return
        before, mark = self.scene, self._mark
        try:
            acted = getattr(self, f"_{turn.does}")(turn)
        except Stuck as reason:
            raise Stuck(f"turn {number}: {reason}") from reason
        if not acted:
            return
        # What `fill` said in several messages is one turn.
        self.scene, self._mark = self._look(mark)
        around = Around(before, self.today, self._answer_of, turn.does not in ("agent", "leave_queue"))
        self.played.turns[number] = amiss(turn.expect, self.scene, around)

    def _is_wanted(self, turn: Turn) -> bool:
        if turn.when == "titles":
            return bool(self.scene.titles)
        if turn.when == "no form":
            return self.scene.form is None
        return turn.when != "button" or self._find(turn.what) is not None

    def _say(self, turn: Turn) -> bool:
        self._send({"text": str(turn.what)}, str(turn.what))
        return True

    def _press(self, turn: Turn) -> bool:
        found = self._find(turn.what)
        if found is None:
            raise Stuck(f"there is no button {turn.what}; the bot had said {', '.join(self.scene.said) or 'nothing'}")
        self._send({"button": found}, f"[{self._buttons[found]}]")
        return True

    def _choose(self, turn: Turn) -> bool:
        wanted = turn.what if isinstance(turn.what, list) else [turn.what]
        if set(wanted) & set(self.scene.articles):
            return False
        found = self._find([f"choose_article {name}" for name in wanted if name in self.scene.titles])
        if found is None:
            # The customer was not helped and goes on; the end will tell.
            return False
        self._send({"button": found}, f"[{self._buttons[found]}]")
        return True

    def _fill(self, turn: Turn) -> bool:
        asked: list[str] = []
        while self.scene.form and self.scene.asks not in (None, "confirmed", turn.until):
            slot = str(self.scene.asks)
            if slot not in turn.what:
                raise Stuck(f"the form asks for {slot}, which the customer has told or does not know")
            asked.append(slot)
            if asked.count(slot) > 1 or len(asked) > MOST_ANSWERS:
                raise Stuck(f"the form asks for {slot} again after {turn.what[slot]!r}")
            self._send({"text": str(turn.what[slot])}, str(turn.what[slot]))
        return bool(asked)

    def _agent(self, turn: Turn) -> bool:
        assert self._conversation is not None
        if turn.what == "claims":
            self.agent.claims(self._conversation)
        elif turn.what == "says":
            self.agent.says(self._conversation, turn.text)
        elif turn.what == "resolves":
            self.agent.resolves(self._conversation, turn.text)
        else:
            self.agent.releases(self._conversation)
        self.played.talk.append(f"  (agent {turn.what} {turn.text})")
        return True

    def _leave_queue(self, turn: Turn) -> bool:
        self._call("DELETE", "/api/conversation/person", None)
        self.played.talk.append("  (leaves the queue)")
        return True

    def _send(self, body: Mapping[str, Any], shown: str) -> None:
        client_id = secrets.token_hex(8)
        self._call("PUT", f"/api/conversation/messages/{client_id}", body)
        self.played.talk.append(f"> {shown}")
        limit = time.monotonic() + ANSWER_SECONDS
        while not is_answered(self.house.store, client_id):
            if time.monotonic() > limit:
                raise Stuck(f"no answer to {shown!r} within {ANSWER_SECONDS:.0f} s")
            time.sleep(0.1)
        self._conversation = conversation_with(self.house.store, client_id)
        self.scene, self._mark = self._look(self._mark)
        self.told += self.scene.articles
        # The newest buttons come first: a customer presses what is in view.
        self._buttons = {**self.scene.buttons, **self._buttons}
        words = [*self.scene.said, *self.scene.articles, *self.scene.titles, *self.scene.notices]
        self.played.talk.append(f"  {self.scene.owner} {self.scene.form}/{self.scene.asks}: {' '.join(words)}")
        self.played.talk += [f"    {text[:120]}".replace("\n", " ") for text in self.scene.texts]

    def _look(self, since: Mark) -> tuple[Scene, Mark]:
        if self._conversation is None:
            return self.scene, since
        return look(self.house.store, self._conversation, since)

    def _find(self, wanted: str | Sequence[str]) -> str | None:
        """The id of the newest button that is wanted: `name`, or `name value` with the value in the payload."""
        for one in [wanted] if isinstance(wanted, str) else wanted:
            name, _, value = one.partition(" ")
            for number, payload in self._buttons.items():
                if payload.partition("{")[0] == f"/{name}" and (not value or f'"{value}"' in payload):
                    return number
        return None

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> None:
        answer = self.http.request(method, f"{self.url}{path}", json=body, timeout=30)
        if answer.status_code not in (200, 201, 204):
            raise Stuck(f"{method} {path} was answered with {answer.status_code}: {answer.text[:150]}")

    def _answer_of(self, article: str, language: str) -> str | None:
        return advice(self.house.store, self._conversation or "", article, language)
