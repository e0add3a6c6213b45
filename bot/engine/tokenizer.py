"""Tokens for Chinese and everything else: Chinese by rjieba, other scripts by words."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# A run of Chinese, or a word (letters, digits, inner apostrophes), or one other visible character.
_PIECE = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W\u3400-\u9fff\uf900-\ufaff]+(?:['’][^\W\u3400-\u9fff]+)*|[^\w\s]"
)
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def pieces(text: str) -> list[tuple[str, int]]:
    """(token, start) in order; offsets are those of `text` itself."""
    import rjieba

    found: list[tuple[str, int]] = []
    for match in _PIECE.finditer(text):
        run, start = match.group(), match.start()
        if len(run) > 1 and _CHINESE.match(run):
            for word in rjieba.cut(run):
                found.append((word, start))
                start += len(word)
        else:
            found.append((run, start))
    return found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """Rasa's WhitespaceTokenizer refuses Chinese, its JiebaTokenizer emits white space; this one does neither."""

    @staticmethod
    def required_packages() -> List[Text]:
        return ["rjieba"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "BilingualTokenizer":
        return cls(config)

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        text = message.get(attribute)
        tokens = [Token(word, start) for word, start in pieces(text)]
        # A message of nothing but symbols still needs one token for the featurizers after us.
        return tokens or [Token(text, 0)]
