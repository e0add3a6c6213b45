"""The widget inside somebody else's site: another origin, where browsers send no cookie of ours."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, FrameLocator, Page

from bot.store import schema
from bot.usecases import desk
from tests.app.web.customer.conftest import ALWAYS
from tests.app.web.customer.house import House, free_port
from tests.app.web.customer.shop_bot import shop_bot

HOST_POLICY = "default-src 'self'; script-src 'self' {chat}; frame-src {chat}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def shop_site(tmp_path: Path) -> Iterator[tuple[House, str]]:
    """A shop's own site on `localhost`, which is another site than 127.0.0.1, and a chat that allows it."""
    port = free_port()
    site = f"http://localhost:{port}"
    house = House(tmp_path / "chat", ALWAYS + f'frame_ancestors: ["\'self\'", "{site}"]\n')
    house.start()
    house.with_bot(shop_bot)
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(
        '<!doctype html><html lang="zh"><title>Shop</title><body><h1>Shop</h1>'
        f'<script async src="{house.url}/widget.js"></script></body></html>',
        "utf-8",
    )
    handler = type("Handler", (Quiet,), {"policy": HOST_POLICY.format(chat=house.url)})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield house, site
    server.shutdown()
    house.close()


def launcher(page: Page) -> tuple[float, float]:
    """The middle of the button, which lives in a closed shadow root: pressed where a person would press."""
    size = page.viewport_size
    assert size is not None
    return size["width"] - 48, size["height"] - 48


def chat_of(page: Page, house: House) -> FrameLocator:
    until = time.monotonic() + 10
    while not any(frame.url.startswith(house.url) for frame in page.frames):
        assert time.monotonic() < until, "no frame"
        page.wait_for_timeout(50)
    return next(frame for frame in page.frames if frame.url.startswith(house.url))  # type: ignore[return-value]


@pytest.mark.parametrize("width,height", [(1280, 800), (360, 640)])
def test_the_widget_works_in_another_site_keeps_its_history_and_counts_unread(
    shop_site: tuple[House, str], chromium: Browser, width: int, height: int
) -> None:
    house, site = shop_site
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.goto(site)
    until(page, "Boolean(window.supportbot)")
    page.wait_for_timeout(200)
    keep(page, f"widget-closed-{width}")
    page.mouse.click(*launcher(page))
    chat = chat_of(page, house)
    chat.locator(".starter").first.wait_for()
    keep(page, f"widget-open-{width}")
    chat.locator("#composer").fill("退款多久到账")
    chat.locator("#composer").press("Enter")
    chat.locator(".chip").first.wait_for()
    keep(page, f"widget-answer-{width}")
    with house.store.read() as tx:
        row = tx.execute(sa.select(schema.conversation.c.id, schema.conversation.c.page)).one()
    assert row.page == {"url": f"{site}/"}
    assert not [
        cookie
        for cookie in context.cookies()
        if cookie["name"] == "supportbot_customer" and cookie["sameSite"] != "Lax"
    ]

    # Closed by Escape: what comes now is counted on the button.
    chat.locator("#composer").press("Escape")
    page.evaluate("window.counts = []; supportbot.on('unread', (one) => counts.push(one.count)); 0")
    agent = house.agent("小林")
    desk.claim(house.store, house.bell, house.rules, row.id, agent, time.time())
    desk.reply(house.store, house.bell, row.id, agent, "r1", "您好，我是小林。", time.time())
    until(page, "window.counts.at(-1) === 2")
    keep(page, f"widget-unread-{width}")

    # A new visit: the frame loads by itself, the conversation is still there.
    page.reload()
    until(page, "Boolean(window.supportbot)")
    page.evaluate("supportbot.open()")
    chat = chat_of(page, house)
    chat.locator('.row[data-author="agent"]').wait_for()
    assert chat.locator('.row[data-author="customer"]').count() == 1
    page.evaluate("supportbot.setLocale('en')")
    chat.locator("#person", has_text="With a person").wait_for()
    # The frame was loaded hidden: what is measured by scripts must be right all the same.
    box = chat.locator("#composer").bounding_box()
    assert box is not None and 30 <= box["height"] <= 45
    keep(page, f"widget-agent-{width}")
    assert [line for line in said if "Failed to load resource" not in line] == []
    context.close()


def test_a_site_that_is_not_named_gets_no_frame(always_open: House, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    answers: list[str] = []
    page.on("response", lambda answer: answers.append(answer.url))
    page.set_content(f'<iframe src="{always_open.url}/widget"></iframe>')
    page.wait_for_timeout(1500)
    # The page was asked for and came, but the browser does not show it.
    assert f"{always_open.url}/widget" in answers
    assert not any(frame.locator("#composer").count() for frame in page.frames)
    context.close()


def until(page: Page, expression: str) -> None:
    """Playwright's own wait uses eval, which the site's policy forbids."""
    end = time.monotonic() + 10
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)


def keep(page: Page, name: str) -> None:
    import os

    folder = os.environ.get("SUPPORTBOT_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(200)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
