"""Words with which a customer drops a form, clause by clause: "the fridge works again, no need to come".

Each clause is read alone, so that a question beside it ("leave the return. How long is the warranty?") is still a question.
"""

from __future__ import annotations

import re

from bot.core import plain_words

# Longer messages tell a story, and in stories others give up.
_BREATH = 120
_CLAUSES = re.compile(r"[，。！？；,;!?\n～~…—]+|\.(?=\s|$)|\s-\s|\s+(?:and|but|so|because|then)\s+", re.IGNORECASE)
_FILLERS_ZH = r"(?:唉|哎|哎呀|诶|嗯|哦|噢|行了?|好吧?|那|就|我|我们|先|还是|想了?想|算了|要不|干脆)*"
_FILLERS_EN = (
    r"(?:(?:oh|ah|hm+|uh|um|ok|okay|well|actually|you know what|no|nope|nah|please|sorry|hey|let['’]?s|just|on second thoughts?"
    r"|i think|i guess|i['’]?ll|i['’]?d rather|we['’]?ll|can (?:you|we)|i want to)\b[,.\s]*)*"
)
_END = r"(?:\s+(?:then|please|now|for now|after all|altogether|instead|any ?more|at all|thanks?|thank you|be|alone|as it is))*\s*$"
_FORM_NAMES = (
    r"(?:it|this|that|(?:about )?(?:it|this|that)|(?:about )?(?:the|my|this|that) (?:\w+ )?(?:repair|visit|return|exchange|refund|complaint|message"
    r"|request|booking|appointment|form|thing|whole thing))"
)
_DROPS = re.compile(
    rf"^{_FILLERS_ZH}(?:拉倒|作罢|当我没说|(?:明天|改天|以后|下次|回头|过几天|有空)再说|(?:不|懒得|别|甭)(?:再)?(?:折腾|弄|搞|办|填|麻烦)(?:下去)?(?:你们)?了|(?:不值当|不值得)的?)(?:吧|了|啦|算了)?$|"
    rf"^{_FILLERS_EN}(?:never ?mind(?: (?:about )?{_FORM_NAMES})?|(?:forget|leave|scrap|drop|skip|cancel) {_FORM_NAMES}|call it off"
    rf"|don['’]?t bother|try (?:again )?(?:tomorrow|later|another (?:time|day))|(?:it['’]?s |that['’]?s )?not worth (?:it|the (?:hassle|trouble|effort|bother)))"
    rf"{_END}",
    re.IGNORECASE,
)
# At the beginning these words are enough, whatever follows.
_BEGINS = re.compile(
    r"^(?:唉|哎|诶|嗯|哦|行了?|那|我)*[，, ]?(?:还是)?(?:算了)+|"
    r"^(?:oh|ah|ok|okay|well|actually|you know what|no|[,. ])*(?:never ?mind|forget (?:it|about it)|scrap that)\b",
    re.IGNORECASE,
)
# "The technician says he won't" is somebody else's no.
_NO_MORE = r"(?<![说讲称])(?:不|别|甭|先不|先别)(?:想|用|要|需要|打算|管)?(?:再|管)?"
_ANY_MORE = r"\s*(?:it|this|that|anything)?\s*(?:any ?more|after all|back|[,.!]|$)"
_DONT = r"\b(?:don['’]?t|do not|no longer) (?:want to |need to |wanna )?"
_NOT_NEEDED = (
    r"\b(?:no (?:longer )?need (?:for|to|of)|no need any ?more|(?:don['’]?t|do not|doesn['’]?t|needn['’]?t|no longer) (?:(?:need|have|want) )?"
    r"(?:to|a|an|the|any)?)\s*"
)
_GIVES_UP = {
    "repair_form": re.compile(
        rf"{_NO_MORE}(?:修|报|报修|维修|约|预约|上门|派人|派师傅)(?:理)?了|(?:先)?(?:不管|别管)(?:报修|维修|修理?)|"
        r"(?<![说讲称])(?:不用|别|甭|不必|不需要)(?:再)?(?:派人|派师傅)?(?:过?来|上门|安排|预约)(?:了|啦|人|师傅)*$|"
        rf"{_DONT}(?:repair|fix|book){_ANY_MORE}|"
        rf"{_NOT_NEEDED}(?:come|repair|fix|visit|technician|engineer|any ?(?:one|body) to come){_END}",
        re.IGNORECASE,
    ),
    "return_form": re.compile(
        rf"{_NO_MORE}(?:退|换|退货|换货|退换)了|(?:先)?(?:不管|别管)(?:退|换)[货换]?|"
        rf"^{_FILLERS_ZH}(?:自己|接着|继续)?留着(?:自己|接着|继续)?(?:用|吧|了|算了|得了)+$|"
        rf"{_DONT}(?:return|exchange|send){_ANY_MORE}|"
        rf"{_NOT_NEEDED}(?:return|exchange|refund){_END}|"
        r"\b(?:i|we)(?:['’](?:m|re|ll|d)| am| are| will| would)?(?: (?:just|rather|think i['’]?ll|think we['’]?ll))* "
        r"(?:keep(?:ing)?|hang(?:ing)? on to|hold(?:ing)? on to) (?:it|them)\b",
        re.IGNORECASE,
    ),
    "complaint_form": re.compile(
        rf"{_NO_MORE}(?:投诉|举报)了|{_DONT}complain{_ANY_MORE}|{_NOT_NEEDED}(?:complain|complaint){_END}",
        re.IGNORECASE,
    ),
    "request_form": re.compile(
        rf"{_NO_MORE}(?:留言?)了|{_DONT}leave (?:a|the) message|{_NOT_NEEDED}(?:leave a )?message{_END}", re.IGNORECASE
    ),
}
# A repair that is no longer needed: it works again, and nothing in the message says that it stops again.
_WORKS_AGAIN = re.compile(
    r"(?:又|已经|自己|自个儿?|现在|突然)(?:又|都)?(?:好|能用|正常|修好|恢复正常)(?:使)?了|又能[^，。,不没]{1,4}了|又[有出](?:声音|图像|画面|电|热水|冷气|冷风|热风|信号|反应)了|"
    r"\b(?:work(?:s|ing)?|runn?(?:s|ing)|fine|ok(?:ay)?|cool(?:s|ing)|heat(?:s|ing)) again\b|\bfixed itself\b|\bsorted itself out\b|"
    r"\b(?:it['’]?s|it is|is) (?:working|fixed|fine|ok(?:ay)?) now\b",
    re.IGNORECASE,
)
_NOT_FOR_LONG = re.compile(
    r"一会|有时|过会|过一|但|可是|可又|然后|之后|又坏|不(?!用|必|需要|好意思|要(?:来|派))|没|"
    r"\b(?:but|then|until|after|sometimes|stop\w*|not|never|won['’]?t|isn['’]?t|doesn['’]?t|only|make|want|get it|when)\b",
    re.IGNORECASE,
)
# Said after the reading back: it shall not be sent, because somebody else will see to it.
_NOT_SENT = re.compile(
    r"(?:不|别|甭)(?:用|要)?(?:提|上)?交|别发|(?:don['’]?t|do not|dont) (?:send|submit|file|book)", re.IGNORECASE
)
_SOMEBODY_ELSE = re.compile(
    r"(?:说他?|自己|让他?|找人|找了)[^，。]{0,4}(?:会|能|可以|来|去)?(?:修|弄|处理|看看)|"
    r"\b(?:i|he|she|they|we|who|\w+)(?:['’]ll| will| can|['’]s going to| is going to| has| have)\b[^,.]{0,12}\b(?:fix|repair|do|sort|look|handle)",
    re.IGNORECASE,
)
# The same breath says what to take down instead: "never mind, make it Friday".
_INSTEAD = re.compile(
    r"[0-9]{3}|还是(?!算|不|留)|提交(?!了)|就这样|交吧|改成|改为|换成|应该是|其实是|就用|那用|\b(?:make it|should be|use this|rather (?!keep|not)|change it to|(?<!n't )(?<!nt )(?<!not )send it|(?<!n't )(?<!nt )(?<!not )submit)\b",
    re.IGNORECASE,
)
_KINDS = (
    re.compile(r"退[款钱货]|退了?吧|\b(?:refund|money back)\b", re.IGNORECASE),
    re.compile(r"换(?:货|一|个|台|新|成)|\b(?:exchange|swap|replace(?:ment)?)\b", re.IGNORECASE),
)


def clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSES.split(text) if clause and clause.strip()]


def gives_up(form: str, text: str) -> bool:
    """Said inside this form: it shall not be filed."""
    if len(text) > _BREATH or changes_the_kind(form, text):
        return False
    if not plain_words.is_question(text) and _BEGINS.search(text):
        return True
    return any(_clause_drops(form, one, text) for one in clauses(text) if not plain_words.is_question(one))


def goes_on(text: str) -> bool:
    """The same breath says what to take down instead."""
    return bool(_INSTEAD.search(text))


def _clause_drops(form: str, clause: str, text: str) -> bool:
    if _DROPS.search(clause) or (form in _GIVES_UP and _GIVES_UP[form].search(clause)):
        return True
    if form == "repair_form" and _WORKS_AGAIN.search(clause):
        return not _NOT_FOR_LONG.search(_WORKS_AGAIN.sub(" ", text))
    return bool(_NOT_SENT.search(clause) and _SOMEBODY_ELSE.search(text))


def changes_the_kind(form: str, text: str) -> bool:
    """ "No exchange, just my money back": the return stays, only its kind changes."""
    pattern = _GIVES_UP["return_form"]
    if form != "return_form" or not pattern.search(text):
        return False
    return any(kind.search(pattern.sub(" ", text)) for kind in _KINDS)
