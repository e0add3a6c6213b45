"""A whole conversation without models: real rules, real forms, a real action server, a real database.

Only the understanding has a stand-in: a test says which intent and how urgent; entities are really extracted.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

os.environ.update(
    RASA_TELEMETRY_ENABLED="false",
    TF_CPP_MIN_LOG_LEVEL="3",
    SQLALCHEMY_SILENCE_UBER_WARNING="1",
    PYTHONWARNINGS="ignore",
)
PROJECT = Path(__file__).resolve().parents[3]
MINIMAL = """\
recipe: default.v1
assistant_id: test
language: zh
pipeline: []
policies:
  - name: RulePolicy
    core_fallback_threshold: 0.3
    core_fallback_action_name: action_not_understood
    enable_fallback_prediction: true
"""
ARTICLES = {
    "refund.time": (
        "退款多久到账？",
        "How long does a refund take?",
        "退款 1–7 个工作日到账。",
        "A refund takes 1–7 working days.",
    ),
    "refund.partial": ("可以部分退款吗？", "Can I get a partial refund?", "可以。", "Yes."),
    "refund.where": ("退款退到哪里？", "Where does my refund go?", "原路退回。", "Back the way you paid."),
    "safety.smoke_fire": (
        "电器冒烟怎么办？",
        "My appliance is smoking",
        "**马上断电，离开。**",
        "**Cut the power and leave.**",
    ),
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Customer:
    """Says things to the bot; `heard` holds what was said back, newest last."""

    engine: Any
    conversation: str
    language: str = "zh"
    heard: list[Any] = field(default_factory=list)
    count: int = 0

    def says(
        self,
        text: str,
        intent: str,
        urgency: str = "low",
        nature: str = "other",
        ranking: tuple[str, ...] = (),
        **more: Any,
    ) -> list[str]:
        """The bot's answer to this text, understood as this intent."""
        return self.engine.turn(self, text, intent, urgency, nature, ranking, more)

    def presses(self, title: str) -> list[str]:
        """The answer to the newest button with this title."""
        return self.engine.turn(self, title, None, "low", "other", (), {}, button=title)

    @property
    def buttons(self) -> list[str]:
        return [one["title"] for one in (self.heard[-1].buttons or [])] if self.heard else []

    @property
    def tickets(self) -> list[Any]:
        from bot.store import tickets

        with self.engine.store.read() as tx:
            return tickets.of_conversation(tx, self.conversation)

    @property
    def handoff(self) -> Any:
        from bot.store import handoffs

        with self.engine.store.read() as tx:
            return handoffs.open_of(tx, self.conversation)

    @property
    def form(self) -> str | None:
        tracker = self.engine.loop.run_until_complete(self.engine.agent.tracker_store.retrieve(self.conversation))
        return tracker.active_loop_name

    def slot(self, name: str) -> Any:
        tracker = self.engine.loop.run_until_complete(self.engine.agent.tracker_store.retrieve(self.conversation))
        return tracker.get_slot(name)


