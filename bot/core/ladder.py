"""What a message means here and now: the last word on the intent, from all that was understood.

The classifier knows sentences, the knowledge base knows its articles, triage knows danger, and the
conversation knows what was just asked. None of them decides alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core import plain_words

# A skill the classifier must be this sure of to win over a good answer from the knowledge base.
SURE = 0.5
# And this sure to win over an article that is worded exactly so.
CLEAR = 0.8
LIKELY = 0.35
# From here on a guess of the classifier counts if the words say the same.
HINT = 0.2
# From this many characters on a message is a letter.
LETTER = 250
# From here on an alarm, or an article, is believed without a second witness.
ALARM = 0.9
# Below this an alarm is wrong six times in seven: a person is offered, not called.
DOUBTFUL = 0.5
ABUSE = 0.7
# Below this the nature that triage found is right every other time (docs/understanding.md).
SURE_OF_NATURE = 0.6
SMALL_TALK = frozenset(
    {"greet", "goodbye", "thank", "ask_capabilities", "chitchat", "abuse", "give_praise", "give_suggestion"}
)
REQUESTS = frozenset({"request_repair", "request_return", "make_complaint", "ask_ticket_status"})
REPLIES = frozenset({"affirm", "deny", "none_of_these", "stop", "correct_details", "inform"})
INTERRUPTS = frozenset({"chitchat", "greet", "thank", "ask_capabilities", "ask_ticket_status"})

_ORDINALS = (
    re.compile(r"^(?:第?一(?:个|条)?|1|one|(?:the )?first(?: one)?|①)[。.!！]?$", re.IGNORECASE),
    re.compile(r"^(?:第?(?:二|两)(?:个|条)?|2|two|(?:the )?second(?: one)?|②)[。.!！]?$", re.IGNORECASE),
    re.compile(r"^(?:第?三(?:个|条)?|3|three|(?:the )?third(?: one)?|③)[。.!！]?$", re.IGNORECASE),
)
_SWITCH = re.compile(
    r"(?:请?(?:说|讲|用|切换(?:到|成)?)(?:中文|英文|英语|普通话))|(?:(?:speak|in|switch to|use|talk in)\s+(?:english|chinese|mandarin))",
    re.IGNORECASE,
)


def language_wanted(text: str) -> str | None:
    """`zh` or `en` when the message asks to go on in that language."""
    found = _SWITCH.search(text)
    if not found:
        return None
    return "en" if re.search(r"英|english", found.group(), re.IGNORECASE) else "zh"


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


# In the middle of a form only a clear request for something else changes the subject.
OTHER_MATTER = 0.8
# Sooner where a number or a date was asked for, and none came.
NO_SUCH_VALUE = 0.6
FORM_OF = {"repair_form": "request_repair", "return_form": "request_return", "complaint_form": "make_complaint"}
FREE_TEXT = frozenset({"problem", "address", "return_reason", "complaint_details", "request_details", "name"})
# What is told here is for people to read: no question in it is the bot's to answer.
STORIES = frozenset({"complaint_details", "request_details"})
TYPED = {
    "phone": "phone",
    "contact": "phone",
    "order_number": "order_number",
    "visit_when": "when",
    "product": "product",
}


def is_danger(seen: Understood) -> bool:
    """Triage misses danger rarely and cries wolf now and then; the knowledge base is an independent witness.

    So is the classifier. A doubtful alarm is dropped when a witness is surer that an everyday article answers the
    message, or that it is something else altogether.
    """
    if seen.urgency != "critical":
        return False
    if seen.urgency_confidence >= ALARM or seen.near_danger or not seen.articles:
        return True
    _, score = seen.articles[0]
    best, confidence = seen.intents[0] if seen.intents else ("report_danger", 0.0)
    # The classifier knows danger as well, and an alarming address is an address to it. That something is a question
    # speaks against danger only where an everyday article comes near.
    silent = best in ("report_danger", "out_of_scope") or (best == "faq" and seen.knowledge_status == "none")
    otherwise = 0.0 if silent else confidence
    return seen.urgency_confidence >= max(DOUBTFUL, score, otherwise)


def nature_hinted(found: str, confidence: float, hint: str | None) -> str | None:
    """The nature by the hint of the article that answers; None where triage's own word stands."""
    return hint if hint and hint != found and confidence < SURE_OF_NATURE else None


