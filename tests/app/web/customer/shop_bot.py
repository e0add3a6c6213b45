"""A small bot that says what the pages need to show: an article, choices, a safety message, a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bot.usecases.answer import Turn, Utterance

REFUND = {
    "zh": "退款会**原路退回**，到账时间看您的支付方式：\n\n| 支付方式 | 到账时间 |\n|---|---|\n| 微信、支付宝余额 | 1 个工作日 |\n"
    "| 银行卡 | 1–3 个工作日 |\n| 信用卡 | 3–7 个工作日 |\n\n1. 打开 **我的订单**\n2. 选择订单，点 **退款进度**\n\n"
    "详情见[退款说明](https://example.com/refund)。",
    "en": "Refunds go **back the way you paid**:\n\n| Paid by | Takes |\n|---|---|\n| WeChat, Alipay balance | 1 working day |\n"
    "| Bank card | 1–3 working days |\n| Credit card | 3–7 working days |\n\n1. Open **My orders**\n2. Choose the order, then "
    "**Refund progress**\n\nMore in [About refunds](https://example.com/refund).",
}


def shop_bot(turn: Turn) -> Sequence[Utterance]:
    said, language = turn.text, turn.language
    english = language == "en"
    if "冒烟" in said or "smok" in said:
        text = (
            "**Stop charging it and keep away.**\n\n1. Switch off at the main switch, only if that is safe.\n"
            "2. Take everybody outside.\n3. Flames: call **119** or your local emergency number."
            if english
            else "**请立刻停止充电并远离。**\n\n1. 在安全的前提下切断电源\n2. 疏散人员、开窗通风\n3. 出现明火请拨打 **119**"
        )
        return [Utterance(text, data={"safety": True})]
    if "退款" in said or "refund" in said:
        helped = [("Yes", "/yes"), ("No", "/no")] if english else [("有帮助", "/yes"), ("没有帮助", "/no")]
        return [
            Utterance(REFUND["en" if english else "zh"]),
            Utterance(
                "Did that help?" if english else "这个回答有帮助吗？",
                buttons=[{"title": title, "payload": payload} for title, payload in helped],
            ),
        ]
    if "<" in said:
        return [Utterance("<img src=x onerror=alert(1)> [坏](javascript:alert(1)) **好**")]
    return [Utterance(f"OK: {said}" if english else f"已收到：{said}")]
