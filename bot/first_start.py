"""What a new installation gets: the shipped articles and canned replies, an administrator, two demo agents, and known vectors."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import yaml

from bot.knowledge.articles import read_any
from bot.knowledge.encoder import load_encoder
from bot.knowledge.vectors import hash_of, project_cache, vectors_of
from bot.settings import PROJECT, Settings
from bot.store import articles, people
from bot.store.database import Store
from bot.triage.rows import read_rows
from bot.usecases.canned import add_shipped
from bot.usecases.installed_triage import installed_triage
from bot.usecases.knowledge import export_articles, import_articles
from bot.usecases.regression import import_shipped
from bot.usecases.users import add_user, generate_password
from bot.usecases.vectors import shared_vectors

# Below this many texts a second process costs more than it saves.
FEW = 300
FIRST_USERS = (
    ("admin", "管理员", "admin"),
    ("xiaowang", "小王", "agent"),
    ("amy", "Amy", "agent"),
    ("xiaolin", "小林", "editor"),
)


def prepare(settings: Settings) -> list[str]:
    """Do what is missing; returns lines to show once (the only time the passwords are readable)."""
    store = Store(settings.database_url)
    try:
        lines = [*_articles(store), *_users(store)]
        add_shipped(store, time.time())
        import_shipped(store, PROJECT / "knowledge_base" / "regression.tsv", time.time())
        _vectors(store)
        # Learned once and kept: engine and worker would otherwise both do it, at the same time.
        installed_triage(settings.data)
        return lines
    finally:
        store.close()


def _articles(store: Store) -> list[str]:
    with store.read() as tx:
        known = articles.all_of(tx)
    if known:
        return []
    shipped = read_any([PROJECT / "knowledge_base"])
    outcome = import_articles(store, shipped, "system", "shipped with the product", True, time.time())
    return [f"Knowledge base: {outcome.added} articles imported and published."]


def _users(store: Store) -> list[str]:
    with store.read() as tx:
        if people.everyone(tx):
            return []
    lines = ["First accounts (the passwords are shown only now; `supportbot user password LOGIN` makes a new one):"]
    for login, name, role in FIRST_USERS:
        password = generate_password()
        add_user(store, login, name, role, password)
        lines.append(f"  {login:<10} {password}   {role}, {name}")
    return lines


def _vectors(store: Store) -> None:
    """Encode now what every process needs at start, rather than in each of them while the first customer waits."""
    texts = {text for article in export_articles(store) for text in (article.question, *article.variants)}
    taught = {row.text for row in read_rows(PROJECT / "data" / "triage")} | _examples()
    unknown = _unknown(sorted(texts | taught))
    if len(unknown) > FEW:
        # Two processes: the encoders use one core each, and the first start waits for nothing else.
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            list(pool.map(_encode, [unknown[0::2], unknown[1::2]]))
    elif unknown:
        _encode(unknown)
    vectors_of(sorted(texts), load_encoder(), shared_vectors(store))


def _examples() -> set[str]:
    found = set()
    for path in (PROJECT / "data" / "nlu").glob("*.yml"):
        for entry in (yaml.safe_load(path.read_text("utf-8")) or {}).get("nlu") or ():
            found |= {line.strip()[2:].strip() for line in str(entry.get("examples", "")).splitlines()}
    return found - {""}


def _unknown(texts: Sequence[str]) -> list[str]:
    cache = project_cache()
    hashes = {hash_of(text): text for text in texts}
    known = set(cache.get("use", list(hashes))) & set(cache.get("e5", list(hashes)))
    return [text for name, text in hashes.items() if name not in known]


def _encode(texts: Sequence[str]) -> None:
    vectors_of(texts, load_encoder(), project_cache())
