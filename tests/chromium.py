"""The one browser of a test run. Playwright's synchronous API allows one at a time in a process."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright, expect

# Without these Chromium looks for its maker's servers, which a closed network refuses many times a second.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SECONDS = 30_000


def launch(playwright: Playwright) -> Browser:
    """The browser that `make test` named, else the machine's, else Playwright's own."""
    chosen = os.environ.get("SUPPORTBOT_TEST_CHROMIUM") or next(
        (found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None
    )
    expect.set_options(timeout=SECONDS)
    return playwright.chromium.launch(executable_path=chosen, args=ARGUMENTS)
