"""Rasa's memory in our database. Saving a turn is ONE commit: events, what is said, and the inbox mark."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import house
from bot.engine.turn import Context, current
from bot.store import tracker as events
from bot.usecases.answer import TurnFailed, Utterance, save_turn

# Rasa replays the whole session for every prediction, so a turn's cost grows with it (docs/performance.md):
# a new session begins after this many messages, as soon as nothing is pending, and slots are carried over.
LONGEST_SESSION = 8
LONGEST_PENDING_SESSION = 30
_PENDING = frozenset({"not_helped", "not_understood", "none_of_these"})


class DurableTrackerStore(TrackerStore):
    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        host: Optional[Text] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._store = house.store()

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        context = current()
        found, following = await asyncio.to_thread(self._read, sender_id)
        if not found:
            if context is None:
                return None
            context.first_event, context.loaded = following, 0
            # Were it None, Rasa would make the tracker itself and save it before the turn has begun.
            return self.init_tracker(sender_id)
        tracker = DialogueStateTracker.from_dict(sender_id, found, self.domain.slots)
        if context is None:
            return tracker
        _look_around(context, tracker)
        context.first_event, context.loaded = following, len(found)
        if context.fresh or _is_long(tracker, context):
            tracker = _new_session(tracker, self.domain)
            context.loaded = 0
            context.form = context.slot = None
        return tracker

    def _read(self, sender_id: Text) -> tuple[List[Dict[Text, Any]], int]:
        with self._store.read() as tx:
            start = events.session_start(tx, sender_id)
            return events.events(tx, sender_id, start), events.last_number(tx, sender_id) + 1

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        def read() -> List[Dict[Text, Any]]:
            with self._store.read() as tx:
                return events.events(tx, conversation_id)

        found = await asyncio.to_thread(read)
        return DialogueStateTracker.from_dict(conversation_id, found, self.domain.slots) if found else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        context = current()
        if context is None or context.turn.conversation_id != tracker.sender_id:
            raise TurnFailed("only turns of the dispatcher can be saved")
        new = list(tracker.events)[context.loaded :]
        said = [_utterance(event) for event in new if isinstance(event, BotUttered)]
        heard = next((event for event in reversed(new) if isinstance(event, UserUttered)), None)
        if heard is None:
            raise TurnFailed("the turn has no customer message")
        await asyncio.to_thread(
            save_turn,
            self._store,
            house.bell(),
            context.turn,
            context.first_event,
            [_slim(event.as_dict()) for event in new],
            [one for one in said if one.text],
            _analysis(heard),
            time.time(),
        )
        context.saved = True

    async def keys(self) -> Iterable[Text]:
        def read() -> List[Text]:
            with self._store.read() as tx:
                return events.conversation_ids(tx)

        return await asyncio.to_thread(read)

    async def delete(self, sender_id: Text) -> None:
        def erase() -> None:
            with self._store.begin() as tx:
                events.delete(tx, sender_id)

        await asyncio.to_thread(erase)


def _look_around(context: Context, tracker: DialogueStateTracker) -> None:
    """What the conversation waits for, told to the components that will read the message."""
    context.form = tracker.active_loop_name
    context.slot = tracker.get_slot("requested_slot") if context.form else None
    texts = [event.text for event in tracker.events if isinstance(event, UserUttered) and event.text]
    context.history = tuple(text for text in texts[-6:] if not text.startswith("/"))
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            context.asked = _note(event, "asked")
            context.offered = list(_note(event, "offered") or ())
            break


def _note(event: BotUttered, name: str) -> Any:
    """A remark of ours on an utterance; responses of the domain carry theirs one level deeper."""
    metadata = event.metadata or {}
    return metadata.get(name) or (metadata.get("metadata") or {}).get(name)


def _is_long(tracker: DialogueStateTracker, context: Context) -> bool:
    heard = [event for event in tracker.events if isinstance(event, UserUttered)]
    if len(heard) < LONGEST_SESSION:
        return False
    pending = bool(context.form) or context.asked in ("offer_person", "offer_request", "choose")
    pending = pending or (heard[-1].intent or {}).get("name") in _PENDING
    return not pending or len(heard) >= LONGEST_PENDING_SESSION


def _new_session(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """A session of its own with the same slots; its first events are saved with the coming turn."""
    kept = {
        name: slot.value for name, slot in tracker.slots.items() if slot.value is not None and name != "requested_slot"
    }
    begun: List[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    begun += [SlotSet(name, value) for name, value in kept.items()]
    begun.append(ActionExecuted(ACTION_LISTEN_NAME))
    return DialogueStateTracker.from_events(tracker.sender_id, begun, domain.slots)


def _utterance(event: BotUttered) -> Utterance:
    data = {name: _note(event, name) for name in ("asked", "article", "offered") if _note(event, name)}
    buttons = [
        {"title": str(one.get("title", "")), "payload": str(one.get("payload", ""))}
        for one in (event.data or {}).get("buttons") or ()
    ]
    return Utterance(event.text or "", buttons, data)


def _analysis(heard: UserUttered) -> Dict[Text, Any]:
    parsed = heard.parse_data or {}
    selected = (parsed.get("response_selector") or {}).get("faq") or {}
    return {
        "intent": (parsed.get("intent") or {}).get("name"),
        "confidence": (parsed.get("intent") or {}).get("confidence"),
        "language": parsed.get("language"),
        "entities": [
            {name: one.get(name) for name in ("entity", "value", "text")} for one in parsed.get("entities") or ()
        ],
        "faq": {"status": selected.get("status"), "ranking": (selected.get("ranking") or [])[:5]},
        "triage": parsed.get("triage"),
    }


def _slim(event: Dict[Text, Any]) -> Dict[Text, Any]:
    """Rasa's event without what nobody replays: token offsets and long rankings."""
    parsed = event.get("parse_data")
    if parsed:
        parsed = {name: value for name, value in parsed.items() if name not in ("text_tokens", "intent_ranking")}
        event = {**event, "parse_data": parsed}
    return event
