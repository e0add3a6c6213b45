"""The documents against the code: links, commands, settings, tables, files, and both READMEs alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from bot import cli
from bot.core.rights import Right, rights_of
from bot.settings import DEFAULTS
from bot.store.schema import metadata
from bot.usecases.users import ROLES

PROJECT = Path(__file__).resolve().parents[2]
READMES = [PROJECT / "README.md", PROJECT / "README.zh-CN.md"]
OWN_FOLDERS = ("docs", "deploy", "benchmarks", "tests", "bot", "actions", "data", "knowledge_base")
DOCUMENTS = sorted(PROJECT.glob("*.md")) + sorted(
    path for folder in OWN_FOLDERS for path in (PROJECT / folder).rglob("*.md")
)

BLOCK = re.compile(r"^[ ]*```.*?^[ ]*```", re.S | re.M)
SPAN = re.compile(r"`([^`\n]+)`")


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def code_in(text: str) -> list[str]:
    """Code blocks and code spans: where commands and paths stand."""
    return BLOCK.findall(text) + SPAN.findall(BLOCK.sub("", text))


def headings(text: str) -> list[tuple[int, str]]:
    """(level, title), code blocks left out: a comment in a shell block is no heading."""
    return [(len(marks), title.strip()) for marks, title in re.findall(r"^(#{1,6}) (.+)$", BLOCK.sub("", text), re.M)]


def anchors(text: str) -> set[str]:
    """As code hosts make them of headings."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for _, title in headings(text)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_relative_links_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    plain = SPAN.sub("", BLOCK.sub("", text))
    for target in re.findall(r"\]\(([^)\s]+)\)", plain):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), f"{name_of(document)}: {target} leads nowhere"
        assert PROJECT in (there, *there.parents), f"{name_of(document)}: {target} leaves the repository"
        if anchor:
            assert anchor in anchors(there.read_text("utf-8")), f"{name_of(document)}: no heading for {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_no_machine_and_no_registry_is_named(document: Path) -> None:
    text = document.read_text("utf-8")
    machine = re.search(r"(?<![\w.~}>-])/(?:root|home/\w+|Users/\w+|work|farm)/[a-z.]", text)
    assert not machine, f"{name_of(document)}: {machine and machine[0]}"
    registry = re.search(
        r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|npmmirror|tsinghua|aliyun|artifactory|nexus)", text
    )
    assert not registry, f"{name_of(document)}: {registry and registry[0]}"


def command_exists(words: list[str]) -> bool:
    """Whether `supportbot` knows these words: a command, or a group and its command."""
    known = typer.main.get_command(cli.app)
    for number, word in enumerate(words):
        inside = getattr(known, "commands", None)
        if inside is None:
            return True
        if word not in inside:
            return False
        known = inside[word]
        if number == len(words) - 1 and getattr(known, "commands", None):
            return False
    return True


def commands_in(text: str) -> list[list[str]]:
    found = []
    for line in [line for code in code_in(text) for line in code.splitlines()]:
        # There `supportbot` is the name of a user, a service or a database.
        if re.match(r"(?:sudo|systemctl|journalctl|createdb|createuser|useradd|install)\b", line):
            continue
        for said in re.findall(r"(?:^|\./|(?<=\s))supportbot((?: --data \S+)?(?: [a-z]+)+)", line):
            words = re.sub(r" --data \S+", "", said).split()
            found.append(words[:2] if words[0] in ("kb", "user", "conversation", "db") else words[:1])
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_commands_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    for words in commands_in(text):
        assert command_exists(words), f"{name_of(document)}: there is no `supportbot {' '.join(words)}`"
    targets = set(re.findall(r"^([a-z][a-z-]*):", (PROJECT / "Makefile").read_text("utf-8"), re.M))
    for code in code_in(text):
        for target in re.findall(r"(?:^|[\s;])make(?: -C \S+)? ([a-z][a-z-]*)", code):
            assert target in targets, f"{name_of(document)}: there is no `make {target}`"


