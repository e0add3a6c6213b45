"""How well the service levels were kept: a plain table."""

from __future__ import annotations

from bot.core.sla_report import Kept, Measured, report


def test_what_was_met_what_was_late_and_how_long_it_took() -> None:
    clocks = [Measured("first", "met", float(minutes)) for minutes in range(1, 10)]
    clocks += [Measured("first", "breached", 40.0), Measured("first", None, 90.0), Measured("first", "void", 1.0)]
    found = report(clocks)
    assert found["first"] == Kept(met=9, breached=2, late_now=1, void=1, share=9 / 11, median=5.5, p90=9.0)
    assert found["next"] == Kept(0, 0, 0, 0, None, None, None)
    assert list(found) == ["first", "next", "resolution", "callback"]
