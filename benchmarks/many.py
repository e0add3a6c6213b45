"""A shop with ten thousand articles, made up from parts: for measuring what size costs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from bot.knowledge.article import Article

SEED = 20261122
PHRASES = 16  # of every five articles: 32,000 questions for 10,000 articles

BRANDS = (
    ("云雀", "Skylark"), ("北辰", "Polaris"), ("青禾", "Greenleaf"), ("海豚", "Dolphin"), ("松果", "Pinecone"),
    ("拾光", "Daylight"), ("望舒", "Moonrise"), ("铁马", "Ironhorse"), ("知秋", "Autumn"), ("星河", "Galaxy"),
)  # fmt: skip
GOODS = (
    ("电饭煲", "rice cooker"), ("空气炸锅", "air fryer"), ("扫地机器人", "robot vacuum"), ("投影仪", "projector"),
    ("净水器", "water filter"), ("电动牙刷", "electric toothbrush"), ("加湿器", "humidifier"), ("台灯", "desk lamp"),
    ("蓝牙耳机", "wireless earbuds"), ("路由器", "router"), ("行车记录仪", "dash camera"), ("体重秤", "bathroom scale"),
    ("咖啡机", "coffee machine"), ("吹风机", "hair dryer"), ("智能门锁", "smart lock"), ("婴儿车", "stroller"),
    ("电热毯", "electric blanket"), ("跑步机", "treadmill"), ("打印机", "printer"), ("洗碗机", "dishwasher"),
)  # fmt: skip
# What people want to know: several ways to say it in each language.
MATTERS = (
    (("怎么清洗", "多久洗一次", "可以用水冲吗"), ("How do I clean", "How often should I wash", "May I rinse")),
    (("显示错误代码是什么意思", "报错了怎么办", "屏幕闪红灯"), ("What does the error code mean on", "What to do about a fault on", "There is a red light on")),
    (("保修几年", "过保了还能修吗", "质保期从哪天算"), ("How long is the warranty of", "Can you still repair", "When does the warranty start for")),
    (("配件在哪里买", "有没有替换滤芯", "原装配件多少钱"), ("Where do I buy parts for", "Are there spare filters for", "What do original parts cost for")),
    (("连不上无线网", "怎么和手机配对", "App 里搜不到"), ("I cannot connect to Wi-Fi with", "How do I pair my phone with", "The app does not find")),
    (("噪音很大正常吗", "一直嗡嗡响", "声音怎么调小"), ("Is it normal how loud is", "I hear humming from", "How do I turn down")),
    (("一天用多少电", "功率是多少瓦", "待机费电吗"), ("How much power does it take to run", "How many watts has", "What is the standby use of")),
    (("怎么升级固件", "更新失败怎么办", "新版本有什么功能"), ("How do I update", "The update failed on", "What is new in the firmware of")),
    (("说明书丢了", "哪里下载使用手册", "第一次使用怎么设置"), ("I lost the manual of", "Where is the user guide for", "How do I set up")),
    (("能带上飞机吗", "国外电压能用吗", "出差携带方便吗"), ("May I take on a plane", "Does it work abroad with", "Is it easy to travel with")),
    (("童锁怎么打开", "怎么解除儿童锁", "按键没有反应"), ("How do I use the child lock of", "How do I unlock", "The buttons do not react on")),
    (("开机没反应", "突然自己关机", "充不进电"), ("Nothing happens when I start", "It switched off by itself:", "It does not charge:")),
    (("有股塑料味正常吗", "材料安全吗", "有没有检测报告"), ("Is the plastic smell normal for", "Are the materials safe in", "Is there a test report for")),
    (("适合多大面积", "能供几个人用", "该选哪个尺寸"), ("What room size suits", "How many people can use", "Which size should I choose of")),
    (("怎么恢复出厂设置", "忘记密码了", "怎么解绑账号"), ("How do I reset", "I forgot the password of", "How do I remove my account from")),
    (("送货上门安装吗", "安装要收费吗", "可以自己安装吗"), ("Do you install", "What does it cost to install", "Can I install myself")),
)  # fmt: skip
MODELS = ("A1", "B2", "Pro", "Max")


def many(count: int) -> list[Article]:
    """`count` articles, half of them in each language, and 3.2 questions on average for each."""
    chosen = random.Random(SEED)
    every = list(product(range(len(BRANDS)), MODELS, range(len(GOODS)), range(len(MATTERS))))
    chosen.shuffle(every)
    if count // 2 > len(every):
        raise ValueError(f"There are parts for {2 * len(every)} articles, not for {count}.")
    return [article for number, parts in enumerate(every[: count // 2]) for article in _pair(number, *parts)]


def _pair(number: int, brand: int, model: str, goods: int, matter: int) -> Iterator[Article]:
    for at, language in enumerate(("zh", "en")):
        name = f"{BRANDS[brand][at]} {model} {GOODS[goods][at]}"
        ways = MATTERS[matter][at]
        said = [f"{name}{way}" if language == "zh" else f"{way} the {name}" for way in ways]
        said.append(f"请问{name}{ways[0]}" if language == "zh" else f"Question about my {name}: {ways[0]} it")
        most = 4 if number % 5 == 0 else 3
        yield Article(
            id=f"many.{number:05d}", language=language, topic=GOODS[goods][1].replace(" ", "-"), question=said[0],
            variants=tuple(said[1:most]), answer=f"{said[0]} ({number})", position=number,
        )  # fmt: skip
