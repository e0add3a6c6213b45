"""Whether Latin letters are Chinese typed by its sound: "tuikuan shenme shihou dao"."""

from __future__ import annotations

import re
from functools import lru_cache

# Without tones, as typed (ü is v); a few that only dialects have are left out.
SYLLABLES = frozenset(
    """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen
    ceng cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci cong
    cou cu cuan cui cun cuo da dai dan dang dao de dei deng di dian diao die din ding diu dong dou du duan dui
    dun duo e ei en er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua
    guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo
    ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku
    kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu
    long lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu
    na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nu nuan nun nuo nv nve o ou pa
    pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong
    qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng
    sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou
    su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa
    wai wan wang wei wen weng wo wong wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan
    yang yao ye yi yin ying yong you yu yuan yue yun za zai zan zang zao ze zen zeng zha zhai zhan zhang zhao
    zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
    """.split()
)
LONGEST_SYLLABLE = 6
# Of the letters, how many must read as whole syllables, and how many letters make a case.
MOSTLY = 0.6
FEWEST = 4
# English whatever stands around them; none of them is a row of syllables.
_ENGLISH = frozenset(
    """i u my the is it its it's to of for and or not no yes with your our this that in on at if do don't does did get got
    want need help talk speak please pls plz thanks thx real agent person someone somebody anyone order with from are was
    what when where how who why will would could should""".split()
)
# Read as syllables by accident; a text of nothing but these is English.
_BOTH = frozenset("a an can me human man men woman he she we you hi change manage fine sure time use shop".split())
_WORDS = re.compile(r"[a-z']+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


def is_pinyin(text: str) -> bool:
    """Of a text without Chinese characters. Short English words may pass ("gang change"): ask only where Chinese is likely."""
    words = _WORDS.findall(text.lower())
    if not _ENGLISH.isdisjoint(words) or _BOTH.issuperset(words):
        return False
    whole = sum(len(word) for word in words if is_whole(word))
    return not _HAN.search(text) and whole >= FEWEST and whole >= MOSTLY * sum(map(len, words))


@lru_cache(maxsize=4096)
def is_whole(word: str) -> bool:
    """Whether small letters are a row of whole syllables."""
    letters = word.replace("'", "")
    reached = {0}
    for at in range(len(letters)):
        if at in reached:
            reached |= {at + size for size in range(1, LONGEST_SYLLABLE + 1) if letters[at : at + size] in SYLLABLES}
    return bool(letters) and len(letters) in reached
