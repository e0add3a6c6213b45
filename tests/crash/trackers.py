"""Run by the engine environment's Python: loads every conversation's tracker as Rasa does and says what is wrong.

Reads JSON lines {"id", "events"} from standard input; writes one JSON line {"id", "problem"} for each bad one.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

    domain = Domain.from_path(sys.argv[1])
    for line in sys.stdin:
        given = json.loads(line)
        problem = ""
        try:
            tracker = DialogueStateTracker.from_dict(given["id"], given["events"], domain.slots)
            last = tracker.events[-1] if tracker.events else None
            if len(tracker.events) != len(given["events"]):
                problem = f"{len(given['events'])} events were saved, {len(tracker.events)} load"
            elif last is not None and getattr(last, "action_name", None) != "action_listen":
                problem = f"ends in {last}"
        except Exception as error:
            problem = f"cannot be loaded: {error!r}"
        if problem:
            print(json.dumps({"id": given["id"], "problem": problem}), flush=True)


if __name__ == "__main__":
    main()
