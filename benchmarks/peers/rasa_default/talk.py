"""Run by the engine environment's Python: Rasa's default bot inside one process, a JSON line in, a JSON line out.

Rasa at its best: no HTTP, the conversation in memory only. Time is taken here, around `Agent.handle_text`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}


def main() -> None:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    # What Rasa prints must not get between our lines.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    import logging

    import rasa.utils.log_utils
    from rasa.core.agent import Agent

    logging.basicConfig(level=logging.ERROR)
    rasa.utils.log_utils.configure_structlog(logging.ERROR)
    agent = Agent.load(sys.argv[1])
    print(json.dumps({"ready": True}), file=out)

    async def run() -> None:
        for line in sys.stdin:
            asked = json.loads(line)
            began = time.perf_counter()
            said = await agent.handle_text(asked["text"], sender_id=asked["sender"])
            seconds = time.perf_counter() - began
            print(json.dumps({"seconds": seconds, "said": [one.get("text") for one in said or ()]}), file=out)

    asyncio.run(run())


if __name__ == "__main__":
    main()
