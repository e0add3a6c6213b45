"""What people look through: a customer's and an agent's browser window, and pictures of each step for the eye."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Frame, Locator, Page, expect

from bot.settings import PROJECT
from tests.chromium import SECONDS
from tests.installation import PASSWORD

PICTURES = PROJECT / "test-results" / "journey"
DESKTOP, PHONE = (1280, 800), (360, 720)


class Window:
    """A browser of one's own: cookies, size and light are nobody else's."""

    def __init__(
        self, browser: Browser, name: str, language: str, size: tuple[int, int] = DESKTOP, dark: bool = False
    ) -> None:
        self.name, self.size = name, size
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="zh-CN" if language == "zh" else "en-GB",
            reduced_motion="reduce",
            # Where the shop is: promised times and clocks agree.
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(SECONDS)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._count = 0

    def frame_from(self, url: str) -> Any:
        """Waits for the chat's frame: `with window.frame_from(url) as frame: …`, then `frame.value`."""
        return self.page.expect_event("framenavigated", lambda frame: frame.url.startswith(f"{url}/"))

    def picture(self, step: str) -> None:
        """One of the numbered pictures; nothing may stick out of the window when it is taken."""
        self._count += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{self.name}-{self._count:02}-{step}.png"), animations="disabled")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{step}: wider than the window"
        )


class Chat:
    """The customer's side of a conversation, on a page of its own or in a frame."""

    def __init__(self, place: Page | Frame) -> None:
        self.place = place

    @property
    def rows(self) -> Locator:
        """Everything said and told, in its order; what is still on its way is not among it."""
        return self.place.locator(".row:not([data-status]):not(.typing), .event, .filed")

    def from_(self, author: str) -> Locator:
        return self.place.locator(f'.row[data-author="{author}"]')

    @property
    def mine(self) -> Locator:
        return self.from_("customer")

    @property
    def chips(self) -> Locator:
        return self.place.locator(".chip")

    @property
    def person(self) -> Locator:
        return self.place.locator("#person")

    def says(self, text: str) -> None:
        self.place.locator("#composer").fill(text)
        self.place.locator("#composer").press("Enter")

    def presses(self, title: str) -> None:
        self.place.get_by_role("button", name=title, exact=True).click()

    def asks(self, text: str, *words: str, then: str = "") -> Locator:
        """Say it and read the bot's answer, which has all these words; `then` stands in a second message after it."""
        known = self.from_("bot").count()
        self.says(text)
        return self._answer(known, words, then)

    def chooses(self, title: str, *words: str, then: str = "") -> Locator:
        known = self.from_("bot").count()
        self.presses(title)
        return self._answer(known, words, then)

    def _answer(self, known: int, words: tuple[str, ...], then: str) -> Locator:
        answer = self.from_("bot").nth(known)
        expect(answer).to_be_visible()
        for word in words:
            expect(answer).to_contain_text(word)
        if not then:
            return answer
        expect(self.from_("bot").nth(known + 1)).to_contain_text(then)
        return self.from_("bot").nth(known + 1)

    def is_told(self, event: str, *words: str) -> Locator:
        line = self.place.locator(f'[data-event="{event}"]').last
        for word in words:
            expect(line).to_contain_text(word)
        return line

    def history(self) -> list[str]:
        """What stands in the conversation, without the clock times that depend on the grouping."""
        return self.rows.evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('.bubble, .safety')].map(one => one.innerText).join() || row.innerText)"
        )


class Customer(Window):
    def __init__(self, browser: Browser, url: str, name: str, language: str = "zh", **look: Any) -> None:
        super().__init__(browser, name, language, **look)
        self.page.goto(f"{url}/")
        self.chat = Chat(self.page)
        expect(self.page.locator("#composer")).to_be_visible()


class Agent(Window):
    def __init__(self, browser: Browser, url: str, login: str, name: str, language: str = "zh", **look: Any) -> None:
        super().__init__(browser, name, language, **look)
        self.page.goto(f"{url}/login")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("button[type=submit]")
        expect(self.page).to_have_url(re.compile(r"/desk"))
        expect(self.page.locator(".me h1")).not_to_be_empty()
        expect(self.page.locator(".sections section").first).to_be_visible()
        self.page.locator(".presence select").select_option("online")
        expect(self.page.locator(".presence.online")).to_be_visible()

    @property
    def waiting(self) -> Locator:
        return self.section("queue").locator(".row")

    def section(self, name: str) -> Locator:
        return self.page.locator(f'section[aria-labelledby="section-{name}"]')

    def card(self, words: str) -> Locator:
        """The waiting customer whose last words are these."""
        return self.waiting.filter(has_text=words)

    def opens(self, words: str) -> None:
        self.card(words).click()
        expect(self.page.locator(".packet")).to_be_visible()

    @property
    def packet(self) -> Locator:
        return self.page.locator(".packet")

    def unfolds(self) -> None:
        """On narrow windows the packet is folded at first."""
        if self.page.locator(".packet .body").count() == 0:
            self.page.locator(".packet .fold").click()
        expect(self.page.locator(".packet .body")).to_be_visible()

    def folds(self) -> None:
        if self.page.locator(".packet .body").count():
            self.page.locator(".packet .fold").click()

    @property
    def claim(self) -> Locator:
        return self.page.locator(".deeds .main")

    @property
    def editor(self) -> Locator:
        return self.page.locator(".composer textarea")

    def claims(self) -> None:
        self.claim.click()
        expect(self.editor).to_be_visible()

    def says(self, text: str) -> None:
        self.editor.fill(text)
        self.editor.press("Enter")

    def reads(self, text: str) -> Locator:
        found = self.page.locator(".message .text", has_text=text).last
        expect(found).to_be_visible()
        return found

    @property
    def deeds(self) -> Locator:
        return self.page.locator(".deeds")

    def resolves(self, button: str, reason: str, done: str) -> None:
        self.deeds.get_by_role("button", name=button).click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name=reason).click()
        dialog.get_by_role("button", name=done, exact=True).click()
        expect(dialog).to_have_count(0)
