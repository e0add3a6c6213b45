"""Every text that people see stands there in both languages, with the same places to fill in."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.settings import PROJECT

TEXTS = PROJECT / "bot" / "web" / "static" / "texts"


def flat(said: Any, at: str = "") -> dict[str, str]:
    """Every text by its path."""
    if isinstance(said, str):
        return {at: said}
    inside = said.items() if isinstance(said, dict) else enumerate(said)
    return {path: text for key, one in inside for path, text in flat(one, f"{at}/{key}").items()}


def texts(name: str, language: str) -> dict[str, str]:
    return flat(json.loads((TEXTS / f"{name}.{language}.json").read_text("utf-8")))


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("name", sorted({path.name.split(".")[0] for path in TEXTS.glob("*.json")}))
def test_both_languages_say_the_same(name: str) -> None:
    zh, en = texts(name, "zh"), texts(name, "en")
    assert zh.keys() == en.keys()
    assert {key: places(text) for key, text in zh.items()} == {key: places(text) for key, text in en.items()}
    assert all(text.strip() for text in [*zh.values(), *en.values()])


def test_the_knowledge_page_uses_only_known_texts() -> None:
    known = {path.rpartition("/")[2] for path in texts("knowledge", "zh")}
    used = {
        key
        for path in (PROJECT / "bot" / "web" / "static" / "knowledge").glob("*.js")
        for call in re.findall(r"\bt\(([^`()]*)", path.read_text("utf-8"))
        for key in re.findall(r'"(\w+)"', call.split("{")[0])
    }
    # Values that are compared with inside the call, not texts of their own.
    assert (
        used
        and used - known - {"archived", "added", "draft", "middle", "articles", "publish", "save", "uploading"} == set()
    )