def decide(seen: Understood) -> Decision:
    """The one intent that the dialogue rules see."""
    best, confidence = seen.intents[0] if seen.intents else ("not_understood", 0.0)
    if is_danger(seen):
        return Decision("report_danger", seen.urgency_confidence)
    if len(seen.text) <= 40 and _SWITCH.search(seen.text):
        return Decision("switch_language", 0.9)
    if seen.asked == "offer_request" and plain_words.will_wait(seen.text):
        return Decision("wait_anyway", 0.95)
    if seen.asked == "offer_request" and plain_words.will_leave(seen.text):
        return Decision("leave_request", 0.95)
    if seen.wants_person and not _only_complains(seen, best, confidence) and not _only_tells(seen.text):
        return Decision("ask_person", 0.95)
    if best in ("ask_person", "report_danger"):
        # Their own judges said no above; the classifier's next guess counts.
        rest = [one for one in seen.intents if one[0] not in ("ask_person", "report_danger")]
        best, confidence = rest[0] if rest else ("not_understood", 0.0)
    if seen.asked == "choose":
        for number, pattern in enumerate(_ORDINALS):
            if pattern.match(seen.text.strip()) and number < len(seen.offered):
                return Decision("choose_article", 1.0, seen.offered[number])
    if "ticket_number" in seen.entities and len(seen.text) <= 25:
        return Decision("ask_ticket_status", 0.9)
    if seen.form:
        return _in_form(seen, best, confidence)
    if seen.asked == "helped" and best == "give_praise" and plain_words.is_short(seen.text) and not seen.entities:
        return Decision("helped", confidence)
    replied = _reply(seen, best, confidence)
    if replied:
        return replied
    return _free(seen, best, confidence)


def _only_complains(seen: Understood, best: str, confidence: float) -> bool:
    """An angry complaint sounds like a cry for a person; one that names none is taken down first."""
    sure = best == "make_complaint" and confidence >= CLEAR
    return sure and plain_words.names(best, seen.text) and not plain_words.names_a_person(seen.text)


def _only_tells(text: str) -> bool:
    """Long letters speak of friends and neighbours; who wants a person in one says so."""
    return len(text) > LETTER and not plain_words.names_a_person(text)


def _reply(seen: Understood, best: str, confidence: float) -> Decision | None:
    """Yes and no, read by what was asked."""
    if best not in ("affirm", "deny", "none_of_these", "stop") or confidence < LIKELY:
        return None
    yes = best == "affirm"
    if seen.asked == "helped":
        return Decision("helped" if yes else "not_helped", confidence)
    if seen.asked == "choose" and not yes:
        return Decision("none_of_these", confidence)
    if seen.asked == "choose" and len(seen.offered) == 1:
        return Decision("choose_article", confidence, seen.offered[0])
    if seen.asked == "offer_person":
        return Decision("accept_offer" if yes else "decline_offer", confidence)
    if seen.asked == "offer_request":
        return Decision("leave_request" if yes else "decline_offer", confidence)
    if best == "none_of_these":
        return Decision("not_understood", confidence)
    if seen.knowledge_status == "answer" and plain_words.is_question(seen.text):
        return None
    return Decision(best, confidence)


def _free(seen: Understood, best: str, confidence: float) -> Decision:
    top = seen.articles[0][1] if seen.articles else 0.0
    # "How do I return this?" is an article word for word, "I want to return this" is a wish, although the article
    # lists that wording as well.
    exact = top >= 0.97 and (confidence < CLEAR or plain_words.is_question(seen.text))
    if best == "ask_ticket_status" and confidence >= CLEAR and plain_words.is_mine(seen.text):
        # "Any progress on my ticket?" wants this ticket, not the article about tickets.
        return Decision(best, confidence)
    if best in FORM_OF.values() and plain_words.says_goodbye(seen.text) and not plain_words.names(best, seen.text):
        return Decision("goodbye", SURE)
    if best == "make_complaint" and confidence < CLEAR and _only_grumbles(seen):
        best, confidence = "not_understood", 0.0
    # "Can I return this within seven days?" names a wish and is a question all the same.
    asks = seen.knowledge_status == "answer" and top > confidence and plain_words.is_no_request(seen.text)
    if best in REQUESTS and confidence >= SURE and not exact and not asks:
        return Decision(best, confidence)
    if best == "abuse" and confidence < ABUSE and not plain_words.insults(seen.text):
        # Nobody likes to be taken for angry: nonsense often looks like it.
        best, confidence = "not_understood", 0.0
    if best in SMALL_TALK and confidence >= SURE and not (seen.knowledge_status == "answer" and top > confidence):
        return Decision(best, confidence)
    wish = _named_with_facts(seen) if best in ("inform", "not_understood", "out_of_scope") else None
    if wish:
        return wish
    if best in ("stop", "correct_details", "inform") and confidence >= SURE and seen.knowledge_status != "answer":
        return Decision(best, confidence)
    if best == "out_of_scope" and confidence >= SURE and seen.knowledge_status != "answer":
        return Decision("not_understood", confidence)
    if seen.knowledge_status == "answer":
        return Decision("faq", top)
    if best in REQUESTS | SMALL_TALK and confidence >= LIKELY:
        return Decision(best, confidence)
    if seen.knowledge_status == "suggest":
        return Decision("faq_choice", top)
    if set(seen.entities) & {"phone", "order_number", "email", "serial_number"} and len(seen.text) <= 30:
        return Decision("inform", 0.6)
    return Decision("not_understood", max(0.0, 1 - top))


