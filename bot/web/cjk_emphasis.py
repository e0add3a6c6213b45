"""Bold and italics beside Chinese characters and signs, where CommonMark's rule expects spaces between words.

`**请停用。**联系我们` stays a row of stars by that rule. After the extension that GitLab and others use (the draft is
called "CJK-friendly emphasis"): a Chinese neighbour never forbids a mark and counts as a sign where a sign would help.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis

# Han, kana, their signs, full-width forms.
_CJK = re.compile(
    r"[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


def cjk_emphasis(parser: MarkdownIt) -> None:
    """A plugin: `MarkdownIt(...).use(cjk_emphasis)`."""
    parser.inline.ruler.at("emphasis", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    if state.src[start] == "*" and (_CJK.match(before) or _CJK.match(after)):
        for mark in state.delimiters[known:]:
            mark.open = _leans_on(after, before)
            mark.close = _leans_on(before, after)
    return True


def _leans_on(inner: str, outer: str) -> bool:
    """Whether a mark between the two belongs to what `inner` begins or ends."""
    if isWhiteSpace(ord(inner)):
        return False
    return _CJK.match(inner) is not None or not _is_sign(inner) or _CJK.match(outer) is not None or _ends_a_word(outer)


def _ends_a_word(letter: str) -> bool:
    return isWhiteSpace(ord(letter)) or _is_sign(letter)


def _is_sign(letter: str) -> bool:
    return bool(isMdAsciiPunct(ord(letter)) or isPunctChar(letter))
