"""What the engine's components share in one process: made on first use, never at import."""

from __future__ import annotations

import logging
from functools import lru_cache

from bot import settings as configuration
from bot.knowledge.encoder import encode_one, load_encoder
from bot.knowledge.live import LiveIndex
from bot.settings import Settings
from bot.store.bell import Bell
from bot.store.database import Store
from bot.triage.stepwise import StepwiseTriage
from bot.usecases.desk_settings import DeskRules, desk_rules
from bot.usecases.installed_triage import installed_triage
from bot.usecases.knowledge import PublishedArticles
from bot.usecases.vectors import shared_vectors

log = logging.getLogger(__name__)
ENCODER = "use+e5"
# Asked first: it settles most messages in a fifth of the time.
QUICK = "use"


@lru_cache(maxsize=1)
def settings() -> Settings:
    return configuration.load()


@lru_cache(maxsize=1)
def store() -> Store:
    return Store(settings().database_url)


@lru_cache(maxsize=1)
def bell() -> Bell:
    return Bell(settings().redis_url)


@lru_cache(maxsize=1)
def rules() -> DeskRules:
    return desk_rules(settings())


@lru_cache(maxsize=1)
def live_index() -> LiveIndex:
    index = LiveIndex(PublishedArticles(store()), shared_vectors(store()), load_encoder(ENCODER), load_encoder(QUICK))
    index.refresh()
    return index


def encode_early(text: str) -> None:
    """Begin with what every plain message needs."""
    if not text.startswith("/"):
        encode_one(text, load_encoder(QUICK))


@lru_cache(maxsize=1)
def triage_model() -> StepwiseTriage:
    return installed_triage(settings().data)
