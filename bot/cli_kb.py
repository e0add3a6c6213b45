"""`supportbot kb`: articles in and out, checked, compared and asked."""

from __future__ import annotations

import difflib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.settings import PROJECT
from bot.terminal import AsJson, FileOption, TextArgument, dump, err, fail, open_store, out, settings, texts_of

if TYPE_CHECKING:
    from bot.knowledge.articles import Article, Change, Problem
    from bot.usecases.importing import OpenDraft, Plan

kb = typer.Typer(no_args_is_help=True, help="The knowledge base: import, export, compare, check, ask.")

Files = Annotated[
    list[Path],
    typer.Argument(
        help="YAML, CSV or XLSX files, or folders of them; also of FastGPT, MaxKB and Rasa (docs/articles.md)."
    ),
]
Format = Annotated[
    str, typer.Option("--format", help="auto, yaml, csv, xlsx, fastgpt, maxkb or rasa; auto looks at the files.")
]


@kb.command("ask")
def kb_ask(text: TextArgument = None, file: FileOption = None, as_json: AsJson = False) -> None:
    """Which published article answers a question: answer (sure), suggest (half sure) or none."""
    from bot.knowledge.encoder import load_encoder
    from bot.knowledge.live import LiveIndex
    from bot.usecases.knowledge import PublishedArticles
    from bot.usecases.vectors import shared_vectors

    store = open_store()
    index = LiveIndex(PublishedArticles(store), shared_vectors(store), load_encoder(), load_encoder("use"))
    index.refresh()
    if index.error:
        fail(f"The knowledge base could not be indexed: {index.error}")
    for one in texts_of(text, file):
        answer = index.ask(one)
        ranking = [{"id": found.id, "score": round(float(found.score), 4)} for found in answer.ranking]
        if as_json:
            dump({"text": one, "status": answer.status, "ranking": ranking})
            continue
        out.print(f"{one}  →  {answer.status}", markup=False)
        for found in answer.ranking[:5]:
            article = index.article(found.id, "zh")
            out.print(f"   {found.score:.2f}  {found.id}  {article.question if article else ''}", markup=False)


