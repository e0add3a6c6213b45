"""What should happen in one conversation, told a second time and simply: the reference for `test_life.py`.

It knows nothing of the database, the table of states or the use cases; it keeps what one could write on a sheet of paper.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.deadlines import Patience

ONLINE = 60.0
LATER = {
    "claim": "waiting_long",
    "waiting_long": "nobody_came",
    "agent_reminded": "agent_silent",
    "customer_reminded": "customer_silent",
}


@dataclass
class Model:
    patience: Patience
    # Agents' last signs of life, by their number.
    seen: dict[int, float]
    owner: str = "bot"
    epoch: int = 0
    # Of the open handoff, and what agents have said of the conversation: whoever takes over unasked begins with that.
    danger: bool = False
    known_danger: bool = False
    has_contact: bool = False
    # Why each handoff ended, None for the open one; tickets' states beside them.
    handoffs: list[str | None] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    # The last agent of each handoff, and whether one has written.
    agents: list[int | None] = field(default_factory=list)
    deadlines: dict[str, float] = field(default_factory=dict)
    fired: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    bots: int = 0
    # (handoff, when it ended) that the customer's next word takes up again.
    resumes: tuple[int, float] | None = None
    # Until when the customer may say whether a solved handoff is solved, and whether that was the bot's last word.
    confirms: dict[int, float] = field(default_factory=dict)
    just_asked: bool = False
    ended_at: float = 0.0

    @property
    def is_open(self) -> bool:
        return bool(self.handoffs) and self.handoffs[-1] is None

    def online(self, agent: int, now: float) -> bool:
        return self.seen[agent] > now - ONLINE

    def anyone(self, now: float) -> bool:
        return any(self.online(one, now) for one in self.seen)

    # --- What people do -------------------------------------------------------------------------

    def called(self, now: float, danger: bool, insist: bool) -> str:
        if self.owner != "bot":
            return "queued" if self.owner == "queue" else "with_person"
        if not (danger or insist or self.anyone(now)):
            return "nobody_online"
        self._new_handoff(danger)
        self._pass_to("queue", "queued")
        self._wait(now)
        return "queued"

    def claimed(self, agent: int, now: float) -> bool:
        """Whether this agent has it afterwards."""
        if self.owner.startswith("agent:"):
            return self.owner == f"agent:{agent}"
        if not self.is_open:
            self._new_handoff(self.known_danger)
        self.agents[-1] = agent
        self._pass_to(f"agent:{agent}", "joined")
        self._agent_owes(agent, now)
        return True

    def replied(self, agent: int, now: float, key: str) -> bool:
        if self.owner != f"agent:{agent}":
            return False
        self.replies.append(key)
        gone = self.deadlines["agent_gone"]
        self.deadlines = {
            "customer_reminded": now + self.patience.customer_reminder_timeout,
            "customer_silent": now + self.patience.customer_silent_timeout,
            "agent_gone": gone,
        }
        return True

    def handed_back(self, agent: int, how: str, now: float) -> bool:
        if self.owner != f"agent:{agent}":
            return False
        self._end(how, "solved" if how == "resolved" else "open")
        self.known_danger = False
        if how == "resolved":
            self.bots += 1
            self.just_asked, self.ended_at = True, now
            self.confirms[len(self.handoffs) - 1] = now + self.patience.confirm_timeout
        if how == "resolved":
            unfinished = ("nobody_came", "customer_silent")
            self.tickets = ["solved" if end in unfinished else t for end, t in zip(self.handoffs, self.tickets)]
        return True

    def passed_on(self, agent: int, to: int, now: float) -> bool:
        """To a colleague, or with 0 back to the queue."""
        if self.owner != f"agent:{agent}" or to == agent:
            return False
        self.agents[-1] = to or None
        self._pass_to(f"agent:{to}" if to else "queue", "transferred" if to else "put_back")
        if to:
            self._agent_owes(to, now)
        else:
            self._wait(now)
        return True

    def taken_over(self, lead: int, now: float) -> bool:
        if not self.owner.startswith("agent:"):
            return False
        if self.owner != f"agent:{lead}":
            self._given(lead, "taken_over", now)
        return True

    def reassigned(self, to: int, now: float) -> bool:
        if self.owner in ("bot", f"agent:{to}") or not self.online(to, now):
            return False
        self._given(to, "reassigned", now)
        return True

    def sent_back(self, now: float) -> bool:
        if not self.owner.startswith("agent:"):
            return False
        self.agents[-1] = None
        self._pass_to("queue", "sent_back")
        self._wait(now)
        return True

    def _given(self, agent: int, event: str, now: float) -> None:
        self.agents[-1] = agent
        self._pass_to(f"agent:{agent}", event)
        self._agent_owes(agent, now)

    def corrected(self, danger: bool) -> None:
        if self.danger != danger:
            self.danger = self.known_danger = danger

    def left_queue(self) -> bool:
        if self.owner != "queue":
            return False
        self._end("customer_cancelled", "open", "left_queue")
        return True

    def customer_said(self, now: float, key: str) -> None:
        self.said.append(key)
        if self.owner.startswith("agent:") and "agent_silent" not in self.deadlines:
            gone = self.deadlines["agent_gone"]
            self.deadlines = {**self._owed(now), "agent_gone": gone}
        if self.owner == "bot" and self.resumes is not None:
            handoff, ended_at = self.resumes
            agent = self.agents[handoff]
            assert agent is not None
            same = self.online(agent, now) and now - ended_at <= self.patience.reopen_within
            self._resumes_no_more()
            if same:
                self.handoffs[handoff] = None
                self._pass_to(f"agent:{agent}", "resumed")
                self._agent_owes(agent, now)

    def customer_judged(self, now: float, key: str, solved: bool, by_button: bool) -> None:
        """The answer to "solved?"; to everybody else the same words are words."""
        last = len(self.handoffs) - 1
        if self.owner != "bot" or last < 0 or self.handoffs[last] != "resolved" or not (by_button or self.just_asked):
            return self.customer_said(now, key)
        self.said.append(key)
        self.confirms.pop(last, None)
        if solved:
            self.tickets[last] = "closed"
            self.events.append("confirmed")
            return None
        self.tickets[last] = "open"
        self.handoffs[last] = None
        agent = self.agents[last]
        assert agent is not None
        if self.online(agent, now) and now - self.ended_at <= self.patience.reopen_within:
            self._pass_to(f"agent:{agent}", "reopened")
            self._agent_owes(agent, now)
        else:
            self.agents[last] = None
            self._pass_to("queue", "reopened_queued")
            self._wait(now)
        return None

    # --- What time does -------------------------------------------------------------------------

    def passes(self, now: float) -> None:
        """Everything that is due now, the oldest first."""
        for handoff, due in list(self.confirms.items()):
            if due <= now:
                del self.confirms[handoff]
                self.fired.append("confirm")
                self.tickets[handoff] = "closed"
        for kind, due in sorted(self.deadlines.items(), key=lambda one: one[1]):
            if due > now or self.deadlines.get(kind) != due:
                continue
            holder = int(self.owner.partition(":")[2] or 0)
            if kind == "agent_gone" and self.seen[holder] + self.patience.agent_gone_timeout > now:
                self.deadlines[kind] = self.seen[holder] + self.patience.agent_gone_timeout
                continue
            del self.deadlines[kind]
            self.fired.append(kind)
            later = LATER.get(kind)
            if later is not None and self.deadlines.get(later, now + 1) <= now:
                continue
            self._step(kind, now)

    def _step(self, kind: str, now: float) -> None:
        if kind in ("claim", "waiting_long") or (kind == "nobody_came" and self.danger):
            self.events.append("still_waiting" if kind == "claim" or self.danger else "waiting_long")
            if self.danger:
                self.deadlines.setdefault("alarm", now + self.patience.claim_timeout)
        elif kind == "alarm":
            if self.danger:
                self.deadlines["alarm"] = now + self.patience.claim_timeout
            elif "nobody_came" not in self.deadlines:
                self._step("nobody_came", now)
        elif kind == "nobody_came":
            self._end("nobody_came", "open")
            self.bots += 0 if self.has_contact else 1
            self.just_asked &= self.has_contact
        elif kind in ("agent_reminded", "customer_reminded"):
            self.events.append(kind)
        elif kind in ("agent_silent", "agent_gone"):
            self.agents[-1] = None
            self._pass_to("queue", kind)
            self._wait(now)
        elif kind == "customer_silent":
            if self.danger:
                self.events.append("customer_reminded")
            else:
                self._end("customer_silent", "pending")
                self.resumes = (len(self.handoffs) - 1, now)

    # --- The few ways in which things change ----------------------------------------------------

    def _pass_to(self, owner: str, event: str) -> None:
        self.owner = owner
        self.epoch += 1
        self.events.append(event)
        self.deadlines = {}
        self._resumes_no_more()

    def _resumes_no_more(self) -> None:
        if self.resumes is not None and self.tickets[self.resumes[0]] == "pending":
            self.tickets[self.resumes[0]] = "open"
        self.resumes = None

    def _new_handoff(self, danger: bool) -> None:
        self.handoffs.append(None)
        self.tickets.append("open")
        self.agents.append(None)
        self.danger = danger

    def _end(self, why: str, ticket: str, event: str | None = None) -> None:
        self.handoffs[-1] = why
        self._pass_to("bot", event or why)
        self.tickets[-1] = ticket

    def _wait(self, now: float) -> None:
        self.deadlines = {
            "claim": now + self.patience.claim_timeout,
            "waiting_long": now + self.patience.waiting_again_timeout,
            "nobody_came": now + self.patience.nobody_came_timeout,
        }

    def _owed(self, now: float) -> dict[str, float]:
        return {
            "agent_reminded": now + self.patience.agent_reminder_timeout,
            "agent_silent": now + self.patience.agent_silent_timeout,
        }

    def _agent_owes(self, agent: int, now: float) -> None:
        gone = max(now, self.seen[agent]) + self.patience.agent_gone_timeout
        self.deadlines = {**self._owed(now), "agent_gone": gone}
