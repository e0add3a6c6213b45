"""The command `supportbot`. Never imports rasa: that costs seconds; what needs it runs in the engine environment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from bot import settings as configuration
from bot.settings import PROJECT, Settings, SettingsError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customer-support bot with human handoff. Start everything with `supportbot up`.",
    epilog="A second installation: supportbot --data /path/to/other up",
)
user = typer.Typer(no_args_is_help=True, help="Accounts of agents, editors, managers and admins.")
kb = typer.Typer(no_args_is_help=True, help="The knowledge base: import, export, check, ask.")
conversation = typer.Typer(no_args_is_help=True, help="Look at conversations.")
db = typer.Typer(no_args_is_help=True, help="The database.")
app.add_typer(user, name="user")
app.add_typer(kb, name="kb")
app.add_typer(conversation, name="conversation")
app.add_typer(db, name="db")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
_chosen: dict[str, Any] = {}

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
TextArgument = Annotated[str | None, typer.Argument(help="A message; or use --file.")]
FileOption = Annotated[
    Path | None, typer.Option("--file", help="A file with one message a line (- for standard input).")
]


def fail(message: str, code: int = 1) -> NoReturn:
    err.print(message, markup=False)
    raise typer.Exit(code)


@app.callback()
def chosen(
    data: Annotated[
        Path | None, typer.Option("--data", help="Data directory of the installation (default: var/).")
    ] = None,
) -> None:
    _chosen["data"] = data


def settings() -> Settings:
    return configuration.load(_chosen.get("data"))


def open_store(create: bool = True) -> Any:
    """The installation's database, brought to the current schema first."""
    from bot.store import migrate
    from bot.store.database import Store

    found = settings()
    if create:
        migrate.upgrade(found.database_url)
    return Store(found.database_url)


def texts_of(text: str | None, file: Path | None) -> list[str]:
    if (text is None) == (file is None):
        fail("Give a TEXT or --file FILE with one message a line.", 2)
    if text is not None:
        return [text]
    assert file is not None
    if str(file) != "-" and not file.exists():
        fail(f"There is no file {file}.", 2)
    raw = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    return [line.rstrip("\r") for line in raw.split("\n") if line.strip()]


def dump(value: Any) -> None:
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")


@app.command()
def up() -> None:
    """Prepare this installation and run it: database, articles, model, then all processes. Ctrl-C stops it."""
    from bot import supervisor

    raise typer.Exit(supervisor.up(settings()))


@app.command()
def status(as_json: AsJson = False) -> None:
    """What runs, with process ids and addresses."""
    from bot import supervisor

    found = supervisor.status(settings())
    if as_json:
        dump(found)
    else:
        _print_status(found)


