from __future__ import annotations

import pytest

from bot.core.spelling import KnownWords, is_a_slip

KNOWN = KnownWords("how long does delivery take would white refund change charge deliver tracking".split())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lnog", "long"),
        ("delivry", "delivery"),
        ("refnud", "refund"),
        ("trakcing", "tracking"),
        ("trecking", "tracking"),
        # Known, too short, two letters off, or another word of everyday English.
        ("delivery", None),
        ("hwo", None),
        ("refudn", None),
        ("world", None),
        ("write", None),
        # It could be either.
        ("chrnge", None),
    ],
)
def test_the_one_known_word_a_slip_away(typed: str, meant: str | None) -> None:
    assert KNOWN.meant(typed) == meant


def test_a_slip_keeps_the_first_and_last_letters() -> None:
    assert is_a_slip("frigde", "fridge") and is_a_slip("fride", "fridge") and is_a_slip("friddge", "fridge")
    assert not is_a_slip("heated", "heater") and not is_a_slip("bridge", "fridge") and not is_a_slip("frge", "fridge")