@kb.command("import")
def kb_import(
    files: Files,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Customers get the new answers at once.")] = False,
    override: Annotated[
        str | None,
        typer.Option("--override", metavar="REASON", help="Publish although questions fail; the reason is recorded."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, the gate included; no more.")
    ] = False,
    format: Format = "auto",
) -> None:
    """Import articles: checked first, with --publish the regression questions asked, then applied in one transaction."""
    from bot.usecases.importing import LookAgain, apply_import, plan_import

    if override is not None and not (publish and override.strip()):
        fail("--override takes a reason and goes with --publish: it is for publishing over failing questions.", 2)
    tell = Told()
    articles, problems = _checked(files, format, tell)
    if any(one.level == "error" for one in problems):
        fail(f"{_told(problems)} error(s); nothing was imported.")
    out.print(f"{len(articles)} article(s) read, {len(problems)} warning(s).")
    store = open_store()
    tell("comparing", len(articles), len(articles))
    plan = plan_import(store, articles, publish)
    gate = _gate(store, plan, tell) if plan.told else None
    added, changed, same, waiting = (plan.count(what) for what in ("added", "changed", "same", "waiting"))
    out.print(
        f"would add {added}, change {changed}, leave {same + waiting} as they are{'' if publish else ' (as drafts)'}"
    )
    _told_drafts(plan.drafts)
    blocked = gate is not None and gate["blocks"]
    if gate is not None and blocked:
        _told_gate(gate)
    if blocked and not override:
        fail(
            "Nothing was imported. Give these questions' articles better phrasings, or change those that come too near, "
            "in the files; then import again. To publish all the same: --override REASON, which is recorded."
        )
    if dry_run:
        return
    if plan.writes and not yes and not typer.confirm("Import them?"):
        raise typer.Exit(1)
    reason = override.strip()[:500] if blocked and override else None
    why = f"import of {', '.join(file.name for file in files)}"[:400]
    try:
        shown = apply_import(
            store, plan, "command line", "command line", why, time.time(), reason, gate["failing"] if gate else (), tell
        )
    except LookAgain as error:
        fail(f"{error} Run the command again.")
    if shown:
        _ring_knowledge()
    out.print(f"added {added}, changed {changed}, same {same}" + ("" if publish else " (as drafts; add --publish)"))
    if waiting:
        out.print(f"{waiting} published article(s) differ and were left as they are; add --publish to replace them.")


class Told:
    """How far a long command is: plain lines, a few seconds apart, and only for somebody who watches a terminal."""

    EVERY = 3.0

    def __init__(self) -> None:
        self._stage, self._next = "", 0.0

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if not err.is_terminal or (stage == self._stage and now < self._next):
            return
        self._stage, self._next = stage, now + self.EVERY
        err.print(f"{stage} … {done} of {total}" if total else f"{stage} … {done}" if done else f"{stage} …")


def _gate(store: Any, plan: Plan, tell: Told) -> dict[str, Any]:
    from bot.usecases.knowledge_room import KnowledgeRoom
    from bot.usecases.regression import recently_asked
    from bot.usecases.vectors import shared_vectors

    gate = KnowledgeRoom(store, shared_vectors(store)).gate_of_many(plan.told, recently_asked(store, time.time()), tell)
    out.print(
        f"gate: {gate['asked']} question(s) asked, {len(gate['failing'])} fail, {len(gate['weaker'])} less sure, "
        f"{len(gate['changed'])} find another article, {len(gate['conflicts'])} phrase(s) in two articles"
    )
    return gate


def _told_gate(gate: dict[str, Any]) -> None:
    for one in gate["failing"]:
        now = one["now"]
        err.print(f"✗ {one['question']} → {now['id']} ({now['score']:.2f}), not {one['wanted']}", markup=False)


def _told_drafts(drafts: Sequence[OpenDraft]) -> None:
    """Nothing of them is overwritten, but their editors should know."""
    for one in drafts[:20]:
        err.print(f"draft: {one.id} ({one.language}) is being edited by {one.who}", markup=False)
    if drafts:
        err.print(
            f"{len(drafts)} article(s) that would change have an open draft. The drafts stay as they are; their editors "
            "are shown both versions before they save. To keep their words, let them publish first."
        )


def _checked(files: list[Path], format: str, tell: Told | None = None) -> tuple[list[Article], list[Problem]]:
    """The articles and what is wrong with them; what was left out while reading is said at once."""
    from bot.knowledge.articles import check, read_any

    missing = [file for file in files if not file.exists()]
    if missing:
        fail(f"There is no file {missing[0]}.", 2)
    notes: list[Problem] = []
    articles = read_any(files, format, notes, (lambda done: tell("reading", done)) if tell else None)
    for one in notes:
        err.print(f"warning: {one}", markup=False)
    if tell:
        tell("checking", len(articles), len(articles))
    return articles, check(articles)


def _told(problems: list[Problem]) -> int:
    errors = [one for one in problems if one.level == "error"]
    for one in errors[:20]:
        err.print(f"{one.where}: {one.what} → {one.how}", markup=False)
    return len(errors)


def _ring_knowledge() -> None:
    from bot.store.bell import KNOWLEDGE, Bell

    Bell(settings().redis_url).ring(KNOWLEDGE)


@kb.command("diff")
def kb_diff(files: Files, format: Format = "auto", as_json: AsJson = False) -> None:
    """What `kb import --publish` of these files would change. Writes nothing."""
    from bot.knowledge.articles import changes
    from bot.usecases.knowledge import export_articles

    articles, problems = _checked(files, format)
    here = export_articles(open_store())
    found = changes(here, articles)
    for one in found:
        if as_json:
            dump(_plain(one))
        elif one.old is None:
            out.print(f"+ {one.new.where}: {one.new.question}", markup=False)
        elif one.fields:
            out.print(f"~ {one.new.where}: {', '.join(one.fields)}", markup=False)
            for line in _lines_that_differ(one):
                out.print(f"    {line}", markup=False)
    if not as_json:
        added = sum(one.old is None for one in found)
        changed = sum(bool(one.fields) for one in found)
        coming = {(one.id, one.language) for one in articles}
        kept = sum((one.id, one.language) not in coming for one in here)
        out.print(f"would add {added}, change {changed}, leave {len(found) - added - changed} as they are")
        out.print(f"{kept} article(s) of this installation are not in the files; an import never deletes.")
    if errors := _told(problems):
        fail(f"{errors} error(s): an import would refuse these files.")


def _plain(one: Change) -> dict[str, Any]:
    kind = "add" if one.old is None else "change" if one.fields else "same"
    fields = {name: {"old": getattr(one.old, name), "new": getattr(one.new, name)} for name in one.fields}
    return {"change": kind, "id": one.new.id, "language": one.new.language, "fields": fields}


def _lines_that_differ(one: Change) -> Iterator[str]:
    for name in one.fields:
        old, new = (_as_lines(name, getattr(side, name)) for side in (one.old, one.new))
        # The first two lines are the heads of the two files, which there are not.
        for line in list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]:
            if not line.startswith("@@"):
                yield line


def _as_lines(name: str, value: Any) -> list[str]:
    from bot.knowledge.cells import written

    if isinstance(value, tuple):
        return [f"{name}: {one}" for one in value]
    if name in ("valid_from", "valid_until") and value is not None:
        value = written(value)
    return [f"{name}: {line}" for line in str(value if value is not None else "").split("\n")]


