"""Words so plain that no statistics are needed to read them: sending a form, not knowing a number, sending for a repairman.

How a form is dropped: giving_up.py.
"""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"[?？]|吗|呢$|怎么|怎样|如何|多少|多久|多长|什么|哪|几点|为什么|为啥|咋|能不能|可不可以|要不要|是不是|有没有|啥|谁|"
    # "And what are your hours" and "ok, by the way how do I pay" ask as well.
    r"^(?:(?:and|but|so|ok|okay|oh|also|wait|well|hey|hi|sorry|btw|by the way|actually|quick question|another question|one more thing"
    r"|before (?:i|we) (?:go on|continue|forget)|first|thanks|yes|no|hm+)\b[,.:!\s-]*)*"
    r"(?:how|what|whats|when|where|wheres|which|why|who|can|could|do|does|did|is|are|will|would|should)\b",
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
    r"留(?:个|一?下|一?条)?(?:言|话|消息|口信)|(?:帮我|给我)?(?:先)?(?:记(?:一?下|下来|上|录)|登记|转告|带个话|捎个话)|"
    r"\bleave (?:a|you a|my|the) (?:message|request|note)\b|\b(?:take|make) (?:a|my) (?:message|note)\b|\b(?:note|write) (?:it|this|that) down\b"
    r"|\bpass (?:it|this|that) on\b",
    re.IGNORECASE,
)
_LEAVES = re.compile(
    r"^(?:你好|您好|我|那|能|可以|可不可以|能不能|想|要|给你们|给客服|先|[，, ])*留(?:个|一?下|一?条)?(?:言|口信)[吗吧呢啊可以行了]*[。！!?？]*$|"
    r"\b(?:can|could|may|let me|i want to|i['’]?d like to|how do i) ?(?:i |we )?leave (?:a|you a) message\b",
    re.IGNORECASE,
)
_ABOUT = {
    "request_repair": re.compile(r"修|\b(?:repair|fix|technician)", re.IGNORECASE),
    "request_return": re.compile(
        r"退|换|\b(?:return|refund|exchange|money back|send (?:it|them|this) back)", re.IGNORECASE
    ),
    "make_complaint": re.compile(r"投诉|举报|\bcomplain", re.IGNORECASE),
}
# What is not known is the number asked for: "I never got my invoice" is another matter.
_UNKNOWN = re.compile(
    r"^(?:我|真|都|也|早就?|已经|现在|那个|这个|订单号|单号)*(?:不记得|记不得|记不住|记不清|想不起来|忘记?了?|不知道|不清楚|找不[到着]|没有)"
    r"(?:了|啦|啊|呀|呢|吧|的|它|这个|那个|什么)*(?:订单|单号|号码|电话|手机)?号?[了啦啊呀呢吧]*(?:[，。！,.! ]|$)|"
    r"^(?:sorry,? |i |really |just |honestly )*(?:can['’]?t|cannot|don['’]?t|do not|couldn['’]?t) (?:remember|recall|know|find|have)"
    r"(?: (?:it|that|one|any|(?:the|an?|my|any) (?:order|number|phone)(?: number)?|order numbers?))?(?: any ?more| anywhere| right now)?(?:[,.!]|$)|"
    r"^(?:i['’]?ve |i have |i )?(?:got )?no (?:idea|clue)\b|^not sure\b|^(?:i )?forgot\b",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"^(?:看着|看起来|看上去|信息|内容|应该|全|都)*(?:没问题|没啥问题|没毛病|都?对(?:的|了)?$|正确)|^(?:好|行|嗯|对|那)?[，, ]?(?:就这样|没问题|没毛病|没啥问题|没错|可以|提交|交上去|交吧|发吧|报上去)|"
    r"^(?:yes|yep|ok|okay|good|great|fine)?[,. ]*(?:that['’]?s (?:it|all|right|correct)|(?:looks|all|sounds) (?:good|right|fine|correct)|"
    r"go ahead|send it|submit|file it)\b|"
    # Polite as well: "好的谢谢", "yes, thank you", "great thanks, submit it".
    r"^(?:好的?|嗯+|行|可以|对的?|是的?|中)[了呀啊哒嘞呢]*[，,。！! ]*(?:那就)?(?:谢|多谢|麻烦|辛苦)|"
    r"^(?:yes|yep|yeah|yup|ok|okay|sure|perfect|great|good|fine|correct|right)\b[,.! ]*(?:please|thanks?|thank you|thx|cheers|do)\b",
    re.IGNORECASE,
)
_ENDS_SENDING = re.compile(
    r"(?:提交|交|发|报)(?:上去)?(?:吧|了)[。！!~ ]*$|\b(?:submit|send|file) it(?: please| then| now| off)?[.! ]*$",
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
_GOES_ON = re.compile(
    r"^(?:好了?|行了?|那|我们|咱们?|嗯|可以|请|现在|来)*[，, ]*(?:继续|接着|接下来)(?:办理?|填写?|弄|登记|报修|维修|退换?货|换货|投诉|留言|刚才(?:那个|的)?|之前(?:那个|的)?|那个|上面的?)*[吧啊呀了。！!]*$|"
    r"^(?:ok(?:ay)?|alright|right|so|yes|yeah|now|please|let['’]?s|let us|can we|we can|i['’]?d like to|i want to|shall we|[,. ])*"
    r"(?:continue|carry on|go on|resume|proceed|go back to (?:it|that|the (?:form|repair|return|complaint|booking|message)))"
    r"(?: with (?:it|that|this|the (?:form|repair|return|complaint|booking|message)))?(?: please| now| then)*[.!]*$",
    re.IGNORECASE,
)
# Somebody shall come to the house and mend something: not somebody to talk to.
_VISIT = re.compile(
    r"(?:来|派|叫|找|安排|约|请|让|要|需要)(?:个|位|一个|一位|下|您|你们)*(?:人|师傅|工程师|维修工|修理工|技术员)(?!工)(?!投诉|态度)|(?:师傅|工程师)(?:过?来|上门)(?:修|看|维修|检查)|上门(?:来)?(?:修|看|查|维修|检查|检修)|"
    r"(?:要|想|需要|求|帮我|给我|麻烦)(?:你们)?(?:来)?(?:报修|维修|修理?)(?:一?下)?[了吧呢啊。！!]*$|"
    r"\b(?:some(?:one|body)|any(?:one|body)|(?:a|the|your) (?:man|guy|technician|engineer|repair ?man|plumber|expert))\b.{0,20}"
    r"\b(?:fix|repair|come|look|check|visit|mend)\b|"
    r"\b(?:send|book|get|arrange|schedule|need|want|order|call|dispatch)\b.{0,20}\b(?:technician|engineer|repair ?m[ae]n|repair guy|repair visit|plumber)\b|"
    r"\b(?:book|send|get me) (?:some(?:one|body)|a (?:repair|visit))\b",
    re.IGNORECASE,
)
# What else one comes to a house for, and what a person does who is to talk.
_OTHER_VISIT = re.compile(
    r"装(?!置)|量尺|送货|配送|取件|搬|清洗|人工|客服|真人|说话|说说|聊|接听|回电|打给|打电话|联系|\b(?:install|deliver|pick ?up|collect|clean|talk|speak|chat|call (?!a|an|the|your|out)|phone|ring"
    r"|agent|human|representative|complain)",
    re.IGNORECASE,
)
_WHEN_SOMEBODY = re.compile(
    r"(?:什么时候|啥时候|几时|何时|多久|几点|哪天).{0,10}(?:联系|打给|打电话|来电|回电|回复|上门|到我|来(?!着))|"
    r"\b(?:when|how (?:soon|long))\b.{0,25}\b(?:someone|somebody|anyone|they|you|technician|engineer|team)\b.{0,15}"
    r"\b(?:call|contact|com(?:e|ing)|ring|phone|get back|reach|in touch|arriv(?:e|ing)|show up)",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"^(?:好的?|嗯|哦|那)?[，, ]*(?:(?:请|麻烦)?(?:稍等|等(?:一下|一会儿?|会儿?|下|等|我)|马上)(?:一下|啊|哈|哦|吧|我)*|我)[，, ]*"
    r"(?:(?:我|去|先)*(?:(?:找|看|查|翻|问|想)一?下|(找|看|查|翻|问|想)一?\1)[^，。]{0,12})?[啊哈哦吧。.]*$|"
    r"^(?:ok(?:ay)?|uh|um|er|sure|oh|sorry|please|just|yes|yeah|hm+)*[,. ]*"
    r"(?:(?:just |give me )?(?:one|a|1) (?:sec|second|moment|minute|min|mo)|hold on(?: a (?:sec|second|moment|minute))?|hang on(?: a (?:sec|second|moment|minute))?"
    r"|wait(?: a (?:sec|second|moment|minute))?|bear with me|brb)?\b[,. ]*"
    r"(?:(?:please|let me|i(?:['’]ll| will| need to| have to| must|['’]m| am)?|looking|checking|searching|finding)\b(?!.*\b(?:is|was|want|not|wrong|mean|return|cancel)\b).{0,45})?$",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"(?:说|写|弄|搞|选|打|填|报|记|发|输|点)错|应该是|應該是|我是说|我说的是|改(?:成|为|一下|下)|有误|不是.{1,12}(?:，|,| )?是|^(?:不对|不是的?|错了|搞错了)[，,。！ ]|"
    r"^actually\b|\bi me[a]nt?\b|\boops|\bwhoops|\bmy mistake|\bmy bad|\bcorrection\b|\btypo\b|^no\b[,. ]+(?:wait|hang on|hold on|it['’]?s|sorry|not|the)|^wait\b|\b(?:is|was|got (?:it|that)) wrong\b"
    r"|^sorry\b.{0,40}\b(?:it['’]?s|is)\b|\bnot the \w+",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"[0-9]|[一二三四五六七八九十百][号號栋棟幢楼樓层室单]|[省市区區县縣镇鎮乡鄉村路街道巷弄里栋棟幢座苑园園城湾庄]|小区|大厦|公寓|花园|广场|宿舍|对面|旁边|隔壁|附近|"
    r"\b(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd|building|block|floor|room|flat|unit|suite|apartment|apt|district|city|town|village"
    r"|gardens?|court|square|plaza|tower|close|house|next to|opposite|near|behind|beside|same (?:address|place)|address)\b",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"[路街道巷弄村苑园城区][^，。,]{0,12}[0-9]|[0-9]+ ?[号號栋棟幢楼樓室]|\b(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd|flat|room|apartment|apt|unit)\b",
    re.IGNORECASE,
)
# A leak that comes back whenever the thing runs, told as a habit, is no flood that rises now.
_HABIT = re.compile(
    r"每次|每回|每天|老是|总是|总会|经常|一[^，。,]{1,5}就|\b(?:every (?:time|single time)|each time|always|whenever)\b",
    re.IGNORECASE,
)
_LEAK = re.compile(r"漏|淹|积水|渗水|滴水|\b(?:leak|flood|drip|overflow|puddle)", re.IGNORECASE)
_WORSE_THAN_WATER = re.compile(
    r"电(?!话|器|冰箱|视|热水|饭)|插座|插排|火|烟|焦|糊|燃气|煤气|天然气|烫|伤|晕|爆|孩子|宝宝|老人|\b(?:electr|socket|outlet|plug|shock|spark|smok|fire|flame|burn|gas\b|scald|injur|hurt|ambulance|hospital|boil|dizzy|explo|child|kid|baby)",
    re.IGNORECASE,
)
_SAYS_NO = re.compile(
    r"^(?:不(?!错|客气)|免|别|甭|没(?!错|问题|事|毛病)|(?:no|nah|nope|not (?:now|yet|really|today))\b)", re.IGNORECASE
)
# Longer messages tell more than one thing.
_SENTENCE = 40
_LINE = 80


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


def leaves_a_message(text: str) -> bool:
    """Asked for by itself: "can I leave a message for your team?"."""
    return is_short(text) and bool(_LEAVES.search(text.strip()))


def names(request: str, text: str) -> bool:
    """Whether the request (an intent that opens a form) is called by its name."""
    return request in _ABOUT and bool(_ABOUT[request].search(text))


def does_not_know(text: str) -> bool:
    """Said to a question after a number or a date: there is none to tell."""
    return is_short(text) and bool(_UNKNOWN.match(text.strip()))


def sends(text: str) -> bool:
    """Said after the reading back: "that's it, file it", in words that elsewhere say goodbye or nothing."""
    sent = _SENDS.match(text.strip()) or _ENDS_SENDING.search(text)
    return (
        is_short(text)
        and bool(sent)
        and not _NOT_YET.search(text)
        and not re.search(r"不|\b(?:don['’]?t|do not)", text, re.IGNORECASE)
    )


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


def sends_for_a_repairman(text: str) -> bool:
    """Somebody shall come and mend it; who wants somebody to talk to, to deliver or to install says so."""
    return bool(_VISIT.search(text)) and not _OTHER_VISIT.search(text)


def asks_when_somebody_comes(text: str) -> bool:
    """ "When will someone call me?" asks about what was promised; it does not call anybody."""
    return bool(_WHEN_SOMEBODY.search(text)) and not re.search(r"人工|客服|真人|\b(?:agent|human)", text, re.IGNORECASE)


def asks_to_wait(text: str) -> bool:
    """Said to a question: the customer is looking for the answer."""
    asked = text.strip()
    looks = re.search(
        r"等|马上|找|看|查|翻|问|想|sec|moment|minute|hold|hang|wait|let me|look|check|search|bear|brb",
        asked,
        re.IGNORECASE,
    )
    return len(text) <= _LINE and bool(looks and _WAITS.match(asked)) and not is_question(text)


def corrects(text: str) -> bool:
    """It takes something back that was said before."""
    return len(text) <= _LINE and bool(_CORRECTS.search(text.strip())) and not re.search(r"[?？吗]", text)


def names_a_place(text: str) -> bool:
    return bool(_PLACE.search(text))


def is_an_address(text: str) -> bool:
    """A street and a house, hardly more, and no word of danger."""
    plain = len(text) <= _LINE and not re.search("[!！?？]", text) and not _WORSE_THAN_WATER.search(text)
    return plain and bool(_STREET.search(text)) and bool(re.search(r"[0-9]", text))


def is_a_habitual_leak(text: str) -> bool:
    """Water that comes whenever the thing runs, and nothing worse than water."""
    return bool(_HABIT.search(text) and _LEAK.search(text)) and not _WORSE_THAN_WATER.search(text)


def goes_on_with_it(text: str) -> bool:
    """What was begun and set aside shall go on."""
    return is_short(text) and bool(_GOES_ON.match(text.strip()))


def says_no(text: str) -> bool:
    return is_short(text) and bool(_SAYS_NO.match(text.strip()))
