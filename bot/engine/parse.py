"""`python -m bot.engine.parse [--model FILE]`: a message a line on standard input, what Rasa understands on standard output."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import time

from bot.engine.serve import QUIET


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="another model than this installation's")
    chosen = parser.parse_args()
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    import rasa.utils.log_utils
    from rasa.core.agent import Agent

    from bot import training
    from bot.core.text import disarm
    from bot.engine import house

    logging.basicConfig(level=logging.ERROR)
    rasa.utils.log_utils.configure_structlog(logging.ERROR)
    agent = Agent.load(chosen.model or str(house.settings().models / training.MODEL))

    async def run() -> None:
        for line in sys.stdin:
            text = line.rstrip("\n")
            if text.strip():
                began = time.perf_counter()
                parsed = await agent.parse_message(disarm(text))
                parsed.pop("text_tokens", None)
                parsed["seconds"] = round(time.perf_counter() - began, 5)
                sys.stdout.write(json.dumps({**parsed, "text": text}, ensure_ascii=False, default=float) + "\n")
                sys.stdout.flush()

    asyncio.run(run())


if __name__ == "__main__":
    main()
