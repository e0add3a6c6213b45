"""Texts that wait for an encoder are encoded together, each for whoever asked."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from bot.knowledge.encoder import Gathering, load_encoder


class Slow:
    """The real quick encoder; its first call waits until the others stand in line."""

    name, dimensions = "use", 512

    def __init__(self, first_may_end: threading.Event) -> None:
        self.calls: list[list[str]] = []
        self.begun = threading.Event()
        self._first_may_end = first_may_end

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.calls.append(list(texts))
        self.begun.set()
        if len(self.calls) == 1:
            assert self._first_may_end.wait(20)
        if "broken" in texts:
            raise ValueError("cannot be read")
        return load_encoder("use").encode(texts)


def asked_at_once(encoder: Slow, go: threading.Event, later: Sequence[str]) -> dict[str, object]:
    """`first` alone, then `later` while it is being encoded; what each of them got."""
    gathering, found = Gathering(encoder), {}

    def ask(text: str) -> None:
        try:
            found[text] = gathering.encode(text)
        except ValueError as error:
            found[text] = error

    threads = [threading.Thread(target=ask, args=("first",))]
    threads[0].start()
    assert encoder.begun.wait(20)
    threads += [threading.Thread(target=ask, args=(text,)) for text in later]
    for thread in threads[1:]:
        thread.start()
    while len(gathering.waiting) < len({"first", *later}):
        threading.Event().wait(0.01)
    go.set()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return found


def test_those_who_wait_are_encoded_together_and_get_their_own() -> None:
    go = threading.Event()
    encoder = Slow(go)
    found = asked_at_once(encoder, go, ["多久发货", "how do I return it", "开发票"])
    assert [sorted(call) for call in encoder.calls] == [["first"], sorted(["多久发货", "how do I return it", "开发票"])]
    for text, vector in found.items():
        assert np.allclose(vector, load_encoder("use").encode([text])[0], atol=1e-3)


def test_the_same_text_is_encoded_once() -> None:
    go = threading.Event()
    encoder = Slow(go)
    found = asked_at_once(encoder, go, ["first", "开发票", "开发票"])
    assert encoder.calls == [["first"], ["开发票"]] and set(found) == {"first", "开发票"}


def test_a_failure_reaches_everybody_and_the_next_is_served() -> None:
    go = threading.Event()
    encoder = Slow(go)
    found = asked_at_once(encoder, go, ["broken", "开发票"])
    assert isinstance(found["broken"], ValueError) and isinstance(found["开发票"], ValueError)
    with pytest.raises(ValueError):
        Gathering(encoder).encode("broken")
    assert Gathering(encoder).encode("开发票").shape == (512,)
