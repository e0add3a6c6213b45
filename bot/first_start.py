"""What a new installation gets: the shipped articles, an administrator, two demo agents."""

from __future__ import annotations

import time

from bot.knowledge.articles import read_any
from bot.knowledge.encoder import load_encoder
from bot.knowledge.vectors import project_cache, vectors_of
from bot.settings import PROJECT, Settings
from bot.store import articles, people
from bot.store.database import Store
from bot.triage.rows import read_rows
from bot.usecases.knowledge import import_articles
from bot.usecases.users import add_user, generate_password
from bot.usecases.vectors import shared_vectors

FIRST_USERS = (
    ("admin", "管理员", "admin"),
    ("xiaowang", "小王", "agent"),
    ("amy", "Amy", "agent"),
)


def prepare(settings: Settings) -> list[str]:
    """Do what is missing; returns lines to show once (the only time the passwords are readable)."""
    _triage_vectors()
    store = Store(settings.database_url)
    try:
        return [*_articles(store), *_users(store)]
    finally:
        store.close()


def _triage_vectors() -> None:
    """Engine and worker both learn triage when they start: without these vectors each would encode every row first."""
    texts = [row.text for row in read_rows(PROJECT / "data" / "triage")]
    vectors_of(texts, load_encoder(), project_cache())


def _articles(store: Store) -> list[str]:
    with store.read() as tx:
        known = articles.all_of(tx)
    if known:
        return []
    shipped = read_any([PROJECT / "knowledge_base"])
    outcome = import_articles(store, shipped, "system", "shipped with the product", True, time.time())
    # Now, with progress in the log, rather than while the first customer waits.
    texts = [text for article in shipped for text in (article.question, *article.variants)]
    vectors_of(texts, load_encoder(), shared_vectors(store))
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
