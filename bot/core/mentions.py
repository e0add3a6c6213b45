"""Who is named with an @ in a note: `@小王 请看一下`. Plain functions over the text and the names there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

AT = "@＠"


@dataclass(frozen=True)
class Mention:
    """`name` stands in the text from `start` (the @) to `end`."""

    person: int
    name: str
    start: int
    end: int


def handles(people: Iterable[tuple[int, str, str]]) -> dict[str, int]:
    """What to write behind the @ for each (id, name, login): the name, with the login where several have the same one."""
    known = list(people)
    names = [name.casefold() for _, name, _ in known]
    return {name if names.count(name.casefold()) == 1 else f"{name} ({login})": person for person, name, login in known}


def mentions(text: str, known: Mapping[str, int]) -> list[Mention]:
    """Every mention in the order of the text. Of two names that fit, the longer one is meant.

    Chinese has no blanks between words, so what follows a name may touch it, but a Latin letter or digit never continues
    a Latin name; before the @ one makes it an address.
    """
    by_length = sorted(known, key=lambda name: (-len(name), name))
    found: list[Mention] = []
    at = 0
    while at < len(text):
        if text[at] in AT and not (at and _is_latin(text[at - 1])):
            name = next((one for one in by_length if _stands(text, at + 1, one)), None)
            if name is not None:
                end = at + 1 + len(name)
                found.append(Mention(known[name], text[at + 1 : end], at, end))
                at = end
                continue
        at += 1
    return found


def _stands(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    if text[start:end].casefold() != name.casefold():
        return False
    return not (end < len(text) and _is_latin(name[-1]) and _is_latin(text[end]))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
