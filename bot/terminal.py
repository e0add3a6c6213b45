"""What all commands of `supportbot` share: the terminal, the chosen installation, its database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot import settings as configuration
from bot.settings import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
chosen: dict[str, Any] = {}

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
TextArgument = Annotated[str | None, typer.Argument(help="A message; or use --file.")]
FileOption = Annotated[
    Path | None, typer.Option("--file", help="A file with one message a line (- for standard input).")
]


def fail(message: str, code: int = 1) -> NoReturn:
    err.print(message, markup=False)
    raise typer.Exit(code)


def settings() -> Settings:
    return configuration.load(chosen.get("data"))


def open_store(create: bool = True) -> Any:
    """The installation's database, brought to the current schema first."""
    from bot.store import migrate
    from bot.store.database import Store

    found = settings()
    if create:
        migrate.upgrade(found.database_url)
    return Store(found.database_url)


def texts_of(text: str | None, file: Path | None) -> list[str]:
    if (text is None) == (file is None):
        fail("Give a TEXT or --file FILE with one message a line.", 2)
    if text is not None:
        return [text]
    assert file is not None
    if str(file) != "-" and not file.exists():
        fail(f"There is no file {file}.", 2)
    raw = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    return [line.rstrip("\r") for line in raw.split("\n") if line.strip()]


def dump(value: Any) -> None:
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
