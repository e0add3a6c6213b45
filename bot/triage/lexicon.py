"""Signs of urgency and nature in words: which ones a text shows, and where. `cues.yml` lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from bot.knowledge.normal import plain

ENOUGH = 2
# Signs that matter for the wish for a person as well as for the rest.
_SHARED = frozenset({"asking", "settled", "quoted", "thanks", "idea", "figure"})

# A clause read alone loses what another one says of it: that it is not so, or over.
_ABOUT_THE_REST = frozenset({"denied", "settled"})

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True)
class Signs:
    """How many different expressions of each sign stand in the text (at most two count)."""

    counts: np.ndarray
    found: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    lists = yaml.safe_load((Path(__file__).parent / "cues.yml").read_text("utf-8"))
    return {
        name: {language: re.compile("|".join(f"(?:{one})" for one in group[language])) for language in ("zh", "en")}
        for name, group in lists.items()
    }


def columns(of_person: bool) -> np.ndarray:
    """Which signs a decision looks at: wanting a person has its own, and a few of the others."""
    names = list(_patterns())
    chosen = [at for at, name in enumerate(names) if name in _SHARED or name.startswith("person_") == of_person]
    return np.array(chosen, np.int64)


def speaks_of_the_rest(found: Signs) -> bool:
    """Whether some words deny or settle what others say: such a text is understood only as a whole."""
    return any(hits and name in _ABOUT_THE_REST for name, hits in zip(_patterns(), found.found))


def signs(text: str) -> Signs:
    flat = plain(text)
    # A text without letters of a language cannot show that language's expressions; most texts have one.
    languages = ["zh"] * bool(_HAN.search(flat)) + ["en"] * bool(_LATIN.search(flat) or not _HAN.search(flat))
    found = tuple(
        tuple(dict.fromkeys(hit for language in languages for hit in _hits(group[language], flat)))
        for group in _patterns().values()
    )
    return Signs(np.array([min(ENOUGH, len(one)) for one in found], np.float32), found)


def _hits(pattern: re.Pattern[str], flat: str) -> list[str]:
    return [match.group(0) for match in pattern.finditer(flat) if match.group(0)]
