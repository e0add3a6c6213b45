"""A wish for a person, or a complaint, in plain words: no statistics should ever overrule them.

The learned judge reads the whole message, and a long complaint around "转人工" can drown it. Here each clause
is read alone: a plain demand that is neither negated, nor past, nor about somebody else.
"""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[，。！？；、,.!?;\n]+")
_ASKED = re.compile(
    r"(?:要|想|请|帮|给我|麻烦|快|赶紧|直接|能不能|可以|立即|立刻|马上|现在|需要|^)[^，。]{0,4}(?:转|接|找|换|叫)(?:接|到|个|一下|成)?(?:人工|真人|活人)(?!智能|费|成本|湖|提额)"
    r"|\b(?:i (?:want|need|demand|would like|wanna)|i'd like|let me|can i|may i|could i|get me|put me through|connect me|transfer me)\b"
    r"[^,.]{0,20}\b(?<!in )(?:human|real person|live person|person|live agent|agent|somebody|someone|representative|manager|supervisor)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"不用|不要|别|无需|不想|不必|不需要|没|刚|上次|已经|之前|昨天|前天|怎么还|为什么|后来|告|如果|是不是|取消|不转|偏不|本来|原本|差点|就按|审核|错|"
    r"\b(?:don'?t|do not|no need|not|never|already|without|yesterday|last time|earlier|spoke|talked|if|who|whether|to deliver|pick ?up|instead of)\b",
    re.IGNORECASE,
)


_COMPLAINS = re.compile(
    r"(?:我|要|想|得|必须|正式)(?:要|想)?(?:正式)?投诉(?!处理|流程|渠道|电话|进度|结果|入口|单|过)|投诉(?:你们|你家|你们家|这家|这个客服)"
    r"|\bthis is (?:a|an|my) (?:formal |official |serious )?complaint\b"
    r"|\bi(?:'m| am)? (?:want|wish|need|would like|going|here|'d like)?\s?to (?:make|file|lodge|raise|submit) an? (?:formal |official )?complaint\b"
    r"|\bi'd like to (?:make|file|lodge|raise|submit) an? (?:formal |official )?complaint\b",
    re.IGNORECASE,
)


def complains_outright(text: str) -> str:
    """The words by which some clause plainly says that it complains, now; empty when none does."""
    found = (_COMPLAINS.search(clause) for clause in _CLAUSE.split(text) if not _NOT_NOW.search(clause))
    return next((match.group().strip() for match in found if match), "")


def asks_outright(text: str) -> bool:
    """Whether some clause plainly demands a person, now."""
    return any(_ASKED.search(clause.strip()) and not _NOT_NOW.search(clause) for clause in _CLAUSE.split(text))
