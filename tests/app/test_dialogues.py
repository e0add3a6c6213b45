"""The judge of `python -m benchmarks.dialogues`, and the scripts it reads. The conversations themselves are played there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.expected import Around, amiss, amiss_at_the_end
from benchmarks.report import CannotRun
from benchmarks.scene import Scene
from benchmarks.script import dialogues

TODAY = date(2026, 11, 22)
SOCKET = "Stop using it and call 119."


def around(before: Scene = Scene()) -> Around:
    return Around(before, TODAY, lambda article, language: SOCKET if article == "safety.smoke_fire" else None)


def ticket(number: int, kind: str, **fields: str) -> Mapping[str, Any]:
    return {"id": number, "kind": kind, "state": "open", "urgency": "normal", "nature": "fault", "fields": fields}


def call(reason: str, **facts: str) -> Mapping[str, Any]:
    return {"id": 1, "reason": reason, "urgency": "normal", "nature": "request", "packet": {"form": facts}}


ANSWERED = Scene(said=["utter_faq"], texts=["¥12"], spoken="en", articles=["delivery.fee"])
TITLES = Scene(said=["utter_faq_choice"], texts=["Which?"], titles=["refund.time", "refund.where"])
FILED = Scene(texts=["Done"], tickets=[ticket(7, "repair", phone="13802991234", visit_when="2026-11-23/afternoon")])
CALLED = Scene(
    owner="queue", texts=["In the queue"], notices=["queued"], tickets=[ticket(7, "handoff")],
    handoffs=[call("asked", product_id="tv")],
)  # fmt: skip
WARNED = replace(CALLED, advice=[SOCKET], handoffs=[call("critical")])
ASKING = Scene(texts=["Your number?"], form="repair", asks="phone", slots={"address": "26 Zhongshan Road"})

HOLDS = [
    ({"article": "delivery.fee", "language": "en"}, ANSWERED),
    ({"finds": ["refund.time", "order.cancel"], "said": "utter_faq_choice"}, TITLES),
    ({"ticket": {"kind": "repair", "fields": {"phone": "13802991234", "visit_when": "+1/afternoon"}}}, FILED),
    ({"queued": {"reason": "asked", "facts": {"product_id": "tv"}}}, CALLED),
    ({"queued": {"reason": "critical"}, "advice": "safety.smoke_fire"}, WARNED),
    ({"form": "repair", "asks": "phone", "slots": {"address": "~zhongshan"}}, ASKING),
    ({"any": [{"form": "return"}, {"article": "delivery.fee"}]}, ANSWERED),
    ({"offers": "person"}, replace(TITLES, buttons={"b1": "/ask_person"})),
]
FAILS = [
    ({"article": "delivery.time"}, ANSWERED, "the article should be delivery.time"),
    ({"article": "refund.time"}, TITLES, "the article should be refund.time"),
    ({"never": "utter_faq"}, ANSWERED, "utter_faq should not be said"),
    ({"ticket": {"kind": "repair", "fields": {"phone": "13900000000"}}}, FILED, "ticket's phone should be 13900000000"),
    ({"ticket": {"kind": "return"}}, FILED, "the tickets should be return"),
    ({}, FILED, "no ticket should be made"),
    ({}, CALLED, "should stay with bot, it went to queue"),
    ({"queued": {"reason": "critical"}}, CALLED, "the call's reason should be critical"),
    ({"queued": {"facts": {"phone": "1"}}}, CALLED, "the packet's phone should be 1"),
    ({"queued": {}}, ANSWERED, "a person should be called"),
    ({"queued": {}}, WARNED, "no safety advice should be given"),
    ({"queued": {}, "advice": "safety.gas_smell"}, WARNED, "the advice should be safety.gas_smell"),
    ({"queued": {}, "advice": "safety.smoke_fire"}, replace(WARNED, advice_first=False), "the advice came after"),
    ({"form": "none"}, ASKING, "form should be none"),
    ({"asks": "address"}, ASKING, "asks should be address"),
    ({"slots": {"address": "~wensan"}}, ASKING, "address should be ~wensan"),
    ({"language": "zh"}, ANSWERED, "the language should be zh"),
    ({"any": [{"form": "return"}, {"article": "order.cancel"}]}, ANSWERED, "none of these"),
    ({"offers": "person"}, TITLES, "no button for a person"),
    ({"silent": True}, ANSWERED, "nothing should be said"),
    ({}, Scene(), "nothing was said"),
]


@pytest.mark.parametrize(("expect", "scene"), HOLDS)
def test_what_is_as_expected_is_passed(expect: Mapping[str, Any], scene: Scene) -> None:
    assert amiss(expect, scene, around()) == []


@pytest.mark.parametrize(("expect", "scene", "says"), FAILS)
def test_what_is_not_as_expected_is_named(expect: Mapping[str, Any], scene: Scene, says: str) -> None:
    assert any(says in one for one in amiss(expect, scene, around())), amiss(expect, scene, around())


def test_a_person_who_has_the_conversation_may_leave_a_message_unanswered() -> None:
    assert amiss({"silent": True}, Scene(owner="queue", tickets=CALLED.tickets), around(CALLED)) == []


def test_the_end_knows_every_ticket_and_what_was_told() -> None:
    twice = replace(FILED, tickets=[*FILED.tickets, ticket(8, "repair")])
    assert amiss_at_the_end({"tickets": [{"kind": "repair"}]}, FILED, [], TODAY) == []
    assert amiss_at_the_end({"tickets": [{"kind": "repair"}]}, twice, [], TODAY)
    assert amiss_at_the_end({"told": ["delivery.fee"]}, ANSWERED, ["delivery.fee"], TODAY) == []
    assert amiss_at_the_end({"told": ["delivery.fee"]}, ANSWERED, [], TODAY) == ["delivery.fee was never told"]
    assert amiss_at_the_end({}, CALLED, [], TODAY)
    assert amiss_at_the_end({}, ASKING, [], TODAY) == ["the form should be none, it is repair"]


def test_there_are_sixty_scripts_a_language_and_every_third_of_a_file_is_held_out() -> None:
    scripts = dialogues()
    counted = Counter(one.language for one in scripts)
    assert min(counted["zh"], counted["en"]) >= 60
    files: dict[tuple[str, str], list[bool]] = {}
    for one in scripts:
        files.setdefault((one.journey, one.language), []).append(one.held_out)
    for held_out in files.values():
        assert held_out == [number % 3 == 0 for number in range(1, len(held_out) + 1)]


def test_a_slip_in_a_script_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.zh.yml").write_text("- {name: x, turns: [{say: hi, expects: {}}], end: {}}\n", "utf-8")
    with pytest.raises(CannotRun, match="a.zh.yml: x, turn 1: 'expects' is not known"):
        dialogues(tmp_path)