def _only_grumbles(seen: Understood) -> bool:
    """A cross question without a word of complaint, near to an article: it wants an answer, not a form."""
    asks = plain_words.is_question(seen.text) or plain_words.is_no_request(seen.text)
    return asks and seen.knowledge_status != "none" and not plain_words.names("make_complaint", seen.text)


def _named_with_facts(seen: Understood) -> Decision | None:
    """Everything in one message: so many facts hide the wish, yet it is called by its name and a number stands beside it."""
    if not {"phone", "order_number"} & set(seen.entities) or plain_words.is_question(seen.text):
        return None
    for name, confidence in seen.intents:
        if confidence >= HINT and plain_words.names(name, seen.text):
            return Decision(name, max(confidence, SURE))
    return None


def _dropped(seen: Understood) -> Decision | None:
    """The customer gives the form up: nothing else is wanted, or the other thing that is named."""
    if not plain_words.gives_up(seen.form or "", seen.text):
        return None
    for name, confidence in seen.intents:
        if name != FORM_OF.get(seen.form or "") and confidence >= LIKELY and plain_words.names(name, seen.text):
            return Decision(name, confidence)
    return None if plain_words.goes_on(seen.text) else Decision("stop", 0.9)


def _in_form(seen: Understood, best: str, confidence: float) -> Decision:
    """Inside a form nearly everything is an answer; questions, detours and ways out are told apart."""
    question = plain_words.is_question(seen.text)
    top = seen.articles[0][1] if seen.articles else 0.0
    wanted = TYPED.get(seen.slot or "")
    if wanted and wanted in seen.entities and not question:
        return Decision("correct_details" if best == "correct_details" else "inform", max(confidence, 0.6))
    if wanted and plain_words.does_not_know(seen.text):
        return Decision("deny", 0.9)
    dropped = _dropped(seen)
    if dropped:
        return dropped
    if best == "stop" and confidence >= SURE:
        return Decision("stop", confidence)
    if seen.slot == "confirmed":
        if not seen.entities and plain_words.sends(seen.text):
            return Decision("affirm", 0.9)
        if best in ("affirm", "deny", "none_of_these") and confidence >= LIKELY:
            return Decision("affirm" if best == "affirm" else "deny", confidence)
        if best == "correct_details" or (seen.entities and not question):
            return Decision("correct_details", max(confidence, 0.6))
    if best == "correct_details" and confidence >= SURE:
        return Decision("correct_details", confidence)
    if (
        best in REQUESTS
        and confidence >= OTHER_MATTER
        and seen.slot not in FREE_TEXT
        and best != FORM_OF.get(seen.form or "")
    ):
        return Decision(best, confidence)
    # "My invoice never came" is no order number, even without a question mark.
    if wanted and seen.slot not in FREE_TEXT and seen.knowledge_status == "answer" and top >= NO_SUCH_VALUE:
        return Decision("faq", top)
    if (
        question
        and seen.slot not in STORIES
        and (seen.knowledge_status == "answer" or (seen.knowledge_status == "suggest" and seen.slot not in FREE_TEXT))
    ):
        return Decision("faq" if seen.knowledge_status == "answer" else "faq_choice", top)
    if best in INTERRUPTS and confidence >= 0.7 and not (seen.slot in FREE_TEXT and len(seen.text) > 12):
        return Decision(best, confidence)
    if best in ("affirm", "deny") and confidence >= SURE and seen.slot not in FREE_TEXT:
        return Decision(best, confidence)
    return Decision("inform", max(confidence if best == "inform" else 0.5, 0.5))
