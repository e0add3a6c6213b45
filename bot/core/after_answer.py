"""What customers say to an answer: that it helped, that they have tried it in vain, and what they are to do now.

A "yes" with more behind it ("yes, I looked") is no thanks for help.
"""

from __future__ import annotations

import re

_SOLVED = re.compile(
    r"好了|解决|可以了|行了|能用|有用|管用|好使|顶用|有效|有帮助|明白|懂了|清楚了|知道了|搞定|没问题|谢|太棒|"
    r"\b(?:work(?:s|ed|ing)|solved|fixed|sorted|help(?:ed|s|ful)|understood|makes sense|got it|i see|thank\w*|thx|cheers|great|perfect)\b",
    re.IGNORECASE,
)
_IN_VAIN = re.compile(
    r"(?:试|找|看|查|弄|做|问|检查|重启|重置|操作)(?:过|遍)|(?:都|全|已经|也|早)(?:试|找|看|查|弄|做|问|检查)[^，。,]{0,6}了|试了|"
    r"没(?:用|效果?|反应|变化|找到)|不(?:管用|顶用|起作用|好使|行)|还是(?:不|没|一样|老样子|那样|这样|在|会)|依然|照样|"
    r"\b(?:i(?:['’]ve| have)?|we(?:['’]ve| have)?) (?:already |just |even )?(?:tried|did|done|looked|checked|asked|searched|rebooted|restarted)\b|"
    r"\b(?:already|all) (?:tried|did|done|looked|checked)\b|\btried (?:it|that|this|them|all|everything)\b|"
    r"\b(?:did(?:n['’]?t| not)|does(?:n['’]?t| not)|is(?:n['’]?t| not)|not) (?:work(?:ing|ed)?|help(?:ing|ed)?|solve\w*)\b|"
    r"\bno (?:luck|change|difference|joy|good)\b|\bstill\b|\bsame (?:thing|problem|issue|as before)\b|\bnothing (?:changed|happen\w*|work\w*)\b",
    re.IGNORECASE,
)
_WHAT_NOW = re.compile(
    r"^(?:好吧?|嗯|那|那么|可|但|然后|所以|我|我们|现在|接下来|又)*[，, ]*(?:该|要|应该)?(?:怎么办|咋办|咋整|怎么弄|怎么搞|然后呢|接下来呢|下一步呢?)(?:呢|啊|呀|才好)?[？?。]*$|"
    r"^(?:ok(?:ay)?|so|and|but|well|right|fine|hm+|then|[,. ])*(?:now what|what now|what next|then what|what(?:['’]s| is) next"
    r"|what (?:do|should|can|am|shall) (?:i|we)(?: (?:do|supposed to do|try))?(?: (?:then|now|next|about (?:it|that)))*)[?.! ]*$",
    re.IGNORECASE,
)
# Longer ones tell something new, which is understood for itself.
_SHORT = 40
_FEW = 7


def says_it_helped(text: str) -> bool:
    """A yes in few words, or with a word of success in it: longer ones tell something of their own."""
    words = re.findall(r"[\u3400-\u9fff]|[A-Za-z0-9]+(?:['’][A-Za-z]+)?", text)
    return len(words) <= _FEW or says_solved(text)


def says_solved(text: str) -> bool:
    return bool(_SOLVED.search(text)) and not _IN_VAIN.search(text)


def was_in_vain(text: str) -> bool:
    """It was tried and did not help, or the customer asks what to do now."""
    said = text.strip()
    return len(said) <= _SHORT and bool(_WHAT_NOW.match(said) or (_IN_VAIN.search(said) and not asks(said)))


def asks(text: str) -> bool:
    return bool(re.search(r"[?？]|吗|怎么|多久|什么|哪|how\b|what\b|when\b|where\b|why\b", text, re.IGNORECASE))
