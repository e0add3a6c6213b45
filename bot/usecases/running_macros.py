"""A macro is done: step after step, each the desk's own verb with its own transaction. The first step that cannot be done
ends it, and what was done before it stays and is told.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.core.sentence import Sentence
from bot.core.text import LONGEST_ID, BadText, clean
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.desk import Agent, Held, claim, release, reply, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.macros import MacroChanged, own, shown
from bot.usecases.receive import Refused
from bot.usecases.snoozing import snooze, snooze_times
from bot.usecases.triage_correction import correct_triage

log = logging.getLogger(__name__)


def run_macro(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    macro_id: str,
    etag: str,
    run_id: object,
    texts: object,
    agent: Agent,
    now: float,
) -> dict[str, Any]:
    """`{"done": how many steps, "steps": how many there are, "stopped": null or {"step" (from 0), "code", "message", "holder"?}}`.

    `texts` are the words of its `say` steps by their number, as the agent has seen and perhaps changed them. `run_id` makes a
    repeat say nothing twice. The macro must still be the one of `etag`: what is done is what was shown.
    """
    with store.read() as tx:
        row = own(tx, macro_id, agent)
    if row is None or str(row.number) != etag:
        raise MacroChanged(shown(row) if row is not None else None)
    if not isinstance(run_id, str) or not run_id or len(run_id) > LONGEST_ID - 4:
        raise Refused("bad_id", Sentence("`run` must be an id of at most {most} characters.", most=LONGEST_ID - 4), 400)
    words = _words(row.steps, texts)
    for number, step in enumerate(row.steps):
        try:
            _do(store, bell, rules, conversation_id, step, words.get(number, ""), f"{run_id}-{number}", agent, now)
        except Refused as error:
            stopped: dict[str, Any] = {"step": number, "code": error.code, "message": error.message}
            if isinstance(error, Held):
                stopped["holder"] = error.holder
        except Exception:
            # What is done already must be told; this step took back all it had begun.
            log.exception("step %s of a macro failed for conversation %s", number, conversation_id)
            stopped = {
                "step": number,
                "code": "failed",
                "message": Sentence("The server failed at this step. Try it again."),
            }
        else:
            continue
        return {"done": number, "steps": len(row.steps), "stopped": stopped}
    return {"done": len(row.steps), "steps": len(row.steps), "stopped": None}


def _do(
    store: Store,
    bell: Bell,
    rules: DeskRules,
    conversation_id: str,
    step: Mapping[str, str],
    words: str,
    client_id: str,
    agent: Agent,
    now: float,
) -> None:
    what = step["do"]
    if what == "claim":
        claim(store, bell, rules, conversation_id, agent, now)
    elif what == "say":
        reply(store, bell, conversation_id, agent, client_id, words, now, patience=rules.patience)
    elif what == "note":
        reply(store, bell, conversation_id, agent, client_id, step["text"], now, note=True)
    elif what in ("urgency", "nature"):
        correct_triage(store, bell, rules, conversation_id, agent, {what: step["level"]}, now)
    elif what == "snooze":
        times = snooze_times(rules, now)
        snooze(store, bell, conversation_id, agent, times.get(step["until"]), now)
    elif what == "release":
        release(store, bell, conversation_id, agent, now)
    elif what == "resolve":
        resolve(store, bell, conversation_id, agent, step["reason"], now, rules.patience)


def _words(steps: list[dict[str, str]], texts: object) -> dict[int, str]:
    """Checked before the first step: a reply without words, or with an open place, must not leave half a macro."""
    given = texts if isinstance(texts, Mapping) else {}
    found = {}
    for number, step in enumerate(steps):
        if step["do"] != "say":
            continue
        told = Sentence("Step {number}: the words of the reply are missing.", number=number + 1)
        try:
            found[number] = clean(given.get(str(number)))
        except BadText as error:
            if error.code == "too_long":
                raise
            raise Refused("text_missing", told, 400) from error
        if "{{" in found[number]:
            told = Sentence("Step {number}: fill in or delete what stands in {{{{ }}}}.", number=number + 1)
            raise Refused("open_place", told, 400)
    return found
