"""The command `supportbot`. Never imports rasa: that costs seconds; what needs it runs in the engine environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot import terminal
from bot.cli_kb import kb
from bot.settings import PROJECT, SettingsError
from bot.terminal import AsJson, FileOption, TextArgument, dump, err, fail, open_store, out, settings, texts_of

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Customer-support bot with human handoff. Start everything with `supportbot up`.",
    epilog="A second installation: supportbot --data /path/to/other up",
)
user = typer.Typer(no_args_is_help=True, help="Accounts of agents, editors, reviewers, managers and admins.")
conversation = typer.Typer(no_args_is_help=True, help="Look at conversations.")
db = typer.Typer(no_args_is_help=True, help="The database.")
app.add_typer(user, name="user")
app.add_typer(kb, name="kb")
app.add_typer(conversation, name="conversation")
app.add_typer(db, name="db")


@app.callback()
def chosen(
    data: Annotated[
        Path | None, typer.Option("--data", help="Data directory of the installation (default: var/).")
    ] = None,
) -> None:
    terminal.chosen["data"] = data


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
def train(
    force: Annotated[bool, typer.Option("--force", help="Also when nothing changed.")] = False,
    with_corrections: Annotated[
        bool,
        typer.Option("--with-corrections", help="Triage learns what agents corrected at the desk; tells what changes."),
    ] = False,
    without_corrections: Annotated[
        bool, typer.Option("--without-corrections", help="Triage forgets the corrections it has learned.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Also when the corrections would miss dangers or raise false alarms.")
    ] = False,
) -> None:
    """Train the dialogue and intent model (needed after changes in data/, domain.yml or config.yml, not for articles)."""
    from bot import training
    from bot.cli_corrections import forget, learn, tell_what_is_kept

    if with_corrections and without_corrections:
        fail("Choose one: --with-corrections or --without-corrections.", 2)
    found = settings()
    store = open_store()
    try:
        if not force and training.is_current(found):
            out.print("The model is up to date.")
        else:
            started = time.time()
            training.train(found)
            out.print(f"Trained in {time.time() - started:.0f} s: {found.models / training.MODEL}")
        if with_corrections:
            learn(store, found, yes)
        elif without_corrections:
            forget(store, found)
        else:
            tell_what_is_kept(found)
    finally:
        store.close()


@app.command()
def triage(text: TextArgument = None, file: FileOption = None, as_json: AsJson = False) -> None:
    """Nature, urgency and complexity of messages, and the words that decided it."""
    from bot.usecases.installed_triage import installed_triage

    model = installed_triage(settings().data)
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


@user.command("add")
def user_add(
    login: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option("--name", help="The name that customers see.")] = "",
    role: Annotated[str, typer.Option("--role", help="agent, editor, reviewer, manager or admin.")] = "agent",
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


@user.command("set")
def user_set(
    login: str,
    skills: Annotated[str | None, typer.Option("--skills", help='Words with commas between; none: "".')] = None,
    languages: Annotated[str | None, typer.Option("--languages", help="zh, en, or zh,en.")] = None,
    capacity: Annotated[int | None, typer.Option("--capacity", help="Conversations at once; 0: as everybody.")] = None,
) -> None:
    """What an agent can do: decides whom a waiting customer goes to first."""
    from bot.store import people
    from bot.store.bell import Bell
    from bot.usecases.people_and_teams import set_profile

    store, found = open_store(), settings()
    with store.read() as tx:
        row = people.by_login(tx, login)
    if row is None:
        fail(f"There is no account {login!r}. `supportbot user list` shows all.")
    wanted: dict[str, Any] = {}
    if skills is not None:
        wanted["skills"] = skills.replace("，", ",").split(",")
    if languages is not None:
        wanted["languages"] = [one.strip() for one in languages.split(",")]
    if capacity is not None:
        wanted["capacity"] = capacity or None
    now = set_profile(store, Bell(found.redis_url), row.id, wanted, "system", time.time())
    at_once = now["capacity"] or found.conversations_per_agent
    out.print(
        f"{login}: languages {', '.join(now['languages'])}; skills {', '.join(now['skills']) or 'none'}; {at_once} at once.",
        markup=False,
    )


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


@app.command(add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context) -> None:
    """Measure answers, triage, intents and speed; `supportbot bench --help` lists what there is."""
    # File names are the caller's, so its folder stays the working folder.
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-m", "benchmarks", *context.args], env=environment, check=False)
    raise typer.Exit(done.returncode)


def _expected() -> tuple[type[BaseException], ...]:
    """Errors whose message is written for the one who typed the command."""
    from bot.core.hours import HoursError
    from bot.core.text import BadText
    from bot.knowledge.article import ArticleError
    from bot.supervisor import StartError
    from bot.training import TrainingError
    from bot.triage.rows import TriageDataError
    from bot.usecases.receive import Refused
    from bot.usecases.users import UserError

    return (
        SettingsError,
        ArticleError,
        UserError,
        StartError,
        TrainingError,
        Refused,
        HoursError,
        BadText,
        TriageDataError,
    )


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
