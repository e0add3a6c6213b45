"""A message that belongs to no intent is known by it, and that in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine import doubt, heads
from bot.engine.linear import LinearIntentClassifier
from bot.engine.sentence_encoder import SentenceEncoder

EXAMPLES = {
    "card_lost": ("I lost my card", "my card is gone", "I can't find my bank card", "卡丢了", "银行卡找不到了"),
    "change_pin": ("how do I change my PIN", "I want a new PIN", "set another PIN", "怎么改密码", "换个密码"),
    "exchange_rate": (
        "what is the exchange rate",
        "rate for dollars to euros",
        "today's rates",
        "汇率是多少",
        "今天汇率",
    ),
    "close_account": ("close my account", "I want to leave the bank", "delete my account", "我要销户", "注销账户"),
    "top_up": ("top up my balance", "how can I add money", "put money on the card", "怎么充值", "给余额充钱"),
}
INSIDE = ("I've lost my bank card", "please change my PIN", "我想注销账户", "what's the exchange rate now")
OUTSIDE = ("who wrote Hamlet", "the cat sleeps on the sofa", "明天会下雨吗", "recommend a pizza recipe")


def test_scores_without_an_example_or_its_intent_are_those_of_a_new_training() -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(24, 8)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    classes = np.array(list("abcd"))
    labels = np.repeat(classes, 6)
    own = labels[:, None] == classes[None, :]
    factor = heads.kernel_factor(points, None)
    at = np.flatnonzero(own[:, 2])
    alone, without = doubt.left_out(factor, heads.kernel_weights(factor, labels, classes), own, at)

    def trained_without(rows: np.ndarray) -> np.ndarray:
        kept = np.setdiff1d(np.arange(len(points)), rows)
        weights = heads.kernel_weights(heads.kernel_factor(points[kept], None), labels[kept], classes)
        return heads.kernel(points[rows], points[kept], None, None) @ weights

    assert without == pytest.approx(trained_without(at), abs=1e-3)
    assert alone[:1] == pytest.approx(trained_without(at[:1]), abs=1e-3)
    assert np.abs(alone - without).max() > 0.01


def test_the_best_stays_the_best_and_all_shares_together_are_one_at_most() -> None:
    shares = np.array([0.3, 0.45, 0.25])
    for constant in (-4.0, -0.5, 0.0, 3.0):
        found = doubt.weighed(np.array([0.0, 0.0, constant]), shares, 0.5, 0.5)
        assert list(np.argsort(found)) == list(np.argsort(shares))
        assert found.max() == pytest.approx(1 / (1 + np.exp(-constant)))
        assert 0 <= found.min() <= found.sum() <= 1.0001


class Bot:
    """The encoder and the classifier as Rasa trains and asks them."""

    def __init__(self, folder, examples: dict[str, tuple[str, ...]]) -> None:
        context, storage = ExecutionContext(GraphSchema({}), "test"), LocalModelStorage(folder)
        settings = {**SentenceEncoder.get_default_config(), "encoder": "use"}
        self.encoder = SentenceEncoder.create(settings, storage, Resource("encoder"), context)
        classifier = LinearIntentClassifier.create({}, storage, Resource("intents"), context)
        rows = [Message({TEXT: text, INTENT: intent}) for intent, texts in examples.items() for text in texts]
        classifier.train(self.encoder.process_training_data(TrainingData(rows)))
        self.classifier = LinearIntentClassifier.load({}, storage, Resource("intents"), context)

    def said(self, text: str) -> dict:
        message = Message({TEXT: text})
        self.classifier.process(self.encoder.process([message]))
        return message.get(INTENT)


def test_strangers_get_less_confidence_than_what_belongs_to_an_intent(tmp_path) -> None:
    bot = Bot(tmp_path, EXAMPLES)
    assert bot.said(INSIDE[0])["name"] == "card_lost"
    assert min(bot.said(text)["confidence"] for text in INSIDE) > max(bot.said(text)["confidence"] for text in OUTSIDE)


def test_nothing_is_doubted_where_an_intent_gathers_what_is_outside(tmp_path) -> None:
    plain, own = tmp_path / "plain", tmp_path / "own"
    plain.mkdir()
    own.mkdir()
    strangers = {"out_of_scope": ("who won the match", "sing a song", "讲个笑话", "is it raining")}
    doubting, told = Bot(plain, EXAMPLES), Bot(own, {**EXAMPLES, **strangers})
    text = "recommend a pizza recipe"
    shared = [sum(one["confidence"] for one in ranking_of(bot, text)) for bot in (doubting, told)]
    assert shared[0] < 0.9
    assert shared[1] == pytest.approx(1.0, abs=1e-3)


def ranking_of(bot: Bot, text: str) -> list[dict]:
    message = Message({TEXT: text})
    bot.classifier.process(bot.encoder.process([message]))
    return message.get("intent_ranking")
