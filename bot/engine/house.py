"""What the engine's components share in one process: made on first use, never at import."""

from __future__ import annotations

import logging
from functools import lru_cache

from bot import settings as configuration
from bot.knowledge.encoder import load_encoder
from bot.knowledge.live import LiveIndex
from bot.settings import PROJECT, Settings
from bot.store.bell import Bell
from bot.store.database import Store
from bot.triage.model import TriageModel
from bot.usecases.desk_settings import DeskRules, desk_rules
from bot.usecases.knowledge import PublishedArticles
from bot.usecases.vectors import shared_vectors

log = logging.getLogger(__name__)
ENCODER = "use+e5"


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
    index = LiveIndex(PublishedArticles(store()), shared_vectors(store()), load_encoder(ENCODER))
    index.refresh()
    return index


@lru_cache(maxsize=1)
def triage_model() -> TriageModel:
    return TriageModel.load(PROJECT / "data" / "triage", load_encoder(ENCODER), shared_vectors(None))
