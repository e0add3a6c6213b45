"""`supportbot train` and what agents corrected: learn it, forget it, tell what it changes."""

from __future__ import annotations

import time
from typing import Any

from bot.core.text import shorten
from bot.settings import Settings
from bot.terminal import fail, out

MOST_SHOWN = 20
LONGEST_SHOWN = 90


def learn(store: Any, settings: Settings, yes: bool) -> None:
    from bot.usecases.learning_corrections import learned, settled_of

    found = settled_of(store)
    _print_settled(found, _names(store))
    if not found.rows:
        out.print("There is no correction to learn from; triage stays as it is.")
        return
    out.print("Learning and measuring, which takes some minutes …")
    with learned(settings.data, found) as candidate:
        _print_report(candidate.report)
        if candidate.report.harm:
            for one in candidate.report.harm:
                out.print(f"WARNING: {one}.", markup=False)
            if not yes:
                fail(
                    "Nothing was changed. Look at the corrections above; wrong ones are put right at the desk. "
                    "If they are all meant, run it again with --yes."
                )
        path = candidate.put_in_place(store, settings.data, time.time())
    out.print(
        f"Kept in {path}. The bot judges with it from its next start on (Ctrl-C, then `supportbot up`); "
        "`supportbot train --without-corrections` drops it.",
        markup=False,
    )


def forget(store: Any, settings: Settings) -> None:
    from bot.usecases.learning_corrections import drop

    if drop(store, settings.data, time.time()):
        out.print("The corrections are no longer used, from the next start on. They stay in the database.")
    else:
        out.print("No corrections are in use; triage stays as it is.")


def tell_what_is_kept(settings: Settings) -> None:
    from bot.triage.corrected import CORRECTIONS, read_corrected
    from bot.usecases.installed_triage import own_folder

    path = own_folder(settings.data) / CORRECTIONS
    kept = len(read_corrected(path))
    if kept:
        out.print(f"Triage keeps the {kept} corrected messages of {path}.", markup=False)


def _names(store: Any) -> dict[str, str]:
    """Logins by the name under which corrections are kept, such as user:3."""
    from bot.store import people

    with store.read() as tx:
        return {f"user:{one.id}": one.login for one in people.everyone(tx)}


def _print_settled(found: Any, names: dict[str, str]) -> None:
    out.print(f"Corrections: {found.read}; used: {found.used}, of {len(found.rows)} messages.")
    for why, count in found.left_out.items():
        out.print(f"  left out: {count} {why.value}", markup=False)
    for one in found.conflicts:
        said = "; ".join(
            f"{level} by {names.get(who, who)} on {time.strftime('%Y-%m-%d', time.localtime(at))}"
            for level, who, at in one.said
        )
        out.print(f"    {one.field}: {said}: {shorten(one.text, LONGEST_SHOWN)}", markup=False)


def _print_report(report: Any) -> None:
    one = report.corrected
    out.print(
        f"On the {one.labels} corrected levels: right before {one.right_before}, right now {one.right_after}; "
        f"{one.learned_by_others} of those wrong before would be right now even if not learned themselves."
    )
    out.print(
        f"On {report.measured_on} shipped messages labelled by hand, each judged as if it had not been there "
        "(both encoders), before → after:"
    )
    for name, field in (
        ("recall of critical", "critical_recall"),
        ("precision of critical", "critical_precision"),
        ("macro-F1 of urgency", "urgency_f1"),
        ("macro-F1 of nature", "nature_f1"),
    ):
        before, after = getattr(report.before, field), getattr(report.after, field)
        out.print(f"  {name:<22} {before * 100:.1f} → {after * 100:.1f} %  ({(after - before) * 100:+.1f})")
    out.print(f"  {len(report.changes)} of these messages change their urgency or nature:")
    for change in report.changes[:MOST_SHOWN]:
        mark = "now right" if change.after == change.truth else f"labelled {change.truth}"
        out.print(
            f"    {change.field}: {change.before} → {change.after} ({mark}): {shorten(change.text, LONGEST_SHOWN)}",
            markup=False,
        )
    if len(report.changes) > MOST_SHOWN:
        out.print(f"    … and {len(report.changes) - MOST_SHOWN} more")
