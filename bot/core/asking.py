"""What a customer is asking right now, read from their last messages to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

# So few Chinese characters or other words rarely say what they are about: "海外信用卡", "how long?".
SHORT = 6
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Politeness that answers and asks nothing. The index finds the article about praise for it, which helps nobody.
_CLOSING = re.compile(
    r"好的|好滴|好吧|好|嗯+|哦+|行|可以|是的|对的|对|知道了|明白了?|了解了?|收到|非常感谢|太感谢了|感谢|谢谢|谢了|多谢|辛苦了?"
    r"|麻烦[了您你]|不客气|没事了?|没关系|不用了|再见|拜拜|[您你啦了哈呀啊呢吧的]"
    r"|\b(?:ok|okay|thank you|thanks?|thx|ty|cheers|great|perfect|good|fine|alright|all right|sure|yes|yep|yeah|no|nope"
    r"|got it|i see|understood|goodbye|bye|see you|please|very much|so much|a lot|much appreciated|for your help|you)\b",
    re.IGNORECASE,
)


def is_closing(text: str) -> bool:
    """ "好的，谢谢" and "ok thanks", a lone "？" too: nothing to look an answer up for."""
    return _WORD.search(_CLOSING.sub(" ", text)) is None


def is_short(text: str) -> bool:
    chinese = len(_CHINESE.findall(text))
    return chinese + len(_WORD.findall(_CHINESE.sub(" ", text))) <= SHORT


def readings(newest_first: Sequence[str]) -> list[str]:
    """The texts to look answers up for: the last message, and joined with the one before it when it is short.

    Both, because a short one may also be a new question ("怎么退款").
    """
    if not newest_first or is_closing(newest_first[0]):
        return []
    last = newest_first[0]
    before = next((text for text in newest_first[1:] if not is_closing(text)), None)
    return [last, f"{before} {last}"] if before is not None and is_short(last) else [last]
