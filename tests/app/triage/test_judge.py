"""The traps of triage, as sentences. Quality as a number is measured by `python -m benchmarks.triage`."""

from __future__ import annotations

import json

import pytest

from bot.triage.model import TriageModel


@pytest.mark.parametrize(
    "text",
    [
        "插座冒烟了！！",
        "插座那里有点糊味还在滋滋响",
        "宝宝好像把遥控器里的纽扣电池吃了",
        "厨房里煤气味好大",
        "有人正在转走我账户里的钱",
        "我奶奶的制氧机自己停了",
        "電飯煲冒煙了救命",
        "there is smoke coming out of the socket",
        "my son has swallowed a button battery",
        "someone is moving money out of my account as we speak",
        "I got an electric shock from the washing machine",
    ],
)
def test_present_danger_is_critical_also_when_said_calmly(model: TriageModel, text: str) -> None:
    assert model.judge(text).urgency.level == "critical"


@pytest.mark.parametrize(
    "text",
    [
        "充电宝会爆炸吗？",
        "投诉电话是多少",
        "你们家生意真火爆",
        "笑死我了哈哈",
        "怎么修改紧急联系人",
        "what should I do if a battery swells?",
        "this deal is fire",
        "my phone blew up with messages lol",
        "thank you so much, great service",
        "客服几点下班",
    ],
)
def test_figures_of_speech_and_questions_about_danger_are_not_urgent(model: TriageModel, text: str) -> None:
    assert model.judge(text).urgency.level == "low"


@pytest.mark.parametrize(
    "text",
    [
        "不急，洗衣机门有点松，有空来看看",
        "没冒烟，就是不制冷了，约个师傅",
        "Not urgent at all, the fridge light is out.",
        "no smoke or anything, it just stopped heating",
    ],
)
def test_what_is_denied_does_not_count(model: TriageModel, text: str) -> None:
    assert model.judge(text).urgency.level in ("normal", "low")


@pytest.mark.parametrize(
    "text",
    [
        "第三次找你们了还没解决，再不处理我就打12315",
        "你们服务真好，三个月都没人理我",
        "This is the third time I have asked. I will report you to trading standards.",
    ],
)
def test_repetition_and_threats_are_urgent_complaints(model: TriageModel, text: str) -> None:
    judged = model.judge(text)
    assert judged.urgency.level == "high"
    assert judged.nature.level == "complaint"


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("保修期是多久", "consult"),
        ("洗衣机不脱水了", "fault"),
        ("师傅态度太差了，你们怎么管的", "complaint"),
        ("我要退货，帮我安排上门取件", "request"),
        ("建议app里加个夜间模式", "suggestion"),
        ("客服小姐姐很耐心，点赞", "praise"),
        ("转人工", "request"),
        ("你好", "other"),
        ("how long is the warranty", "consult"),
        ("the oven doesn't heat up", "fault"),
        ("please cancel my order", "request"),
        ("it would be great if the app had a dark mode", "suggestion"),
        ("your agents were great", "praise"),
        ("got the wrong cable, please send the right one", "request"),
        ("cannot fault the lady who took my call", "praise"),
        ("have you thought of a later delivery slot", "suggestion"),
        ("your fitter never said sorry and left a mess", "complaint"),
        ("地址帮我改成单位的", "request"),
        ("要是能选晚上送货就好了", "suggestion"),
    ],
)
def test_each_nature_in_both_languages(model: TriageModel, text: str, nature: str) -> None:
    assert model.judge(text).nature.level == nature


@pytest.mark.parametrize(
    "text", ["转人工", "找个真人", "real person pls", "agent", "我不想跟机器人聊", "let me speak to someone"]
)
def test_a_wish_for_a_person_is_heard(model: TriageModel, text: str) -> None:
    assert model.judge(text).wants_person


@pytest.mark.parametrize("text", ["转人工", "人工客服", "我要找人工客服", "human please", "talk to a person"])
def test_a_bare_wish_for_a_person_is_no_emergency(model: TriageModel, text: str) -> None:
    assert model.judge(text).urgency.level in ("low", "normal")


@pytest.mark.parametrize(
    "text",
    [
        "人工费多少钱",
        "人工智能电视好用吗",
        "your agents were great",
        "human error on my invoice",
        "客服电话是多少",
        "客服，怎么改收货人",
        "人工复核要几天",
        "I missed a call from support",
        "which number do I ring for an agent",
    ],
)
def test_what_only_sounds_like_it_is_not(model: TriageModel, text: str) -> None:
    assert not model.judge(text).wants_person


@pytest.mark.parametrize(
    "text",
    ["插座那里有点糊味还在滋滋响", "Smoke is coming out of my NEW toaster!", "電飯煲冒煙了", "第三次找你们了还没人理"],
)
def test_reasons_are_words_of_the_message(model: TriageModel, text: str) -> None:
    reasons = model.judge(text).urgency.reasons
    assert 1 <= len(reasons) <= 4
    assert all(reason in text for reason in reasons)


def test_the_word_that_decides_is_named(model: TriageModel) -> None:
    assert any("冒烟" in reason for reason in model.judge("我刚买的空调冒烟了").urgency.reasons)
    assert any("smoke" in reason for reason in model.judge("there is smoke coming from the fridge").urgency.reasons)


def test_asking_the_same_again_and_again_raises_urgency(model: TriageModel) -> None:
    text = "我的洗衣机不脱水，约个师傅"
    once = model.judge(text)
    thrice = model.judge(text, [text, "在吗", "洗衣机不脱水，约师傅上门"])
    assert once.urgency.level == "normal"
    assert (thrice.urgency.level, thrice.complexity.level) == ("high", "complex")
    assert thrice.urgency.reasons[0] == "asked 3 times"


@pytest.mark.parametrize("text", ["", " ", "？？？", "😀", "1", "\ud800", "a" * 4000, "烟" * 4000, "/restart", "{}"])
def test_any_text_is_judged(model: TriageModel, text: str) -> None:
    judged = model.judge(text)
    assert judged.urgency.level in ("critical", "high", "normal", "low")
    assert 0 <= judged.urgency.confidence <= 1


def test_machines_get_a_fixed_shape(model: TriageModel) -> None:
    shown = model.judge("转人工").as_dict()
    assert set(shown) == {
        "text",
        "language",
        "urgency",
        "nature",
        "complexity",
        "wants_person",
        "wants_person_confidence",
    }
    assert set(shown["urgency"]) == {"level", "confidence", "reasons"}
    assert set(shown["nature"]) == {"label", "confidence", "reasons"}
    assert json.loads(json.dumps(shown)) == shown
