"""The words of the business. Values are what the database, the APIs and the desk show."""

from __future__ import annotations

from enum import Enum


class Urgency(str, Enum):
    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is the most urgent; queues sort by it."""
        return list(Urgency).index(self)


class Nature(str, Enum):
    CONSULT = "consult"
    FAULT = "fault"
    COMPLAINT = "complaint"
    REQUEST = "request"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    OTHER = "other"


class Channel(str, Enum):
    """Where a customer writes. The widget on other sites is our page in a frame, so it is WEB as well."""

    WEB = "web"
    REST = "rest"
    CALLBACK = "callback"


class Complexity(str, Enum):
    SIMPLE = "simple"
    STANDARD = "standard"
    COMPLEX = "complex"


class HandoffReason(str, Enum):
    """Why a person was called."""

    ASKED = "asked"
    BUTTON = "button"
    CRITICAL = "critical"
    HIGH = "high_urgency"
    NOT_UNDERSTOOD = "not_understood"
    NOT_HELPED = "not_helped"
    COMPLAINT = "complaint"
    BOT_FAILED = "bot_failed"
    TAKEN_OVER = "taken_over"


class EndReason(str, Enum):
    """Why a handoff ended."""

    RESOLVED = "resolved"
    RELEASED = "released"
    CUSTOMER_CANCELLED = "customer_cancelled"
    TICKET_ONLY = "ticket_only"
    NOBODY_CAME = "nobody_came"
    CUSTOMER_SILENT = "customer_silent"


class ReturnReason(str, Enum):
    """Why a conversation that an agent had went back to the front of the queue."""

    AGENT_SILENT = "agent_silent"
    AGENT_GONE = "agent_gone"
    # By the agent, with a note for whoever comes next.
    PUT_BACK = "put_back"
    SENT_BACK = "sent_back"
    NOT_SOLVED = "not_solved"


class Alert(str, Enum):
    """What the desk marks on a conversation and sounds for."""

    UNCLAIMED = "unclaimed"
    AGENT_SILENT = "agent_silent"
    CUSTOMER_SILENT = "customer_silent"


class Confirmation(str, Enum):
    """What the customer said when asked whether the matter is solved."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    # No answer came in time.
    UNCONFIRMED = "unconfirmed"
    NOT_SOLVED = "not_solved"


class TicketKind(str, Enum):
    HANDOFF = "handoff"
    REPAIR = "repair"
    RETURN = "return"
    COMPLAINT = "complaint"
    REQUEST = "request"


BOT = "bot"
QUEUE = "queue"
CLOSED = "closed"


def agent_owner(user_id: int) -> str:
    return f"agent:{user_id}"


def agent_id(owner: str) -> int | None:
    """The user id behind an owner or author such as `agent:7`, else None."""
    kind, _, number = owner.partition(":")
    return int(number) if kind == "agent" and number.isdigit() else None
