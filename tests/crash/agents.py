"""Agents: claim from the queue or from the bot, reply everything twice with the same id, note, release or resolve."""

from __future__ import annotations

import random
import threading
import time

from tests.crash.wire import Diary, GaveUp, Line, Sent


class Agent(threading.Thread):
    """Works until `ended`; once `closing` is set it no longer takes conversations from the bot."""

    def __init__(self, login: str, password: str, seed: int, base: str, diary: Diary, closing: threading.Event,
                 ended: threading.Event) -> None:  # fmt: skip
        super().__init__(name=login, daemon=True)
        self.chance = random.Random(f"{seed} agent {login}")
        self.line = Line(base, diary)
        self.diary = diary
        self.credentials = {"login": login, "password": password}
        self.closing = closing
        self.ended = ended
        self.number = 0
        # By conversation: the numbers read so far, in the order of reading.
        self.read: dict[str, list[int]] = {}
        self.said = 0
        self.signed_in = threading.Event()
        # After the first whole round since `closing`.
        self.takes_nothing_new = threading.Event()

    def run(self) -> None:
        try:
            answer = self.line.call("POST", "/login", self.credentials)
            self.number = int(answer.body["user"]["id"])
            # Login and header are enough for a program; the cookie is in the session.
            self.line.call("PUT", "/api/desk/me", {"presence": "online"})
            self.signed_in.set()
            while not self.ended.is_set():
                # Asked once a round: who began before the end may still take a conversation from the bot.
                closing = self.closing.is_set()
                self._work(closing)
                if closing:
                    self.takes_nothing_new.set()
                time.sleep(self.chance.uniform(0.1, 0.6))
        except GaveUp as error:
            self.diary.complain("I6", f"{self.name} gave up: {error}")
        except Exception as error:
            self.diary.complain("harness", f"{self.name}: {error!r}")
            raise

    def _work(self, closing: bool) -> None:
        lists = self.line.call("GET", "/api/desk/conversations")
        if lists.status != 200:
            self.diary.complain("I6", f"{self.name}: the list gave {lists.status} {lists.body}")
            return
        queue = [line["id"] for line in lists.body["queue"]]
        mine = [line["id"] for line in lists.body["mine"]]
        others = [line["id"] for line in lists.body["others"]]
        bots = [line["id"] for line in lists.body["bot"] if line["last_seq"] > 0]
        if mine:
            # A hand-back whose answer was lost before it was done.
            self._hand_back(mine[0])
        elif queue and (closing or self.chance.random() < 0.7):
            # Not the first one only: two agents often want the same.
            self._handle(self.chance.choice(queue[:3]))
        elif bots and not closing and self.chance.random() < 0.06:
            self._handle(self.chance.choice(bots[:10]))
        elif others and self.chance.random() < 0.3:
            self._intrude(self.chance.choice(others))

    def _handle(self, conversation_id: str) -> None:
        claim = self.line.call("POST", f"/api/desk/conversations/{conversation_id}/claim")
        if claim.status == 409:
            self.diary.count("claims lost to a colleague")
            if not claim.body["error"].get("holder"):
                self.diary.complain("I4", f"a lost claim names no holder: {claim.body}")
            return
        if claim.status != 200:
            self.diary.complain("I4", f"{self.name}: claim gave {claim.status} {claim.body}")
            return
        self.diary.count("claims")
        self._catch_up(conversation_id)
        for _ in range(self.chance.randint(1, 3)):
            self._reply(conversation_id, note=False)
            time.sleep(self.chance.uniform(0.0, 0.4))
        if self.chance.random() < 0.3:
            self._reply(conversation_id, note=True)
        self._catch_up(conversation_id)
        self._hand_back(conversation_id)

    def _reply(self, conversation_id: str, note: bool) -> None:
        self.said += 1
        client_id = f"{self.name}-{self.said}"
        text = f"{'备注' if note else '您好，我来处理'} {client_id}"
        path, body = f"/api/desk/conversations/{conversation_id}/messages/{client_id}", {"text": text, "note": note}
        first = self.line.call("PUT", path, body)
        again = self.line.call("PUT", path, body)
        if first.status not in (200, 201) or again.status != 200 or first.body.get("seq") != again.body.get("seq"):
            self.diary.complain("I6", f"{client_id}: {first.status} {first.body}, then {again.status} {again.body}")
            return
        if first.status == 200 and first.tries == 1:
            self.diary.complain("I6", f"{client_id} was called a repeat at its first sending")
        self.diary.replied(Sent(client_id, text, int(first.body["seq"]), conversation_id, note))

    def _hand_back(self, conversation_id: str) -> None:
        if self.chance.random() < 0.5:
            answer = self.line.call("POST", f"/api/desk/conversations/{conversation_id}/release", {})
        else:
            answer = self.line.call(
                "POST", f"/api/desk/conversations/{conversation_id}/resolve", {"reason": "已说明办法"}
            )
        # Said twice because the first answer was lost: the second one is refused, and the work is done.
        if answer.status != 200 and not (answer.status == 409 and answer.tries > 1):
            self.diary.complain("I4", f"{self.name}: hand-back gave {answer.status} {answer.body}")
        self.diary.count("hand-backs")

    def _intrude(self, conversation_id: str) -> None:
        """Writing into a colleague's conversation must be refused."""
        self.said += 1
        path = f"/api/desk/conversations/{conversation_id}/messages/{self.name}-{self.said}"
        answer = self.line.call("PUT", path, {"text": "闯入"})
        self.diary.count("intrusions refused")
        if answer.status != 409:
            self.diary.complain(
                "I4", f"{self.name} wrote into a colleague's conversation: {answer.status} {answer.body}"
            )

    def _catch_up(self, conversation_id: str) -> None:
        read = self.read.setdefault(conversation_id, [])
        answer = self.line.call(
            "GET", f"/api/desk/conversations/{conversation_id}/messages?after={read[-1] if read else 0}"
        )
        read += [message["seq"] for message in answer.body["messages"]]
