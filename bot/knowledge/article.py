"""What an article is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.sentence import sentence
from bot.core.words import Channel, Nature

LANGUAGES = ("zh", "en")
# The tag of advice that must come first in an emergency, beside the urgency "critical".
EMERGENCY = "emergency"
STATES = ("published", "draft", "archived")
# What an article can say of the messages it answers; that they are of no kind is no hint.
NATURES = tuple(one.value for one in Nature if one is not Nature.OTHER)
CHANNELS = tuple(one.value for one in Channel)
# As wide as the columns of the database.
LONGEST_TOPIC = 64
LONGEST_OWNER = 128


@dataclass(frozen=True)
class Article:
    """One answer in one language; its translation carries the same id."""

    id: str
    language: str
    topic: str
    question: str
    variants: tuple[str, ...]
    answer: str
    tags: tuple[str, ...] = ()
    urgency: str | None = None
    status: str = "published"
    position: int = 0
    # Where it was read, e.g. "refunds.zh.yml:12"; no part of its content.
    source: str = field(default="", compare=False, repr=False)
    # Told to customers from the one moment to before the other (epoch seconds); None has no bound.
    valid_from: float | None = None
    valid_until: float | None = None
    owner: str = ""
    # Of the messages it answers, one of NATURES; counts where triage is not sure itself.
    nature: str | None = None
    # Told in these channels only, of CHANNELS; none means everywhere.
    channels: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        return (self.question, *self.variants)

    @property
    def is_emergency(self) -> bool:
        """Whether it says what to do first in an emergency."""
        return self.urgency == "critical" or EMERGENCY in self.tags

    def is_told_in(self, channel: str | None) -> bool:
        """Whether customers of this channel may be told it; None asks for no channel in particular."""
        return channel is None or not self.channels or channel in self.channels

    @property
    def where(self) -> str:
        name = f"{self.id} ({self.language})"
        return f"{self.source}: {name}" if self.source else name


@dataclass(frozen=True)
class Problem:
    level: str  # "error" or "warning"
    where: str
    # English; as sentences, so that pages can say them in the editor's language.
    what: str
    how: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "what", sentence(self.what))
        object.__setattr__(self, "how", sentence(self.how))

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.how}".strip()


class ArticleError(ValueError):
    """Articles that cannot be read; the message names file and line, `problems` holds each one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - 20
        lines = [str(problem) for problem in problems[:20]] + ([f"… and {more} more."] if more > 0 else [])
        super().__init__("\n".join(lines))


def refusal(where: str, what: str, how: str) -> ArticleError:
    return ArticleError([Problem("error", where, what, how)])
