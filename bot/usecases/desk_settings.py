"""The rules of one shop that use cases need: hours, time zone, patience, ticket desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.core.closing import Closing, closing
from bot.core.deadlines import Patience
from bot.core.hours import OpeningHours, parse_hours, shown
from bot.core.routing import RoutingRules
from bot.core.service_levels import ClockRules
from bot.settings import Settings
from bot.usecases.holidays import public_days


@dataclass(frozen=True)
class DeskRules:
    hours: OpeningHours
    zone: str
    patience: Patience = Patience()
    ticket_desk: str = "builtin"
    # Weight of the conversations that one agent has at once, where nothing else is said of that agent.
    capacity: int = 5
    routing: RoutingRules = RoutingRules()
    clocks: ClockRules = ClockRules()

    def is_open(self, now: float) -> bool:
        return self.hours.is_open(moment(now))

    def next_opening(self, now: float) -> float | None:
        found = self.hours.next_opening(moment(now))
        return found.timestamp() if found else None

    def today(self, now: float) -> dict[str, Any]:
        """Today's periods as clocks show them, and whether the week alone would say otherwise (`special`)."""
        day = self.hours.today(moment(now))
        spans = self.hours.spans(day)
        return {
            "spans": [[shown(start), shown(end)] for start, end in spans],
            "special": spans != self.hours.usual(day),
        }

    def closing(self, now: float) -> Closing | None:
        """Why nobody serves at this moment; None while the desk is open."""
        return closing(self.hours, moment(now))


def moment(now: float) -> datetime:
    return datetime.fromtimestamp(now, timezone.utc)


def desk_rules(settings: Settings) -> DeskRules:
    """Every process reads them alike, public holidays included; HoursError says which line is wrong."""
    return DeskRules(
        opening_hours(settings),
        settings.time_zone,
        settings.patience,
        capacity=settings.conversations_per_agent,
        routing=settings.routing,
        clocks=settings.clocks,
    )


def opening_hours(settings: Settings) -> OpeningHours:
    return parse_hours(
        settings.opening_hours,
        settings.time_zone,
        settings.closed_dates,
        settings.special_days,
        settings.moved_workday_hours,
        public_days(settings.holidays_country, datetime.now(timezone.utc).date()),
    )
