"""The desk with many conversations: how long a search takes, how soon the page and a new message are on the screen.

    python -m benchmarks desk [--conversations 10000] [--messages 20] [--skip-page]

A temporary SQLite database, a real web process and a headless Chromium. The message's way to the screen is measured
against a bare event stream of the same web server in the same run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store.database import Store
from bot.store.schema import conversation, handoff, message
from bot.usecases.desk_lists import desk_list
from bot.usecases.searching import search_desk
from tests.app.web.desk_house import PASSWORD, House, start_house, stop_house

WORDS = "洗衣机 漏水 退款 保修 多久 请问 订单 快递 到哪 了 维修 上门 时间 发票 更换 电饭煲 空调 不制冷 噪音 谢谢 你好 the washer leaks refund please when order delivery".split()
ROUNDS = 15
RARE = "罕"


def fill(store: Store, conversations: int, messages: int, agents: list[int], open_ones: int) -> None:
    """Of `conversations` the agents hold half, `open_ones` more wait or are the first agent's, the rest is the bot's."""
    dice = random.Random(7)
    now = time.time()
    # As large as what is understood of a real message, since a scan reads over it.
    analysis = {
        "triage": {
            "urgency": {"level": "normal", "confidence": 0.9, "reasons": ["x" * 200]},
            "nature": {"label": "request", "confidence": 0.9, "reasons": []},
            "complexity": {"level": "standard", "confidence": 0.9, "reasons": []},
        }
    }
    owners = []
    for n in range(conversations):
        if n < open_ones:
            owners.append(f"agent:{agents[0]}" if n % 2 else "queue")
        else:
            owners.append(f"agent:{agents[1]}" if n % 2 else "bot")
    with store.begin() as tx:
        for start in range(0, conversations, 500):
            part = range(start, min(conversations, start + 500))
            tx.execute(
                sa.insert(conversation),
                [
                    {
                        "id": f"c{n:06}", "channel": "web", "owner": owners[n], "next_seq": messages + 1, "language": "zh",
                        "name": f"客户{n}", "contact": {"phone": f"138{n:08}"}, "created_at": now - 86400,
                        "updated_at": now - n,
                    }
                    for n in part
                ],
            )  # fmt: skip
            tx.execute(
                sa.insert(message),
                [
                    {
                        "conversation_id": f"c{n:06}", "seq": seq, "author": "customer" if seq % 2 else "bot",
                        "text": "".join(dice.choices(WORDS, k=dice.randint(4, 30))), "client_id": f"{n}-{seq}",
                        "analysis": analysis if seq % 2 else None, "created_at": now - 3600 + seq,
                    }
                    for n in part
                    for seq in range(1, messages + 1)
                ],
            )  # fmt: skip
            tx.execute(
                sa.insert(handoff),
                [
                    {
                        "conversation_id": f"c{n:06}", "epoch": 1, "reason": "asked", "urgency": "normal", "urgency_rank": 2,
                        "nature": "request", "complexity": "standard", "packet": {}, "asked_at": now - n, "due_at": now + n,
                    }
                    for n in part
                    if owners[n] != "bot"
                ] or [],
            ) if any(owners[n] != "bot" for n in part) else None  # fmt: skip


def median_ms(call: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and slowest, in milliseconds."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), max(took)


def searches(store: Store, agent: int) -> None:
    with store.begin() as tx:
        oldest = tx.execute(sa.select(sa.func.min(message.c.id))).scalar_one()
        tx.execute(sa.update(message).where(message.c.id == oldest).values(text=f"一个{RARE}见的词"))
    for name, words in (
        ("one rare Chinese character", RARE), ("a word that stands nowhere", "abrakadabra"), ("a frequent word", "保修"),
        ("a phone number", "13800004711"), ("a customer's name", "客户4711"), ("a ticket's number", "HD-2026-004711"),
    ):  # fmt: skip
        middle, slowest = median_ms(lambda words=words: search_desk(store, words))  # type: ignore[misc]
        print(f"search: {name:30} {middle:7.0f} ms, {slowest:.0f} at most")
    middle, slowest = median_ms(lambda: desk_list(store, time.time(), agent))
    print(f"{'the lists of one agent':38} {middle:7.0f} ms, {slowest:.0f} at most")


PAINTED = """() => new Promise((done) => {
  const look = () => document.querySelector('.sections .row') ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look)
  look()
})"""
# Notes the moment at which each text is on the screen.
WATCH = """() => {
  window.shown = {}
  const look = () => {
    const words = document.querySelector('#list-mine .row .words')?.textContent ?? ''
    if (words && !(words in window.shown)) window.shown[words] = performance.timeOrigin + performance.now()
    requestAnimationFrame(look)
  }
  look()
}"""
# The floor: a bare stream of the customer's page, whose event is a message and nothing more.
ECHO = """(address) => {
  window.echoed = {}
  const stream = new EventSource(address)
  stream.addEventListener('message', (event) => { window.echoed[JSON.parse(event.data).text] = performance.timeOrigin + performance.now() })
  return new Promise((done) => stream.addEventListener('open', done))
}"""


def on_the_screen(house: House, rounds: int) -> None:
    import requests
    from playwright.sync_api import sync_playwright

    from tests.chromium import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{house.url}/desk?lang=zh")
        page.fill("#login", "wang")
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector(".sections .row")
        paints = []
        for _ in range(5):
            page.reload(wait_until="commit")
            paints.append(page.evaluate(PAINTED))
        print(
            f"{'first rows painted after a reload':38} {statistics.median(paints):7.0f} ms, {max(paints):.0f} at most"
        )
        print(f"{'rows in the page':38} {page.locator('.row').count():7}")
        page.locator(".views button").nth(1).click()
        page.select_option(".narrow select", "newest")
        # The customer's own page in the same browser, another tab.
        made = requests.post(f"{house.url}/api/conversations", json={"language": "zh"}, timeout=20)
        customer, token = made.json()["conversation"], made.json()["token"]
        echo = context.new_page()
        echo.goto(f"{house.url}/health")
        context.add_cookies([{"name": "supportbot_customer", "value": token, "url": house.url}])
        echo.evaluate(ECHO, "/api/conversation/events?after=0")
        said = requests.Session()
        said.headers["Authorization"] = f"Bearer {token}"
        assert customer["owner"] == "bot"
        said.put(f"{house.url}/api/conversation/messages/first", json={"text": "first"}, timeout=20).raise_for_status()
        with house.store.begin() as tx:
            mine = tx.execute(sa.select(conversation.c.id).where(conversation.c.owner == "bot").order_by(conversation.c.created_at.desc()).limit(1)).scalar_one()  # fmt: skip
        agent = house.sign_in("wang")
        assert agent.claim(mine).ok, mine
        page.bring_to_front()
        page.evaluate(WATCH)
        desk, floor = [], []
        for n in range(rounds):
            text = f"新消息 {n}"
            page.wait_for_timeout(400)
            sent = time.time()
            said.put(f"{house.url}/api/conversation/messages/m{n}", json={"text": text}, timeout=20).raise_for_status()
            page.wait_for_function("(text) => text in window.shown", arg=text, timeout=20_000)
            echo.wait_for_function("(text) => text in window.echoed", arg=text, timeout=20_000)
            desk.append(page.evaluate("(text) => window.shown[text]", text) - sent * 1000)
            floor.append(echo.evaluate("(text) => window.echoed[text]", text) - sent * 1000)
        for name, took in (("from sending to the desk's screen", desk), ("from sending to a bare stream", floor)):
            print(f"{name:38} {statistics.median(took):7.0f} ms, {max(took):.0f} at most")
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks desk", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--open", type=int, default=200)
    parser.add_argument("--skip-page", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house, process = start_house(Path(folder))
        try:
            agents = [house.user("wang", "王敏"), house.user("li", "李雷")]
            fill(house.store, chosen.conversations, chosen.messages, agents, chosen.open)
            print(
                f"{chosen.conversations} conversations, {chosen.conversations * chosen.messages} messages, {chosen.open} open"
            )
            searches(house.store, agents[0])
            if not chosen.skip_page:
                on_the_screen(house, ROUNDS)
        finally:
            stop_house(house, process)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
