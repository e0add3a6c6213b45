"""The bot's Markdown as plain text, for a message that an agent sends: it reads as the customer would have seen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.web.markdown import PARSER


@lru_cache(maxsize=256)
def plain_text(text: str) -> str:
    tokens: Sequence[Token] = PARSER.parse(text)
    return "\n\n".join(_blocks(SyntaxTreeNode(tokens).children)).strip()


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[str]:
    for node in nodes:
        said = _block(node)
        if said:
            yield said


def _block(node: SyntaxTreeNode) -> str:
    if node.type in ("fence", "code_block", "html_block"):
        return node.content.rstrip("\n")
    if node.type in ("bullet_list", "ordered_list"):
        return "\n".join(_items(node))
    if node.type == "table":
        rows = [row for part in node.children for row in part.children]
        return "\n".join(" | ".join(_inline(cell.children) for cell in row.children) for row in rows)
    if node.type == "inline":
        return _inline(node.children)
    return "\n\n".join(_blocks(node.children)) if node.children else ""


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "· "
        lines = "\n".join(_blocks(item.children)).splitlines() or [""]
        # What belongs to an item stands under its words.
        yield "\n".join([mark + lines[0], *(" " * len(mark) + line for line in lines[1:])])


def _inline(nodes: Sequence[SyntaxTreeNode]) -> str:
    return "".join(_words(node) for node in nodes)


def _words(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type == "image":
        return ""
    inside = _inline(node.children) if node.children else node.content
    if node.type != "link":
        return inside
    address = str(node.attrs.get("href", "")).removeprefix("mailto:")
    return inside if not address.startswith(("http://", "https://")) or address == inside else f"{inside} {address}"
