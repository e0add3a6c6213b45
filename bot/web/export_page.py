"""An exported conversation as one page to read or print: everything escaped, nothing fetched, no script."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:15px/1.6 system-ui,sans-serif;max-width:820px;margin:2rem auto;padding:0 1rem;color:#16211d;background:#fff}"
    "h2{margin-top:2rem;font-size:1.1rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#56635e}"
    "dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}article{margin:.6rem 0;padding:.5rem .8rem;background:#f3f6f5;"
    "border-radius:8px}article.note{background:#fff7d9}article.event{background:none;color:#56635e}"
    "article p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}.by{font-size:.85rem;color:#56635e}"
)


def readable(found: Mapping[str, Any], said: Mapping[str, str], language: str) -> str:
    """The page in the words `said` (keys of the desk's texts that begin with `export_`)."""
    about = found["conversation"]
    title = f"{said['export_title']} {about['id']}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p class=by>{escape(said['export_by'].format(name=found['exported_by'], at=_time(found['exported_at']), zone=found['time_zone']))}"
        f"{' ' + escape(said['export_is_masked']) if found['masked'] else ''}</p>",
        _facts(about),
        f"<h2>{escape(said['export_messages'])}</h2>",
        *(_message(one, said) for one in found["messages"]),
    ]
    for name in ("handoffs", "tickets"):
        parts.append(f"<h2>{escape(said[f'export_{name}'])}</h2>")
        parts += [_facts(one) for one in found[name]] or [f"<p>{escape(said['export_none'])}</p>"]
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _message(one: Mapping[str, Any], said: Mapping[str, str]) -> str:
    who = one["agent"] or said[f"export_{one['author']}"]
    kind = f" · {said['export_note']}" if one["kind"] == "note" else ""
    shown = "note" if one["kind"] == "note" else "event" if one["kind"] == "event" else "said"
    buttons = "".join(f"<p class=by>[{escape(title)}]</p>" for title in one["buttons"])
    return (
        f'<article class="{shown}"><p class=by>{one["seq"]} · {escape(who)}{escape(kind)} · {escape(_time(one["at"]))}</p>'
        f"<p>{escape(one['text'])}</p>{buttons}</article>"
    )


def _facts(values: Mapping[str, Any]) -> str:
    """Names and values; what is nested is written with its path, what is empty left out."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _flat(values, ""))
    return f"<dl>{rows}</dl>"


def _flat(value: Any, path: str) -> list[tuple[str, str]]:
    if value is None or value == "" or value == [] or value == {}:
        return []
    if isinstance(value, Mapping):
        return [pair for name, one in value.items() for pair in _flat(one, f"{path}.{name}" if path else str(name))]
    if isinstance(value, list):
        if all(not isinstance(one, (list, Mapping)) for one in value):
            return [(path, ", ".join(str(one) for one in value))]
        return [pair for index, one in enumerate(value, 1) for pair in _flat(one, f"{path} {index}")]
    text = str(value)
    return [(path, _time(text) if path.endswith(("_at", "_due")) else text)]


def _time(text: str) -> str:
    """2026-11-22T09:05:00+08:00 as people read it; the zone stands in the head of the page."""
    return text[:19].replace("T", " ")
