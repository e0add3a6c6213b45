"""The rules of canned replies as tables."""

from __future__ import annotations

import pytest

from bot.core.canned import VARIABLES, code_of, key_of, wrong_with_code, wrong_with_text
from bot.core.shipped_replies import SHIPPED


@pytest.mark.parametrize(
    ("written", "code"),
    [("thanks", "thanks"), (" /Thanks ", "Thanks"), ("／退货", "退货"), ("ｏｋ", "ok"), ("、稍等", "稍等"), ("/", "")],
)
def test_a_code_is_kept_plain_and_without_its_slash(written: str, code: str) -> None:
    assert code_of(written) == code


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "missing"),
        ("a b", "a-b"),
        ("退 货\u3000款", "退-货-款"),
        ("x" * 41, "41"),
        ("x" * 40, None),
        ("退货", None),
    ],
)
def test_what_is_wrong_with_a_code(code: str, told: str | None) -> None:
    wrong = wrong_with_code(code)
    assert (wrong is None) if told is None else (told in str(wrong))


def test_case_makes_no_other_code() -> None:
    assert key_of("Thanks") == key_of("tHANKS") != key_of("thank")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("您好 {{customer.name}}，{{ shop }}", None),
        ("{ shop } costs {5}", None),
        ("{{customer.nme}}您好", "{{customer.nme}}"),
        ("{{customer.name 您好", "{{customer.name"),
        ("{{}}", "{{}}"),
        ("{{ no such }} {{shop}}", "{{ no such }}"),
        ("{{{shop}}}", None),
        ("{{{{shop}}}}", "{{ }}"),
    ],
)
def test_only_known_variables_stand_in_a_text(text: str, place: str | None) -> None:
    wrong = wrong_with_text(text)
    if place is None:
        assert wrong is None
    else:
        assert str(wrong).startswith(f"{place} is no variable.")
        assert all("{{" + name + "}}" in str(wrong) for name in VARIABLES)


def test_the_shipped_ones_keep_the_rules_in_both_languages() -> None:
    assert len({key_of(code) for code, _, _ in SHIPPED}) == len(SHIPPED) == 6
    for code, zh, en in SHIPPED:
        assert wrong_with_code(code) is None and wrong_with_text(zh) is None and wrong_with_text(en) is None
        assert zh and en
