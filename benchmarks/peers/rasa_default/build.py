"""Writes a Rasa project with the default pipeline that answers from our articles, ready for `rasa train`.

Each article in each language is one response of the retrieval intent `faq`, its phrases are the examples:
what Rasa's documentation advises for FAQs.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.article import Article
from bot.knowledge.files import read_any
from bot.settings import PROJECT

HERE = Path(__file__).parent
SMALL_TALK = ("greet", "goodbye", "thank")
SAID = {"utter_greet": "Hello!", "utter_goodbye": "Goodbye!", "utter_welcome": "You are welcome."}


def build(folder: Path, epochs: int) -> Path:
    """The project in `folder`; `epochs` for every model that learns in epochs (they do not change a turn's cost)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("dialogue.yml", "credentials.yml"):
        shutil.copyfile(HERE / name, folder / name)
    chosen = (HERE / "config.yml").read_text("utf-8")
    (folder / "config.yml").write_text(re.sub(r"epochs: \d+", f"epochs: {epochs}", chosen), "utf-8")
    articles = [article for article in read_any([PROJECT / "knowledge_base"]) if article.status == "published"]
    _write(folder / "nlu.yml", {"version": "3.1", "nlu": [*_questions(articles), *_small_talk()]})
    _write(folder / "domain.yml", _domain(articles))
    store = {"type": "SQL", "dialect": "sqlite", "db": str(folder / "tracker.db")}
    _write(folder / "endpoints.yml", {"tracker_store": store})
    return folder


def response_key(article: Article) -> str:
    return f"faq/{article.id.replace('.', '_')}_{article.language}"


def _questions(articles: list[Article]) -> list[dict[str, Any]]:
    return [{"intent": response_key(article), "examples": _examples(article.phrases)} for article in articles]


def _small_talk() -> list[dict[str, Any]]:
    ours = yaml.safe_load((PROJECT / "data" / "nlu" / "smalltalk.yml").read_text("utf-8"))
    return [one for one in ours["nlu"] if one.get("intent") in SMALL_TALK]


def _domain(articles: list[Article]) -> dict[str, Any]:
    # Rasa fills templates by str.format, so the braces of an article are doubled.
    spoken = {
        f"utter_{response_key(article)}": [{"text": article.answer.replace("{", "{{").replace("}", "}}")}]
        for article in articles
    }
    spoken.update({name: [{"text": text}] for name, text in SAID.items()})
    return {"version": "3.1", "intents": ["faq", *SMALL_TALK], "responses": spoken, "actions": ["utter_faq"]}


def _examples(phrases: tuple[str, ...]) -> str:
    return "".join(f"- {_plain(phrase)}\n" for phrase in phrases)


def _plain(phrase: str) -> str:
    """Without what Rasa's training format would read as an entity annotation, and on one line."""
    return " ".join(re.sub(r"[\[\]]", " ", phrase).split())


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")
