"""Product kinds, by the shop's own list of names: the longest name wins, English names are whole words."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.engine.extract.fold import folded
from bot.engine.extract.found import Found
from bot.engine.extract.gazetteer import ProductKind

# Chinese has no spaces, and customers write 我家AC坏了 without any: a Chinese character is a token of its own,
# a run of letters and digits is one token, so that "AC" is found there and not in "account".
_TOKEN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|[^\sA-Za-z0-9\u00c0-\u024f\ud800-\udfff]")

# Names that mean something else beside these words.
_NOT_BEFORE = {
    "phone": r"\s*(?:numbers?\b|no\b|num\b|calls?\b|lines?\b|support\b|me\b|us\b|him\b|her\b|:|#|(?:is\s*)?\+?[0-9][0-9 \-]{4})"
    r"|号|號|卡|上|支付|银行|短信|验证|客户端|壳|膜|[:是]*\s*\+?[0-9]{5}",
    "tv": r"剧|台|柜|节目|广告",
    "air_conditioner": r"\s*(?:adapters?\b|adaptor|power\b|current\b|outlet|plug|cable|[0-9]{3})|被|房|扇|服",
    "fridge": r"贴|\s*magnets?\b",
    "fan": r"s?\s+of\b",
    "laptop": r"上|端",
    "tablet": r"车",
}
_NOT_AFTER = {
    "phone": r"\b(?:by|via|over the|on the|by the|per|answer(?:s|ed|ing)? (?:the|my|your|their)|answer(?:s|ed)?"
    r"|pick(?:s|ed)? up the|hung up the|to|will|please|can|could|contact|company|office|landline|your|their)\s+$",
    "tablet": r"\b(?:dishwasher|cleaning|descaling|washing)\s+$|(?:洗碗机)$",
    "fan": r"\b(?:big|huge|great|loyal|die-?hard)\s+$",
    "speaker": r"\b(?:native|english|chinese|mandarin)\s+$",
}


_ALONE = threading.Lock()


@dataclass(frozen=True)
class ProductNames:
    """The list of names, ready for matching; made once."""

    language: Language
    matcher: PhraseMatcher
    # The single English words of the names, in lower case.
    words: frozenset[str]


def product_names(kinds: Iterable[ProductKind]) -> ProductNames:
    language = spacy.blank("xx")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    words: set[str] = set()
    for kind in kinds:
        names = {form for name in kind.names for form in _forms(folded(name))}
        words |= {word.lower() for name in names for word in re.findall("[A-Za-z]+", name)}
        matcher.add(kind.id, [_doc(language, list(_TOKEN.finditer(name))) for name in sorted(names)])
    return ProductNames(language, matcher, frozenset(words))


def find_products(text: str, names: ProductNames) -> Iterator[Found]:
    tokens = list(_TOKEN.finditer(text))
    if not tokens:
        return
    # Without the zone spaCy would keep every word that any customer ever wrote. One message at a time: a zone that ends
    # takes the words of all messages with it, and a vocabulary broken so fails for good.
    with _ALONE, names.language.memory_zone():
        doc = _doc(names.language, tokens)
        spans = filter_spans(Span(doc, start, end, label) for label, start, end in names.matcher(doc))
        named = [(span.label_, tokens[span.start].start(), tokens[span.end - 1].end()) for span in spans]
    for product, start, end in named:
        if not _means_something_else(product, text, start, end):
            yield Found("product", product, start, end)


def _doc(language: Language, tokens: list[re.Match[str]]) -> Doc:
    return Doc(language.vocab, words=[token[0] for token in tokens], spaces=[False] * len(tokens))


def _forms(name: str) -> Iterator[str]:
    """English names also in the plural: fridge, fridges; toothbrush, toothbrushes."""
    yield name
    if re.search(r"[A-Za-z]$", name) and not name.lower().endswith("s"):
        if re.search(r"(?:ch|sh|x)$", name, re.IGNORECASE):
            yield f"{name}es"
        elif re.search(r"[^aeiou]y$", name, re.IGNORECASE):
            yield f"{name[:-1]}ies"
        else:
            yield f"{name}s"


def _means_something_else(product: str, text: str, start: int, end: int) -> bool:
    after, before = _NOT_BEFORE.get(product), _NOT_AFTER.get(product)
    return bool(
        (after and re.match(after, text[end : end + 16], re.IGNORECASE))
        or (before and re.search(before, text[max(0, start - 24) : start], re.IGNORECASE))
    )
