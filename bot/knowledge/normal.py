"""The forms of a text: as the encoder reads it, as it is compared, and as words and character pieces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

# Encoders read the beginning and the end of very long messages: the matter stands there, the time is bounded.
HEAD, TAIL = 400, 200

# White space, and what tokenizers written in C or for UTF-8 cannot take: NUL and lone surrogates.
_SPACE = re.compile("[\\s\x00\ud800-\udfff]+")
_NOT_WORD = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[\u3400-\u4dbf\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_LONG_RUN = re.compile(r"([^\W\d])\1{3,}|([!?！？。，.~～…])\2+")


@lru_cache(maxsize=1)
def _simplified() -> dict[int, int]:
    lines = (Path(__file__).parent / "traditional.txt").read_text("utf-8").splitlines()
    old, _, new = "\n".join(line for line in lines if not line.startswith("#")).partition("---")
    return str.maketrans(old.replace("\n", ""), new.replace("\n", ""))


def simplify(text: str) -> str:
    """Traditional Chinese characters as simplified ones, length unchanged."""
    return text.translate(_simplified())


def encodable(text: str) -> str:
    """What the sentence encoders read: NFKC, simplified characters, single spaces, bounded length."""
    flat = _SPACE.sub(" ", simplify(unicodedata.normalize("NFKC", text)).translate(_QUOTES)).strip()
    # "sooooo" and "!!!!!!!" say no more than "sooo" and "!".
    flat = _LONG_RUN.sub(lambda run: run.group(1) * 3 if run.group(1) else run.group(2), flat)
    return flat if len(flat) <= HEAD + TAIL + 1 else f"{flat[:HEAD]} {flat[-TAIL:]}"


def plain(text: str) -> str:
    """`encodable` in lower case: the form of lexical features."""
    return encodable(text).lower()


def key(text: str) -> str:
    """Equal for texts that differ in case, punctuation, spacing, width or character set only."""
    return _NOT_WORD.sub("", simplify(unicodedata.normalize("NFKC", text)).lower())


def words(text: str) -> list[str]:
    """Words of a plain text: Chinese ones by rjieba, others by script."""
    found: list[str] = []
    for run in _WORDS.findall(text):
        found.extend(_cut(run) if _HAN.match(run) else [run])
    return found


def pieces(text: str) -> Iterator[str]:
    """Character pieces: 1 to 3 Chinese characters, 3 to 5 letters within a word."""
    for run in _WORDS.findall(text):
        if _HAN.match(run):
            for size in (1, 2, 3):
                for start in range(len(run) - size + 1):
                    yield run[start : start + size]
        else:
            padded = f" {run} "
            if len(padded) <= 3:
                yield padded
            for size in (3, 4, 5):
                for start in range(len(padded) - size + 1):
                    yield padded[start : start + size]


def features(text: str) -> list[str]:
    """Words, neighbouring words and character pieces of any text, each kind with its own mark."""
    flat = plain(text)
    row = words(flat)
    found = [f"w:{word}" for word in row]
    found += [f"b:{one} {two}" for one, two in zip(row, row[1:])]
    found += [f"c:{piece}" for piece in pieces(flat)]
    return found


def _cut(run: str) -> list[str]:
    import rjieba

    return list(rjieba.cut(run))
