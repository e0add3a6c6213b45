"""Words so plain that no statistics are needed to read them: dropping a form, sending it, not knowing a number."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"[?？]|吗|呢$|怎么|怎样|如何|多少|多久|什么|哪|几点|为什么|为啥|咋|能不能|可不可以|是不是|啥|"
    r"^(?:how|what|when|where|which|why|who|can|could|do|does|did|is|are|will|would|should)\b",
    re.IGNORECASE,
)
# Questions that are no polite requests.
_NO_REQUEST = re.compile(
    r"是不是|有没有|会不会|要不要|多久|多长时间|几[天个年]|多少|什么时候|为什么|想问|"
    r"\b(?:how (?:long|much|many|soon)|what|when|which|why|is it|is there|are there|do i|does it)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"不|别|没|取消|\b(?:no|not|cannot|without|never)\b|n['’]t\b", re.IGNORECASE)
_WAIT = re.compile(
    r"排队|(?:愿意|可以|能|继续|还是|仍然?|我就?|那就?|^)等(?!一?下|等|会|了|得)|"
    r"\b(?:i|i'll|i’ll|i'd|i’d|will|would|rather|can|still|let me|please|just|happy to|^)\s*wait\b(?!,| (?:a|one|for my)\b)|\bqueue\b",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"留(?:个|一?下|一?条)?(?:言|话|消息|口信)|\bleave (?:a|you a|my|the) (?:message|request|note)\b|\btake a message\b",
    re.IGNORECASE,
)
_DROPS = re.compile(
    r"^(?:唉|哎|诶|嗯|哦|行了?|那|我)*[，, ]?(?:还是)?(?:算了)+|"
    r"^(?:oh|ah|ok|okay|well|actually|you know what|no|[,. ])*(?:never ?mind|forget (?:it|about it)|leave it|scrap that|drop it)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"[0-9]{3}|还是(?!算)|提交|就这样|交吧|改成|改为|换成|应该是|其实是|就用|那用|\b(?:make it|should be|use this|rather|change it to|send it|submit)\b",
    re.IGNORECASE,
)
# "The technician says he won't" is somebody else's no.
_NO_MORE = "(?<![说讲称])不(?:想|用|要|需要|打算)?(?:再)?"
_ANY_MORE = r"\s*(?:it|this|that|anything)?\s*(?:any ?more|after all|back|[,.!]|$)"
_DONT = r"\b(?:don['’]?t|do not) (?:want to |need to |wanna )?"
_GIVES_UP = {
    "repair_form": re.compile(
        rf"{_NO_MORE}(?:修|报|报修|维修|约|预约)(?:理)?了|{_DONT}(?:repair|fix|book){_ANY_MORE}", re.IGNORECASE
    ),
    "return_form": re.compile(
        rf"{_NO_MORE}(?:退|换|退货|换货|退换)了|{_DONT}(?:return|exchange|send){_ANY_MORE}|\bnever ?mind the return\b|"
        r"\b(?:i|we)(?:['’](?:m|re|ll)| am| are| will)? (?:just )?keep(?:ing)? (?:it|them)\b",
        re.IGNORECASE,
    ),
    "complaint_form": re.compile(rf"{_NO_MORE}(?:投诉|举报)了|{_DONT}complain{_ANY_MORE}", re.IGNORECASE),
    "request_form": re.compile(rf"{_NO_MORE}(?:留言?)了|{_DONT}leave (?:a|the) message", re.IGNORECASE),
}
_ABOUT = {
    "request_repair": re.compile(r"修|\b(?:repair|fix|technician)", re.IGNORECASE),
    "request_return": re.compile(r"退|换|\b(?:return|refund|exchange)", re.IGNORECASE),
    "make_complaint": re.compile(r"投诉|举报|\bcomplain", re.IGNORECASE),
}
# What is not known is the number asked for: "I never got my invoice" is another matter.
_UNKNOWN = re.compile(
    r"^(?:我|真|都|也|早|已经|现在|那个|这个|订单号|单号)*(?:不记得|记不得|记不住|记不清|想不起来|忘记?了?|不知道|不清楚|找不[到着]|没有)"
    r"(?:了|啊|呀|呢|吧|的|它|这个|那个|什么)*(?:订单|单号|号码|电话|手机)?号?[了啊呀呢吧]*(?:[，。！,.! ]|$)|"
    r"^(?:sorry,? |i |really |just |honestly )*(?:can['’]?t|cannot|don['’]?t|do not|couldn['’]?t) (?:remember|recall|know|find|have)"
    r"(?: (?:it|that|one|any|(?:the|an?|my|any) (?:order|number|phone)(?: number)?|order numbers?))?(?: any ?more| anywhere| right now)?(?:[,.!]|$)|"
    r"^no idea\b|^not sure\b|^(?:i )?forgot\b",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"^(?:好|行|嗯|对|那)?[，, ]?(?:就这样|没问题|没错|可以|提交|交上去|交吧|发吧|报上去)|"
    r"^(?:yes|yep|ok|okay|good|great|fine)?[,. ]*(?:that['’]?s (?:it|all|right|correct)|(?:looks|all|sounds) (?:good|right|fine|correct)|"
    r"go ahead|send it|submit|file it)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"不对|不是|等|别|改|错|吗|[?？]|\b(?:but|wait|not|except|change|wrong)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"人工|真人|活人|经理|主管|负责人|领导|老板|客服|"
    r"\b(?:person|human|agents?|manager|supervisor|boss|some(?:one|body)|representative|staff)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"我的|我刚|我上次|我之前|\bmy\b|\bmine\b", re.IGNORECASE)
_GOODBYE = re.compile(
    r"(?:再见|拜拜|回见|回聊|\bbye(?:[- ]?bye)?|\bgood ?bye|\bsee (?:you|ya)(?: later)?)[。.!！~～ ]*$", re.IGNORECASE
)
_INSULT = re.compile(
    r"垃圾|破店|黑店|骗子|坑人|坑爹|傻|智障|废物|狗屁|王八|滚|"
    r"\b(?:crap|garbage|rubbish|trash|scam(?:mers)?|idiots?|stupid|moron|useless|pathetic|bullshit)\b",
    re.IGNORECASE,
)
# Longer messages tell more than one thing.
_SENTENCE = 40
_BREATH = 80


def is_short(text: str) -> bool:
    return len(text) <= _SENTENCE


def is_question(text: str) -> bool:
    return bool(_QUESTION.search(text))


def is_no_request(text: str) -> bool:
    """A question after facts: "is it within seven days?", and not "could you take it back?"."""
    return bool(_NO_REQUEST.search(text))


def will_wait(text: str) -> bool:
    """Said to the offer of a request when nobody is there: the customer waits for a person all the same."""
    return is_short(text) and bool(_WAIT.search(text)) and not (_NOT.search(text) or is_question(text))


def will_leave(text: str) -> bool:
    """Said to the same offer: a message is left."""
    return is_short(text) and bool(_LEAVE.search(text)) and not (_NOT.search(text) or is_question(text))


def gives_up(form: str, text: str) -> bool:
    """Said inside this form: it shall not be filed."""
    dropped = _DROPS.search(text) or (form in _GIVES_UP and _GIVES_UP[form].search(text))
    return bool(dropped) and len(text) <= _BREATH and not is_question(text)


def goes_on(text: str) -> bool:
    """The same breath says what to take down instead: "never mind, make it Friday"."""
    return bool(_INSTEAD.search(text))


def names(request: str, text: str) -> bool:
    """Whether the request (an intent that opens a form) is called by its name."""
    return request in _ABOUT and bool(_ABOUT[request].search(text))


def does_not_know(text: str) -> bool:
    """Said to a question after a number or a date: there is none to tell."""
    return is_short(text) and bool(_UNKNOWN.match(text.strip()))


def sends(text: str) -> bool:
    """Said after the reading back: "that's it, file it", in words that elsewhere say goodbye or nothing."""
    return is_short(text) and bool(_SENDS.match(text.strip())) and not _NOT_YET.search(text)


def names_a_person(text: str) -> bool:
    return bool(_PERSON.search(text))


def is_mine(text: str) -> bool:
    """It speaks of the customer's own thing, not of things in general."""
    return bool(_MINE.search(text))


def says_goodbye(text: str) -> bool:
    return is_short(text) and bool(_GOODBYE.search(text.strip()))


def insults(text: str) -> bool:
    """Words that leave no doubt; whether they are meant for us, the classifier must say as well."""
    return bool(_INSULT.search(text))
