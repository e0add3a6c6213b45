"""A real browser at the customer's page: contexts, screenshots, axe."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.app.web.customer.house import PROJECT

# What axe may find without failing a test; everything serious or critical does.
TOLERATED = ("minor", "moderate")


class Customer:
    """One customer's browser window, and what its console said."""

    def __init__(
        self, browser: Browser, url: str, language: str = "zh", width: int = 1280, height: int = 800, dark: bool = False,
        path: str = "/", moment: datetime | None = None, **more: Any,
    ) -> None:  # fmt: skip
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN" if language == "zh" else "en-GB",
            reduced_motion="reduce",
            **more,
        )
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda line: self.said.append(line.text) if line.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        if moment is not None:
            self.page.clock.set_system_time(moment)
        self.page.goto(url + path)
        self.page.wait_for_selector("#composer")

    def say(self, text: str) -> None:
        self.page.fill("#composer", text)
        self.page.press("#composer", "Enter")

    def sees(self, text: str, timeout: float = 8000) -> None:
        self.page.get_by_text(text, exact=False).last.wait_for(state="visible", timeout=timeout)

    def bubbles(self, author: str) -> list[str]:
        return self.page.locator(f'.row[data-author="{author}"] .bubble').all_inner_texts()

    def picture(self, name: str) -> None:
        """A screenshot for people (kept when SUPPORTBOT_SCREENSHOTS names a folder) and an axe run."""
        folder = os.environ.get("SUPPORTBOT_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.wait_for_timeout(200)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))
        self.page.evaluate((PROJECT / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')[:300]}"
            for one in found["violations"]
            if one["impact"] not in TOLERATED
        ]
        assert not serious, f"{name}: " + "\n".join(serious)

    def errors(self) -> list[str]:
        """What went wrong in the page; refused requests are logged by browsers and belong to some tests."""
        return [line for line in self.said if "Failed to load resource" not in line]

    def close(self) -> None:
        self.context.close()
