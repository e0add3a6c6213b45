"""Triage: urgency, nature, complexity and the wish for a person, of one message and the ones before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.core.text import language_of
from bot.core.words import Complexity, Nature, Urgency
from bot.knowledge.encoder import Encoder, encode_one, parts_of
from bot.knowledge.head import whole
from bot.knowledge.lexical import Lexicon
from bot.knowledge.normal import key
from bot.knowledge.space import space_of
from bot.knowledge.vectors import VectorCache, project_folder, vectors_of
from bot.triage import kept
from bot.triage.clauses import NEAR, WEIGHT, clauses
from bot.triage.corrected import laid_over
from bot.triage.judgement import Judgement, Verdict
from bot.triage.learner import Fitted, Ground, Learner, Look, Message
from bot.triage.lexicon import Signs, columns, signs, speaks_of_the_rest
from bot.triage.outright import asks_outright, complains_outright
from bot.triage.reasons import MOST, spans
from bot.triage.rows import LEVELS, Row, read_rows

# A danger that is missed costs more than a false alarm: the lead at which "critical" wins may be negative.
WANTED_RECALL = 0.95
ALIKE = 0.7
LOOK_BACK = 20
# As good as all 512 or 896 of them, at half the time (docs/understanding.md).
DIMENSIONS = 256
DECISIONS = (("urgency", "nature", "complexity"), ("person",))
WORDS = "words "
LEFT_OUT = "left out"
# Clauses compared with all rows at once while training.
PORTION = 512
CRITICAL = LEVELS["urgency"].index(Urgency.CRITICAL.value)


class TriageModel:
    """Learned from labelled rows; a start with known rows takes what was learned before."""

    def __init__(
        self,
        encoder: Encoder,
        ground: Ground,
        matter: Learner,
        person: Learner,
        critical_lead: float,
        scores_left_out: np.ndarray,
        clause_leads: np.ndarray,
        reader: TriageModel | None = None,
    ) -> None:
        self.encoder = encoder
        self._ground = ground
        self.matter = matter
        self.person = person
        self.critical_lead = critical_lead
        # Of each row of `matter`, in the order of training: what it would score without itself.
        self._scores_left_out = scores_left_out
        # Of each row of `matter` that is critical: its most dangerous clause, as if the row had not been learned from.
        self.clause_leads = clause_leads
        # Reads clauses alone; encoding each of them twice would take too long.
        self._reader = reader or self
        self._remembered = lru_cache(maxsize=64)(self._most_dangerous)

    @classmethod
    def load(
        cls,
        folder: Path,
        encoder: Encoder,
        cache: VectorCache,
        keep: Path | None = None,
        corrected: Sequence[Row] = (),
        quick: TriageModel | None = None,
    ) -> TriageModel:
        """From the rows in `folder`, or what an earlier start learned from the same rows and kept.

        `corrected` are laid over them (`corrected.py`). With several encoders, `quick` is the model of the first one
        alone; it is loaded where it is not given.
        """
        first = parts_of(encoder)[0]
        if first is not encoder and quick is None:
            quick = cls.load(folder, first, cache, keep, corrected)
        rows = laid_over(read_rows(folder), corrected)
        path = kept.file_of(keep or project_folder(), encoder.name)
        key_of_this = kept.key_of(rows, encoder.name)
        arrays = kept.read(path, key_of_this)
        if arrays is None:
            model, arrays = _trained(rows, encoder, cache, quick)
            kept.write(path, key_of_this, arrays)
            return model
        lexicon = Lexicon.restored(
            {name[len(WORDS) :]: value for name, value in arrays.items() if name.startswith(WORDS)}
        )
        ground, learners = _prepared(rows, encoder, cache, lexicon, arrays["counts"])
        for learner in learners:
            name = "+".join(learner.levels)
            learner.use(arrays[f"weights {name}"], dict(zip(learner.levels, arrays[f"sharpness {name}"])))
        lead = float(arrays["critical lead"])
        left_out, of_clauses = arrays[LEFT_OUT], arrays["clause leads"]
        return cls(encoder, ground, learners[0], learners[1], lead, left_out, of_clauses, quick)

    def judge(
        self, text: str, history: Sequence[str] = (), repeats: int | None = None, near: float = NEAR
    ) -> Judgement:
        """`history` holds the customer's former messages, the newest last; `repeats` is given by who has counted.

        `near`: how near to the threshold of "critical" its clauses are read one by one.
        """
        message = self._message(text)
        look = self.matter.look(message)
        scores = self.matter.scores(look, "urgency").copy()
        lead = float(_leads(scores[None])[0])
        scores[CRITICAL] += self._with_clauses(message, lead, near) - lead - self.critical_lead
        urgency = self._verdict("urgency", message, look, scores)
        complaint = complains_outright(message.text)
        if complaint:
            nature = Verdict(Nature.COMPLAINT.value, 0.99, (complaint,))
        else:
            nature = self._verdict("nature", message, look, self.matter.scores(look, "nature"))
        complexity = self._verdict("complexity", message, look, self.matter.scores(look, "complexity"))
        if repeats is None:
            repeats = self._repeats(message.text, message.point, history)
        if repeats >= 2:
            fact = f"asked {repeats + 1} times"
            if urgency.level == Urgency.NORMAL.value:
                urgency = Verdict(Urgency.HIGH.value, urgency.confidence, (fact, *urgency.reasons)[:MOST])
            complexity = Verdict(Complexity.COMPLEX.value, complexity.confidence, (fact, *complexity.reasons)[:MOST])
        wants, chance = self._wants_person(message)
        return Judgement(text, language_of(text), urgency, nature, complexity, wants, chance)

    def scores_of(self, texts: Sequence[str]) -> np.ndarray:
        """What each text alone would score: one row a text, the columns of `matter`. Encodes all in one go."""
        points = self._ground.space.place(self.encoder.encode(texts))
        counts = np.stack([signs(text).counts for text in texts])
        return self.matter.near(points, self._ground.lexicon.rows(texts), counts) @ self.matter.weights

    def left_out(self, rows: Sequence[Row]) -> Iterator[tuple[int, dict[str, str]]]:
        """Place and levels of each of the `rows` it was trained on, judged as if that row had not been there.

        Clauses were read of the dangers by hand only, so a few false alarms more are raised than this counts.
        """
        names = DECISIONS[0]
        whole_leads = _leads(self._scores_left_out[:, self.matter.places["urgency"]])
        clause_leads = np.where(np.isfinite(self.clause_leads), self.clause_leads, whole_leads)
        rises = _joined(whole_leads, clause_leads) - whole_leads
        for at, scores, rise in zip(_labelled(rows, names), self._scores_left_out, rises, strict=True):
            levels = {}
            for name in names:
                mine = scores[self.matter.places[name]].copy()
                if name == "urgency":
                    mine[CRITICAL] += rise - self.critical_lead
                levels[name] = self.matter.levels[name][int(np.argmax(mine))]
            yield int(at), levels

    def _point(self, text: str) -> np.ndarray:
        return self._ground.space.place(encode_one(text, self.encoder))[0]

    def _message(self, text: str) -> Message:
        return Message(text, self._point(text), self._ground.lexicon.rows([text]), signs(text))

    def _with_clauses(self, message: Message, lead: float, near: float) -> float:
        """The lead of "critical", that of the most dangerous clause included where the matter is not plain."""
        reader = self._reader
        found = _joined(lead, lead if reader is self else reader.most_dangerous([message.text]))
        if abs(found - self.critical_lead) >= near:
            return found
        pieces = _readable_alone(message.text, message.signs)
        return _joined(lead, reader.most_dangerous(pieces)) if len(pieces) > 1 else found

    def most_dangerous(self, texts: Sequence[str]) -> float:
        """The highest lead of "critical" among the texts. Remembered: both models ask this one about the same clauses."""
        return self._remembered(tuple(texts))

    def _most_dangerous(self, texts: tuple[str, ...]) -> float:
        # Several are encoded together, which takes half the time.
        if len(texts) == 1:
            return float(_leads(self.matter.scores_of([self._message(texts[0])], "urgency")).max())
        return float(_leads(self.scores_of(texts)[:, self.matter.places["urgency"]]).max())

    def _wants_person(self, message: Message) -> tuple[bool, float]:
        if asks_outright(message.text):
            return True, 0.99
        no, yes = self.person.scores(self.person.look(message), "person")
        lead = float(yes - no)
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

    def repeats(self, text: str, history: Sequence[str]) -> int:
        """How many of the last messages asked the same."""
        return self._repeats(text, self._point(text), history) if history else 0

    def _repeats(self, text: str, point: np.ndarray, history: Sequence[str]) -> int:
        wanted = key(text)
        if not wanted:
            return 0
        count = 0
        for former in history[-LOOK_BACK:]:
            if key(former) == wanted:
                count += 1
            elif key(former):
                count += bool(self._point(former) @ point >= ALIKE)
        return count


def _prepared(
    rows: Sequence[Row], encoder: Encoder, cache: VectorCache, lexicon: Lexicon, counts: np.ndarray
) -> tuple[Ground, list[Learner]]:
    vectors = vectors_of([row.text for row in rows], encoder, cache)
    space = space_of(encoder, vectors, vectors[:0])
    ground = Ground(space.narrowed(space.place(vectors), DIMENSIONS), lexicon)
    points = ground.space.place(vectors)
    learners = []
    for names in DECISIONS:
        at = _labelled(rows, names)
        levels = {name: LEVELS[name] for name in names}
        signs_of = columns(of_person="person" in names)
        learners.append(Learner(ground, levels, points[at], lexicon.matrix[at], counts[at], signs_of))
    return ground, learners


def _trained(
    rows: Sequence[Row], encoder: Encoder, cache: VectorCache, quick: TriageModel | None = None
) -> tuple[TriageModel, dict[str, np.ndarray]]:
    texts = [row.text for row in rows]
    lexicon = Lexicon(texts)
    counts = np.stack([signs(text).counts for text in texts])
    ground, learners = _prepared(rows, encoder, cache, lexicon, counts)
    arrays = {f"{WORDS}{name}": value for name, value in lexicon.arrays().items()} | {"counts": counts}
    lead, of_clauses = 0.0, np.zeros(0, np.float32)
    for learner, names in zip(learners, DECISIONS):
        chosen = [rows[at] for at in _labelled(rows, names)]
        fitted = learner.fit([row.labels for row in chosen])
        if "urgency" in names:
            known, left_out, truth = fitted.of(learner.places["urgency"])
            hand = np.array([row.by_hand for row in chosen])[known]
            dangers = hand & (truth == CRITICAL)
            if quick is None:
                chosen_texts = [row.text for row in chosen]
                of_clauses = _clause_leads(learner, fitted, ground, encoder, cache, chosen_texts, known[dangers])
            else:
                of_clauses = quick.clause_leads
            arrays[LEFT_OUT] = fitted.left_out
            lead = _lead_for_recall(_joined(_leads(left_out[dangers]), of_clauses[known[dangers]]))
        name = "+".join(names)
        arrays[f"weights {name}"] = fitted.weights
        arrays[f"sharpness {name}"] = np.array([learner.decisions[one].sharpness for one in names])
    arrays["critical lead"], arrays["clause leads"] = np.array(lead), of_clauses
    model = TriageModel(encoder, ground, learners[0], learners[1], lead, arrays[LEFT_OUT], of_clauses, quick)
    return model, arrays


def _clause_leads(
    learner: Learner,
    fitted: Fitted,
    ground: Ground,
    encoder: Encoder,
    cache: VectorCache,
    texts: Sequence[str],
    rows: np.ndarray,
) -> np.ndarray:
    """For each of `texts` the lead of its most dangerous clause when left out; only those of `rows` are found out."""
    found = [(row, piece) for row in rows for piece in _readable_alone(texts[row], signs(texts[row]))]
    owners, pieces = np.array([row for row, _ in found], np.int64), [piece for _, piece in found]
    leads = np.full(len(texts), -np.inf, np.float32)
    inverse, place = whole(fitted.inverse), learner.places["urgency"]
    for start in range(0, len(pieces), PORTION):
        these, their = pieces[start : start + PORTION], owners[start : start + PORTION]
        points = ground.space.place(vectors_of(these, encoder, cache))
        near = learner.near(points, ground.lexicon.rows(these), np.stack([signs(piece).counts for piece in these]))
        np.maximum.at(leads, their, _leads(fitted.of_parts(near, their, inverse)[:, place]))
    return leads


def _labelled(rows: Sequence[Row], names: Sequence[str]) -> np.ndarray:
    return np.array([at for at, row in enumerate(rows) if any(name in row.labels for name in names)], np.int64)


def _readable_alone(text: str, shown: Signs) -> list[str]:
    return [text] if speaks_of_the_rest(shown) else clauses(text)


def _leads(scores: np.ndarray) -> np.ndarray:
    """Of each row of urgency scores: how far "critical" is ahead of the best other level."""
    return scores[:, CRITICAL] - np.delete(scores, CRITICAL, axis=1).max(axis=1)


def _joined(whole_lead: Any, clause_lead: Any) -> Any:
    """One lead out of the message's and its most dangerous clause's, on the scale of either; numbers or arrays."""
    return (whole_lead + WEIGHT * clause_lead) / (1 + WEIGHT)


def _lead_for_recall(dangers: np.ndarray) -> float:
    """The lead from which on a message is critical: it keeps the wanted recall on rows left out."""
    return min(0.0, float(np.quantile(dangers, 1 - WANTED_RECALL))) if len(dangers) else 0.0
