"""English product names and words of time with a slip in them; what is given back is what was typed."""

from __future__ import annotations

import pytest

from tests.engine.test_entities_words import found, values


@pytest.mark.parametrize(
    ("text", "entity", "value", "typed"),
    [
        ("my washng mashine is loud", "product", "washing_machine", "washng mashine"),
        ("the frigde is warm", "product", "fridge", "frigde"),
        ("vacum wont start", "product", "vacuum_cleaner", "vacum"),
        ("tommorow mornning please", "when", "2025-11-27T08:00", "tommorow mornning"),
        ("on satruday", "when", "2025-11-29", "satruday"),
    ],
)
def test_a_slip_is_read_as_what_was_meant(text, entity, value, typed):
    one = next(one for one in found(text) if one["entity"] == entity)
    assert (one["value"], one["text"], text[one["start"] : one["end"]]) == (value, typed, typed)


@pytest.mark.parametrize(
    "text",
    [
        "it heated the rice",
        "who makes and stores these",
        "saver mode",
        "a fringe benefit",
        "drivers and tables",
        "the cooler",
    ],
)
def test_another_word_is_no_slip(text):
    assert not values(text, "product")
