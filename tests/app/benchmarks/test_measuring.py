"""What the speed benchmarks measure with, tried on real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from benchmarks import record
from benchmarks.aims import Aim, code
from benchmarks.memory import memory_of
from benchmarks.ours import Timed
from benchmarks.pace import rates, talk
from benchmarks.peers import door
from benchmarks.report import CannotRun
from benchmarks.told import Shelf, judged
from bot.knowledge.files import read_any
from bot.settings import PROJECT

HOLDS_80_MB = "held = bytearray(b'x') * 80_000_000; import os, time; print(os.getpid(), flush=True); time.sleep(60)"


def test_memory_counts_descendants() -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS_80_MB!r}])"
    with door.child([sys.executable, "-c", parent], PROJECT, os.environ) as process:
        assert process.stdout is not None
        grandchild = int(process.stdout.readline())
        both = memory_of(process.pid)
        assert both["rss"] is not None and 80 < both["rss"] < 200
        if sys.platform == "linux":
            assert both["pss"] is not None and 80 < both["pss"] <= both["rss"]
        # Its child is no child of ours, so ours must end it.
        os.kill(grandchild, signal.SIGKILL)
    nobody = memory_of(process.pid)
    assert nobody["rss"] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_peer_ends_with_a_killed_benchmark() -> None:
    benchmark = (
        "import os, sys; from pathlib import Path; from benchmarks.peers import door\n"
        "with door.child([sys.executable, '-c', 'import time; time.sleep(600)'], Path('.'), os.environ) as process:\n"
        "    print(process.pid, flush=True); import time; time.sleep(600)"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    parent = subprocess.Popen([sys.executable, "-c", benchmark], cwd=PROJECT, env=environment, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    peer = int(parent.stdout.readline())
    os.kill(peer, 0)
    parent.kill()
    parent.wait(timeout=10)
    limit = time.monotonic() + 10
    while _lives(peer) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not _lives(peer)


def _lives(pid: int) -> bool:
    try:
        # An ended process that nobody has waited for is a zombie.
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_server_that_does_not_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such model')"]
    with pytest.raises(CannotRun, match="Peer did not start.*no such model"):
        with door.serving("Peer", command, 9, tmp_path, os.environ):
            pass


def test_what_took_long_is_kept_with_when_and_where(tmp_path: Path) -> None:
    busy = "import time; end = time.process_time() + 0.4\nwhile time.process_time() < end: pass\nprint('learned')"
    code, took = record.timed([sys.executable, "-c", busy], tmp_path, os.environ, tmp_path / "log", 60)
    assert code == 0 and "learned" in (tmp_path / "log").read_text("utf-8")
    assert 0.4 <= took["computing_seconds"] <= took["seconds"] + 0.2
    assert record.kept(tmp_path / "some" / "note.json") is None
    record.keep(tmp_path / "some" / "note.json", took)
    again = record.kept(tmp_path / "some" / "note.json")
    assert again == json.loads(json.dumps(took))
    assert took["at"][:10] in record.said(again) and f"{took['machine']['cores']} cores" in record.said(again)
    with pytest.raises(subprocess.TimeoutExpired):
        record.timed([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, os.environ, tmp_path / "log", 0.5)


def test_conversations_talk_at_the_same_time_each_in_order() -> None:
    together = threading.Barrier(4, timeout=20)
    heard: dict[str, list[str]] = {}

    def ask(sender: str, text: str) -> Timed:
        # Nobody is answered before all four have asked.
        together.wait()
        heard.setdefault(sender, []).append(text)
        return Timed(0.0, 0.0, "")

    talk(ask, "test", [iter([f"{one}{turn}" for turn in "abc"]) for one in range(4)])
    assert heard == {f"test-{one}": [f"{one}a", f"{one}b", f"{one}c"] for one in range(4)}


def test_a_rate_is_messages_by_time() -> None:
    def ask(_sender: str, _text: str) -> Timed:
        time.sleep(0.02)
        return Timed(0.02, 0.02, "")

    alone, together = rates({"peer": ask}, 1, 1)["peer"], rates({"peer": ask}, 8, 1)["peer"]
    assert 10 < alone <= 50
    assert together > 3 * alone


def test_what_fails_in_one_conversation_ends_the_measurement() -> None:
    def ask(sender: str, _text: str) -> Timed:
        if sender == "test-2":
            raise CannotRun("no answer")
        return Timed(0.0, 0.0, "")

    with pytest.raises(CannotRun, match="no answer"):
        talk(ask, "test", [iter("ab") for _ in range(3)])


def test_an_article_is_told_by_its_whole_answer_whatever_the_white_space() -> None:
    articles = [one for one in read_any([PROJECT / "knowledge_base"]) if one.status == "published"]
    shelf = Shelf()
    for article in articles:
        told = shelf.told(f"Hi!\n{article.answer.replace(chr(10), ' ')}\nDid that help?")
        assert (article.id, article.language) in told and len(told) == 1
        assert not shelf.told(article.answer[: len(article.answer) // 2])
    one, other = articles[0], articles[2]
    replies = {
        "right": Timed(0, 0, one.answer),
        "wrong": Timed(0, 0, other.answer),
        "choice": Timed(0, 0, "Which?", offered=(other.question, one.question)),
        "sorry": Timed(0, 0, "Sorry?", offered=(other.question,)),
    }
    rows = [(text, one.language, one.id) for text in ("right", "wrong", "choice", "sorry")]
    shares = judged(lambda _sender, text: replies[text], rows, shelf)
    assert {name: shares[name] for name in ("right", "offered", "another", "none")} == dict.fromkeys(
        ("right", "offered", "another", "none"), 0.25
    )
    calm = next(article for article in articles if article.id.startswith("invoice."))
    danger = next(article for article in articles if article.id.startswith("safety."))
    rows = [(article.answer, article.language, article.id) for article in (calm, danger)]
    told = judged(lambda _sender, text: Timed(0, 0, "Sorry?" if text == danger.answer else text), rows, shelf)
    assert (told["right"], told["right_calm"]) == (0.5, 1.0)


def test_an_aim_that_is_missed_is_the_exit_code() -> None:
    assert code([Aim("a", 1.0, 1.0), Aim("b", 0.9, 1.0)]) == 0
    assert code([Aim("a", 0.5, 1.0), Aim("b", 1.01, 1.0)]) == 1
