"""Published answers for an agent to use: those nearest to what the customer asked last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core.asking import readings
from bot.core.misses import QUESTIONS
from bot.core.understood import REQUESTS
from bot.core.words import BOT
from bot.knowledge.live import LiveIndex
from bot.store import articles, conversations, proposals
from bot.store.database import Store
from bot.usecases.receive import Refused
from bot.usecases.suggested import MOST

# Of what the index gives for held-out questions a score of 0.15 to 0.2 is right one time in three, from 0.2 to 0.3 four
# times in five. With this floor 97 % of the questions get their article, at 1.0 articles each; one in four questions
# that no article answers gets one all the same.
FLOOR = 0.2
LOOK_BACK = 6
# Of what the bot has read, these may be questions. What people were sent has no intent.
_ASKING = QUESTIONS | REQUESTS | {None}


def suggest(store: Store, live: Callable[[], LiveIndex], conversation_id: str) -> dict[str, Any]:
    """`seq`: the customer's last message, `articles`: the best first, in the conversation's language, told in its channel.

    `live` takes seconds the first time. Only for conversations that people have: the bot's it answers itself.
    """
    with store.read() as tx:
        conversation = conversations.get(tx, conversation_id)
        if conversation is None:
            raise Refused("unknown_conversation", "There is no such conversation.", 404)
        if conversation.owner == BOT:
            raise Refused("with_bot", "The assistant answers here. Take the conversation over first.")
        # Where nothing was ever published nobody need wait for the encoders.
        published = articles.version(tx) > 0
        rows = proposals.asked_before(tx, conversation_id, conversation.next_seq, LOOK_BACK)
    texts = [row.text for row in rows if (row.analysis or {}).get("intent") in _ASKING]
    found: list[dict[str, Any]] = []
    asked = readings(texts) if published else []
    if asked:
        index, language = live(), conversation.language
        scores: dict[str, float] = {}
        for text in asked:
            for one in index.ask(text, conversation.channel, language).ranking:
                scores[one.id] = max(one.score, scores.get(one.id, 0.0))
        for name, score in sorted(scores.items(), key=lambda pair: -pair[1]):
            article = index.article(name, language)
            if score >= FLOOR and article is not None and article.language == language and len(found) < MOST:
                found.append(
                    {"id": name, "question": article.question, "answer": article.answer, "score": round(score, 3)}
                )
    return {"seq": rows[0].seq if rows else 0, "language": conversation.language, "articles": found}
