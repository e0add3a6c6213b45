"""What became of a question is read from what came after it."""

from __future__ import annotations

import pytest

from bot.core.misses import RIGHT_AFTER, Called, Said, misses


def told(*words: str) -> list[tuple[int, str]]:
    """`words` are intents, a minute apart; "person" is a call. Which message was missed, and how."""
    said, calls = [], []
    for number, word in enumerate(words):
        at = 60.0 * number
        if word == "person":
            calls.append(Called(at))
        else:
            helped = {"helped": True, "not_helped": False}.get(word)
            pressed = word in ("helped", "not_helped", "choose_article", "none_of_these")
            said.append(Said(number, at, word, "answer" if word == "faq" else None, pressed, helped))
    return [(miss.number, miss.kind) for miss in misses(said, calls)]


@pytest.mark.parametrize(
    ("words", "missed"),
    [
        (["faq"], []),
        (["faq", "helped"], []),
        (["not_understood"], [(0, "none")]),
        (["out_of_scope"], [(0, "none")]),
        (["greet", "thank", "chitchat", "inform", "affirm", "request_repair"], []),
        (["faq_choice"], [(0, "half")]),
        (["faq_choice", "none_of_these"], [(0, "half")]),
        (["faq_choice", "choose_article"], []),
        (["faq_choice", "choose_article", "not_helped"], [(0, "not_helped")]),
        (["faq_choice", "faq", "helped"], [(0, "half")]),
        (["faq", "not_helped"], [(0, "not_helped")]),
        (["faq", "not_helped", "choose_article", "helped"], [(0, "not_helped")]),
        (["faq", "not_understood", "not_helped"], [(0, "not_helped"), (1, "none")]),
        (["not_helped"], []),
        (["ask_capabilities"], []),
        (["ask_capabilities", "person"], [(0, "handoff")]),
        (["ask_capabilities", "faq", "helped", "person"], []),
        (["ask_capabilities", "request_repair", "person"], []),
        (["faq", "person"], [(0, "handoff")]),
        (["faq", "thank", "ask_person", "person"], [(0, "handoff")]),
        (["faq", "helped", "person"], []),
        (["faq", "not_helped", "person"], [(0, "handoff")]),
        (["not_understood", "not_understood", "person"], [(0, "none"), (1, "handoff")]),
        (["faq", "person", "person"], [(0, "handoff")]),
        (["faq", "request_repair", "person"], []),
        (["faq", "report_danger", "person"], []),
        (["person", "faq"], []),
    ],
)
def test_a_question_is_counted_once_as_the_dearest_that_became_of_it(
    words: list[str], missed: list[tuple[int, str]]
) -> None:
    assert told(*words) == missed


def test_a_person_called_much_later_was_called_for_something_else() -> None:
    asked = [Said(1, 0.0, "faq", "answer")]
    assert misses(asked, [Called(RIGHT_AFTER + 1)]) == []
    soon = Called(RIGHT_AFTER, 7.0)
    assert [miss.called for miss in misses(asked, [soon])] == [soon]
