"""The pages' modules fit together: whatever one of them imports from another is exported there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import PROJECT

STATIC = PROJECT / "bot" / "web" / "static"
_IMPORTED = re.compile(r'^(?:import|export)\s+\{([^}]*)\}\s+from\s+"(\.[^"]+)"', re.M)
_BARE = re.compile(r'^import\s+"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)', re.M)
_EXPORTED = re.compile(r"^export\s+(?:async\s+)?(?:const|let|function\*?|class)\s+(?:\{([^}]*)\}|(\w+))", re.M)
_LISTED = re.compile(r"^export\s+\{([^}]*)\}", re.M)
MODULES = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)


def exported(path: Path) -> set[str]:
    text = path.read_text("utf-8")
    names = {word for several, one in _EXPORTED.findall(text) for word in re.findall(r"\w+", several or one)}
    return names | {part.split(" as ")[-1].strip() for several in _LISTED.findall(text) for part in several.split(",")}


def test_there_are_modules() -> None:
    assert len(MODULES) > 100


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_what_is_imported_is_exported(path: Path) -> None:
    text = path.read_text("utf-8")
    for several, where in _IMPORTED.findall(text):
        target = (path.parent / where).resolve()
        assert target.is_file(), f"{where} is not there"
        wanted = {part.split(" as ")[0].strip() for part in several.split(",") if part.strip()}
        assert wanted <= exported(target), f"{where} does not export {sorted(wanted - exported(target))}"
    for first, second in _BARE.findall(text):
        assert (path.parent / (first or second)).resolve().is_file(), f"{first or second} is not there"