def _print_status(found: Any) -> None:
    if not found.running:
        out.print("Not running. Start it with `supportbot up`.")
        raise typer.Exit(3)
    out.print(f"Running (supervisor {found.pid}).")
    for name, state in found.processes.items():
        facts = ", ".join(f"{key} {value}" for key, value in state.items())
        port = found.ports.get(name)
        out.print(f"  {name:<9}{facts}" + (f", port {port}" if port else ""), markup=False)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Examine this installation and say how to mend what is wrong. Exit code 1 when something fails."""
    from bot.doctor import examine

    findings = examine(settings())
    if as_json:
        for one in findings:
            dump(one)
    else:
        marks = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}
        for one in findings:
            out.print(f"{marks[one.level]} {one.name}: {one.what}")
            if one.level != "ok" and one.how_to_fix:
                out.print(f"   → {one.how_to_fix}", markup=False)
    raise typer.Exit(1 if any(one.level == "fail" for one in findings) else 0)


@app.command()
def train(force: Annotated[bool, typer.Option("--force", help="Also when nothing changed.")] = False) -> None:
    """Train the dialogue and intent model (needed after changes in data/, domain.yml or config.yml, not for articles)."""
    from bot import training

    found = settings()
    open_store().close()
    if not force and training.is_current(found):
        out.print("The model is up to date.")
        return
    started = time.time()
    training.train(found)
    out.print(f"Trained in {time.time() - started:.0f} s: {found.models / training.MODEL}")


@app.command()
def triage(text: TextArgument = None, file: FileOption = None, as_json: AsJson = False) -> None:
    """Nature, urgency and complexity of messages, and the words that decided it."""
    from bot.triage.stepwise import StepwiseTriage
    from bot.usecases.vectors import shared_vectors

    model = StepwiseTriage.load(PROJECT / "data" / "triage", shared_vectors(None))
    for one in texts_of(text, file):
        judged = model.judge(one).as_dict()
        if as_json:
            dump({**judged, "text": one})
            continue
        table = Table(show_header=False, box=None, title=one, title_justify="left")
        for name, key in (("urgency", "level"), ("nature", "label"), ("complexity", "level")):
            verdict = judged[name]
            table.add_row(name, verdict[key], f"{verdict['confidence']:.2f}", ", ".join(verdict["reasons"]))
        table.add_row("wants a person", "yes" if judged["wants_person"] else "no", "", "")
        out.print(table)


@app.command()
def parse(text: TextArgument = None, file: FileOption = None, as_json: AsJson = False) -> None:
    """What the trained model understands: Rasa's parse result with intent, entities, articles and triage."""
    from bot import training

    found = settings()
    if not training.is_ours(found):
        fail("This installation has no trained model yet. Run `supportbot train` (or `supportbot up`).")
    open_store().close()
    lines = "\n".join(texts_of(text, file)) + "\n"
    command = [str(training.ENGINE_PYTHON), "-m", "bot.engine.parse"]
    environment = training.environment(found)
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, input=lines, text=True, stdout=subprocess.PIPE, timeout=3600
    )
    if done.returncode:
        fail("The model could not be loaded; the lines above say why.")
    for line in done.stdout.splitlines():
        if as_json:
            sys.stdout.write(line + "\n")
            continue
        parsed = json.loads(line)
        out.print_json(data={name: parsed.get(name) for name in ("text", "language", "intent", "entities", "triage")})


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
    files: Annotated[list[Path], typer.Argument(help="YAML or CSV files, or folders of them.")],
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Customers get the new answers at once.")] = False,
) -> None:
    """Import articles: checked first, then applied in one transaction."""
    from bot.knowledge.articles import check, read_any
    from bot.usecases.knowledge import import_articles

    missing = [file for file in files if not file.exists()]
    if missing:
        fail(f"There is no file {missing[0]}.", 2)
    articles = read_any(files)
    problems = check(articles)
    errors = [one for one in problems if one.level == "error"]
    for one in errors[:20]:
        err.print(f"{one.where}: {one.what} → {one.how}", markup=False)
    if errors:
        fail(f"{len(errors)} error(s); nothing was imported.")
    out.print(f"{len(articles)} article(s) read, {len(problems)} warning(s).")
    if not yes and not typer.confirm("Import them?"):
        raise typer.Exit(1)
    store = open_store()
    outcome = import_articles(store, articles, "command line", "import", publish, time.time())
    _ring_knowledge()
    out.print(
        f"added {outcome.added}, changed {outcome.changed}, same {outcome.same}"
        + ("" if publish else " (as drafts; add --publish)")
    )
    if outcome.waiting:
        out.print(
            f"{outcome.waiting} published article(s) differ and were left as they are; add --publish to replace them."
        )


def _ring_knowledge() -> None:
    from bot.store.bell import KNOWLEDGE, Bell

    Bell(settings().redis_url).ring(KNOWLEDGE)


@kb.command("export")
def kb_export(
    folder: Annotated[Path, typer.Argument(help="Where the files go: one YAML a topic and language, or a .csv file.")],
) -> None:
    """Write all articles in the shipped format, for review or for another installation."""
    from bot.knowledge.articles import as_csv, write_yaml
    from bot.usecases.knowledge import export_articles

    articles = export_articles(open_store())
    if folder.suffix == ".csv":
        folder.write_text(as_csv(articles), "utf-8-sig", newline="")
        out.print(f"{len(articles)} articles → {folder}", markup=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    written = write_yaml(articles, folder)
    out.print(f"{len(articles)} articles → {len(written)} files in {folder}", markup=False)


@kb.command("check")
def kb_check(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders (default: knowledge_base/).")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail as well.")] = False,
) -> None:
    """Check articles: missing fields, the same phrase under two articles, near duplicates, missing languages."""
    from bot.knowledge.articles import check, read_any

    articles = read_any(files or [PROJECT / "knowledge_base"])
    problems = check(articles)
    for one in problems:
        out.print(f"{one.level}: {one.where}: {one.what} → {one.how}", markup=False)
    errors = [one for one in problems if one.level == "error" or strict]
    out.print(f"{len(articles)} articles, {len(errors)} errors, {len(problems) - len(errors)} warnings.")
    raise typer.Exit(1 if errors else 0)


