"""The intent classifier: cheap views first, a second encoder and the neighbours where it is a close call.

First a multinomial logistic regression reads the quick encoder's vector, one regression per intent the character
n-grams (weighted by TF-IDF), and their probabilities are mixed. Only when the two best intents are close the second
encoder is asked: then a regression over both encoders and a kernel head over all examples decide with the n-grams.
Where no intent gathers what is outside, the confidence is how likely the best intent is right, or none (doubt.py).
What each part gives: docs/understanding.md.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Dict, List, Optional, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.engine import doubt, heads
from bot.knowledge.encoder import encode_one, load_encoder
from bot.knowledge.live import CERTAIN
from bot.knowledge.vectors import project_cache, vectors_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """`second`: the encoder that is asked too when the two best intents are less than `margin` apart (none: never);
    less than `wary_margin` where the data has no intent for what is outside, for strangers look clear-cut to one view.

    `dense_c`, `sparse_c`, `both_c`: inverse regularisation of the linear heads.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[Text]:
        return ["numpy"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "dense_c": 20.0,
            "sparse_c": 20.0,
            "both_c": 40.0,
            "max_iter": 50,
            "second": "e5",
            "margin": 0.4,
            "wary_margin": 0.8,
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        weights: Optional[Dict[Text, np.ndarray]] = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._weights = weights

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        try:
            with model_storage.read_from(resource) as folder:
                with np.load(folder / "weights.npz", allow_pickle=False) as kept:
                    return cls(config, model_storage, resource, dict(kept))
        except (ValueError, FileNotFoundError):
            return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        labels = np.array([one.get(INTENT) for one in examples])
        if len(set(labels)) < 2:
            return self._resource
        weights: heads.Weights = {"classes": np.array(sorted(set(labels)))}
        words = self._fit_words(weights, _sparse(examples), labels)
        dense = _dense(examples)
        if dense is not None:
            self._fit_first(weights, dense, labels)
            if self._config["second"]:
                self._fit_second(weights, dense, [one.get(TEXT) for one in examples], words, labels)
        self._weights = {name: _compact(value) for name, value in weights.items()}
        with self._model_storage.write_to(self._resource) as folder:
            compact: Dict[Text, Any] = self._weights
            np.savez(folder / "weights.npz", **compact)
        return self._resource

    def _fit_words(
        self, weights: heads.Weights, counts: Optional[csr_matrix], labels: np.ndarray
    ) -> Optional[csr_matrix]:
        if counts is None:
            return None
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        weights["idf"] = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
        words = heads.tf_idf(counts, weights["idf"])
        fitted = heads.one_against_the_rest(words, labels, self._config["sparse_c"])
        weights["sparse_coef"], weights["sparse_intercept"] = fitted.coef_, fitted.intercept_
        return words

    def _fit_first(self, weights: heads.Weights, dense: np.ndarray, labels: np.ndarray) -> None:
        weights["dense_mean"] = dense.mean(axis=0)
        fitted = heads.linear(dense - weights["dense_mean"], labels, self._config["dense_c"], self._config["max_iter"])
        weights["dense_coef"], weights["dense_intercept"] = fitted.coef_, fitted.intercept_

    def _fit_second(
        self,
        weights: heads.Weights,
        dense: np.ndarray,
        texts: List[Text],
        words: Optional[csr_matrix],
        labels: np.ndarray,
    ) -> None:
        """Over both encoders. What an intent is called is one more example of it: much where there are few."""
        known = weights["classes"]
        names = [str(name).replace("_", " ").replace("/", " ").replace("-", " ") for name in known]
        # The first encoder's own vectors of the examples are there; those of the names are not.
        first = load_encoder(self._first_encoder(dense.shape[1]))
        cache = project_cache()
        views = (
            np.vstack([dense, vectors_of(names, first, cache)]),
            vectors_of([*texts, *names], load_encoder(self._config["second"]), cache),
        )
        weights["first_mean"], weights["second_mean"] = (view.mean(axis=0) for view in views)
        points = self._points(weights, *views)
        every = np.concatenate([labels, known])
        fitted = heads.linear(points, every, self._config["both_c"], self._config["max_iter"])
        weights["both_coef"], weights["both_intercept"] = fitted.coef_, fitted.intercept_
        if len(every) <= heads.MOST_FOR_KERNEL:
            if words is not None:
                # The names were not counted as words.
                words = vstack([words, csr_matrix((len(names), words.shape[1]), dtype=np.float32)]).tocsr()
                weights["words_data"], weights["words_indices"] = words.data, words.indices
                weights["words_indptr"] = words.indptr
            weights["points"] = points.astype(np.float16)
            factor = heads.kernel_factor(points, words)
            weights["kernel"] = heads.kernel_weights(factor, every, known)
            if not doubt.OUTSIDE.intersection(known):
                evidence = doubt.learned(factor, weights["kernel"], points, every, known)
                if evidence is not None:
                    weights["evidence"] = evidence

    @staticmethod
    def _first_encoder(width: int) -> Text:
        return {512: "use", 384: "e5"}.get(width, "use+e5")

    @staticmethod
    def _points(weights: heads.Weights, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        both = [heads.centred(first, weights["first_mean"]), heads.centred(second, weights["second_mean"])]
        return np.hstack(both) / np.float32(np.sqrt(2))

    def process(self, messages: List[Message]) -> List[Message]:
        if not messages or self._weights is None:
            return messages
        for message in messages:
            row = self._probabilities(message)
            order = np.argsort(-row)[: self._config["ranking_length"]]
            ranking = [{"name": str(self._weights["classes"][i]), "confidence": float(row[i])} for i in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _probabilities(self, message: Message) -> np.ndarray:
        weights = self._weights
        assert weights is not None
        dense, counts = _dense([message]), _sparse([message])
        words = heads.tf_idf(counts, weights["idf"]) if counts is not None and "idf" in weights else None
        by_words = (
            heads.linear_softmax(words, weights["sparse_coef"], weights["sparse_intercept"])
            if words is not None
            else None
        )
        by_meaning = None
        if dense is not None and "dense_coef" in weights:
            by_meaning = heads.linear_softmax(
                dense - weights["dense_mean"], weights["dense_coef"], weights["dense_intercept"]
            )
        found = _mixed((by_meaning, 0.6), (by_words, 0.4))
        if dense is None or "both_coef" not in weights or not self._is_close(found, message):
            return found
        point = self._points(weights, dense, encode_one(message.get(TEXT), load_encoder(self._config["second"]))[None])
        both = heads.linear_softmax(point, weights["both_coef"], weights["both_intercept"])
        scores = self._by_neighbours(point, words)
        if scores is None:
            return _mixed((both, 0.3), (by_words, 0.2))
        found = _mixed((heads.softmax(scores * heads.STEEP), 0.5), (both, 0.3), (by_words, 0.2))
        if "evidence" not in weights:
            return found
        likeness = float((self._neighbours @ point[0]).max())
        return doubt.weighed(weights["evidence"], found, float(scores.max()), likeness)

    def _is_close(self, found: np.ndarray, message: Message) -> bool:
        """Whether the second encoder may change the choice. What an article answers for sure needs no finer intent."""
        best, next_best = np.sort(found)[::-1][:2]
        selected = (message.get("response_selector") or {}).get("faq") or {}
        settled = (selected.get("response") or {}).get("confidence") or 0.0
        margin = self._config["wary_margin" if self._is_wary else "margin"]
        return bool(best - next_best < margin and settled < CERTAIN)

    @property
    def _is_wary(self) -> bool:
        return self._weights is not None and "evidence" in self._weights

    def _by_neighbours(self, point: np.ndarray, words: Optional[csr_matrix]) -> Optional[np.ndarray]:
        weights = self._weights
        assert weights is not None
        if "kernel" not in weights:
            return None
        likeness = heads.kernel(point, self._neighbours, words, self._neighbours_words)
        return likeness @ weights["kernel"]  # type: ignore[no-any-return]

    @cached_property
    def _neighbours(self) -> np.ndarray:
        assert self._weights is not None
        return self._weights["points"].astype(np.float32)

    @cached_property
    def _neighbours_words(self) -> Optional[csr_matrix]:
        weights = self._weights
        assert weights is not None
        if "words_data" not in weights:
            return None
        parts = (weights["words_data"], weights["words_indices"], weights["words_indptr"])
        return csr_matrix(parts, shape=(len(weights["points"]), len(weights["idf"])))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def _mixed(*views: tuple[Optional[np.ndarray], float]) -> np.ndarray:
    there = [(view, share) for view, share in views if view is not None]
    total = sum(share for _, share in there) or 1.0
    return sum(view * (share / total) for view, share in there)[0]  # type: ignore[index,no-any-return]


def _dense(messages: List[Message]) -> Optional[np.ndarray]:
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    if any(one is None for one in found):
        return None
    return np.vstack([one.features for one in found]).astype(np.float32)


def _sparse(messages: List[Message]) -> Optional[csr_matrix]:
    found = [message.get_sparse_features(TEXT)[1] for message in messages]
    if any(one is None for one in found):
        return None
    return csr_matrix(vstack([one.features for one in found]), dtype=np.float32)


def _compact(value: np.ndarray) -> np.ndarray:
    return (
        value.astype(np.float32) if value.dtype == np.float64 else value.astype(str) if value.dtype == object else value
    )