def test_the_readmes_name_every_command() -> None:
    assert len(commands_in(READMES[0].read_text("utf-8"))) > 10
    whole = typer.main.get_command(cli.app)
    for readme in READMES:
        named = {tuple(words) for words in commands_in(readme.read_text("utf-8"))}
        for name, command in whole.commands.items():  # type: ignore[attr-defined]
            inside = getattr(command, "commands", None)
            for wanted in [(name, one) for one in inside] if inside else [(name,)]:
                assert wanted in named, f"{name_of(readme)}: does not name `supportbot {' '.join(wanted)}`"


def test_the_readmes_open_with_the_two_commands() -> None:
    for readme in READMES:
        first = BLOCK.search(readme.read_text("utf-8"))
        assert first and re.findall(r"^make (\w+)", first[0], re.M) == ["run", "test"], name_of(readme)


def test_both_readmes_are_equally_complete() -> None:
    english, chinese = (readme.read_text("utf-8") for readme in READMES)
    assert [level for level, _ in headings(english)] == [level for level, _ in headings(chinese)]

    def without_words(text: str) -> list[list[str]]:
        """Code blocks line by line, without comments and without what is written in a language."""
        return [
            [
                re.sub(r"[^\x00-\x7f]+|\".*?\"", "", re.sub(r"(?:^|\s+)#.*", "", line)).strip()
                for line in block.splitlines()
            ]
            for block in BLOCK.findall(text)
            if block.startswith("```sh")
        ]

    assert without_words(english) == without_words(chinese)
    for mark in (r"^\|", r"^- ", r"^\d\. "):
        assert len(re.findall(mark, english, re.M)) == len(re.findall(mark, chinese, re.M)), mark


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_files_named_in_documents_exist(document: Path) -> None:
    for span in SPAN.findall(BLOCK.sub("", document.read_text("utf-8"))):
        own = re.fullmatch(
            r"((?:bot|actions|scripts|deploy|docs|tests|benchmarks|requirements|data|knowledge_base)/[\w./-]+)", span
        )
        if own and not re.search(r"[A-Z]{4,}", span):
            assert (PROJECT / own[1]).exists(), f"{name_of(document)}: there is no {span}"


def test_every_setting_and_variable_is_explained() -> None:
    text = (PROJECT / "docs" / "operations.md").read_text("utf-8")
    rows = set(re.findall(r"^\| `(\w+)`", text, re.M))
    assert set(DEFAULTS) | {"database_url", "redis_url"} <= rows
    source = (PROJECT / "bot" / "settings.py").read_text("utf-8")
    named = set(re.findall(r'"((?:SUPPORTBOT_\w+|DATABASE_URL|REDIS_URL))"', source))
    looped = re.search(r'for name in \(([^)]*)\):\s+value = env\.get\(f"SUPPORTBOT_', source)
    assert looped
    named |= {f"SUPPORTBOT_{name.upper()}" for name in re.findall(r'"(\w+)"', looped[1])}
    assert len(named) > 10
    missing = [name for name in sorted(named) if f"`{name}`" not in text]
    assert not missing


def test_every_table_is_explained() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    missing = [name for name in metadata.tables if f"`{name}`" not in text]
    assert not missing


def test_the_table_of_roles_is_the_one_that_is_asked() -> None:
    text = (PROJECT / "docs" / "operations.md").read_text("utf-8").partition("\n## Roles\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    names, lines = rows[0][1:], rows[2:]
    assert names == [right.value.replace("_", " ") for right in Right]
    told = {role.strip("`"): dict(zip(names, cells)) for role, *cells in lines}
    assert told == {
        role: {
            right.value.replace("_", " "): "yes"
            if right in rights_of(role, review=True)
            else "without review"
            if right in rights_of(role, review=False)
            else ""
            for right in Right
        }
        for role in ROLES
    }
