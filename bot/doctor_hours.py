"""`supportbot doctor` looks at the opening hours: can they be read, and are the holidays of the coming year known?"""

from __future__ import annotations

import subprocess
from datetime import date

from bot.core.hours import HoursError
from bot.doctor import Finding
from bot.settings import PROJECT, Settings
from bot.usecases.desk_settings import opening_hours
from bot.usecases.holidays import stamp, unknown_moves


def examine_hours(settings: Settings, today: date) -> Finding:
    name, fix = "opening hours", f"Mend the line in {settings.data / 'settings.yml'}."
    try:
        hours = opening_hours(settings)
    except HoursError as error:
        return Finding(name, "fail", str(error), fix)
    country = settings.holidays_country
    if not any(hours.periods.values()) and not any(hours.special.values()):
        return Finding(name, "warn", "no day has any: no customer can wait for a person", fix)
    if not country:
        return Finding(name, "ok", "readable; public holidays are not followed (holidays_country)")
    year = unknown_moves(country, today)
    if year is not None:
        return Finding(
            name,
            "warn",
            f"the weekend days of {year} that are worked instead of holidays ({country}) are not known to this release",
            "Upgrade once they are announced, or write these days into special_days and closed_dates in settings.yml.",
        )
    if _engine_knows_other_days(country, stamp(country, today)):
        return Finding(
            name,
            "warn",
            f"the engine's library knows other holidays ({country}) than that of the pages",
            "Write the days in question into special_days and closed_dates in settings.yml; they hold for both.",
        )
    return Finding(name, "ok", f"readable; closed on the public holidays of {country}")


def _engine_knows_other_days(country: str, here: str) -> bool:
    """The two environments lock different releases of the calendar library, and the bot and the pages must agree."""
    python = PROJECT / ".venv-engine" / "bin" / "python"
    if not python.exists():
        return False
    code = "import sys, datetime; from bot.usecases.holidays import stamp; print(stamp(sys.argv[1], datetime.date.today()))"
    said = subprocess.run(
        [str(python), "-c", code, country], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    return said.stdout.strip() != here
