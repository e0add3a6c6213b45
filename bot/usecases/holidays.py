"""Public holidays as plain dates, for opening hours that should follow them."""

from __future__ import annotations

from datetime import date

from bot.settings import Settings


def days_off(settings: Settings) -> tuple[str, ...]:
    """ISO dates of this and next year's public holidays, when the operator named a country."""
    if not settings.holidays_country:
        return ()
    import holidays

    year = date.today().year
    return tuple(
        day.isoformat() for day in holidays.country_holidays(settings.holidays_country, years=(year, year + 1))
    )
