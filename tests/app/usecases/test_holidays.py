"""What the calendar library knows of China, as plain data; and what is said of a year that it does not know."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import settings as configuration
from bot.core.hours import HoursError
from bot.doctor_hours import examine_hours
from bot.settings import Settings, SettingsError
from bot.supervisor import StartError, prepare
from bot.usecases.desk_settings import desk_rules
from bot.usecases.holidays import public_days, unknown_moves

AUTUMN = date(2026, 11, 22)
# As the State Council announced them on 2025-11-04: from, to, name.
BREAKS_OF_2026 = [
    ("2026-01-01", "2026-01-03", "元旦"),
    ("2026-02-15", "2026-02-23", "春节"),
    ("2026-04-04", "2026-04-06", "清明节"),
    ("2026-05-01", "2026-05-05", "劳动节"),
    ("2026-06-19", "2026-06-21", "端午节"),
    ("2026-09-25", "2026-09-27", "中秋节"),
    ("2026-10-01", "2026-10-07", "国庆节"),
]


def test_the_breaks_and_moved_days_of_2026_are_those_announced() -> None:
    china = public_days("CN", AUTUMN)
    wanted = {}
    for first, last, name in BREAKS_OF_2026:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            wanted[day] = name
            day += timedelta(days=1)
    assert {day: names["zh"] for day, names in china.holidays.items() if day.year == 2026} == wanted
    worked = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert sorted(day for day in china.worked if day.year == 2026) == [date.fromisoformat(day) for day in worked]
    assert china.holidays[date(2026, 10, 4)]["en"] == "National Day"


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    assert date(2026, 1, 6) in public_days("de-by", AUTUMN).holidays
    assert date(2026, 1, 6) not in public_days("DE", AUTUMN).holidays
    assert public_days(None, AUTUMN).holidays == {}


@pytest.mark.parametrize("country", ["XX", "DE-XX"])
def test_an_unknown_country_is_quoted(country: str) -> None:
    with pytest.raises(HoursError, match=f"holidays_country: '{country}'"):
        public_days(country, AUTUMN)


def test_a_year_whose_moved_days_are_unknown_is_missed_once_they_are_announced() -> None:
    assert unknown_moves("CN", date(2026, 10, 31)) is None, "next year's are not announced yet"
    assert unknown_moves("DE", AUTUMN) is None, "nobody moves weekends there"
    assert unknown_moves(None, AUTUMN) is None
    newest = max(day.year for day in public_days("CN", AUTUMN).worked)
    assert unknown_moves("CN", date(newest, 11, 1)) == newest + 1
    assert unknown_moves("CN", date(newest + 1, 3, 1)) == newest + 1


def shop(tmp_path: Path, written: str) -> Settings:
    (tmp_path / "settings.yml").write_text(written, "utf-8")
    return configuration.load(tmp_path, {})


def test_every_process_reads_the_same_calendar_from_the_settings(tmp_path: Path) -> None:
    # The calendar reaches from last year some years ahead.
    year = date.today().year
    own = f'special_days: {{{year}-10-01: [["10:00", "12:00"]]}}\nclosed_dates: [{year}-11-20]\n'
    days = desk_rules(shop(tmp_path, "holidays_country: CN\n" + own)).hours
    spans = [days.spans(date(year, month, day)) for month, day in ((10, 1), (10, 2), (11, 19), (11, 20))]
    assert spans == [((600, 720),), (), ((540, 1260),), ()]


def test_the_default_shop_follows_no_holidays(tmp_path: Path) -> None:
    assert desk_rules(shop(tmp_path, "")).hours.spans(date(date.today().year, 10, 1)) == ((540, 1260),)
    # In YAML a bare NO is false, not Norway.
    assert shop(tmp_path, "holidays_country: NO\n").holidays_country is None


@pytest.mark.parametrize(
    ("written", "level", "says"),
    [
        ("", "ok", "not followed"),
        ("holidays_country: CN", "ok", "holidays of CN"),
        ("holidays_country: XX", "fail", "holidays_country: 'XX'"),
        (
            "special_days: {2026-11-11: [['24:00', '08:00']]}",
            "fail",
            "special_days.2026-11-11: ['24:00', '08:00'] ends",
        ),
        ("opening_hours: {}", "warn", "no customer can wait"),
    ],
)
def test_doctor_says_what_is_wrong_with_the_hours(tmp_path: Path, written: str, level: str, says: str) -> None:
    found = examine_hours(shop(tmp_path, written), date(2026, 6, 1))
    assert found.level == level and says in found.what
    assert bool(found.how_to_fix) == (level != "ok")


def test_doctor_warns_of_a_year_whose_moved_days_are_not_known(tmp_path: Path) -> None:
    newest = max(day.year for day in public_days("CN", AUTUMN).worked)
    found = examine_hours(shop(tmp_path, "holidays_country: CN"), date(newest, 11, 20))
    assert found.level == "warn" and str(newest + 1) in found.what and "special_days" in found.how_to_fix
    assert date(newest + 1, 10, 1) in public_days("CN", date(newest, 11, 20)).holidays, "followed all the same"


def test_a_start_is_refused_with_the_line_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"settings.yml: opening_hours.mon: \['9'\]"):
        prepare(shop(tmp_path, "opening_hours: {mon: [['9']]}"), lambda _: None)


@pytest.mark.parametrize(
    ("written", "quoted"),
    [
        ("closed_dates: [2026-13-01]", "a date in it does not exist"),
        ("conversations_per_agent: none", "conversations_per_agent is 'none'"),
        ("holidays_country: [CN]", "holidays_country is ['CN']"),
    ],
)
def test_what_cannot_be_a_setting_is_refused(tmp_path: Path, written: str, quoted: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(quoted)):
        shop(tmp_path, written)
