"""When the desk opens next and what keeps it shut, as a clause that other sentences take in."""

from __future__ import annotations

from bot.core.closing import Closing
from bot.core.notices import clock

_CLAUSES = {
    "hours": {"zh": "{opening} 上班", "en": "we open at {opening}"},
    "holiday": {"zh": "{holiday}放假，{opening} 上班", "en": "we are off for {holiday} and open at {opening}"},
    "break": {"zh": "{opening} 回来", "en": "we are back at {opening}"},
    # A shop without any hours.
    "never": {"zh": "暂时没有安排人工服务时间", "en": "no opening is planned yet"},
}


def opens(closing: Closing | None, zone: str, language: str, now: float) -> str:
    """For instance "we are off for National Day and open at 09:00 Thursday, 8 October"."""
    language = "en" if language == "en" else "zh"
    if closing is None or closing.opens is None:
        return _CLAUSES["never"][language]
    name = (closing.holiday or {}).get(language, "")
    moment = clock(closing.opens.timestamp(), zone, language, now)
    return _CLAUSES[closing.why][language].format(opening=moment, holiday=name)
