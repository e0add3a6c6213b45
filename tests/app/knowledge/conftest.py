"""Small knowledge bases, and the shipped one as an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.article import Article
from bot.knowledge.articles import read_any
from bot.knowledge.building import build
from bot.knowledge.index import Index
from tests.app import understanding


def article(article_id: str, question: str, *variants: str, language: str = "zh", topic: str = "orders") -> Article:
    return Article(article_id, language, topic, question, variants, f"答案 {article_id} {{原样}}", position=0)


@pytest.fixture(scope="session")
def shipped_index() -> Index:
    return build(read_any([understanding.shipped()]), understanding.encoder(), understanding.vectors())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of all waits for thousands of texts to be encoded, once a machine."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))
