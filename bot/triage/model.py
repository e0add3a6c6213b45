"""Triage: urgency, nature, complexity and the wish for a person, of one message and the ones before it."""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

import numpy as np

from bot.core.text import language_of
from bot.core.words import Complexity, Urgency
from bot.knowledge.encoder import Encoder, encode_one
from bot.knowledge.lexical import Lexicon
from bot.knowledge.normal import key
from bot.knowledge.space import space_of
from bot.knowledge.vectors import VectorCache, vectors_of
from bot.triage.judgement import Judgement, Verdict
from bot.triage.learner import Decision, Ground, Learner, Look, Message
from bot.triage.lexicon import columns, signs
from bot.triage.reasons import MOST, spans
from bot.triage.rows import LEVELS, Row, read_rows

# A danger that is missed costs more than a false alarm: the lead at which "critical" wins may be negative.
WANTED_RECALL = 0.98
ALIKE = 0.8
LOOK_BACK = 20
CRITICAL = LEVELS["urgency"].index(Urgency.CRITICAL.value)


class TriageModel:
    """Trained at start from labelled rows: about two seconds when their vectors are known."""

    def __init__(self, encoder: Encoder, ground: Ground, matter: Learner, person: Learner) -> None:
        self.encoder = encoder
        self._ground = ground
        self.matter = matter
        self.person = person
        self.critical_lead = _lead_for_recall(matter.decisions["urgency"])
        self.person_lead = _best_lead(person.decisions["person"])

    @classmethod
    def load(cls, folder: Path, encoder: Encoder, cache: VectorCache) -> TriageModel:
        return cls.train(read_rows(folder), encoder, cache)

    @classmethod
    def train(cls, rows: Sequence[Row], encoder: Encoder, cache: VectorCache) -> TriageModel:
        texts = [row.text for row in rows]
        vectors = vectors_of(texts, encoder, cache)
        lexicon = Lexicon(texts)
        counts = np.stack([signs(text).counts for text in texts])
        ground = Ground(space_of(encoder, vectors, vectors[:0]), lexicon)
        points = ground.space.place(vectors)
        learners = []
        for names in (("urgency", "nature", "complexity"), ("person",)):
            chosen = np.array([at for at, row in enumerate(rows) if any(name in row.labels for name in names)], np.int64)
            learners.append(
                Learner(
                    ground,
                    {name: LEVELS[name] for name in names},
                    [rows[at].labels for at in chosen],
                    points[chosen],
                    lexicon.matrix[chosen],
                    counts[chosen],
                    columns(of_person="person" in names),
                )
            )
        return cls(encoder, ground, *learners)

    def judge(self, text: str, history: Sequence[str] = ()) -> Judgement:
        """`history` holds the customer's former messages, the newest last."""
        message = self._message(text)
        look = self.matter.look(message)
        scores = self.matter.scores(look, "urgency").copy()
        scores[CRITICAL] -= self.critical_lead
        urgency = self._verdict("urgency", message, look, scores)
        nature = self._verdict("nature", message, look, self.matter.scores(look, "nature"))
        complexity = self._verdict("complexity", message, look, self.matter.scores(look, "complexity"))
        repeats = self._repeats(message, history)
        if repeats >= 2:
            fact = f"asked {repeats + 1} times"
            if urgency.level == Urgency.NORMAL.value:
                urgency = Verdict(Urgency.HIGH.value, urgency.confidence, (fact, *urgency.reasons)[:MOST])
            complexity = Verdict(Complexity.COMPLEX.value, complexity.confidence, (fact, *complexity.reasons)[:MOST])
        wants, chance = self._wants_person(message)
        return Judgement(text, language_of(text), urgency, nature, complexity, wants, chance)

    def _message(self, text: str) -> Message:
        point = self._ground.space.place(encode_one(text, self.encoder))[0]
        return Message(text, point, self._ground.lexicon.rows([text]), signs(text))

    def _wants_person(self, message: Message) -> tuple[bool, float]:
        no, yes = self.person.scores(self.person.look(message), "person")
        lead = float(yes - no) - self.person_lead
        chance = 1 / (1 + np.exp(-np.clip(lead * self.person.decisions["person"].sharpness, -30, 30)))
        return lead >= 0, round(float(max(chance, 1 - chance)), 3)

    def _verdict(self, name: str, message: Message, look: Look, scores: np.ndarray) -> Verdict:
        decision = self.matter.decisions[name]
        level = int(np.argmax(scores))
        pushes = {
            expression: push / len(message.signs.found[sign])
            for sign, push in self.matter.sign_push(look, name, level).items()
            for expression in message.signs.found[sign]
        }
        reasons = spans(message.text, self.matter.word_push(message, name, level), pushes)
        return Verdict(decision.levels[level], round(float(decision.probabilities(scores)[level]), 3), reasons)

    def _repeats(self, message: Message, history: Sequence[str]) -> int:
        """How many of the last messages asked the same."""
        wanted = key(message.text)
        if not wanted:
            return 0
        count = 0
        for former in history[-LOOK_BACK:]:
            if key(former) == wanted:
                count += 1
            elif key(former):
                point = self._ground.space.place(encode_one(former, self.encoder))[0]
                count += bool(point @ message.point >= ALIKE)
        return count


def _lead_for_recall(decision: Decision) -> float:
    """The lead of "critical" over the best other level that keeps the wanted recall on rows left out."""
    scores = decision.left_out
    others = np.delete(scores, CRITICAL, axis=1).max(axis=1)
    lead = (scores[:, CRITICAL] - others)[decision.truth == CRITICAL]
    return min(0.0, float(np.quantile(lead, 1 - WANTED_RECALL))) if len(lead) else 0.0


def _best_lead(decision: Decision) -> float:
    """The lead of "yes" over "no" with the best F1 on rows left out."""
    lead = decision.left_out[:, 1] - decision.left_out[:, 0]
    truth = decision.truth == 1
    choices = np.linspace(-0.4, 0.4, 33)
    scores = [2 * (truth & (lead >= at)).sum() / max(1, truth.sum() + (lead >= at).sum()) for at in choices]
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-9)
    return float(choices[best[len(best) // 2]])
