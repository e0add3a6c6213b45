"""`python -m bot.web`: the public web process."""

from __future__ import annotations

import logging

from bot import settings as configuration
from bot.web.app import create_app


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = configuration.load()
    app = create_app(settings)
    app.run(host=settings.host, port=settings.web_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