@kb.command("export")
def kb_export(
    to: Annotated[Path, typer.Argument(help="A folder for YAML, one file a topic and language; else a file.")],
    format: Annotated[
        str | None, typer.Option("--format", help="yaml, csv or xlsx (default: by the ending of the name).")
    ] = None,
) -> None:
    """Write all articles as YAML, CSV or XLSX, for review or for another installation."""
    from bot.knowledge.articles import as_csv, as_xlsx, write_yaml
    from bot.usecases.knowledge import export_articles

    kind = format or {".csv": "csv", ".xlsx": "xlsx"}.get(to.suffix.lower(), "yaml")
    if kind not in ("yaml", "csv", "xlsx"):
        fail(f"Unknown format {kind!r}: yaml, csv or xlsx.", 2)
    if kind == "yaml" and to.is_file():
        fail(f"{to} is a file; YAML goes into a folder.", 2)
    if kind != "yaml" and to.is_dir():
        fail(f"{to} is a folder; name the file, such as {to / f'articles.{kind}'}.", 2)
    articles = export_articles(open_store())
    if kind == "yaml":
        written = write_yaml(articles, to)
        out.print(f"{len(articles)} articles → {len(written)} files in {to}", markup=False)
        return
    to.write_bytes(as_csv(articles) if kind == "csv" else as_xlsx(articles))
    out.print(f"{len(articles)} articles → {to}", markup=False)


@kb.command("template")
def kb_template(
    file: Annotated[Path, typer.Argument(help="The file to write, ending in .csv or .xlsx; none is overwritten.")],
) -> None:
    """Write a table to begin with: every column, and one question in both languages."""
    from bot.knowledge.articles import template

    if file.suffix.lower() not in (".csv", ".xlsx"):
        fail(f"{file} ends in neither .csv nor .xlsx.", 2)
    if file.exists():
        fail(f"{file} is there already; name another file.", 2)
    file.write_bytes(template(file.suffix.lower()[1:]))
    out.print(f"A table to begin with → {file}", markup=False)


@kb.command("check")
def kb_check(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders (default: knowledge_base/).")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail as well.")] = False,
    format: Format = "auto",
) -> None:
    """Check articles: missing fields, the same phrase under two articles, near duplicates, missing languages."""
    articles, problems = _checked(files or [PROJECT / "knowledge_base"], format)
    for one in problems:
        out.print(f"{one.level}: {one.where}: {one.what} → {one.how}", markup=False)
    errors = [one for one in problems if one.level == "error" or strict]
    out.print(f"{len(articles)} articles, {len(errors)} errors, {len(problems) - len(errors)} warnings.")
    raise typer.Exit(1 if errors else 0)


@kb.command("test")
def kb_test(as_json: AsJson = False) -> None:
    """Ask the regression questions, as the gate before a publish does: does its article come first?"""
    from bot.usecases.knowledge_room import KnowledgeRoom
    from bot.usecases.regression import questions
    from bot.usecases.vectors import shared_vectors

    store = open_store()
    index = KnowledgeRoom(store, shared_vectors(store)).live()
    asked = questions(store, proposed=False)
    failed = 0
    for one in asked:
        ranking = index.ask(one["question"]).ranking
        first, score = (ranking[0].id, ranking[0].score) if ranking else (None, 0.0)
        failed += first != one["article"]
        if as_json:
            dump({"question": one["question"], "article": one["article"], "first": first, "score": score})
        elif first != one["article"]:
            out.print(f"✗ {one['question']} → {first} ({score:.2f}), not {one['article']}", markup=False)
    if not as_json:
        out.print(f"{len(asked)} questions, {len(asked) - failed} right, {failed} wrong.")
    raise typer.Exit(1 if failed else 0)


@kb.command("gaps")
def kb_gaps(
    days: Annotated[int, typer.Option(min=1, max=365, help="How far back to look.")] = 30, as_json: AsJson = False
) -> None:
    """What customers asked and was not answered: groups by meaning, the dearest first, personal data masked."""
    from bot.usecases.gaps import find_gaps
    from bot.usecases.knowledge_room import KnowledgeRoom
    from bot.usecases.vectors import shared_vectors

    store = open_store()
    vectors = shared_vectors(store)
    found = find_gaps(store, vectors, KnowledgeRoom(store, vectors).rank, days, time.time())
    for gap in found["gaps"]:
        if as_json:
            dump(gap)
            continue
        out.print(f"{gap['cost_minutes']:.0f} min, {gap['size']}×  {gap['examples'][0]}", markup=False)
        for text in gap["examples"][1:]:
            out.print(f"          {text}", markup=False)
        for near in gap["nearest"]:
            out.print(f"     near {near['score']:.2f} {near['id']}  {near['question']}", markup=False)
    if not as_json:
        out.print(f"{found['questions']} open question(s) in {found['total']} group(s), last {days} days.")
