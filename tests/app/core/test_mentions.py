"""Who is named in a note: Chinese without blanks, Latin names with them, addresses, and people of the same name."""

from __future__ import annotations

import pytest

from bot.core.mentions import handles, mentions

KNOWN = {"小王": 1, "小王敏": 2, "Amy": 3, "Amy Li": 4, "李.(雷)": 5}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@小王 请看", [1]),
        ("请@小王看一下", [1]),
        ("@小王敏看一下", [2]),
        ("@小王和@Amy，都看看", [1, 3]),
        ("＠小王", [1]),
        ("@amy li has it", [4]),
        ("@Amy, @AMY LI", [3, 4]),
        ("@Amyx @Amy2", []),
        ("write to amy@Amy.example", []),
        ("@李.(雷)", [5]),
        ("@@小王", [1]),
        ("@nobody @ @", []),
        ("小王 Amy", []),
        ("", []),
    ],
)
def test_names_in_a_note(text: str, named: list[int]) -> None:
    found = mentions(text, KNOWN)
    assert [one.person for one in found] == named
    assert [text[one.start + 1 : one.end] for one in found] == [one.name for one in found]


def test_people_of_the_same_name_are_told_apart_by_their_login() -> None:
    known = handles(
        [(1, "王敏", "wang"), (2, "王敏", "minmin"), (3, "Amy", "amy"), (4, "amy", "amy2"), (5, "小李", "li")]
    )
    assert known == {"王敏 (wang)": 1, "王敏 (minmin)": 2, "Amy (amy)": 3, "amy (amy2)": 4, "小李": 5}
    assert [one.person for one in mentions("@王敏 (minmin) @小李 @王敏", known)] == [2, 5]
