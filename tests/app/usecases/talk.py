"""A customer and the bot, turn by turn, as the engine would have saved it."""

from __future__ import annotations

from typing import Any

from bot.core.words import HandoffReason
from bot.store.bell import Bell
from bot.store.database import Store
from bot.usecases.answer import Utterance, lease, save_turn
from bot.usecases.desk import Agent, claim, resolve
from bot.usecases.desk_settings import DeskRules
from bot.usecases.feedback import keep_verdict
from bot.usecases.handing_off import HandoffRequest, request_handoff
from bot.usecases.reading import messages_for_customer
from bot.usecases.receive import receive, start_conversation

_STATUS = {"faq": "answer", "faq_choice": "suggest", "not_understood": "none"}
_JUDGED = [{"title": "有帮助", "payload": "/helped"}, {"title": "没解决", "payload": "/not_helped"}]
_CHOICE = [
    {"title": "第一篇", "payload": '/choose_article{"article": "first"}'},
    {"title": "都不是", "payload": "/none_of_these"},
]


class Talk:
    """One conversation; a minute passes with each message."""

    def __init__(self, store: Store, bell: Bell, rules: DeskRules, at: float, language: str = "zh") -> None:
        self.store, self.bell, self.rules, self.at, self.language = store, bell, rules, at, language
        self.id = start_conversation(store, "web", language, at)
        self._count = 0

    def asks(self, text: str, understood: str, article: str = "some") -> Talk:
        """What the customer types; an answer shows `article`, a half sure one offers a choice."""
        receive(self.store, self.bell, self.id, self._next(), text, self.at)
        said = []
        if understood == "faq":
            said = [Utterance("答案", _JUDGED, {"article": {"id": article, "title": "题", "score": 0.9}})]
        elif understood == "faq_choice":
            said = [Utterance("哪一个？", _CHOICE, {"offered": ["first"]})]
        return self._turn(understood, _STATUS.get(understood, "none"), said)

    def presses(self, title: str) -> Talk:
        """A button of one of the bot's messages, the newest first."""
        shown = messages_for_customer(self.store, self.id, 0)
        button = next(one for row in reversed(shown) for one in row.get("buttons", ()) if one["title"] == title)
        receive(self.store, self.bell, self.id, self._next(), None, self.at, button=button["id"])
        article = {"article": {"id": "first", "title": "第一篇", "score": 1.0}}
        said = [Utterance("答案", _JUDGED, article)] if title == "第一篇" else []
        intents = {"有帮助": "helped", "没解决": "not_helped", "第一篇": "choose_article", "都不是": "none_of_these"}
        return self._turn(intents[title], None, said)

    def gets_a_person(self, reason: HandoffReason = HandoffReason.BUTTON, after: float = 60) -> Talk:
        self.at += after
        request = HandoffRequest(self.id, reason, insist=True)
        assert request_handoff(self.store, self.bell, self.rules, request, self.at).state == "queued"
        return self

    def talks_with(self, agent: Agent, minutes: float) -> Talk:
        claim(self.store, self.bell, self.rules, self.id, agent, self.at)
        resolve(self.store, self.bell, self.id, agent, "ok", self.at + minutes * 60)
        return self

    def _next(self) -> str:
        self._count += 1
        self.at += 60
        return f"m{self._count}"

    def _turn(self, intent: str, status: str | None, said: list[Utterance]) -> Talk:
        turn = lease(self.store, "engine", self.at)
        assert turn is not None and turn.conversation_id == self.id
        analysis: dict[str, Any] = {"intent": intent, "language": self.language, "faq": {"status": status}}
        if intent in ("helped", "not_helped"):
            keep_verdict(self.store, self.id, turn.inbox_id, intent == "helped", self.at)
        heard = [{"event": "user", "text": turn.text, "message_id": turn.key, "timestamp": self.at}]
        save_turn(self.store, self.bell, turn, self._count, heard, said, analysis, self.at)
        return self
