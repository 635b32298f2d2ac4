"""A web site of a few hand-written pages that load the real bundles under the real policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.formparser import parse_form_data

from admin.headers import POLICY

DIST = Path(__file__).parents[2] / "admin" / "static" / "dist"
KINDS = {".js": "text/javascript", ".css": "text/css", ".bpmn": "application/xml"}


def manifest() -> dict[str, str]:
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return names


def page(content: str, *entries: str, lang: str = "zh-CN") -> str:
    """A page in the product's frame that loads `app` and the entries named."""
    names = manifest()
    styles = [
        f'<link rel="stylesheet" href="/dist/{names[e + ".css"]}">' for e in ("app", *entries)
    ]
    scripts = [f'<script type="module" src="/dist/{names[e + ".js"]}"></script>'
               for e in ("app", *entries)]  # fmt: skip
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>古城 Gucheng</title>
<meta name="csrf-token" content="token-1">{"".join(styles + scripts)}</head><body>
<a class="skip" href="#main">跳到正文</a>
<header class="site"><div class="container-xl inside"><a class="brand" href="/">古城街道</a>
<nav aria-label="主菜单"><ul>
<li><a href="/" aria-current="page">待办<span class="count">3</span></a></li>
<li><a href="/start">发起</a></li><li><a href="/cases">事项</a></li></ul></nav>
<div class="tools"><details class="menu"><summary>李秀英</summary><div class="panel">
<a href="/me">个人设置</a>
<form method="post" action="/out"><button>退出</button></form></div></details></div></div></header>
<main id="main" class="container-xl py-3">{content}</main></body></html>"""


class Site:
    """`pages` answers by path; `posts` keeps what was sent, as (path, form, files, headers)."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self.pages: dict[str, str] = {}
        self.posts: list[tuple[str, dict[str, list[str]], dict[str, Any], Mapping[str, str]]] = []

    def add(self, path: str, text: str) -> str:
        self.pages[path] = text
        return self.url + path


@contextmanager
def serving() -> Any:
    """Serve a Site on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.site = site = Site(server)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def site(self) -> Site:
        return self.server.site  # type: ignore[attr-defined,no-any-return]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = DIST / path.removeprefix("/dist/")
        if path.startswith("/dist/") and file.is_file():
            self._answer(file.read_bytes(), KINDS[file.suffix])
        elif path in self.site.pages:
            kind = KINDS.get(Path(path).suffix, "text/html")
            self._answer(self.site.pages[path].encode(), kind)
        else:
            self._answer(b"", "text/plain", 404 if path != "/favicon.ico" else 204)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        _, form, files = parse_form_data(
            {
                "wsgi.input": BytesIO(body),
                "CONTENT_TYPE": self.headers["Content-Type"],
                "CONTENT_LENGTH": str(len(body)),
                "REQUEST_METHOD": "POST",
            }
        )
        sent = {name: [_taken(file) for file in files.getlist(name)] for name in files}
        self.site.posts.append((self.path, form.to_dict(flat=False), sent, dict(self.headers)))
        self._answer(page("<h1>收到</h1>").encode(), "text/html")

    def _answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY.format(nonce="x"))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _taken(file: FileStorage) -> tuple[str | None, bytes]:
    with file.stream as content:
        return file.filename, content.read()