class Engine:
    def __init__(self, agent: Any, dispatcher: Any, store: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.agent, self.dispatcher, self.store, self.loop = agent, dispatcher, store, loop
        self.understood: dict[str, Any] = {}
        self.original = agent.processor.parse_message
        agent.processor.parse_message = self.parse
        from bot.engine.extract.gazetteer import read_gazetteer
        from bot.engine.extract.product import product_names

        self.names = product_names(read_gazetteer(PROJECT / "data" / "products.yml"))

    async def parse(self, message: Any, tracker: Any = None, only_output_properties: bool = True) -> dict[str, Any]:
        if message.text.startswith("/"):
            return await self.original(message, tracker, only_output_properties)
        return {"text": message.text, **self.understood}

    def customer(self, language: str = "zh") -> Customer:
        from bot.usecases.receive import start_conversation

        return Customer(self, start_conversation(self.store, "web", language, time.time()), language)

    def turn(
        self, customer: Customer, text: str, intent: str | None, urgency: str, nature: str, ranking: tuple[str, ...],
        more: dict[str, Any], button: str | None = None,
    ) -> list[str]:  # fmt: skip
        from bot.core.text import language_of
        from bot.engine.extract.message import entities_of
        from bot.store import conversations
        from bot.store.bell import Bell
        from bot.usecases.answer import lease
        from bot.usecases.receive import receive

        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        customer.count += 1
        customer.language = language_of(text, customer.language)
        self.understood = {
            "intent": {"name": intent, "confidence": 0.99},
            "entities": entities_of(text, now, self.names),
            "language": customer.language,
            "triage": {
                "urgency": {"level": urgency, "confidence": 0.9, "reasons": []},
                "nature": {"label": nature},
                "complexity": {"level": "simple"},
            },
            "response_selector": {
                "faq": {
                    "status": "answer",
                    "ranking": [
                        {"intent_response_key": f"faq/{one}", "confidence": 0.9 / (place + 1)}
                        for place, one in enumerate(ranking)
                    ],
                }
            },
            **more,
        }
        pressed = None
        if button is not None:
            pressed = next(
                one["id"] for row in reversed(customer.heard) for one in row.buttons or [] if one["title"] == button
            )
        receipt = receive(
            self.store, Bell(None), customer.conversation, f"m{customer.count}", text, time.time(), button=pressed
        )
        leased = lease(self.store, "test", time.time())
        assert leased is not None and leased.problem is None
        self.loop.run_until_complete(asyncio.wait_for(self.dispatcher._answer(leased), 30))
        with self.store.read() as tx:
            rows = conversations.messages_after(tx, customer.conversation, receipt.seq, notes=False)
        said = [row for row in rows if row.author in ("bot", "system")]
        customer.heard.extend(said)
        return [row.text for row in said]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    from rasa.model_training import train_core

    folder = tmp_path_factory.mktemp("model")
    config = folder / "config.yml"
    config.write_text(MINIMAL, "utf-8")
    found = train_core(str(PROJECT / "domain.yml"), str(config), str(PROJECT / "data" / "stories"), str(folder))
    assert found
    return str(found)


@pytest.fixture(scope="session")
def house_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="session")
def action_server(house_folder: Path) -> Iterator[dict[str, str]]:
    from bot import settings as configuration
    from bot.store.database import Store
    from bot.store.schema import metadata

    environment = {"SUPPORTBOT_DATA": str(house_folder), "SUPPORTBOT_ACTIONS_PORT": str(free_port())}
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    (house_folder / "settings.yml").write_text(yaml.safe_dump({"opening_hours": always}), "utf-8")
    settings = configuration.load(house_folder, {**os.environ, **environment})
    store = Store(settings.database_url)
    with store.begin() as tx:
        metadata.create_all(tx)
    store.close()
    with (house_folder / "actions.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.engine.actions_server"],
            cwd=PROJECT, env={**os.environ, **environment, "SANIC_HOST": "127.0.0.1"}, stdout=log, stderr=log,
        )  # fmt: skip
    deadline = time.time() + 40
    while True:
        try:
            urllib.request.urlopen(f"{settings.actions_url}/health", timeout=1).close()
            break
        except OSError:
            if time.time() > deadline or process.poll() is not None:
                process.kill()
                pytest.fail((house_folder / "actions.log").read_text()[-2000:])
            time.sleep(0.2)
    yield environment
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@pytest.fixture(scope="session")
def engine(model: str, action_server: dict[str, str]) -> Iterator[Engine]:
    before = {name: os.environ.get(name) for name in action_server}
    os.environ.update(action_server)
    from bot.engine import house

    for made in (house.settings, house.store, house.bell, house.rules):
        made.cache_clear()
    from rasa.core.agent import Agent
    from rasa.core.channels import UserMessage  # noqa: F401
    from rasa.core.nlg.generator import NaturalLanguageGenerator
    from rasa.utils.endpoints import EndpointConfig

    from bot.engine.dispatcher import Dispatcher
    from bot.engine.tracker_store import DurableTrackerStore
    from bot.knowledge.article import Article
    from bot.store import articles

    store = house.store()
    with store.begin() as tx:
        for article_id, (zh, en, answer_zh, answer_en) in ARTICLES.items():
            for language, question, answer in (("zh", zh, answer_zh), ("en", en, answer_en)):
                article = {"id": article_id, "language": language, "topic": article_id.split(".")[0], "question": question,
                           "variants": [], "answer": answer, "tags": [], "urgency": None, "status": "published", "position": 0,
                           "valid_from": None, "valid_until": None, "owner": "", "nature": None, "channels": []}  # fmt: skip
                articles.save(tx, article, "test", "", 0.0)

    def find(article_id: str, language: str) -> Any:
        if article_id not in ARTICLES:
            return None
        zh, en, answer_zh, answer_en = ARTICLES[article_id]
        question, answer = (en, answer_en) if language == "en" else (zh, answer_zh)
        return Article(article_id, language, article_id.split(".")[0], question, (), answer)

    real = house.live_index
    house.live_index = lambda: SimpleNamespace(article=find)
    agent = Agent.load(model)
    agent.tracker_store = DurableTrackerStore(agent.domain)
    agent.nlg = NaturalLanguageGenerator.create(
        EndpointConfig(type="bot.engine.answers.KnowledgeAnswers"), agent.domain
    )
    agent.processor.tracker_store, agent.processor.nlg = agent.tracker_store, agent.nlg
    dispatcher = Dispatcher(agent)
    dispatcher.prepare()
    loop = asyncio.new_event_loop()
    yield Engine(agent, dispatcher, store, loop)
    loop.run_until_complete(dispatcher.close())
    loop.close()
    house.live_index = real
    for made in (house.settings, house.store, house.bell, house.rules):
        made.cache_clear()
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture
def customer(engine: Engine) -> Customer:
    return engine.customer()


@pytest.fixture
def english(engine: Engine) -> Customer:
    return engine.customer("en")


@pytest.fixture
def agent_online(engine: Engine) -> Iterator[None]:
    """Somebody sits at the desk; afterwards nobody does."""
    from bot.store import people

    with engine.store.begin() as tx:
        user = people.by_login(tx, "mei")
        user_id = user.id if user else people.add(tx, "mei", "小梅", "agent", "x", time.time())
        people.update(tx, user_id, seen_at=time.time() + 600)
    yield
    with engine.store.begin() as tx:
        people.update(tx, user_id, seen_at=0.0)
