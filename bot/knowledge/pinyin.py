"""Chinese typed in Latin letters ("tuikuan shenme shihou dao", "kd到哪了"), turned back into characters.

Each syllable becomes the character that the articles' own phrases make most likely here: a first-order chain over
characters, solved by Viterbi. Who asks compares with the text as it was typed.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from bot.core.pinyin import LONGEST_SYLLABLE, is_pinyin, is_whole
from bot.knowledge.normal import plain

_RUNS = re.compile(r"[a-z']+|[\u3400-\u4dbf\u4e00-\u9fff]+|[^a-z'\u3400-\u4dbf\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_APART = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
LONGEST = 160
# Among Chinese characters a run of letters this short is rather a name ("pin码", "app").
SHORTEST_BESIDE = 4
# How much the neighbour counts beside the character's own frequency.
CHAIN = 0.9
START = "^"
# What shoppers abbreviate by initials. Others ("pc", "xl") mean themselves.
SHORT_FORMS = {
    "kd": "快递", "dd": "订单", "tk": "退款", "th": "退货", "hh": "换货", "kf": "客服", "fp": "发票", "rg": "人工",
    "dz": "地址", "yf": "运费", "wl": "物流", "xd": "下单", "fk": "付款", "yhq": "优惠券", "bx": "保修", "zp": "赠品",
}  # fmt: skip


class PinyinReader:
    """Learns from Chinese phrases; `read` gives other texts back in characters."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._of: dict[str, set[str]] = defaultdict(set)
        self._alone: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._before: Counter[str] = Counter()
        for phrase in phrases:
            for run, sounds in _sounds(phrase):
                last = START
                for char, sound in zip(run, sounds):
                    self._of[sound].add(char)
                    self._alone[char] += 1
                    self._pairs[last, char] += 1
                    self._before[last] += 1
                    last = char
        self._total = sum(self._alone.values()) or 1

    def read(self, text: str) -> str | None:
        """None when nothing in it reads as pinyin."""
        flat = plain(text)[:LONGEST]
        beside = bool(_HAN.search(flat))
        runs = _RUNS.findall(flat)
        if not beside and not is_pinyin(flat) and not any(run in SHORT_FORMS for run in runs):
            return None
        made: list[str] = []
        for run in runs:
            found = SHORT_FORMS.get(run)
            if found is None and is_whole(run) and (not beside or len(run) >= SHORTEST_BESIDE):
                last = next((char for char in reversed("".join(made)) if not char.isspace()), START)
                found = self._decoded(run.replace("'", ""), last)
            made.append(found or run)
        # Between characters the blanks of pinyin mean nothing.
        said = _APART.sub("", "".join(made)).strip()
        return said if said != _APART.sub("", flat).strip() else None

    def _decoded(self, run: str, last: str) -> str | None:
        """The likeliest characters of a run of syllables; None when these phrases know none of that sound."""
        # By position, then by last character: (logarithm of the chance, what was read so far).
        best: list[dict[str, tuple[float, str]]] = [{} for _ in range(len(run) + 1)]
        best[0] = {last: (0.0, "")}
        for at in range(len(run)):
            for size in range(1, LONGEST_SYLLABLE + 1):
                for char in self._of.get(run[at : at + size], ()) if best[at] and at + size <= len(run) else ():
                    chance, said = max(
                        (known + self._chance(one, char), path) for one, (known, path) in best[at].items()
                    )
                    if char not in best[at + size] or chance > best[at + size][char][0]:
                        best[at + size][char] = (chance, said + char)
        return max(best[-1].values())[1] if best[-1] else None

    def _chance(self, before: str, char: str) -> float:
        pair = self._pairs[before, char] / self._before[before] if self._before[before] else 0.0
        return math.log(CHAIN * pair + (1 - CHAIN) * self._alone[char] / self._total)


@lru_cache(maxsize=40_000)
def _sounds(phrase: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The runs of Chinese characters with their syllables. Kept: after an edit nearly all phrases are the same."""
    found = []
    for run in _RUNS.findall(plain(phrase)):
        if _HAN.match(run):
            said = tuple(lazy_pinyin(run, style=Style.NORMAL, v_to_u=False))
            if len(said) == len(run):
                found.append((run, said))
    return tuple(found)
