"""One sentence for the agent: who wants what, how urgent, what was tried. Made by rule, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.text import shorten

_NATURE = {
    "zh": {
        "consult": "咨询",
        "fault": "故障",
        "complaint": "投诉",
        "request": "办理",
        "suggestion": "建议",
        "praise": "表扬",
        "other": "其他",
    },
    "en": {
        "consult": "question",
        "fault": "fault",
        "complaint": "complaint",
        "request": "request",
        "suggestion": "suggestion",
        "praise": "praise",
        "other": "other matter",
    },
}
_URGENCY = {
    "zh": {"critical": "危急", "high": "紧急", "normal": "普通", "low": "不急"},
    "en": {"critical": "critical", "high": "high urgency", "normal": "normal urgency", "low": "low urgency"},
}
_REASON = {
    "zh": {
        "asked": "客户要求人工",
        "button": "客户点击了转人工",
        "critical": "涉及安全或财产危险",
        "high_urgency": "情况紧急",
        "not_understood": "机器人多次未听懂",
        "not_helped": "机器人的回答没有帮助",
        "complaint": "客户投诉",
        "bot_failed": "机器人出错",
        "taken_over": "客服主动接管",
    },
    "en": {
        "asked": "the customer asked for a person",
        "button": "the customer pressed the Person button",
        "critical": "danger to people or property",
        "high_urgency": "the matter is urgent",
        "not_understood": "the bot did not understand",
        "not_helped": "the bot's answers did not help",
        "complaint": "a complaint",
        "bot_failed": "the bot failed",
        "taken_over": "taken over by an agent",
    },
}


def summarise(
    reason: str,
    urgency: str,
    nature: str,
    name: str | None,
    said: Sequence[str],
    articles: Sequence[Mapping[str, Any]],
) -> dict[str, str]:
    """`said`: the customer's texts, oldest first; `articles`: tried ones with `id` and `helped`.

    Form data and entities stand beside the sentence with their own labels, so they are not repeated here.
    """
    last = next((text for text in reversed(said) if len(text) > 4), said[-1] if said else "")
    refused = [one["id"] for one in articles if one.get("helped") is False]
    zh = f"{name or '客户'}：{_NATURE['zh'][nature]}（{_URGENCY['zh'][urgency]}），{_REASON['zh'][reason]}。"
    en = f"{name or 'Customer'}: {_NATURE['en'][nature]} ({_URGENCY['en'][urgency]}), {_REASON['en'][reason]}."
    if last:
        zh += f"最近说：“{shorten(last, 80)}”。"
        en += f" Last words: “{shorten(last, 120)}”."
    if articles:
        zh += f"已给出 {len(articles)} 条知识库回答" + (f"，其中 {len(refused)} 条客户说没帮助。" if refused else "。")
        en += f" {len(articles)} article(s) shown" + (f", {len(refused)} did not help." if refused else ".")
    return {"zh": zh, "en": en}
