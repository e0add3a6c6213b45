"""The desk's lists: who waits, who is mine, who is with a colleague or the bot.

One look serves all open desks (`house_lists`); from it each person gets their own (`lists_of`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.core.list_choice import ListChoice
from bot.core.words import BOT, QUEUE, EndReason, agent_id, agent_owner
from bot.store import conversations, handoffs, lists, mentions, people, seen, sla, snoozes, transfers
from bot.store.database import Store, Transaction
from bot.store.waiting import USUAL_STEP
from bot.store.waiting import queue as queue_of
from bot.usecases.desk_settings import DeskRules
from bot.usecases.receive import Refused
from bot.usecases.routing import meant_for
from bot.usecases.sla_shown import with_clocks

# Lines of a long list that everybody gets; the rest comes in pages.
FIRST_PAGE = 50


def desk_list(store: Store, now: float, me: int, rules: DeskRules | None = None) -> dict[str, Any]:
    """The queue (most urgent first), mine, and the newest of others' and the bot's, as user `me` sees them."""
    return lists_of(house_lists(store, now, [me], rules), me)


def house_lists(store: Store, now: float, who: Collection[int], rules: DeskRules | None = None) -> dict[str, Any]:
    """Everything that the lists of the users `who` are made of. With `rules` a waiting line tells for whom it is."""
    with store.read() as tx:
        waiting = queue_of(tx, now, rules.routing.ageing_step if rules else USUAL_STEP)
        meant = meant_for(tx, rules, waiting, now) if rules else {}
        # Twice a page: a colleague's own among them leave enough for the others' first page.
        held = {row.id: row for row in lists.newest(tx, lists.is_held(tx), 2 * FIRST_PAGE)}
        reach = len(held)
        held.update((row.id, row) for row in lists.held_by(tx, who))
        with_bot = lists.newest(tx, lists.spoken_with_bot(), FIRST_PAGE)
        queued = [row.conversation_id for row in waiting]
        again = {row.conversation_id: row for row in handoffs.follow_ups_due(tx, who, now)}
        named = mentions.unread(tx, who)
        elsewhere = {one for _, one in named} - {*queued, *held, *(row.id for row in with_bot)}
        ids = [*dict.fromkeys([*queued, *held, *(row.id for row in with_bot), *again, *elsewhere])]
        said = lists.last_words(tx, ids)
        # Who waits is known by what the customer said, not by the bot's safety advice after it.
        said |= lists.last_words(tx, queued, typed=True)
        open_handoffs = handoffs.open_of_many(tx, ids)
        rows = {**held, **{row.id: row for row in with_bot}, **conversations.many(tx, [*queued, *again, *elsewhere])}
        names = {row.id: row.name for row in people.everyone(tx)}
        promised = _promised(tx, [row.id for row in with_bot])
        mine = {one: [row.id for row in held.values() if row.owner == agent_owner(one)] for one in who}
        clocks = sla.open_of_many(tx, ids)

        def made(ids: Collection[str]) -> list[dict[str, Any]]:
            return [
                with_clocks(
                    line(rows[one], open_handoffs.get(one), said.get(one), names, promised.get(one)),
                    clocks.get(one, ()),
                )
                for one in ids
            ]

        return {
            "queue": [
                {**one, "vip": bool(row.vip), "for": meant.get(row.id)} for one, row in zip(made(queued), waiting)
            ],
            "held": made(list(held)),
            "reach": reach,
            "bot": made([row.id for row in with_bot]),
            "transferred": _transferred(tx, mine, open_handoffs, names),
            "follow_ups": {
                one: {"agent": row.agent_id, "handoff": row.id, "at": row.follow_up_at, "why": row.follow_up_note}
                for one, row in again.items()
            },
            "again": made([one for one in again if rows[one].owner == BOT]),
            "wrapping_up": handoffs.wrapping_up(tx, now),
            "mentions": _mentions(named, made([*dict.fromkeys(one for _, one in named)]), names),
            "unread": seen.unread(tx, {one: [*queued, *mine[one]] for one in who}),
            "snoozes": {pair: {"until": row.until, "woke": row.woke} for pair, row in snoozes.of(tx, who).items()},
            "held_counts": lists.held_counts(tx),
            "bot_count": lists.count(tx, lists.spoken_with_bot()),
            "online": [{"id": row.id, "name": row.name} for row in people.online(tx, now)],
            "busy": [{"id": row.id, "name": row.name} for row in people.busy(tx, now)],
            "now": now,
        }


def lists_of(house: Mapping[str, Any], me: int) -> dict[str, Any]:
    """The lists as user `me` sees them; a line of the queue or of mine tells how much of it is `unread`.

    One of mine that a colleague has passed on to me and that I have not looked at yet has `transferred` (from, at).
    What they have put aside stands in `snoozed` instead, with `until` (None: until the customer writes); what came back
    has `woke`: time or customer.
    """
    owner = agent_owner(me)
    unread, passed_on = house["unread"], house["transferred"]

    def personal(found: dict[str, Any]) -> dict[str, Any]:
        pair = (me, found["id"])
        aside = house["snoozes"].get(pair, {"until": None, "woke": None})
        asleep = pair in house["snoozes"] and not aside["woke"]
        return {**found, "unread": unread.get(pair, 0), "snoozed": asleep, **aside, "transferred": passed_on.get(pair)}

    def wanted(conversation_id: str) -> dict[str, Any] | None:
        """What I wanted to look at again by now, and why."""
        found = house["follow_ups"].get(conversation_id)
        return {name: found[name] for name in ("handoff", "at", "why")} if found and found["agent"] == me else None

    named = [{**personal(one), "mention": mention} for (person, one, mention) in house["mentions"] if person == me]
    every_queue = [personal(one) for one in house["queue"]]
    every_mine = [personal(one) for one in house["held"] if one["owner"] == owner]
    every_mine.sort(key=lambda one: one["updated_at"], reverse=True)
    every_mine = [{**one, "follow_up": wanted(one["id"])} for one in every_mine]
    # The bot has these; they stand with mine until I say that they are done.
    back = [{**personal(one), "follow_up": wanted(one["id"])} for one in house["again"] if wanted(one["id"])]
    every_mine = [*back, *every_mine]
    queue, mine = ([one for one in those if not one["snoozed"]] for those in (every_queue, every_mine))
    snoozed = [one for one in (*every_mine, *every_queue) if one["snoozed"]]
    others = [one for one in house["held"][: house["reach"]] if one["owner"] != owner][:FIRST_PAGE]
    return {
        "queue": queue,
        "mine": mine,
        "snoozed": snoozed,
        "others": others,
        "bot": house["bot"],
        "mentions": named,
        "counts": {
            "queue": len(queue),
            "mine": len(mine),
            "snoozed": len(snoozed),
            "others": sum(number for one, number in house["held_counts"].items() if one != owner),
            "bot": house["bot_count"],
            "mentions": len(named),
        },
        "wrap_up": house["wrapping_up"].get(me),
        "online": house["online"],
        "busy": house["busy"],
        "now": house["now"],
    }


def list_page(
    store: Store, now: float, me: int, choice: ListChoice, after: str = "", limit: int = FIRST_PAGE
) -> dict[str, Any]:
    """One page of others' or the bot's conversations: `lines`, `next` (give it as `after`; "" at the end), `total`."""
    with store.read() as tx:
        if choice.view == "bot":
            base = lists.spoken_with_bot()
        elif choice.view == "others":
            base = lists.held_by_others(tx, me)
        else:
            raise Refused("bad_choice", f"view is {choice.view!r}; pages are there of others and bot.", 400)
        rows = lists.page(tx, base, choice, now, _place(after), limit + 1)
        shown = rows[:limit]
        ids = [row.id for row in shown]
        said = lists.last_words(tx, ids)
        open_handoffs = handoffs.open_of_many(tx, ids)
        names = {row.id: row.name for row in people.everyone(tx)}
        promised = _promised(tx, ids) if choice.view == "bot" else {}
        clocks = sla.open_of_many(tx, ids)
        return {
            "lines": [
                with_clocks(
                    line(row, open_handoffs.get(row.id), said.get(row.id), names, promised.get(row.id)),
                    clocks.get(row.id, ()),
                )
                for row in shown
            ],
            "next": f"{shown[-1].place!r}_{shown[-1].id}" if len(rows) > limit else "",
            "total": lists.count_chosen(tx, base, choice, now),
        }


def _place(after: str) -> tuple[float, str] | None:
    if not after:
        return None
    number, _, conversation_id = after.partition("_")
    try:
        place = float(number)
    except ValueError:
        place = math.nan
    if not math.isfinite(place) or not conversation_id:
        raise Refused("bad_value", "after must be what the page before gave as next.", 400)
    return place, conversation_id


def line(
    conversation: Any, handoff: Any, last: Any, names: Mapping[int, str], promised: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """One conversation as it stands in a list; `handoff` is its open one, `last` what was said last."""
    holder = agent_id(conversation.owner)
    return {
        "id": conversation.id,
        "name": conversation.name,
        "channel": conversation.channel,
        "language": conversation.language,
        "owner": conversation.owner,
        "holder": names.get(holder) if holder is not None else None,
        "urgency": handoff.urgency if handoff else conversation.urgency,
        "nature": handoff.nature if handoff else conversation.nature,
        "reason": handoff.reason if handoff else None,
        "complexity": handoff.complexity if handoff else conversation.complexity,
        "asked_at": handoff.asked_at if handoff else None,
        "due_at": handoff.due_at if handoff and handoff.first_reply_at is None else None,
        "promised": promised,
        "alert": handoff.alert if handoff else None,
        "alerted_at": handoff.alerted_at if handoff and handoff.alert else None,
        "returned": _returned(handoff, names) if handoff and conversation.owner == QUEUE else None,
        "last_text": last.text if last else "",
        "last_author": last.author if last else None,
        "last_seq": conversation.next_seq - 1,
        "epoch": conversation.epoch,
        "updated_at": conversation.updated_at,
    }


def _promised(tx: Transaction, ids: Sequence[str]) -> dict[str, dict[str, float]]:
    """Who is with the bot again because nobody came, and by when somebody was to get back: the earliest promise."""
    found: dict[str, dict[str, float]] = {}
    for row in handoffs.unfinished_tickets(tx, list(ids)):
        if row.end_reason == EndReason.NOBODY_CAME.value and row.promised_at is not None:
            found.setdefault(row.conversation_id, {"from": row.ended_at, "due": row.promised_at})
    return found


def _transferred(
    tx: Transaction, mine: Mapping[int, Sequence[str]], handoffs: Mapping[str, Any], names: Mapping[int, str]
) -> dict[tuple[int, str], dict[str, Any]]:
    """By (person, conversation): from whom it has come, as long as the person has not looked at it."""
    held = [handoffs[one].id for those in mine.values() for one in those if one in handoffs]
    return {
        pair: {"from": names.get(row.from_id), "at": row.created_at} for pair, row in transfers.unseen(tx, held).items()
    }


def _mentions(
    named: Mapping[tuple[int, str], Any], lines: Sequence[dict[str, Any]], names: Mapping[int, str]
) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Each person with the line of a conversation and who named them there, when, in which words; the newest first."""
    by_id = {one["id"]: one for one in lines}
    return [
        (person, by_id[one], {"by": names.get(row.by_id), "at": row.created_at, "seq": row.seq, "text": row.text})
        for (person, one), row in named.items()
    ]


def _returned(handoff: Any, names: Mapping[int, str]) -> dict[str, Any] | None:
    """From whom a waiting conversation came back, None when nobody has had it."""
    if handoff.returned_at is None:
        return None
    return {"why": handoff.return_reason, "from": names.get(handoff.former_agent_id), "at": handoff.returned_at}
