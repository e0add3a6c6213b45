"""One paragraph of what came of a matter that people had, for the next agent: what it was about, who helped, how it ended.

Made by rule, in both languages, from the packet of its beginning and the facts of its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.asking import is_closing
from bot.core.text import shorten

# Where a form keeps what it is all about.
_MATTER = ("problem", "return_reason", "complaint_details", "request_details")
_LONGEST = 60
_NATURE = {
    "zh": {"consult": "咨询", "fault": "故障", "complaint": "投诉", "request": "办理", "suggestion": "建议", "praise": "表扬"},
    "en": {"consult": "Question", "fault": "Fault", "complaint": "Complaint", "request": "Request", "suggestion": "Suggestion", "praise": "Praise"},
}  # fmt: skip
_END = {
    "zh": {
        "resolved": "由 {agent} 处理并结束",
        "released": "{agent} 接待后交还智能助手，还没有处理完",
        "customer_cancelled": "客户取消了排队",
        "nobody_came": "没有客服接待，等我们联系客户",
        "customer_silent": "{agent} 接待，客户没有再回复",
        "ticket_only": "转为工单处理",
    },
    "en": {
        "resolved": "{agent} dealt with it",
        "released": "{agent} had it and gave it back to the assistant, not finished",
        "customer_cancelled": "the customer left the queue",
        "nobody_came": "nobody took it; we owe the customer an answer",
        "customer_silent": "{agent} had it, then the customer did not answer any more",
        "ticket_only": "it went on as a ticket",
    },
}
_OUTCOME = {
    "zh": {
        "answered": "{agent} 已答复",
        "not_reproducible": "{agent} 检查后没有发现问题",
        "passed_on": "{agent} 转交同事继续处理",
        "customer_gone": "{agent} 接待，客户没有再回复",
    },
    "en": {
        "answered": "{agent} answered it",
        "not_reproducible": "{agent} could not find the trouble",
        "passed_on": "{agent} passed it on to colleagues",
        "customer_gone": "{agent} had it, the customer was gone",
    },
}
_CAUSE = {
    "zh": {"people": "人", "machine": "机", "material": "料", "method": "法", "environment": "环"},
    "en": {
        "people": "people",
        "machine": "machine",
        "material": "material",
        "method": "method",
        "environment": "environment",
    },
}
_CONFIRMED = {
    "zh": {"confirmed": "客户确认已解决", "unconfirmed": "客户没有确认", "not_solved": "客户说还没有解决"},
    "en": {
        "confirmed": "the customer confirmed that it is solved",
        "unconfirmed": "the customer did not say whether it is solved",
        "not_solved": "the customer said that it is not solved",
    },
}


@dataclass(frozen=True)
class Ending:
    """`done`: what the agent says was done; `last_reply`: the agent's last words to the customer, where nothing else tells."""

    reason: str
    nature: str
    agent: str | None = None
    ticket: str | None = None
    done: str = ""
    last_reply: str = ""
    confirmation: str | None = None
    reopened: int = 0
    outcome: str | None = None
    cause: str | None = None


def about(packet: Mapping[str, Any]) -> str:
    """What the customer wanted, in their words: from the form, else the last thing said that is more than politeness."""
    form: Mapping[str, Any] = packet.get("form") or {}
    told = next((str(form[name]) for name in _MATTER if form.get(name)), "")
    said: Sequence[str] = packet.get("said") or ()
    meant = next((text for text in reversed(said) if len(text) > 4 and not is_closing(text)), said[-1] if said else "")
    return shorten(told or meant, _LONGEST)


def things(packet: Mapping[str, Any]) -> list[str]:
    """Product and order, as the customer named them."""
    form: Mapping[str, Any] = packet.get("form") or {}
    found = [str(form[name]) for name in ("product", "order_number") if form.get(name)]
    for one in packet.get("entities") or ():
        value = str((one.get("text") if one.get("entity") == "product" else one.get("value")) or "")
        if one.get("entity") in ("product", "order_number") and value and value not in found:
            found.append(value)
    return found[:3]


def recap(packet: Mapping[str, Any], end: Ending) -> dict[str, str]:
    """The paragraph: {"zh", "en"}."""
    matter, named = about(packet), things(packet)
    made = {}
    for language, quotes, comma, colon, stop in (("zh", "“{}”", "、", "：", "。"), ("en", "“{}”", ", ", ": ", ". ")):
        nature = _NATURE[language].get(end.nature, "其他" if language == "zh" else "Matter")
        what = quotes.format(matter) if matter else ""
        also = f"（{comma.join(named)}）" if language == "zh" else f" ({comma.join(named)})"
        parts = [f"{nature}{colon if what else ''}{what}{also if named else ''}"]
        agent = end.agent or ("客服" if language == "zh" else "an agent")
        ended = (_OUTCOME[language].get(end.outcome or "") or _END[language].get(end.reason, end.reason)).format(
            agent=agent
        )
        if end.done:
            ended += f"{colon}{end.done.rstrip('。. ')}"
        elif end.last_reply:
            last = quotes.format(shorten(end.last_reply, _LONGEST))
            ended += f"，最后答复{last}" if language == "zh" else f"; last words to the customer: {last}"
        parts.append(ended if language == "zh" else ended[0].upper() + ended[1:])
        if end.cause:
            parts.append(
                f"根因：{_CAUSE[language][end.cause]}"
                if language == "zh"
                else f"Root cause: {_CAUSE[language][end.cause]}"
            )
        said = _CONFIRMED[language].get(end.confirmation or "")
        if said:
            parts.append(said if language == "zh" else said[0].upper() + said[1:])
        if end.reopened:
            parts.append(
                f"重新打开过 {end.reopened} 次"
                if language == "zh"
                else f"Opened again {end.reopened} time{'s' if end.reopened > 1 else ''}"
            )
        if end.ticket:
            parts.append(f"工单 {end.ticket}" if language == "zh" else f"Ticket {end.ticket}")
        made[language] = stop.join(parts).strip() + stop.strip()
    return made
