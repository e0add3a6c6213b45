"""`supportbot doctor`: what is wrong with an installation, and how to mend it.

Each check is one function that returns a finding; a check that itself fails is a finding too, never a traceback.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.settings import PROJECT, Settings

if TYPE_CHECKING:
    from bot.store.database import Store

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    name: str
    level: Level
    what: str
    how_to_fix: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Every check, in the order in which one would mend things."""
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("app environment", lambda: _environment("app environment", ".venv", ((3, 10), (3, 13)))),
        ("engine environment", lambda: _environment("engine environment", ".venv-engine", ((3, 10), (3, 10)))),
        ("packages", _packages),
        ("memory", _memory),
        ("disk", lambda: _disk(settings)),
        ("data directory", lambda: _data_directory(settings)),
        ("ports", lambda: _ports(settings)),
        ("database", lambda: _database(settings)),
        ("redis", lambda: _redis(settings)),
        ("model", lambda: _model(settings)),
        ("knowledge base", lambda: _knowledge_base(settings)),
        ("clock", lambda: _clock(settings)),
        ("opening hours", lambda: _opening_hours(settings)),
        ("processes", lambda: _processes(settings)),
    ]
    return [_safely(name, check) for name, check in checks]


def _safely(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except ImportError as error:
        return Finding(
            name, "fail", f"could not be examined: {error}", "Run `make setup`; the packages are incomplete."
        )
    except Exception as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        return Finding(name, "fail", f"could not be examined: {first}", "Mend what this says and run doctor again.")


def _environment(name: str, folder: str, versions: tuple[tuple[int, int], tuple[int, int]]) -> Finding:
    python = PROJECT / folder / "bin" / "python"
    if not python.exists():
        return Finding(name, "fail", f"{folder} is missing", "Run `make setup`.")
    said = subprocess.run(
        [str(python), "-c", "import sys; print(*sys.version_info[:3])"],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    if said.returncode:
        return Finding(name, "fail", f"{python} does not start", f"Remove {folder} and run `make setup`.")
    version = tuple(int(part) for part in said.stdout.split())
    text = ".".join(str(part) for part in version)
    if not versions[0] <= version[:2] <= versions[1]:
        return Finding(name, "fail", f"Python {text} is not supported here", f"Remove {folder} and run `make setup`.")
    return Finding(name, "ok", f"Python {text}")


def _packages() -> Finding:
    """The stamps that scripts/setup.py leaves, against the lock files."""
    stale = []
    for folder, locks in ((".venv", ("app", "dev")), (".venv-engine", ("engine",))):
        path = PROJECT / folder / ".supportbot-stamp"
        stamp = path.read_text("ascii").strip() if path.exists() else ""
        wanted = {
            f"{lock} {hashlib.sha256((PROJECT / 'requirements' / f'{lock}.lock').read_bytes()).hexdigest()[:32]}"
            for lock in locks
        }
        if stamp not in wanted:
            stale.append(folder)
    if not (PROJECT / "bot" / "web" / "static" / "vendor" / "preact.module.js").exists():
        stale.append("browser libraries")
    if stale:
        return Finding("packages", "fail", f"not what the lock files say: {', '.join(stale)}", "Run `make setup`.")
    return Finding("packages", "ok", "as locked")


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    free = total
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        rows = dict(line.split(":", 1) for line in meminfo.read_text("ascii").splitlines() if ":" in line)
        free = int(rows["MemAvailable"].split()[0]) * 1024 / 1e9
    what = f"{free:.1f} of {total:.1f} GB available"
    if total < 3:
        return Finding("memory", "warn", what, "The engine wants about 1 GB and training 2; use a machine with 4 GB.")
    if free < 0.5:
        return Finding("memory", "warn", what, "Close other programs; a process that gets no memory is killed.")
    return Finding("memory", "ok", what)


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free / 1e9
    what = f"{free:.1f} GB free in {settings.data}"
    if free < 0.2:
        return Finding("disk", "fail", what, "Free at least 1 GB: conversations cannot be saved without.")
    if free < 1:
        return Finding("disk", "warn", what, "Free at least 1 GB; logs and the database grow.")
    return Finding("disk", "ok", what)


def _data_directory(settings: Settings) -> Finding:
    if not os.access(settings.data, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "data directory",
            "fail",
            f"{settings.data} is not writable for you",
            f"chown it, or run as its owner: ls -ld {settings.data}",
        )
    open_to_others = [
        path
        for path, allowed in (
            (settings.data, 0o700),
            (settings.data / "secrets.env", 0o600),
            (settings.data / "redis" / "redis.conf", 0o600),
        )
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & ~allowed
    ]
    if open_to_others:
        names = " ".join(str(path) for path in open_to_others)
        return Finding(
            "data directory", "warn", f"others on this machine may read {names}", f"Run: chmod go-rwx {names}"
        )
    return Finding("data directory", "ok", f"{settings.data}, private")


def _ports(settings: Settings) -> Finding:
    from bot import processes, watcher

    wanted = processes.ports(settings)
    if len(set(wanted.values())) < len(wanted):
        return Finding("ports", "fail", f"one port is used twice: {wanted}", "Give each its own in settings.yml.")
    now = watcher.status(settings)
    if now.running:
        return Finding("ports", "ok", "in use by this installation: " + _listed(dict(now.ports)))
    for name, port in wanted.items():
        if not processes.port_is_free(settings.host if name == "web" else "127.0.0.1", port):
            fix = f"Stop the other program or set SUPPORTBOT_{name.upper()}_PORT (or {name}_port in settings.yml)."
            return Finding("ports", "fail", f"{port}, wanted for {name}, is taken", fix)
    return Finding("ports", "ok", "free: " + _listed(wanted))


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())


def _store(settings: Settings) -> Store | None:
    """The database, or nothing when it is a file that `up` has still to make: a look must not make it."""
    from bot.store.database import Store

    if settings.is_sqlite and not Path(settings.database_url.removeprefix("sqlite:///").split("?")[0]).exists():
        return None
    return Store(settings.database_url, pool_size=1)


def _database(settings: Settings) -> Finding:
    import sqlalchemy
    from alembic.runtime.migration import MigrationContext

    shown = sqlalchemy.engine.make_url(settings.database_url).render_as_string(hide_password=True)
    store = _store(settings)
    if store is None:
        return Finding("database", "warn", f"{shown} does not exist yet", "The first `supportbot up` makes it.")
    try:
        with store.read() as tx:
            found = MigrationContext.configure(tx).get_current_revision()
    except sqlalchemy.exc.SQLAlchemyError as error:
        first = str(getattr(error, "orig", error)).strip().splitlines()[0][:200]
        return Finding("database", "fail", f"{shown}: {first}", "Start the database or mend DATABASE_URL.")
    finally:
        store.close()
    if found is None:
        return Finding("database", "fail", f"{shown} has no tables of ours", "Run `supportbot db upgrade`.")
    from bot.store import migrate

    if not migrate.is_current(settings.database_url):
        what = f"{shown} is at revision {found}, the program is newer"
        return Finding("database", "fail", what, "Run `supportbot db upgrade`.")
    return Finding("database", "ok", f"{shown}, migrated ({found})")


def _redis(settings: Settings) -> Finding:
    import redis

    from bot import processes, watcher

    if not settings.redis_url and not watcher.status(settings).running:
        program = processes.redis_program()
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
        if said.returncode:
            return Finding("redis", "fail", f"{program} does not start", "Install redis-server or set REDIS_URL.")
        return Finding("redis", "ok", f"our own when needed: {program}")
    client = redis.Redis.from_url(processes.redis_url(settings), socket_timeout=3, socket_connect_timeout=3)
    try:
        client.ping()
    except redis.RedisError as error:
        fix = "Start it or mend REDIS_URL." if settings.redis_url else f"See {settings.logs / 'redis.log'}."
        return Finding(
            "redis",
            "fail",
            f"does not answer ({type(error).__name__})",
            f"{fix} Nothing is lost meanwhile, only slower.",
        )
    finally:
        client.close()
    return Finding("redis", "ok", "answers")


def _model(settings: Settings) -> Finding:
    models = (
        sorted(settings.models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        if settings.models.exists()
        else []
    )
    if not models:
        return Finding(
            "model", "warn", "none yet", "The first `supportbot up` trains it (about two minutes); or `make train`."
        )
    from bot import training

    if not training.is_current(settings):
        what = f"{models[-1].name} is older than what it depends on"
        return Finding("model", "warn", what, "`supportbot up` or `make train` trains again.")
    return Finding("model", "ok", models[-1].name)


def _knowledge_base(settings: Settings) -> Finding:
    from bot.store import articles

    store = _store(settings)
    if store is None:
        return Finding(
            "knowledge base", "warn", "not imported yet", "The first `supportbot up` imports knowledge_base/."
        )
    try:
        with store.read() as tx:
            count = len(articles.all_of(tx, "published"))
    finally:
        store.close()
    if count < 1:
        fix = "Run `supportbot kb import knowledge_base --yes --publish`."
        return Finding("knowledge base", "fail", "no article is published", fix)
    return Finding("knowledge base", "ok", f"{count} published articles")


def _clock(settings: Settings) -> Finding:
    from datetime import datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        here = datetime.now(ZoneInfo(settings.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return Finding(
            "clock",
            "fail",
            f"time zone {settings.time_zone!r} is unknown",
            "Write one like Asia/Shanghai as time_zone in settings.yml.",
        )
    newest = max((PROJECT / "bot").rglob("*.py"), key=lambda path: path.stat().st_mtime).stat().st_mtime
    if time.time() < newest - 86400:
        return Finding(
            "clock",
            "warn",
            f"it is set to {here:%Y-%m-%d %H:%M}, before this program was installed",
            "Set the clock (timedatectl set-ntp true): deadlines depend on it.",
        )
    return Finding("clock", "ok", f"{here:%Y-%m-%d %H:%M} in {settings.time_zone}")


def _opening_hours(settings: Settings) -> Finding:
    from datetime import date

    from bot.doctor_hours import examine_hours

    return examine_hours(settings, date.today())


def _processes(settings: Settings) -> Finding:
    from bot import watcher

    now = watcher.status(settings)
    if not now.running:
        return Finding("processes", "ok", "not running")
    missing = [name for name, row in now.processes.items() if not row.get("pid")]
    often = [name for name, row in now.processes.items() if row.get("restarts", 0) > 5]
    if missing:
        return Finding(
            "processes", "fail", f"being started again: {', '.join(missing)}", f"See {settings.logs}/{missing[0]}.log."
        )
    if often:
        return Finding(
            "processes",
            "warn",
            f"started again more than 5 times: {', '.join(often)}",
            f"See {settings.logs}/{often[0]}.log.",
        )
    return Finding("processes", "ok", f"{len(now.processes)} running")
