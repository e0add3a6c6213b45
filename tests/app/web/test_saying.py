"""Every sentence that the knowledge desk's server can say to an editor stands in Chinese too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from bot.core.sentence import Sentence
from bot.knowledge.article import ArticleError, Problem
from bot.knowledge.checks import check
from bot.knowledge.files import read_bytes
from bot.settings import PROJECT
from bot.web.saying import catalogue, say

# Whatever is said at the knowledge doors and at the desk's own rooms: who raises it.
ROOMS = [
    "bot/knowledge/*.py", "bot/core/text.py", "bot/usecases/edit*.py", "bot/usecases/proposals.py",
    "bot/usecases/importing.py", "bot/web/import_jobs.py",
    "bot/usecases/reviewing.py", "bot/usecases/regression.py", "bot/usecases/teaching.py", "bot/usecases/shelf.py",
    "bot/usecases/gaps.py", "bot/usecases/article_use.py", "bot/usecases/knowledge*.py", "bot/web/knowledge*.py",
    "bot/web/body.py", "bot/web/sse.py", "bot/web/app.py", "bot/web/sign_in.py",
    "bot/core/canned.py", "bot/usecases/canned.py",
    "bot/usecases/people_and_teams.py",
    "bot/usecases/transferring.py", "bot/web/desk_transfer.py",
    "bot/usecases/supervising.py", "bot/usecases/lead_words.py", "bot/web/desk_supervising.py",
    "bot/usecases/board.py", "bot/web/desk_board.py",
    "bot/usecases/one_customer.py", "bot/usecases/contact_edit.py", "bot/usecases/export_conversation.py",
    "bot/web/desk_customers.py",
    "bot/core/macros.py", "bot/usecases/macros.py", "bot/usecases/running_macros.py",
    "bot/usecases/bulk.py", "bot/usecases/snoozing.py", "bot/usecases/read_marks.py",
    "bot/usecases/level_room.py", "bot/usecases/outcome.py",
]  # fmt: skip
# Calls whose last arguments are sentences, and how many.
SPEAKERS = {
    "Problem": 2, "refusal": 2, "refused": 2, "error": 2, "wrong": 2, "Refused": 1, "problem": 1, "BadText": 1,
    "SanicException": 1, "_refuse_twice": 1,
}  # fmt: skip
# `Refused` and `problem` have the status or the code beside the sentence, at these places.
PLACES = {"Refused": 1, "problem": 2, "BadText": 1, "SanicException": 0, "_refuse_twice": 2}
NAMED = ("what", "how")
# Values that are words themselves.
WORDS = ["topic", "question", "answer", "owner", "id", "zh", "en"]


def spoken(tree: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "Sentence" and node.args:
                yield node.lineno, node.args[0]
            elif name in PLACES:
                yield from ((node.lineno, one) for one in node.args[PLACES[name] : PLACES[name] + 1])
            elif name in SPEAKERS:
                yield from ((node.lineno, one) for one in node.args[-SPEAKERS[name] :])
            elif name == "__init__" and isinstance(node.func, ast.Attribute) and len(node.args) == 3:
                yield node.lineno, node.args[1]
        elif isinstance(node, ast.Assign):
            targets = node.targets[0]
            names = targets.elts if isinstance(targets, ast.Tuple) else [targets]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for target, value in zip(names, values):
                if getattr(target, "id", "") in NAMED or getattr(target, "id", "").isupper():
                    yield node.lineno, value
        elif isinstance(node, ast.Dict):
            yield from ((node.lineno, one) for one in node.values if isinstance(one, ast.Constant))


def branches(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from branches(value.body)
        yield from branches(value.orelse)
    else:
        yield value


def sentences() -> dict[str, str]:
    """Template → where it stands. A sentence begins or ends as one; other constants are names."""
    found: dict[str, str] = {}
    for pattern in ROOMS:
        for path in sorted(PROJECT.glob(pattern)):
            place = path.relative_to(PROJECT).as_posix()
            for line, given in spoken(ast.parse(path.read_text("utf-8"))):
                for value in branches(given):
                    assert not isinstance(value, ast.JoinedStr), f"{place}:{line}: write it as Sentence(…, name=value)"
                    text = value.value if isinstance(value, ast.Constant) else None
                    if isinstance(text, str) and (text.endswith(".") or "{" in text) and " " in text:
                        found.setdefault(text, f"{place}:{line}")
    return found


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)(?:!r)?\}", text))


def test_every_sentence_stands_in_chinese() -> None:
    known, needed = catalogue("zh"), {**sentences(), **dict.fromkeys(WORDS, "a value")}
    assert len(needed) > 120, "the search has lost its way"
    assert {text: at for text, at in needed.items() if text not in known} == {}
    assert set(known) - set(needed) == {"{problems}"}, "translated, but nobody says it any more"


def test_the_chinese_sentence_has_the_same_values() -> None:
    for english, chinese in catalogue("zh").items():
        assert chinese.strip() and (places(chinese) == places(english) or "{problems}" in english), english
        assert "`{" in english or re.search(r"[\u4e00-\u9fff]|\{", chinese), english


@pytest.mark.parametrize(
    ("name", "data", "where", "what"),
    [
        ("a.csv", "id,topic,question,variants,answer\nx,t,q,v\n", "a.csv:2", "有 4 个单元格"),
        ("a.csv", "id,topic,question,variants,answer\nx,t,,v,a\n", "a.csv:2，C 列（question）", "单元格是空的"),
        ("a.csv", "id,topic,question,answer\n", "a.csv:1", "缺少「variants」列"),
        ("a.yml", "articles:\n  - id: &a x\n", "a.yml:2", "不支持锚点"),
        ("a.bin", "\0", "a.bin", "不是文本文件"),
    ],
)
def test_import_errors_name_place_trouble_and_remedy_in_chinese(name: str, data: str, where: str, what: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(name, data.encode())
    first = caught.value.problems[0]
    assert (say(first.where, "zh"), what in say(first.what, "zh")) == (where, True), say(first.what, "zh")
    assert re.search(r"[\u4e00-\u9fff]", say(first.how, "zh"))
    assert re.search(r"[a-z]", say(first.what, "en")) and first.what == say(first.what, "en")


def test_checks_speak_chinese_too() -> None:
    from tests.app.usecases.test_gate import REFUND

    broken = REFUND.__class__("bad id", "zh", "t", "", ("x",), "**开", urgency="very")
    told = [(say(one.what, "zh"), say(one.how, "zh")) for one in check([broken])]
    assert ("缺少问题。", "请填写问题。") in told
    assert all(re.search(r"[\u4e00-\u9fff]", text) for pair in told for text in pair), told


def test_what_is_no_sentence_stays() -> None:
    text = Sentence("expected a list.")
    assert say({"a": [text, "expected a list.", 3]}, "zh") == {"a": ["这里应是列表。", "expected a list.", 3]}
    assert say(Sentence("nobody has translated {this}.", this="x"), "zh") == "nobody has translated x."
    assert Problem("error", "x", "{braces} stay.", "").what == "{braces} stay."
