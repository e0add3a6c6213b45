"""Customers: each writes its messages one after the other, and says each again until it is acknowledged."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

from tests.crash.readers import AskingReader, ListeningReader, Reader
from tests.crash.wire import Diary, GaveUp, Line, Sent

GREETINGS = ("你好", "在吗", "hello", "Good morning!")
QUESTIONS = {
    "zh": ("多久能发货？", "怎么申请退货", "发票抬头开错了怎么改", "空调滤网怎么清洗", "会员积分有什么用", "洗衣机漏水怎么办",
           "退款几天到账", "你们几点上班", "可以改收货地址吗", "忘记密码了"),
    "en": ("How long does delivery take?", "How do I return an item?", "Where can I see my invoice?",
           "My washing machine makes a loud noise", "When will I get my refund?", "Do you deliver on weekends?",
           "How do I reset my password?", "What does the warranty cover?"),
}  # fmt: skip
PERSON = ("转人工", "我要找人工客服", "Talk to a person please", "I want a human agent")
DANGER = ("充电宝冒烟了！", "My power bank is smoking and very hot!")
REPAIR = ("我家空调不制冷了，想约师傅上门", "The fridge is not cooling, please send someone to repair it")
FORM_WORDS = (
    "13800138000",
    "上海市浦东新区世纪大道100号",
    "明天下午三点",
    "对，没错",
    "电话改成13900139000",
    "不用了",
    "yes",
    "算了",
)
KINDS = (
    ("greeting", 1.0),
    ("question", 4.0),
    ("person", 0.5),
    ("danger", 0.3),
    ("repair", 1.0),
    ("form", 2.0),
    ("button", 2.5),
    ("person button", 0.15),
    ("leave queue", 0.3),
)


class Customer(threading.Thread):
    """Sends at least `quota` messages, and goes on at a slower pace until the killer is done."""

    def __init__(self, number: int, seed: int, base: str, diary: Diary, quota: int, done: threading.Event,
                 ended: threading.Event) -> None:  # fmt: skip
        super().__init__(name=f"c{number}", daemon=True)
        self.chance = random.Random(f"{seed} customer {number}")
        self.language = "en" if number % 3 == 2 else "zh"
        self.line = Line(base, diary)
        self.diary = diary
        self.quota = quota
        self.done = done
        self.ended = ended
        self.sent: list[Sent] = []
        self.readers: list[Reader] = []
        kind = (AskingReader, ListeningReader)
        # Every third has both ways open at once, as a page and a widget of one session do.
        self._kinds = kind if number % 3 == 0 else (kind[number % 2],)

    def run(self) -> None:
        try:
            self._open()
            while not self.ended.is_set() and (len(self.sent) < self.quota or not self.done.is_set()):
                self._act()
                if self.sent and self.chance.random() < 0.75:
                    self._await_answer()
                time.sleep(self.chance.uniform(0.1, 1.6 if len(self.sent) < self.quota else 5.0))
        except GaveUp as error:
            self.diary.complain("I1", f"{self.name} gave up: {error}")

    def _open(self) -> None:
        body = {"language": self.language, "page": "https://shop.example/help"}
        answer = self.line.call("POST", "/api/conversations", body)
        token = str(answer.body["token"])
        self.line.http.cookies.clear()
        self.line.http.headers["Authorization"] = f"Bearer {token}"
        for kind in self._kinds:
            reader = kind(self.name, self.line.base, token, self.diary, self.ended)
            reader.start()
            self.readers.append(reader)

    def _await_answer(self, seconds: float = 10.0) -> None:
        """Most people read before they write again; the others make the bot's queue."""
        limit = time.monotonic() + seconds
        mine = self.sent[-1].seq
        while time.monotonic() < limit and not self.ended.is_set():
            if any(message["seq"] > mine and message["author"] != "customer" for message in self.readers[0].shown[-5:]):
                return
            time.sleep(0.1)

    def _act(self) -> None:
        kind = self.chance.choices([name for name, _ in KINDS], [weight for _, weight in KINDS])[0]
        buttons = self.readers[0].buttons()
        if kind == "button" and not buttons:
            kind = "question"
        if kind == "person button":
            self.line.call("POST", "/api/conversation/person")
            self.diary.count("person button")
        elif kind == "leave queue":
            if self.line.call("DELETE", "/api/conversation/person").status == 200:
                self.diary.count("left the queue")
        elif kind == "button":
            button = self.chance.choice(buttons)
            self._say(kind, {"button": button["id"]}, button["title"])
        else:
            words = {
                "greeting": GREETINGS,
                "question": QUESTIONS[self.language],
                "person": PERSON,
                "danger": DANGER,
                "repair": REPAIR,
                "form": FORM_WORDS,
            }[kind]
            text = self.chance.choice(words)
            self._say(kind, {"text": text}, text)

    def _say(self, kind: str, body: dict[str, Any], text: str) -> None:
        client_id = f"{self.name}-{len(self.sent) + 1}"
        answer = self.line.call("PUT", f"/api/conversation/messages/{client_id}", body)
        if answer.status not in (200, 201):
            self.diary.complain("I1", f"{self.name}: {kind} refused with {answer.status}: {answer.body}")
            return
        self.sent.append(Sent(client_id, text, int(answer.body["seq"])))
        self.diary.count(f"said: {kind}")
        if self.chance.random() < 0.15:
            # As a page does that did not hear the answer.
            again = self.line.call("PUT", f"/api/conversation/messages/{client_id}", body)
            if again.status != 200 or again.body.get("seq") != answer.body["seq"]:
                self.diary.complain("I1", f"{self.name}: {client_id} sent again gave {again.status} {again.body}")
