"""The matter itself, taken from a sentence that also asks for something: "空调不制冷了，帮我约师傅明天来" → "空调不制冷了"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST = 1000
_CLAUSES = re.compile(r"[，。！？；,;!?\n～~…]+|\.(?=\s|$)|\s+(?:and|so|but|because)\s+", re.IGNORECASE)
_REAL = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_FAULT = re.compile(
    r"(?<![能可要是会行])不(?!用|急|着急|好意思|是|要|想|客气|了解|知道)|漏|响|噪|没(?:反应|有?电|水|声|图|信号|冷|热|法)|异(?:常|响|味)|报错|[EF]\d|停[了转]|卡[住了]|"
    r"裂|碎|断|黑屏|花屏|闪|失灵|跳闸|结冰|滴水|冒|脱落|松了|短路|死机|打不开|关不|"
    r"n['’]t\b|\b(?:do|does|did|is|are|was|were|wo|ca|could|would|has|have|had)nt\b|\bnot\b|no longer|never|hardly|barely|leak|nois|stop(?:s|ped)|dead|error|crack|smell|stuck|fail|flicker|drip|jam|"
    r"too (?:hot|cold|loud|slow)|\bno (?:picture|sound|image|signal|power|heat|water|hot water|display|light|suction|steam|reaction|response|cold air|cooling)\b|\bwarm(?:er)? (?:air|inside)\b|"
    r"blank|frozen|freez|rattl|shak|bang(?:s|ing)|trip(?:s|ped)|won['’]?t|burn",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"不(?:喜欢|合适|想要了|想用|对|一样|满意|好用|工作|能用|制|出|符|适合|需要|匹配)|买错|拍错|下错|发错|尺寸|颜色|型号不|太[大小吵重慢贵高矮宽]|质量|划痕|破|坏|裂|碎|漏|"
    r"重复|多买|后悔|故障|瑕疵|掉漆|少[了件]|异[响味]|降价|"
    r"too (?:big|small|loud|heavy|slow|large|noisy)|n['’]?t (?:like|fit|work|need|want|suit|turn|match)|wrong|damag|broken|scratch|"
    r"chang(?:e|ed) my mind|faulty|defect|duplicate|twice|never works?|not (?:what|working|as)|crack|leak|poor quality",
    re.IGNORECASE,
)
# Such a clause speaks of the visit, not of the fault: "I am not home before five".
_ASIDE = re.compile(
    r"在家|有空|方便|上班|着急|麻烦|\b(?:home|available|free|urgent|hurry|mind|sure|until|before|after)\b",
    re.IGNORECASE,
)
# A clause that asks for something, or tells where the thing comes from, says nothing of what is wrong with it.
_NO_FAULT = re.compile(
    r"修|师傅|工程师|预约|约个|约一|登记|安排|派|上门|帮我|帮忙|麻烦|来人|来个|请|买|订单|保修|发票|你好|您好|退|换|投诉|地址|电话|什么|吗|怎么|"
    r"\b(?:repair\w*|fix\w*|technician|engineer|repairm[ae]n|book|send|schedule|arrange|appointment|visit|someone|somebody|please|pls|want|need|like to"
    r"|bought|ordered|order|warranty|invoice|hello|hi|hey|return|refund|exchange|complain\w*|address|phone|call|can|could|would|help|thanks|thank)\b",
    re.IGNORECASE,
)
# "it just spins in circles", "滚筒一直转": what the thing does.
_DOES = re.compile(
    r"^(?:它|总是|老是|一直|就是|只)|一直|老是|总是|只会|"
    r"^(?:it|they|its|the [a-z]+(?: [a-z]+)?)(?:['’]s)? (?:just |only |always |keeps? |now |is |are |has |makes? |gives? |goes |went |spins |shows |smells |sounds |turns )",
    re.IGNORECASE,
)
# "It is broken" needs to be asked about.
_SAYS_NOTHING = re.compile(
    r"[的了又]|坏掉?|出(?:问题|毛病|故障)|有(?:问题|毛病|故障)|\b(?:is|has|again|broken|faulty|kaputt?|not working|of mine|at home)\b",
    re.IGNORECASE,
)
_BARE_COMPLAINT = re.compile(
    r"我?(?:真的|现在|就)?(?:要|想)?(?:正式)?(?:投诉|举报)(?:一下)?(?:你们|你|他们)?|给我(?:个)?(?:登记|处理)|"
    r"(?:i(?:['’](?:d|m|ll)| would| am| will)?\s*(?:want|like|wish|need|have|going)?\s*(?:to)?\s*)?(?:make|making|file|filing|lodge|raise|submit)?\s*"
    r"(?:an?)?\s*(?:formal|official|damn|bloody|fucking)?\s*"
    r"complain(?:t|ing|ts)?(?:\s+about\s+(?:you|this))?",
    re.IGNORECASE,
)
_LABELS = r"(?:我的?|联系|手机|电话|号码|(?<![0-9])号|订单|单|邮箱|是|为|my|phone|mobile|order|number|no\.?|e-?mail|is|at|on|[:：#\s])*"


def real_characters(text: str) -> int:
    return len(_REAL.findall(text))


def said(text: str) -> int:
    """How much it says: a Chinese character counts as much as an English word."""
    return len(re.findall(r"[\u3400-\u9fff]|[A-Za-z0-9]+(?:['’][A-Za-z]+)?", text))


def fault_in(text: str, product: str | None = None) -> str | None:
    """The clauses that say what does not work; else those that say what the thing does.

    `product`: what the thing was called in this text. "空调出热风" says what is wrong with it, "我家空调" does not.
    """
    found = _clauses_with(text, _FAULT)
    if found:
        return found
    clauses = [clause.strip() for clause in _CLAUSES.split(text) if clause and not _NO_FAULT.search(clause)]
    doing = [clause for clause in clauses if _DOES.search(clause) or (product and _says_more(clause, product))]
    return _glued(doing, text) if doing else None


def reason_in(text: str) -> str | None:
    """The clauses that say why it goes back: a reason, or a fault."""
    return _clauses_with(text, _REASON) or _clauses_with(text, _FAULT)


def complaint_in(text: str) -> str | None:
    """The whole complaint, unless it only says that there is one."""
    rest = _BARE_COMPLAINT.sub(" ", text)
    chinese = len(re.findall(r"[\u3400-\u9fff]", rest))
    words = len(re.findall(r"[A-Za-z']{2,}", rest))
    return text.strip()[:LONGEST] if chinese >= 6 or words >= 5 else None


def without_numbers(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The text without phone, order number and e-mail and the words that introduce them."""
    kept = text
    for entity in sorted(entities, key=lambda one: -int(one.get("start") or 0)):
        if entity.get("entity") in ("phone", "order_number", "email") and isinstance(entity.get("start"), int):
            before, after = kept[: entity["start"]], kept[entity["end"] :]
            kept = re.sub(_LABELS + r"$", "", before, flags=re.IGNORECASE) + after
    return kept.strip(" \t\n，。,.;；:：、")


def _clauses_with(text: str, wanted: re.Pattern[str]) -> str | None:
    found = [
        clause.strip()
        for clause in _CLAUSES.split(text)
        if clause and wanted.search(clause) and not _ASIDE.search(clause)
    ]
    return _glued(found, text) if found else None


def _says_more(clause: str, product: str) -> bool:
    """Whether there is more in it than the product and whose it is."""
    _, named, rest = clause.partition(product)
    return bool(named) and said(_SAYS_NOTHING.sub("", rest)) >= 2


def _glued(clauses: Sequence[str], text: str) -> str:
    return (", " if text.isascii() else "，").join(clauses)[:LONGEST]
