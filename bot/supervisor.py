"""`supportbot up`: prepares an installation step by step, runs it until a signal, and says where to find it."""

from __future__ import annotations

import contextlib
import shutil
import signal
import threading
import time
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from bot.processes import (
    ENGINE_PYTHON,
    StartError,
    port_is_free,
    ports,
    processes,
    redis_answers,
    redis_program,
    redis_url,
)
from bot.settings import Settings, SettingsError
from bot.watcher import Say, Status, Supervisor, log_file, status

__all__ = [
    "StartError",
    "Status",
    "Supervisor",
    "port_is_free",
    "ports",
    "redis_program",
    "redis_url",
    "start",
    "status",
    "up",
]


def check_ports(settings: Settings) -> None:
    used: dict[int, str] = {}
    for name, port in ports(settings).items():
        setting = f"SUPPORTBOT_{name.upper()}_PORT"
        if port in used:
            raise StartError(
                f"{used[port]} and {name} are both set to port {port}. Give one another: {setting}={port + 1}."
            )
        used[port] = name
        if not port_is_free(settings.host if name == "web" else "127.0.0.1", port):
            raise StartError(
                f"Port {port}, wanted for {name}, is taken by another program. Stop that program or choose another "
                f"port: {setting}={port + 1}, or {name}_port in {settings.data / 'settings.yml'}."
            )


def check_space(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data).free
    if free < 200e6:
        raise StartError(
            f"Only {free / 1e6:.0f} MB are free in {settings.data}; conversations could not be saved. Free at least 1 GB."
        )
    return f"{free / 1e9:.0f} GB free"


def _check_hours(settings: Settings) -> None:
    """Each process reads them by itself and would only die, over and over."""
    from bot.core.hours import HoursError
    from bot.usecases.desk_settings import opening_hours

    try:
        opening_hours(settings)
    except HoursError as error:
        raise StartError(f"{settings.data / 'settings.yml'}: {error}") from error


class _Steps:
    """`  ✓ model  12.3 s`; a step that takes long says first what it is doing."""

    def __init__(self, say: Say) -> None:
        self.say = say

    @contextlib.contextmanager
    def step(self, name: str, *, patience: str = "", otherwise: str = "") -> Iterator[list[str]]:
        notice = threading.Timer(2.0, lambda: self.say(f"  … {patience}"))
        notice.daemon = True
        if patience:
            notice.start()
        began = time.monotonic()
        remarks: list[str] = []
        try:
            yield remarks
        except (StartError, SettingsError):
            raise
        except Exception as error:
            first = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise StartError(f"{name}: {first[:300]}{'. ' + otherwise if otherwise else ''}") from error
        finally:
            notice.cancel()
        remark = f" ({', '.join(remarks)})" if remarks else ""
        self.say(f"  ✓ {name}{remark}  {time.monotonic() - began:.1f} s")


def prepare(settings: Settings, say: Say) -> None:
    """Database, first content and model."""
    steps = _Steps(say)
    _check_hours(settings)
    with steps.step("disk space") as remarks:
        remarks.append(check_space(settings))
    with steps.step(
        "database", otherwise="Check DATABASE_URL and that the database runs; `supportbot doctor` tells more."
    ):
        from bot.store import migrate

        migrate.upgrade(settings.database_url)
    with steps.step("first content", patience="preparing articles, their vectors and triage"):
        from bot import first_start

        lines = first_start.prepare(settings)
    # At once: these are the first passwords, and what follows may fail or be interrupted.
    for line in lines:
        say(f"    {line}")
    with steps.step("model", patience="training the model; the first time this takes about two minutes"):
        from bot import training

        training.ensure_model(settings)


def start(
    settings: Settings,
    *,
    say: Say = lambda line: None,
    only: Collection[str] | None = None,
    commands: Mapping[str, Sequence[str]] | None = None,
    prepared: bool = False,
) -> Supervisor:
    """For tests: a ready installation. `only` names the processes wanted, `commands` replaces what some of them run."""
    chosen = [process for process in processes(settings) if only is None or process.name in only]
    if commands:
        chosen = [replace(process, command=commands.get(process.name, process.command)) for process in chosen]
    supervisor = Supervisor(settings, chosen, say)
    try:
        if not prepared:
            prepare(settings, say)
        _start_all(supervisor)
    except BaseException:
        supervisor.stop()
        raise
    return supervisor


def _start_all(supervisor: Supervisor) -> None:
    # The others greet Redis with their first breath; after that all start side by side, for the engine is slow.
    if "redis" in supervisor.names:
        supervisor.start("redis")
        supervisor.wait_ready("redis")
    supervisor.start()
    supervisor.wait_ready(*(name for name in supervisor.names if name != "redis"))


def up(settings: Settings, *, say: Say | None = None) -> int:
    """Run the installation until a signal; the exit code."""
    say = say or (lambda line: print(line, flush=True))
    supervisor: Supervisor | None = None
    ending = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        if not ending:
            raise KeyboardInterrupt
        if supervisor:
            supervisor.hurry()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, on_signal) for number in signals}
    code = 130
    try:
        say(f"Supportbot, data in {settings.data}")
        if not ENGINE_PYTHON.exists():
            raise StartError("The engine environment is missing. Run `make setup` first.")
        supervisor = Supervisor(settings, processes(settings), say)
        check_ports(settings)
        say(f"  ✓ ports {', '.join(str(port) for port in ports(settings).values())} are free")
        if settings.redis_url and not redis_answers(settings):
            raise StartError(
                "The Redis of REDIS_URL does not answer. Start it, mend the address, or leave REDIS_URL out to use our own."
            )
        prepare(settings, say)
        _start_all(supervisor)
        for line in _addresses(settings):
            say(line)
        say("\nCtrl-C stops all of it.")
        code = 0
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        say("\nStopping…")
    except (StartError, SettingsError) as error:
        say(f"\n{error}")
        if error.__cause__ is not None:
            say(f"Details are in {_keep_details(settings, error)}.")
        code = 1
    finally:
        ending = True
        if supervisor:
            supervisor.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    if code != 1:
        say("Stopped.")
    return code


def _addresses(settings: Settings) -> list[str]:
    base = settings.public_url
    return [
        "",
        "Ready.",
        f"  Customers' page   {base}/",
        f"  Agents' desk      {base}/desk",
        f"  REST door         POST {base}/webhooks/rest/webhook   (token: REST_TOKEN in {settings.data / 'secrets.env'})",
        f"  Knowledge desk    {base}/knowledge",
        f"  Logs              {settings.logs}",
    ]


def _keep_details(settings: Settings, error: BaseException) -> Path:
    path = log_file(settings, "supervisor")
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{''.join(traceback.format_exception(error))}\n")
    return path
