"""The customer's name, only when it is introduced: 我叫李娜, 姓王, my name is John Smith."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.engine.extract.found import Found

_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高梁郑鄭谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭肖蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂"
    "丁沈任姚卢盧傅钟鐘姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱丘方侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴赖覃洪武莫孔汤湯"
    "常温康施文牛樊葛邢安齐易乔伍庞庄申欧聂章鲁岳翟殷詹耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房"
    "滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬仇栾隋商刁沙荣巫寇桑郎甄丛仲虞明池查涂佘晋"
)
_COMPOUND = "欧阳|歐陽|上官|司马|司徒|诸葛|東方|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|端木|夏侯"
_END = r"(?=[\s,，。.!！;；、]|$)"
_TITLES = "先生|女士|小姐|太太|阿姨|老师"
_CJK = r"\u4e00-\u9fff"
# What can follow a name without a comma in between.
_AFTER_NAME = rf"(?=[^{_CJK}]|$|{_TITLES}|电话|電話|手机|手機|的|住|要|想|在|是|家|买|刚|昨|今|前|你|您|请|麻烦|订|下|就|这|那|收|号码|联系|地址|我|和|也|不)"
_PERSON = (
    rf"(?P<person>(?:{_COMPOUND})[{_CJK}]{{1,2}}?|[{_SURNAMES}][{_CJK}]{{1,2}}?)(?:{_TITLES})?{_AFTER_NAME}"
    r"|(?P<foreign>[A-Za-z][A-Za-z'\-]+(?: [A-Z][A-Za-z'\-]+){0,2})"
)
_CALLED_ZH = re.compile(
    r"(?:我(?:的?(?:中文|英文)?名字)?(?:是)?叫(?:做)?|我的?(?:名字|姓名)是|(?:姓名|名字|联系人|聯繫人|收货人|收件人|本人)"
    rf"(?:应该|應該)?(?:改成|改为|换成|是|为|叫)?)[:\s]*(?:{_PERSON})"
)
_SURNAME_ONLY = re.compile(
    rf"(?<![百同贵尊老])姓(?P<surname>{_COMPOUND}|[{_SURNAMES}])(?=[^{_CJK}]|$|叫|名|电话|手机|{_TITLES}|就|我|想|要|家|住|订)"
)
_WITH_TITLE = re.compile(
    rf"(?:找|联系人?|我是|叫我|是)(?P<person>(?:{_COMPOUND}|[{_SURNAMES}])[{_CJK}]{{0,2}}?(?:先生|女士|小姐|太太))"
)
# 我是 also begins 我是高级会员 and 我是常客, so here the name must stand alone and not end like a role.
_I_AM = re.compile(
    rf"(?<![{_CJK}])我是(?P<person>(?:{_COMPOUND}|[{_SURNAMES}])[{_CJK}]{{1,2}})(?<![员户客人家生师主手友妈爸卡的]){_END}"
)

_WORD = r"[A-Za-z][A-Za-z'\-]*[A-Za-z]"
_CAPITAL = r"[A-Z][a-z]*(?:['\-]?[A-Z]?[a-z]+)"
_STRONG_EN = re.compile(
    rf"\b(?:my (?:full |last |first |sur)?name(?: is|'s)|the name(?: is|'s)|(?:contact |full )?name\s*:|i am called|i'm called)"
    rf"\s*(?P<words>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+)?{_WORD}(?: {_WORD}){{0,3}})",
    re.IGNORECASE,
)
_WEAK_EN = re.compile(
    rf"\b(?:[Tt]his is|[Ii]'m|[Ii] am|[Ii]t's|[Cc]all me|[Aa]sk for|[Cc]ontact|[Nn]ame)\s+"
    rf"(?P<words>(?P<title>(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+)?{_CAPITAL}(?: {_CAPITAL}){{0,2}})(?![A-Za-z])"
)
_NOT_A_NAME = frozenset(
    "a an the not and or but i my me you your we our it its is was are be been from with on in at of for to so very just"
    " really still also no yes wrong right misspelled misspelt different spelled written there here what who please thanks"
    " thank order orders ticket phone number email address living calling writing contacting sorry happy angry tired sick"
    " urgent ridiculous unacceptable terrible awful disgusting great good bad amazing because since about regarding if when"
    " where why how monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december today tomorrow tonight english chinese mandarin american british support"
    " customer service back later again asap can could would should have has had using having getting trying looking"
    " waiting sure afraid missing correct incorrect hi hello greenleaf home".split()
)


def find_names(text: str) -> Iterator[Found]:
    for pattern in (_CALLED_ZH, _WITH_TITLE, _SURNAME_ONLY, _I_AM):
        for match in pattern.finditer(text):
            group = next(name for name, value in match.groupdict().items() if value)
            if group != "foreign" or match[group].lower() not in _NOT_A_NAME:
                yield Found("name", match[group], *match.span(group))
    for match in _STRONG_EN.finditer(text):
        # Capitals carry a name of three words; without them the third word is mostly the next sentence.
        capitals = match["words"][0].isupper()
        yield from _name(text, match, most=3 if capitals else 2, capitals=capitals)
    for match in _WEAK_EN.finditer(text):
        yield from _name(text, match, most=4 if match["title"] else 3, capitals=True)


def _name(text: str, match: re.Match[str], most: int, capitals: bool) -> Iterator[Found]:
    start = end = match.start("words")
    for word in list(re.finditer(r"[A-Za-z'\-.]+", match["words"]))[:most]:
        if word[0].lower() in _NOT_A_NAME or (capitals and not word[0][0].isupper()):
            break
        end = start + word.end()
    name = text[start:end].rstrip(".")
    if name.rstrip(".").lower() not in ("", "mr", "mrs", "ms", "miss", "dr"):
        yield Found("name", name.title() if name.islower() else name, start, start + len(name))
