"""The customer's answer to "is it solved?": a button, or a few words of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.after_answer import asks, says_solved, was_in_vain

# A payload names its handoff: the button of an old talk must not speak for a new one.
_PAYLOAD = re.compile(r"^/(solved|not_solved)\{\"handoff\": (\d+)\}$")
_YES = re.compile(
    r"^(?:是的?|对的?|对啊|嗯+|好的?|好哒|好滴|可以|行|没有?(?:其他|别的)?问题了?|ok(?:ay)?|yes|yeah|yep|yup|sure|it is|all (?:good|fine|set))"
    r"(?:[，,。.!！ 的了啊呢吧]|谢谢|多谢|[你您]|thanks?|thank you|it is|please)*$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:还?没有?(?:呢|啊|呀|完全)?$|不是|不行|不好|没好|还?没(?:有)?(?:彻底|完全)?(?:解决|好|修好|弄好|收到|到账|处理)|未解决|并?没有?解决|"
    r"又(?:坏|不|出现|开始)|还是|还有问题|仍然|依旧|问题还在|"
    r"no$|no[,. !]*(?:it|not|that|the|still)|nope|nah|not (?:yet|really|solved|fixed|quite|at all)|unsolved|still\b|it(?:['’]s| is) (?:not|still)\b|"
    r"(?:it|that) (?:is|does|did|has)(?:n['’]?t| not))",
    re.IGNORECASE,
)
_NO_THANKS = re.compile(r"^no,? (?:thanks|thank you|thx)[.! ]*$", re.IGNORECASE)
# Something else is to be asked, which "still" and "yet" may well stand in.
_NEW = re.compile(r"想问|想咨询|请问|再问|问一下|\b(?:question|ask|wonder\w*|by the way)\b", re.IGNORECASE)
# Danger is the bot's ladder's: safety advice first.
_DANGER = re.compile(
    r"烟|着火|起火|火花|火苗|触电|漏电|电到|焦味|糊味|煤气|燃气|爆炸|受伤|\b(?:smok\w*|fire|flames?|sparks?|burn\w*|shock\w*|gas|explo\w*|hurt|injur\w*)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[，,。.!！；;\n]+")
_FEW = 40


@dataclass(frozen=True)
class Answer:
    """`more`: it says or asks something beside, which wants an answer of its own."""

    solved: bool
    more: bool = False


def payload(handoff_id: int, solved: bool) -> str:
    return f'/{"solved" if solved else "not_solved"}{{"handoff": {handoff_id}}}'


def pressed(sent: str | None) -> tuple[int, bool] | None:
    """(handoff, solved) of a button's payload, None for every other payload."""
    found = _PAYLOAD.match(sent or "")
    return (int(found[2]), found[1] == "solved") if found else None


def typed(text: str) -> Answer | None:
    """What the words say to the question that came just before them; None when they are about something else."""
    first, *rest = [one.strip() for one in _BREAK.split(text.strip()) if one.strip()] or [""]
    # A first clause of thanks or of dashed hope decides; what follows may be a matter of its own.
    if asks(first) and not was_in_vain(first) or _NEW.search(first) or _DANGER.search(text):
        return None
    if _NO.match(first) or was_in_vain(first) or was_in_vain(text):
        return Answer(False) if not _NO_THANKS.match(text.strip()) else None
    if _is_yes(first):
        return Answer(True, more=not all(_is_yes(one) for one in rest))
    return None


def _is_yes(clause: str) -> bool:
    return bool(_YES.match(clause)) or (len(clause) <= _FEW and says_solved(clause) and not asks(clause))


def how_long(seconds: int, language: str) -> str:
    """A time to answer, as people say it."""
    number, zh, en = (
        (round(seconds / 3600), "小时", "hour") if seconds >= 3600 else (max(1, seconds // 60), "分钟", "minute")
    )
    return f"{number} {zh}" if language != "en" else f"{number} {en}{'' if number == 1 else 's'}"
