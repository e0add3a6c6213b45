"""A message on its way to a channel that is sent what is said: how a try can end, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

LONGEST_PAUSE = 300.0
# A receiver may ask for more patience than we have ourselves, but not for ever.
LONGEST_RETRY_AFTER = 3600.0
GIVE_UP_SECONDS = 86400.0
TWICE = "It may have arrived twice: an earlier call had no clear end."


@dataclass(frozen=True)
class Outgoing:
    """`key` is the same at each try, so that the receiver can drop a repeat; a button has `id` and `title`."""

    key: str
    recipient: str
    text: str
    buttons: Sequence[Mapping[str, str]] = ()


class End(str, Enum):
    """How one try ended."""

    ACCEPTED = "accepted"
    # Certainly not taken, and trying again can help: no connection, an error over there, too many calls.
    NOT_NOW = "not_now"
    # Certainly not taken, and never will be: this message is not to the receiver's liking.
    REFUSED = "refused"
    # The call went out and nobody knows whether it was taken.
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Try:
    """`reason` is for operators: it holds no secret, no address and none of the customer's words."""

    end: End
    reason: str = ""
    # Seconds that the receiver asked us to wait.
    retry_after: float | None = None


class PushChannel(Protocol):
    """What is said in its conversations is sent to it; `send` never raises for what the network does."""

    name: str

    def send(self, message: Outgoing) -> Try: ...


class State(str, Enum):
    """Where a message stands. RESENDING is the second and last call whose end may be unclear."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    RESENDING = "resending"
    SENT = "sent"
    FAILED = "failed"


OPEN = (State.PENDING, State.SENDING, State.UNKNOWN, State.RESENDING)


@dataclass(frozen=True)
class Step:
    state: State
    error: str | None = None
    pause: float = 0.0


def lease(found: State) -> State | None:
    """The state to write before the call; None when the message may not be sent any more.

    A message found in SENDING belongs to a worker that died during the call, which is as unclear as a time-out.
    """
    if found is State.RESENDING:
        return None
    return State.SENDING if found is State.PENDING else State.RESENDING


def after(tried: Try, leased: State, tries: int, age: float) -> Step:
    """What becomes of a message that was `leased` as SENDING or RESENDING, `age` seconds after it was said."""
    again = leased is State.RESENDING
    reason = f"{TWICE} {tried.reason}" if again else tried.reason
    if tried.end is End.ACCEPTED:
        return Step(State.SENT, TWICE if again else None)
    if tried.end is End.REFUSED or (tried.end is End.UNCLEAR and again):
        return Step(State.FAILED, reason)
    pause = min(LONGEST_PAUSE, 2.0 ** min(tries, 20))
    if tried.end is End.UNCLEAR:
        return Step(State.UNKNOWN, reason, pause)
    if age > GIVE_UP_SECONDS:
        return Step(State.FAILED, reason)
    if tried.retry_after is not None:
        pause = min(LONGEST_RETRY_AFTER, max(pause, tried.retry_after))
    # Not taken for certain, so the one call that a time-out still allows is not used up.
    return Step(State.UNKNOWN if again else State.PENDING, reason, pause)
