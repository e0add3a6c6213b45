"""An English sentence that remembers how it was made, so that a page can say it in another language.

It is an ordinary text for whoever does not care: the command line, the log, a test.
"""

from __future__ import annotations


class Sentence(str):
    """`Sentence("the column {name!r} is missing.", name="id")`; values may be sentences, or tuples of them."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Sentence:
        plain = {name: " ".join(one) if isinstance(one, tuple) else one for name, one in values.items()}
        # Without values braces are braces.
        made = super().__new__(cls, template.format(**plain) if values else template)
        made.template, made.values = template, values
        return made


def sentence(text: str) -> Sentence:
    """A fixed text is its own template."""
    return text if isinstance(text, Sentence) else Sentence(text)
