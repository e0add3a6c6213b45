"""What a message means here and now: the last word on the intent, from all that was understood.

The classifier knows sentences, the knowledge base knows its articles, triage knows danger (`alarm.py`), and the
conversation knows what was just asked (`in_form.py`). None of them decides alone.
"""

from __future__ import annotations

import re

from bot.core import after_answer, plain_words
from bot.core.alarm import is_danger
from bot.core.in_form import in_form
from bot.core.understood import CLEAR, FORM_OF, HINT, LIKELY, REQUESTS, SMALL_TALK, SURE, Decision, Understood

# From this many characters on a message is a letter.
LETTER = 250
# The classifier is sure that it is a question, and one article is far nearer than the next: its title is worth showing.
QUESTION, NEARBY, FAR_NEARER = 0.7, 0.08, 2.5
ABUSE = 0.7
# Below this a wish for a person is believed only with a second witness.
PERSON = 0.7
# Below this the nature that triage found is right every other time (docs/understanding.md).
SURE_OF_NATURE = 0.6

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
    if seen.form and plain_words.asks_to_wait(seen.text) and not plain_words.names_a_person(seen.text):
        return Decision("inform", 0.6)
    if _wants_person(seen, best, confidence):
        return Decision("ask_person", 0.95)
    if seen.wants_person and plain_words.asks_when_somebody_comes(seen.text) and seen.knowledge_status != "answer":
        return Decision("ask_ticket_status", SURE)
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
    if plain_words.goes_on_with_it(seen.text):
        return Decision("go_on", 0.9)
    if seen.form:
        return in_form(seen, best, confidence)
    praised = seen.asked == "helped" and best == "give_praise" and confidence >= LIKELY
    if praised and plain_words.is_short(seen.text) and not seen.entities:
        return Decision("helped", confidence)
    in_vain = _in_vain(seen, best, confidence)
    if in_vain:
        return in_vain
    replied = _reply(seen, best, confidence)
    if replied:
        return replied
    return _free(seen, best, confidence)


def _wants_person(seen: Understood, best: str, confidence: float) -> bool:
    """Triage hears the wish; who only complains, tells, asks when somebody comes, or wants something mended has another."""
    if not seen.wants_person or _only_complains(seen, best, confidence) or _only_tells(seen.text):
        return False
    if plain_words.asks_when_somebody_comes(seen.text):
        return False
    repairs = (best == "request_repair" and confidence >= LIKELY) or _has_been_told(seen)
    if repairs and plain_words.sends_for_a_repairman(seen.text):
        return False
    doubtful = bool(seen.form) and seen.person_confidence < PERSON
    return not doubtful or plain_words.names_a_person(seen.text) or (best == "ask_person" and confidence >= SURE)


def _only_complains(seen: Understood, best: str, confidence: float) -> bool:
    """An angry complaint sounds like a cry for a person; one that names none is taken down first."""
    sure = best == "make_complaint" and confidence >= CLEAR
    return sure and plain_words.names(best, seen.text) and not plain_words.names_a_person(seen.text)


def _only_tells(text: str) -> bool:
    """Long letters speak of friends and neighbours; who wants a person in one says so."""
    return len(text) > LETTER and not plain_words.names_a_person(text)


def _in_vain(seen: Understood, best: str, confidence: float) -> Decision | None:
    """Said to an answer, or to titles to choose from: it was tried, "no, still the same", "so what do I do now?"."""
    if best in REQUESTS and confidence >= SURE or not after_answer.was_in_vain(seen.text):
        return None
    if seen.asked in ("helped", "details"):
        return Decision("not_helped", max(confidence if best in ("deny", "none_of_these") else 0.0, SURE))
    if seen.asked == "choose":
        return Decision("none_of_these", SURE)
    # "No, still flashing" said to nothing in particular is no farewell.
    return Decision("not_understood", SURE) if best == "deny" and seen.asked is None else None


