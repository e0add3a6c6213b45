"""Somebody else's web site with our chat in it: on `localhost`, which to a browser is another site than 127.0.0.1."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>山野户外</title>
<style>body {{ font: 16px/1.6 system-ui; margin: 0 auto; max-width: 60rem; padding: 2rem }} h1 {{ color: #884400 }}</style>
<body><h1>山野户外</h1><p>露营电源、便携冰箱和小家电，全国联保。</p>
<script async src="{chat}/widget.js"></script></body></html>
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def shop_window(folder: Path, port: int, chat: str) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(PAGE.format(chat=chat), "utf-8")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{port}/"
        finally:
            server.shutdown()
            thread.join(5)
