"""Which article a reply tells, for ours and for peers alike: by the text of the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.ours import Timed
from benchmarks.questions import CALM
from bot.knowledge.files import read_any
from bot.settings import PROJECT

Name = tuple[str, str]
Row = tuple[str, str, str]


class Shelf:
    """The shipped articles' answers; a reply that only apologises tells none."""

    def __init__(self) -> None:
        articles = read_any([PROJECT / "knowledge_base"])
        # Rasa's REST channel cuts a text at blank lines into several messages, so white space does not count.
        self._answers = {(article.id, article.language): _squeezed(article.answer) for article in articles}
        self._titles = {article.question: (article.id, article.language) for article in articles}

    def told(self, said: str) -> set[Name]:
        """(id, language) of each article whose whole answer was said; a short answer may be part of a longer one."""
        heard = _squeezed(said)
        return {name for name, answer in self._answers.items() if answer in heard}

    def offered(self, titles: Sequence[str]) -> set[Name]:
        return {self._titles[title] for title in titles if title in self._titles}


def judged(ask: Callable[[str, str], Timed], rows: Sequence[Row], shelf: Shelf) -> dict[str, float]:
    """Shares of questions (text, language, article): the right article told, offered as a title, another told, or none.

    Each question is a conversation of its own. Beginning a form or calling a person is "none". `right_calm` is the
    share of those told the right article among questions that hold no danger: dangers call a person with us.
    """
    seen: list[tuple[str, bool]] = []
    for number, (text, language, article) in enumerate(rows):
        reply = ask(f"judged-{number}", text)
        told = shelf.told(reply.said)
        if (article, language) in told:
            outcome = "right"
        elif (article, language) in shelf.offered(reply.offered):
            outcome = "offered"
        else:
            outcome = "another" if told else "none"
        seen.append((outcome, article.partition(".")[0] in CALM))
    shares = {name: sum(one == name for one, _ in seen) / len(seen) for name in ("right", "offered", "another", "none")}
    calm = [outcome for outcome, is_calm in seen if is_calm]
    return shares | {"right_calm": sum(one == "right" for one in calm) / len(calm) if calm else 0.0}


def _squeezed(text: str) -> str:
    return "".join(text.split())