def _reply(seen: Understood, best: str, confidence: float) -> Decision | None:
    """Yes and no, read by what was asked."""
    if best not in ("affirm", "deny", "none_of_these", "stop") or confidence < LIKELY:
        return None
    yes = best == "affirm" and not plain_words.says_no(seen.text)
    if seen.asked == "details" and not yes:
        # Asked to say more after an answer that did not help: "no, still the same".
        return Decision("not_helped", confidence)
    if seen.asked == "set_aside" and yes:
        return Decision("go_on", confidence)
    if seen.asked == "helped" and best == "stop":
        return Decision("stop", confidence)
    if seen.asked == "helped":
        if yes and not after_answer.says_it_helped(seen.text):
            return None
        return Decision("helped" if yes else "not_helped", confidence)
    if seen.asked == "choose" and not yes:
        return Decision("none_of_these", confidence)
    if seen.asked == "choose" and len(seen.offered) == 1:
        return Decision("choose_article", confidence, seen.offered[0])
    if seen.asked == "offer_person":
        return Decision("accept_offer" if yes else "decline_offer", confidence)
    if seen.asked == "offer_request":
        return Decision("leave_request" if yes else "decline_offer", confidence)
    if yes and seen.asked in ("choose", None) and after_answer.says_solved(seen.text):
        return Decision("thank", confidence)
    named = [name for name in FORM_OF.values() if plain_words.names(name, seen.text)] if yes else []
    if len(named) == 1 and seen.asked is None and not plain_words.is_question(seen.text):
        # "Yes, exchange", said to the buttons that offer it.
        return Decision(named[0], SURE)
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
    if plain_words.leaves_a_message(seen.text):
        return Decision("leave_request", SURE)
    if best == "make_complaint" and confidence < CLEAR and _only_reports(seen) and not _only_swears(seen.text):
        rest = [one for one in seen.intents if one[0] != best]
        best, confidence = rest[0] if rest else ("not_understood", 0.0)
    # "Can I return this within seven days?" names a wish and is a question all the same.
    asks = seen.knowledge_status == "answer" and top > confidence and plain_words.is_no_request(seen.text)
    if not asks and _sends_for_a_repairman(seen, best):
        return Decision("request_repair", max(SURE, dict(seen.intents).get("request_repair", 0.0)))
    if best == "make_complaint" and confidence < CLEAR and _only_swears(seen.text):
        return Decision("abuse", confidence)
    if best in REQUESTS and confidence >= SURE and not exact and not asks:
        return Decision(best, confidence)
    if best == "abuse" and confidence < ABUSE and seen.nature == "praise":
        return Decision("give_praise", confidence)
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
    if best in REQUESTS | SMALL_TALK and confidence >= LIKELY and _nature_agrees(seen, best):
        return Decision(best, confidence)
    if seen.knowledge_status == "suggest" and _only_swears(seen.text) and not seen.text.rstrip().endswith(("?", "？")):
        # Titles to choose from are no answer to anger.
        return Decision("abuse", confidence)
    if seen.knowledge_status == "suggest" or (best == "faq" and confidence >= QUESTION and _one_is_nearest(seen)):
        return Decision("faq_choice", top)
    if set(seen.entities) & {"phone", "order_number", "email", "serial_number"} and len(seen.text) <= 30:
        return Decision("inform", 0.6)
    return Decision("not_understood", max(0.0, 1 - top))


def _nature_agrees(seen: Understood, best: str) -> bool:
    """A faint wish opens a form only if triage hears the like: "sorry for shouting" is no complaint."""
    natures = {"make_complaint": ("complaint", "fault"), "request_repair": ("fault", "request")}
    if best == "request_return":
        return seen.nature == "request" or plain_words.names(best, seen.text)
    return best not in natures or seen.nature in natures[best] or plain_words.names(best, seen.text)


def _one_is_nearest(seen: Understood) -> bool:
    scores = [score for _, score in seen.articles[:2]]
    return len(scores) == 2 and scores[0] >= max(NEARBY, FAR_NEARER * scores[1])


def _sends_for_a_repairman(seen: Understood, best: str) -> bool:
    """ "No hot water, can someone come?" is a wish for a visit, although an article tells what to try first."""
    known = "product" in seen.entities or _has_been_told(seen)
    plain = known and plain_words.sends_for_a_repairman(seen.text)
    return plain and best not in ("request_return", "make_complaint", "ask_ticket_status")


def _has_been_told(seen: Understood) -> bool:
    """An article has just said what to try: "can someone come and look at it?" speaks of the same thing."""
    return seen.asked in ("helped", "details")


def _only_grumbles(seen: Understood) -> bool:
    """A cross question without a word of complaint, near to an article: it wants an answer, not a form."""
    asks = plain_words.is_question(seen.text) or plain_words.is_no_request(seen.text)
    return asks and seen.knowledge_status != "none" and not plain_words.names("make_complaint", seen.text)


def _only_reports(seen: Understood) -> bool:
    """ "It stopped working after three weeks" is a fault to triage, and not called a complaint."""
    return seen.nature in ("fault", "consult") and not plain_words.names("make_complaint", seen.text)


def _only_swears(text: str) -> bool:
    """An insult without a story: a person, or a complaint, is offered."""
    return plain_words.is_short(text) and plain_words.insults(text) and not plain_words.names("make_complaint", text)


def _named_with_facts(seen: Understood) -> Decision | None:
    """Everything in one message: so many facts hide the wish, yet it is called by its name and a number stands beside it."""
    if not {"phone", "order_number"} & set(seen.entities) or plain_words.is_question(seen.text):
        return None
    for name, confidence in seen.intents:
        if confidence >= HINT and plain_words.names(name, seen.text):
            return Decision(name, max(confidence, SURE))
    return None
