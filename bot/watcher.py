"""Starts an installation's processes, starts again whatever dies, and stops them in reverse order.

Each process leads its own process group and writes to `logs/<name>.log` in the data directory.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bot.processes import Process, StartError, environment, ports
from bot.settings import PROJECT, Settings

LOG_LIMIT = 10 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE, HEALTHY_AFTER = 0.5, 10.0, 30.0
DEATHS_BEFORE_READY = 4
STOP_SECONDS = 10.0

Say = Callable[[str], None]


@dataclass
class Child:
    process: Process
    popen: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    next_start: float = 0.0
    pause: float = FIRST_PAUSE
    deaths: int = 0
    was_ready: bool = False


class Supervisor:
    """The running processes of one data directory."""

    def __init__(self, settings: Settings, chosen: Sequence[Process], say: Say = lambda line: None) -> None:
        self.settings = settings
        self.say = say
        self._children = {process.name: Child(process) for process in chosen}
        self._wanted: set[str] = set()
        self._guard = threading.RLock()
        self._stopping = threading.Event()
        self._hurry = threading.Event()
        self._environment = environment(settings)
        self._watcher: threading.Thread | None = None
        self._door = _lock(settings)
        try:
            _sweep(settings)
        except BaseException:
            self._door.close()
            raise

    @property
    def names(self) -> list[str]:
        return list(self._children)

    def start(self, *names: str) -> None:
        """Start these processes (all without names) and keep them running."""
        with self._guard:
            self._wanted.update(names or self._children)
        if self._watcher is None:
            # All children are born in this one thread: Linux sends their orphan signal when the *thread* that
            # made them ends, and this one lives as long as the supervisor.
            self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
            self._watcher.start()

    def pid(self, name: str) -> int:
        """The process id now, or 0 while the process is being started again."""
        with self._guard:
            popen = self._children[name].popen
            return popen.pid if popen and popen.poll() is None else 0

    def wait_ready(self, *names: str, seconds: float | None = None) -> None:
        """Wait until these processes say that they are ready; each is told when it is, whatever the order."""
        began = time.monotonic()
        waiting = list(names)
        while waiting and not self._stopping.is_set():
            waited = time.monotonic() - began
            for name in list(waiting):
                child = self._children[name]
                if self.is_ready(name):
                    waiting.remove(name)
                    if not child.was_ready:
                        self.say(f"  ✓ {name}  {waited:.1f} s")
                    child.was_ready = True
                elif child.deaths >= DEATHS_BEFORE_READY and not child.was_ready:
                    raise StartError(f"{name} ended {child.deaths} times instead of starting.{self._last_words(name)}")
                elif waited > (child.process.seconds if seconds is None else seconds):
                    raise StartError(f"{name} was not ready after {waited:.0f} s.{self._last_words(name)}")
            time.sleep(0.1)

    def is_ready(self, name: str) -> bool:
        return bool(self.pid(name)) and self._children[name].process.is_ready()

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """For crash tests: end a process's first member and see it dead; it is then started again as after any crash."""
        with self._guard:
            popen = self._children[name].popen
        if popen is None or popen.poll() is not None:
            return 0
        popen.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            popen.wait(timeout=STOP_SECONDS)
        return popen.pid

    def stop(self) -> None:
        """Stop everything, last started first; what does not end within 10 s is killed."""
        self._stopping.set()
        if self._watcher:
            self._watcher.join(timeout=30)
        for child in reversed(list(self._children.values())):
            if child.popen:
                self._end(child.popen)
                child.popen = None
        _state_file(self.settings).unlink(missing_ok=True)
        (self.settings.data / "worker.ready").unlink(missing_ok=True)
        self._door.close()

    def hurry(self) -> None:
        """Do not wait for anybody's last words any more."""
        self._hurry.set()

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _watch(self) -> None:
        while not self._stopping.wait(0.1):
            with self._guard:
                changed = [self._look_after(child) for name, child in self._children.items() if name in self._wanted]
                if any(changed):
                    self._write_state()

    def _look_after(self, child: Child) -> bool:
        now = time.monotonic()
        if child.popen is None:
            if now < child.next_start:
                return False
            self._begin(child)
            return True
        code = child.popen.poll()
        if code is None:
            if child.deaths and now - child.started_at > HEALTHY_AFTER:
                child.pause = FIRST_PAUSE
            return False
        # Its own children may still hold the port.
        _signal_group(child.popen.pid, signal.SIGKILL)
        child.popen = None
        child.deaths += 1
        child.next_start = now + child.pause
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        self.say(f"  ! {child.process.name} {how}; starting it again in {child.pause:g} s")
        child.pause = min(child.pause * 2, LONGEST_PAUSE)
        return True

    def _begin(self, child: Child) -> None:
        process = child.process
        if process.name == "worker":
            (self.settings.data / "worker.ready").unlink(missing_ok=True)
        child.started_at = time.monotonic()
        try:
            with log_file(self.settings, process.name).open("ab") as log:
                child.popen = subprocess.Popen(
                    list(process.command),
                    cwd=PROJECT,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=die_with_parent(process.orphan_signal),
                )
        except (OSError, subprocess.SubprocessError) as error:
            with contextlib.suppress(OSError):
                log_file(self.settings, process.name).write_text(f"could not be started: {error}\n", "utf-8")
            child.deaths += 1
            child.next_start = time.monotonic() + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _end(self, popen: subprocess.Popen[bytes]) -> None:
        _signal_group(popen.pid, signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS
        while popen.poll() is None and time.monotonic() < limit and not self._hurry.is_set():
            time.sleep(0.05)
        _signal_group(popen.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            popen.wait(timeout=5)

    def _write_state(self) -> None:
        state = {
            "pid": os.getpid(),
            "ports": ports(self.settings),
            "processes": {
                name: {"pid": child.popen.pid if child.popen else 0, "restarts": child.deaths}
                for name, child in self._children.items()
            },
        }
        path = _state_file(self.settings)
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(state, indent=1) + "\n", "utf-8")
        draft.replace(path)

    def _last_words(self, name: str) -> str:
        path = self.settings.logs / f"{name}.log"
        try:
            with path.open("rb") as log:
                log.seek(max(0, path.stat().st_size - 8192))
                lines = log.read().decode("utf-8", "replace").splitlines()[-12:]
        except OSError:
            lines = []
        shown = "".join(f"\n    {line[:300]}" for line in lines) or "\n    (nothing)"
        return f" The last lines of {path}:{shown}"


def die_with_parent(number: int) -> Callable[[], None] | None:
    """On Linux the kernel ends the children of a supervisor that was killed -9; elsewhere the next start does."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(1, number)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def log_file(settings: Settings, name: str) -> Path:
    settings.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.logs / f"{name}.log"
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path


def _state_file(settings: Settings) -> Path:
    return settings.data / "supervisor.json"


def _read_state(settings: Settings) -> dict[str, object]:
    try:
        state = json.loads(_state_file(settings).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _lock(settings: Settings) -> IO[str]:
    """The kernel lets go of this lock however the supervisor ends."""
    door = (settings.data / "supervisor.lock").open("a")
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        door.close()
        raise StartError(
            f"Supportbot is already running on {settings.data} (process {_read_state(settings).get('pid', 'unknown')}). "
            "Stop it first, or start a second installation with `supportbot --data DIR up` and other ports."
        ) from error
    return door


def _sweep(settings: Settings) -> None:
    """End what a killed supervisor may have left."""
    listed = _read_state(settings).get("processes")
    groups = (
        {entry.get("pid") for entry in listed.values() if isinstance(entry, dict)}
        if isinstance(listed, dict)
        else set()
    )
    limit = time.monotonic() + 3
    number = signal.SIGTERM
    while (left := _leftovers(settings, groups - {0, None})) and time.monotonic() < limit + 3:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(0.1)
        if time.monotonic() > limit:
            number = signal.SIGKILL
    _state_file(settings).unlink(missing_ok=True)


def _leftovers(settings: Settings, groups: Collection[object]) -> list[int]:
    """Members of the listed process groups that carry our data directory: numbers alone may be somebody else's by now."""
    if not groups:
        return []
    mark = f"SUPPORTBOT_DATA={settings.data}"
    if not Path("/proc/self/environ").exists():
        said = subprocess.run(["ps", "-AEww", "-o", "pid=,pgid=,command="], capture_output=True, text=True, check=False)
        rows = [line.split(None, 2) for line in said.stdout.splitlines() if mark in line]
        return [int(row[0]) for row in rows if int(row[1]) in groups]
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if os.getpgid(int(entry.name)) in groups and mark.encode() in (entry / "environ").read_bytes().split(
                    b"\0"
                ):
                    found.append(int(entry.name))
    return found


@dataclass(frozen=True)
class Status:
    running: bool
    pid: int = 0
    ports: Mapping[str, int] = field(default_factory=dict)
    processes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def status(settings: Settings) -> Status:
    """What runs on this data directory now."""
    path = settings.data / "supervisor.lock"
    if not path.exists():
        return Status(False)
    with path.open("a") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            state = _read_state(settings)
            return Status(True, state.get("pid", 0), state.get("ports", {}), state.get("processes", {}))  # type: ignore[arg-type]
    return Status(False)
