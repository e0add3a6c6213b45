"""Encoders and the trained triage model for tests: loaded once, their vectors kept between runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.knowledge.encoder import Encoder, load_encoder
from bot.knowledge.vectors import FileCache, project_cache
from bot.settings import PROJECT
from bot.triage.model import TriageModel


@cache
def encoder() -> Encoder:
    return load_encoder()


@cache
def vectors() -> FileCache:
    return project_cache()


@cache
def triage_model() -> TriageModel:
    return TriageModel.load(PROJECT / "data" / "triage", encoder(), vectors())


@cache
def shipped() -> Path:
    return PROJECT / "knowledge_base"
