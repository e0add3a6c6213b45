"""nlp.js as a peer: the real library over a few articles. It needs npm and, the first time, its registry."""

from __future__ import annotations

import os

import pytest

from benchmarks.peers.nlpjs import peer
from bot.knowledge.article import Article

ARTICLES = [
    Article(
        id="invoice.get", language="zh", topic="invoice", question="怎么开发票",
        variants=("发票在哪里开", "我要电子发票"), answer="在订单里开。",
    ),
    Article(
        id="invoice.get", language="en", topic="invoice", question="How do I get an invoice?",
        variants=("Where is my invoice", "I need a receipt"), answer="Under My orders.",
    ),
    Article(
        id="return.how", language="zh", topic="return", question="怎么退货",
        variants=("我想退货", "退货流程"), answer="七天内可退。",
    ),
    Article(
        id="return.how", language="en", topic="return", question="How do I return something?",
        variants=("I want to send it back", "return an item"), answer="Within seven days.",
    ),
]  # fmt: skip


@pytest.mark.timeout(400)
@pytest.mark.skipif(
    not any(peer.WORKSHOP.glob("*/installed")) and not os.environ.get("SUPPORTBOT_TEST_NLPJS"),
    reason="nlp.js is not installed (python -m benchmarks turn installs it, so does SUPPORTBOT_TEST_NLPJS=1)",
)
def test_it_answers_in_both_languages_and_learns_edits() -> None:
    with peer.serving(ARTICLES) as server:
        assert server.post("a", "怎么开发票").said == "在订单里开。"
        assert server.post("a", "How do I return something?").said == "Within seven days."
        assert server.post("b", "紫色的鲸鱼背不出乘法表").said.startswith("抱歉")
        assert peer.trained_in(server) > 0
        rss = server.memory()["rss"]
        assert rss is not None and rss > 20
        change = {"id": "invoice.get", "language": "zh"}
        assert peer.live(server, {**change, "answer": "现在在首页开。"}, "怎么开发票", "现在在首页开。") > 0
        assert (
            peer.live(
                server, {**change, "variant": "紫色的鲸鱼背不出乘法表"}, "紫色的鲸鱼背不出乘法表", "现在在首页开。"
            )
            > 0
        )
        assert server.post("c", "怎么退货").said == "七天内可退。"
