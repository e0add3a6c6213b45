"""Settings, read once from the data directory and the environment.

The data directory (`var/` unless `--data DIR` or SUPPORTBOT_DATA says otherwise) is private to one
installation. Its `settings.yml` is optional and holds what an operator changes; `secrets.env` is made at
first start with mode 0600. Environment variables win over both.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.core.deadlines import Patience
from bot.core.routing import Mode, RoutingRules
from bot.core.service_levels import ClockKind, ClockRules

PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which one and what to write instead."""


@dataclass(frozen=True)
class Settings:
    data: Path
    database_url: str
    redis_url: str | None
    host: str
    web_port: int
    engine_port: int
    actions_port: int
    redis_port: int
    secret_key: str = field(repr=False)
    rest_token: str = field(repr=False)
    actions_token: str = field(repr=False)
    redis_password: str = field(repr=False)
    shop_name: Mapping[str, str]
    time_zone: str
    opening_hours: Mapping[str, list[list[str]]]
    holidays_country: str | None
    closed_dates: Sequence[Any]
    frame_ancestors: tuple[str, ...]
    patience: Patience
    public_url: str
    new_conversations_per_hour: int
    hotline: str
    callback_url: str = ""
    callback_token: str = field(default="", repr=False)
    review_articles: bool = False
    special_days: Mapping[Any, Any] = field(default_factory=dict)
    moved_workday_hours: Sequence[Any] | None = None
    conversations_per_agent: int = 5
    routing: RoutingRules = RoutingRules()
    clocks: ClockRules = ClockRules()
    wrap_up_seconds: int = 0

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def engine_url(self) -> str:
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