@user.command("add")
def user_add(
    login: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option("--name", help="The name that customers see.")] = "",
    role: Annotated[str, typer.Option("--role", help="agent, editor, manager or admin.")] = "agent",
    password: Annotated[str | None, typer.Option("--password", help="Default: a random one is made and shown.")] = None,
) -> None:
    """Add an account; a random password is shown once."""
    from bot.usecases.users import add_user, generate_password

    word = password or generate_password()
    add_user(open_store(), login, name or login, role, word)
    out.print(f"{login} ({role}) added." + ("" if password else f" Password, shown only now: {word}"), markup=False)


@user.command("password")
def user_password(login: str, password: Annotated[str | None, typer.Option("--password")] = None) -> None:
    """Give an account a new password; open sessions end."""
    from bot.usecases.users import generate_password, set_password

    word = password or generate_password()
    set_password(open_store(), login, word)
    out.print(f"New password of {login}" + (" is set." if password else f", shown only now: {word}"), markup=False)


@user.command("list")
def user_list() -> None:
    """All accounts."""
    from bot.store import people

    with open_store().read() as tx:
        for one in people.everyone(tx):
            out.print(
                f"{one.login:<16} {one.role:<8} {one.name}" + ("  (disabled)" if one.disabled else ""), markup=False
            )


@conversation.command("list")
def conversation_list(limit: int = 20) -> None:
    """The most recent conversations."""
    from bot.store import conversations

    with open_store().read() as tx:
        for one in conversations.listed(tx, None, limit):
            at = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.updated_at))
            out.print(f"{one.id}  {at}  {one.channel:<8} {one.owner:<10} {one.next_seq - 1} messages", markup=False)


@conversation.command("show")
def conversation_show(conversation_id: str, as_json: AsJson = False) -> None:
    """One conversation with everything that was said."""
    from bot.usecases.reading import desk_conversation, messages_for_desk

    store = open_store()
    facts = desk_conversation(store, conversation_id, time.time())
    messages = messages_for_desk(store, conversation_id, 0, 10000)
    if as_json:
        dump({**facts, "messages": messages})
        return
    out.print(
        f"{facts['id']}  {facts['channel']}  owner {facts['owner']}  urgency {facts['urgency']}  nature {facts['nature']}",
        markup=False,
    )
    for one in messages:
        at = time.strftime("%m-%d %H:%M:%S", time.localtime(one["at"]))
        out.print(f"{one['seq']:>4}  {at}  {one['agent'] or one['author']:<10} {one['text']}", markup=False)


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the current schema."""
    from bot.store import migrate

    changed = migrate.upgrade(settings().database_url)
    out.print("The database was upgraded." if changed else "The database is up to date.")


def _expected() -> tuple[type[BaseException], ...]:
    """Errors whose message is written for the one who typed the command."""
    from bot.core.hours import HoursError
    from bot.core.text import BadText
    from bot.knowledge.article import ArticleError
    from bot.supervisor import StartError
    from bot.training import TrainingError
    from bot.usecases.receive import Refused
    from bot.usecases.users import UserError

    return (SettingsError, ArticleError, UserError, StartError, TrainingError, Refused, HoursError, BadText)


def main() -> None:
    try:
        app()
    except Exception as error:
        if isinstance(error, _expected()):
            err.print(str(error), markup=False)
            sys.exit(1)
        import sqlalchemy.exc

        if isinstance(error, sqlalchemy.exc.OperationalError):
            err.print(f"The database cannot be used: {error.orig}. `supportbot doctor` says more.", markup=False)
            sys.exit(1)
        if isinstance(error, (BrokenPipeError, KeyboardInterrupt)):
            sys.exit(130)
        raise


if __name__ == "__main__":
    main()
