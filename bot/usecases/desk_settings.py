"""The rules of one shop that use cases need: hours, time zone, patience, ticket desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from bot.core.deadlines import Patience
from bot.core.hours import OpeningHours, parse_hours
from bot.settings import Settings


@dataclass(frozen=True)
class DeskRules:
    hours: OpeningHours
    zone: str
    patience: Patience = Patience()
    ticket_desk: str = "builtin"

    def is_open(self, now: float) -> bool:
        return self.hours.is_open(moment(now))

    def next_opening(self, now: float) -> float | None:
        found = self.hours.next_opening(moment(now))
        return found.timestamp() if found else None


def moment(now: float) -> datetime:
    return datetime.fromtimestamp(now, timezone.utc)


def desk_rules(settings: Settings, days_off: tuple[str, ...] = ()) -> DeskRules:
    """`days_off` are public holidays, looked up by whoever has a calendar library."""
    hours = parse_hours(settings.opening_hours, settings.time_zone, (*settings.closed_dates, *days_off))
    return DeskRules(hours, settings.time_zone, settings.patience)