DEFAULTS: dict[str, Any] = {
    "host": "127.0.0.1",
    "web_port": 8080,
    "engine_port": 5005,
    "actions_port": 5055,
    "redis_port": 6390,
    "shop_name": {"zh": "青禾电器", "en": "Greenleaf Home"},
    "time_zone": "Asia/Shanghai",
    # Per weekday (mon … sun) a list of [from, to] in local time; "24:00" is midnight at the day's end.
    "opening_hours": {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    # Closed on the public holidays of a country: CN, DE or, with its part, DE-BY ("NO" needs its quotes). Not by itself
    # CN: shops that serve at weekends often serve on holidays too. With it, weekend days that are worked instead of a
    # holiday (调休) are open.
    "holidays_country": None,
    # Hours of those worked weekend days, [["09:00", "18:00"]]; left out, they are Monday's.
    "moved_workday_hours": None,
    # The operator's own calendar wins over the week and over public holidays: days off, and days with other hours,
    # {"2026-02-17": [], "2026-11-11": [["08:00", "24:00"]]}.
    "closed_dates": [],
    "special_days": {},
    "frame_ancestors": ["'self'"],
    # Seconds of waiting for each other: bot/core/deadlines.py.
    **asdict(Patience()),
    # Who has as many conversations at once counts as busy; customers are told when all are.
    "conversations_per_agent": 5,
    # After resolving an agent takes nobody new for so long; 0: at once again, since the form is filled in before.
    "wrap_up_seconds": 0,
    "public_url": "",
    # How many conversations one address may start in an hour; offices and schools share one address.
    "new_conversations_per_hour": 120,
    # Shown where the chat cannot help: without JavaScript, or when the service is down.
    "hotline": "400-100-8866",
    # Where the channel `callback` sends what is said; without it that channel is closed.
    "callback_url": "",
    # Whether a second person looks at an article before customers see it.
    "review_articles": False,
    # Who gets a waiting customer: bot/core/routing.py. `pick` or `push`, then seconds and a weight.
    "routing": RoutingRules.mode.value,
    "offer_timeout": RoutingRules.offer_timeout,
    "skill_wait": RoutingRules.skill_wait,
    "language_wait": RoutingRules.language_wait,
    "ageing_step": RoutingRules.ageing_step,
    "critical_weight": RoutingRules.critical_weight,
    # When a clock of the service levels warns, and which clocks stand still while the desk is closed:
    # bot/core/service_levels.py.
    "sla_warn_percent": ClockRules().warn_percent,
    "sla_warn_minutes": ClockRules().warn_minutes,
    "sla_opening_hours_only": list(ClockRules().opening_hours_only),
}


def data_directory(chosen: str | os.PathLike[str] | None = None) -> Path:
    return Path(chosen or os.environ.get("SUPPORTBOT_DATA") or PROJECT / "var").expanduser().resolve()


def load(data: str | os.PathLike[str] | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of the installation in `data`; makes the directory and its secrets when they are missing."""
    env = os.environ if environment is None else environment
    folder = data_directory(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    chosen = {**DEFAULTS, **_read_yaml(folder / "settings.yml")}
    unknown = set(chosen) - set(DEFAULTS) - {"database_url", "redis_url"}
    if unknown:
        raise SettingsError(
            f"{folder / 'settings.yml'}: unknown setting {sorted(unknown)[0]!r}. Known: {', '.join(sorted(DEFAULTS))}."
        )
    for name in (
        "host",
        "web_port",
        "engine_port",
        "actions_port",
        "redis_port",
        "time_zone",
        "claim_timeout",
        "conversations_per_agent",
        "waiting_again_timeout",
        "nobody_came_timeout",
        "agent_reminder_timeout",
        "agent_silent_timeout",
        "customer_reminder_timeout",
        "customer_silent_timeout",
        "agent_gone_timeout",
        "reopen_within",
        "confirm_timeout",
        "wrap_up_seconds",
        "public_url",
        "new_conversations_per_hour",
        "review_articles",
        "routing",
        "offer_timeout",
        "skill_wait",
        "language_wait",
        "ageing_step",
        "critical_weight",
    ):
        value = env.get(f"SUPPORTBOT_{name.upper()}")
        if value is not None:
            chosen[name] = value
    keep = _secrets(folder / "secrets.env")
    database = env.get("DATABASE_URL") or chosen.get("database_url") or f"sqlite:///{folder / 'supportbot.db'}"
    host = str(chosen["host"])
    web_port = _port(chosen, "web_port")
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return Settings(
        data=folder,
        database_url=database.replace("postgres://", "postgresql://", 1),
        redis_url=env.get("REDIS_URL") or chosen.get("redis_url"),
        host=host,
        web_port=web_port,
        engine_port=_port(chosen, "engine_port"),
        actions_port=_port(chosen, "actions_port"),
        redis_port=_port(chosen, "redis_port"),
        secret_key=env.get("SUPPORTBOT_SECRET_KEY") or keep["SECRET_KEY"],
        rest_token=env.get("SUPPORTBOT_REST_TOKEN") or keep["REST_TOKEN"],
        actions_token=env.get("SUPPORTBOT_ACTIONS_TOKEN") or keep["ACTIONS_TOKEN"],
        redis_password=keep["REDIS_PASSWORD"],
        shop_name=chosen["shop_name"],
        time_zone=str(chosen["time_zone"]),
        opening_hours=chosen["opening_hours"],
        holidays_country=_country(chosen["holidays_country"]),
        closed_dates=chosen["closed_dates"],
        frame_ancestors=tuple(chosen["frame_ancestors"]),
        patience=_patience(chosen),
        public_url=str(chosen["public_url"] or f"http://{shown}:{web_port}").rstrip("/"),
        new_conversations_per_hour=int(chosen["new_conversations_per_hour"]),
        hotline=str(chosen["hotline"]),
        callback_url=_callback_url(env.get("CALLBACK_URL") or chosen["callback_url"]),
        callback_token=env.get("CALLBACK_TOKEN") or keep.get("CALLBACK_TOKEN", ""),
        review_articles=_yes_or_no(chosen, "review_articles"),
        special_days=chosen["special_days"],
        moved_workday_hours=chosen["moved_workday_hours"],
        conversations_per_agent=_at_least_one(chosen, "conversations_per_agent"),
        routing=_routing(chosen),
        clocks=_clocks(chosen),
        wrap_up_seconds=_wrap_up(chosen["wrap_up_seconds"]),
    )


def _port(chosen: Mapping[str, Any], name: str) -> int:
    try:
        port = int(chosen[name])
    except (TypeError, ValueError):
        port = -1
    if not 1 <= port <= 65535:
        raise SettingsError(f"{name} is {chosen[name]!r}; write a port number from 1 to 65535.")
    return port


def _at_least_one(chosen: Mapping[str, Any], name: str) -> int:
    try:
        number = int(chosen[name])
    except (TypeError, ValueError):
        number = 0
    if number < 1:
        raise SettingsError(f"{name} is {chosen[name]!r}; write a whole number from 1.")
    return number


def _wrap_up(chosen: object) -> int:
    try:
        seconds = int(str(chosen))
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise SettingsError(f"wrap_up_seconds is {chosen!r}; write whole seconds from 0 (none) to 3600.")
    return seconds


def _country(chosen: object) -> str | None:
    """Without quotes YAML reads both `no` and Norway's code as false; a country is meant less often."""
    if chosen in (None, False, ""):
        return None
    if not isinstance(chosen, str):
        raise SettingsError(f"holidays_country is {chosen!r}; write a code such as CN, or leave the line out.")
    return chosen.strip()


# Each step comes after the one before it.
_STEPS = (
    ("claim_timeout", "waiting_again_timeout", "nobody_came_timeout"),
    ("agent_reminder_timeout", "agent_silent_timeout"),
    ("customer_reminder_timeout", "customer_silent_timeout"),
)
# An open desk gives a sign of life every 15 s; sooner than this a present agent would count as gone.
_SHORTEST = {"agent_gone_timeout": 45, "offer_timeout": 5, "ageing_step": 60}
_LONGEST = 30 * 86400


def _patience(chosen: Mapping[str, Any]) -> Patience:
    found = {name: _seconds(chosen, name) for name in asdict(Patience())}
    for steps in _STEPS:
        for sooner, later in zip(steps, steps[1:]):
            if found[later] <= found[sooner]:
                raise SettingsError(
                    f"{later} is {found[later]} and {sooner} is {found[sooner]}; {later} must be the longer one."
                )
    return Patience(**found)


def _seconds(chosen: Mapping[str, Any], name: str) -> int:
    shortest = _SHORTEST.get(name, 1)
    try:
        seconds = int(str(chosen[name]))
    except ValueError:
        seconds = -1
    if not shortest <= seconds <= _LONGEST:
        raise SettingsError(f"{name} is {chosen[name]!r}; write whole seconds from {shortest} to {_LONGEST}.")
    return seconds


def _routing(chosen: Mapping[str, Any]) -> RoutingRules:
    modes = [one.value for one in Mode]
    if chosen["routing"] not in modes:
        raise SettingsError(f"routing is {chosen['routing']!r}; write one of {', '.join(modes)}.")
    seconds = {name: _seconds(chosen, name) for name in ("offer_timeout", "skill_wait", "language_wait", "ageing_step")}
    if seconds["language_wait"] < seconds["skill_wait"]:
        raise SettingsError(
            f"language_wait is {seconds['language_wait']} and skill_wait is {seconds['skill_wait']}; "
            "language_wait must not be the shorter one."
        )
    weight = _at_least_one(chosen, "critical_weight")
    return RoutingRules(mode=Mode(chosen["routing"]), critical_weight=weight, **seconds)


def _clocks(chosen: Mapping[str, Any]) -> ClockRules:
    names = [one.value for one in ClockKind]
    stopping = chosen["sla_opening_hours_only"]
    if not isinstance(stopping, Sequence) or isinstance(stopping, str) or not set(map(str, stopping)) <= set(names):
        raise SettingsError(
            f"sla_opening_hours_only is {stopping!r}; write a list of clocks that stand still while the desk is closed, "
            f"of {', '.join(names)}, or [] for none."
        )
    percent, minutes = _at_least_one(chosen, "sla_warn_percent"), _at_least_one(chosen, "sla_warn_minutes")
    if percent > 99:
        raise SettingsError(f"sla_warn_percent is {percent}; write a whole number from 1 to 99.")
    return ClockRules(percent, minutes, tuple(map(str, stopping)))


def _yes_or_no(chosen: Mapping[str, Any], name: str) -> bool:
    value = str(chosen[name]).strip().lower()
    if value not in ("true", "yes", "on", "1", "false", "no", "off", "0"):
        raise SettingsError(f"{name} is {chosen[name]!r}; write true or false.")
    return value in ("true", "yes", "on", "1")


def _callback_url(chosen: object) -> str:
    url = str(chosen or "").strip()
    if url and not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
        raise SettingsError(f"CALLBACK_URL (callback_url) is {url!r}; write an address with http:// or https://.")
    return url


def _read_yaml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    import yaml

    try:
        found = yaml.safe_load(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise SettingsError(
            f"{where}: this is not valid YAML ({getattr(error, 'problem', error)}). Mend the line and start again."
        ) from error
    except ValueError as error:
        # A date such as 2026-13-01 passes for one until it is made.
        raise SettingsError(f"{path}: a date in it does not exist ({error}). Mend the line and start again.") from error
    if not isinstance(found, dict):
        raise SettingsError(f"{path}: expected `name: value` lines, found {type(found).__name__}.")
    return found


def _secrets(path: Path) -> dict[str, str]:
    names = ("SECRET_KEY", "REST_TOKEN", "ACTIONS_TOKEN", "REDIS_PASSWORD")
    found: dict[str, str] = {}
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            if value:
                found[name.strip()] = value.strip()
    missing = [name for name in names if name not in found]
    if missing:
        found.update({name: secrets.token_urlsafe(32) for name in missing})
        # Another process may make the file in the same moment: the first one to link it wins.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text("".join(f"{name}={value}\n" for name, value in found.items()), "utf-8")
        if path.exists():
            os.replace(draft, path)
        else:
            try:
                os.link(draft, path)
            except FileExistsError:
                draft.unlink()
                return _secrets(path)
            draft.unlink()
    return found
