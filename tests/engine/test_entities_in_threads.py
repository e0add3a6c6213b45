"""Messages of several conversations are understood in threads; spaCy's vocabulary would not stand that by itself."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine.extract.gazetteer import read_gazetteer
from bot.engine.extract.product import find_products, product_names

PRODUCTS = Path(__file__).parents[2] / "data" / "products.yml"


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns after every few instructions, so that what can break breaks soon."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_new_words_in_several_threads_break_nothing() -> None:
    names = product_names(read_gazetteer(PRODUCTS))
    failures: list[BaseException] = []

    def read(seed: int) -> None:
        # The threads meet the same words, which nobody has met before, at about the same time.
        words = random.Random(seed // 4)
        try:
            for _ in range(400):
                word = "".join(words.choices("abcdefghijklmnopqrstuvwxyz", k=8))
                found = find_products(f"my washing machine {word} {word[::-1]} again", names)
                assert [one.value for one in found] == ["washing_machine"]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert not failures
