"""What a message means in the middle of a form: nearly everything is an answer, and ways out are told apart."""

from __future__ import annotations

from bot.core import giving_up, plain_words
from bot.core.understood import CLEAR, FORM_OF, LIKELY, REQUESTS, SURE, Decision, Understood

# In the middle of a form only a clear request for something else changes the subject.
OTHER_MATTER = 0.8
# Sooner where a number or a date was asked for, and none came.
NO_SUCH_VALUE = 0.6
FREE_TEXT = frozenset({"problem", "address", "return_reason", "complaint_details", "request_details", "name"})
# What is told here is for people to read: no question in it is the bot's to answer.
TELLS_A_FAULT = frozenset({"problem", "return_reason", "complaint_details", "request_details"})
STORIES = frozenset({"complaint_details", "request_details"})
# Asked for a number, people go on with their story.
STORY_GOES_ON = frozenset({("complaint_form", "order_number"), ("complaint_form", "phone")})
TYPED = {
    "phone": "phone",
    "contact": "phone",
    "order_number": "order_number",
    "visit_when": "when",
    "product": "product",
}
INTERRUPTS = frozenset({"chitchat", "greet", "thank", "ask_capabilities", "ask_ticket_status"})
# Thanks and a greeting are as plain as that even where a story is asked for.
PLAIN = 0.9


def in_form(seen: Understood, best: str, confidence: float) -> Decision:
    """Inside a form nearly everything is an answer; questions, detours and ways out are told apart."""
    question = plain_words.is_question(seen.text)
    top = seen.articles[0][1] if seen.articles else 0.0
    wanted = TYPED.get(seen.slot or "")
    corrects = _corrects(seen)
    if wanted and wanted in seen.entities and not question:
        return Decision("correct_details" if best == "correct_details" or corrects else "inform", max(confidence, 0.6))
    if wanted and plain_words.does_not_know(seen.text):
        return Decision("deny", 0.9)
    dropped = _dropped(seen)
    if dropped and dropped.intent == "stop" and question and seen.knowledge_status != "none":
        # Dropped and asked in one breath: it is answered, and the form is set aside (actions/forms/aside.py).
        return Decision("faq" if seen.knowledge_status == "answer" else "faq_choice", top)
    if dropped:
        return dropped
    if giving_up.changes_the_kind(seen.form or "", seen.text):
        return Decision("correct_details", 0.9)
    # "It runs a minute and stops" is a fault, and no wish to stop.
    if best == "stop" and confidence >= (CLEAR if seen.slot in TELLS_A_FAULT else SURE):
        return Decision("stop", confidence)
    if seen.slot == "confirmed":
        if not seen.entities and plain_words.sends(seen.text):
            return Decision("affirm", 0.9)
        if best in ("affirm", "deny", "none_of_these") and confidence >= LIKELY:
            return Decision("affirm" if best == "affirm" else "deny", confidence)
        if best == "correct_details" or (seen.entities and not question):
            return Decision("correct_details", max(confidence, 0.6))
    if corrects or (best == "correct_details" and confidence >= SURE):
        return Decision("correct_details", max(confidence if best == "correct_details" else 0.0, 0.6))
    free = _is_free(seen)
    if best in REQUESTS and confidence >= OTHER_MATTER and best != FORM_OF.get(seen.form or "") and (
        not free or (seen.slot not in STORIES and plain_words.names(best, seen.text))
    ):  # fmt: skip
        return Decision(best, confidence)
    if _names_it_again(seen, best, question):
        return Decision(FORM_OF[seen.form or ""], SURE)
    # "My invoice never came" is no order number, even without a question mark. In a complaint it is part of the story.
    told = (seen.form, seen.slot) in STORY_GOES_ON and not question
    no_value = (wanted or seen.slot == "address") and not free and not told
    if no_value and seen.knowledge_status == "answer" and top >= NO_SUCH_VALUE:
        return Decision("faq", top)
    if (
        question
        and seen.slot not in STORIES
        and (seen.knowledge_status == "answer" or (seen.knowledge_status == "suggest" and not free))
    ):
        return Decision("faq" if seen.knowledge_status == "answer" else "faq_choice", top)
    if best in INTERRUPTS and confidence >= 0.7 and (not free or _is_courtesy(seen, best, confidence)):
        return Decision(best, confidence)
    if best in ("affirm", "deny") and confidence >= SURE and not free:
        return Decision(best, confidence)
    return Decision("inform", max(confidence if best == "inform" else 0.5, 0.5))


def _dropped(seen: Understood) -> Decision | None:
    """The customer gives the form up: nothing else is wanted, or the other thing that is named."""
    if not giving_up.gives_up(seen.form or "", seen.text):
        return None
    for name, confidence in seen.intents:
        if name != FORM_OF.get(seen.form or "") and confidence >= LIKELY and plain_words.names(name, seen.text):
            return Decision(name, confidence)
    # "Never mind, I'll try tomorrow" tells no time of a visit.
    told = set(seen.entities) & {
        "phone",
        "order_number",
        "email",
        "address",
        *(["when"] if seen.form == "repair_form" else []),
    }
    return None if told or giving_up.goes_on(seen.text) else Decision("stop", 0.9)


def _is_free(seen: Understood) -> bool:
    """Whether nearly any words can be the answer. Without a street, a house or a number they are no address."""
    return seen.slot in FREE_TEXT and (seen.slot != "address" or plain_words.names_a_place(seen.text))


def _names_it_again(seen: Understood, best: str, question: bool) -> bool:
    """ "Yes, start a return please", said inside the return: it is what is being done, and no question about it."""
    own = FORM_OF.get(seen.form or "")
    typed = seen.slot in ("order_number", "phone", "contact", "visit_when") and not seen.entities
    another = best in REQUESTS and best != own
    return bool(own) and typed and not (question or another) and plain_words.names(own or "", seen.text)


def _is_courtesy(seen: Understood, best: str, confidence: float) -> bool:
    """Where nearly anything is an answer: a word of greeting or thanks, not a story that begins with one."""
    if len(seen.text) <= 12:
        return True
    plain = confidence >= PLAIN and not seen.entities and plain_words.is_short(seen.text)
    return plain and best != "ask_ticket_status"


def _corrects(seen: Understood) -> bool:
    """ "No, I mean the dishwasher": a fact that is put right, whatever was asked. A story may say so too."""
    facts = set(seen.entities) & {"product", "phone", "order_number", "when", "address", "email"}
    return bool(facts) and seen.slot not in (None, *STORIES) and plain_words.corrects(seen.text)
