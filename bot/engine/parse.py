"""`python -m bot.engine.parse`: messages on standard input, Rasa's parse results on standard output, a line each."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys

from bot.engine.serve import QUIET


def main() -> None:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    import rasa.utils.log_utils
    from rasa.core.agent import Agent

    from bot import training
    from bot.core.text import disarm
    from bot.engine import house

    logging.basicConfig(level=logging.ERROR)
    rasa.utils.log_utils.configure_structlog(logging.ERROR)
    agent = Agent.load(str(house.settings().models / training.MODEL))

    async def run() -> None:
        for line in sys.stdin:
            text = line.rstrip("\n")
            if text.strip():
                parsed = await agent.parse_message(disarm(text))
                parsed.pop("text_tokens", None)
                sys.stdout.write(json.dumps({**parsed, "text": text}, ensure_ascii=False, default=float) + "\n")
                sys.stdout.flush()

    asyncio.run(run())


if __name__ == "__main__":
    main()
