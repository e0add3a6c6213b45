"""nlp.js over our articles: one intent an article and language, trained anew at each start, served by Node."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import requests

from benchmarks import record
from benchmarks.peers import door
from benchmarks.peers.door import START_SECONDS, Server
from benchmarks.report import CannotRun
from bot.knowledge.article import Article
from bot.knowledge.files import read_any
from bot.settings import PROJECT
from tests.installation import free_ports

NAME = "nlp.js"
HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", ".npmrc", "server.mjs")
# Not beside the server's source: the packages are foreign, and everything under benchmarks/ is ours.
WORKSHOP = PROJECT / "var" / "bench" / "nlpjs"
LONGEST_INSTALLATION = 300


def installed() -> Path:
    """A folder with the server and the packages of the lock file beside it; fetched once for each state of both."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise CannotRun("nlp.js needs Node 18 or newer with npm; install it, or leave nlpjs out of --peers")
    contents = b"".join((HERE / name).read_bytes() for name in FILES)
    folder = WORKSHOP / hashlib.sha256(contents).hexdigest()[:16]
    done = folder / "installed"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, folder / name)
    print("  installing nlp.js (once)", flush=True)
    log = folder / "npm.log"
    try:
        code, _ = record.timed([npm, "ci", "--ignore-scripts"], folder, os.environ, log, LONGEST_INSTALLATION)
    except subprocess.TimeoutExpired:
        code = 1
    if code:
        raise CannotRun(f"npm could not install nlp.js; look at {log}, or leave nlpjs out of --peers")
    done.touch()
    return folder


@contextlib.contextmanager
def serving(articles: Sequence[Article] | None = None) -> Iterator[Server]:
    """With these articles; without any, the shipped ones."""
    if articles is None:
        articles = [article for article in read_any([PROJECT / "knowledge_base"]) if article.status == "published"]
    server_file = installed() / "server.mjs"
    port = free_ports(1)[0]
    with tempfile.TemporaryDirectory(prefix="supportbot-bench-") as name:
        folder = Path(name)
        _write(folder / "articles.json", articles)
        command = ["node", str(server_file), str(folder / "articles.json"), str(port)]
        with door.serving(NAME, command, port, folder, os.environ) as server:
            yield server


def trained_in(server: Server) -> float:
    """Seconds; it is trained at each start and at each new wording."""
    return float(requests.get(server.url("/"), timeout=10).json()["trained_in"])


def live(server: Server, change: Mapping[str, str], question: str, wanted: str) -> float:
    """Seconds from an edit (`id`, `language`, `variant` or `answer`) until a customer is told so."""
    began = time.perf_counter()
    answer = requests.post(server.url("/edit"), json=dict(change), timeout=START_SECONDS)
    if answer.status_code != 200:
        raise CannotRun(f"nlp.js did not take the edit: {answer.text[:200]}")
    said = server.post(f"edit-{began}", question).said
    if wanted not in said:
        raise CannotRun(f"nlp.js did not tell the edit: it said {said[:100]!r}")
    return time.perf_counter() - began


def _write(path: Path, articles: Sequence[Article]) -> None:
    rows = [
        {"id": one.id, "language": one.language, "phrases": list(one.phrases), "answer": one.answer} for one in articles
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
