from __future__ import annotations

from bot.engine.decide import _ours


def ranking(*names: str) -> list[dict[str, object]]:
    return [{"name": name, "confidence": 0.1} for name in names]


def test_our_own_ten_best_are_ours_whatever_leads() -> None:
    common = ("greet", "goodbye", "thank", "chitchat", "affirm", "deny", "stop")
    assert _ours(ranking(*common, "faq", "inform", "abuse"))
    assert _ours(ranking("report_danger"))


def test_another_bot_that_knows_one_or_two_of_the_names_is_left_alone() -> None:
    foreign = ("card_arrival", "card_lost", "top_up", "exchange_rate", "refund", "pin", "transfer", "cash")
    assert not _ours(ranking(*foreign, "out_of_scope", "inform"))
    assert not _ours(ranking(*foreign))
