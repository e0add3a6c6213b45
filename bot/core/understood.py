"""What is known about a message when the ladder decides, what it decides, and how sure each witness must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# A skill the classifier must be this sure of to win over a good answer from the knowledge base.
SURE = 0.5
# And this sure to win over an article that is worded exactly so.
CLEAR = 0.8
LIKELY = 0.35
# From here on a guess of the classifier counts if the words say the same.
HINT = 0.2
SMALL_TALK = frozenset(
    {"greet", "goodbye", "thank", "ask_capabilities", "chitchat", "abuse", "give_praise", "give_suggestion"}
)
REQUESTS = frozenset({"request_repair", "request_return", "make_complaint", "ask_ticket_status"})
REPLIES = frozenset({"affirm", "deny", "none_of_these", "stop", "correct_details", "inform"})
FORM_OF = {"repair_form": "request_repair", "return_form": "request_return", "complaint_form": "make_complaint"}


@dataclass(frozen=True)
class Understood:
    """Everything known about one message when the decision is made."""

    text: str
    intents: Sequence[tuple[str, float]]
    knowledge_status: str
    articles: Sequence[tuple[str, float]]
    urgency: str
    urgency_confidence: float
    nature: str
    wants_person: bool
    person_confidence: float = 1.0
    entities: Mapping[str, object] = field(default_factory=dict)
    form: str | None = None
    slot: str | None = None
    asked: str | None = None
    offered: Sequence[str] = ()
    # The best article says what to do in an emergency.
    near_danger: bool = False


@dataclass(frozen=True)
class Decision:
    intent: str
    confidence: float
    # The article that `choose_article` means.
    article: str | None = None
