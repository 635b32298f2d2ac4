"""A browser without a window: signs in, reads pages, sends forms, over a real connection."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
SECONDS = 40  # longer than SQLite's longest wait for a lock

Trouble = (OSError, http.client.HTTPException)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Answers a redirection as it is."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Browser:
    """One person at one browser."""

    def __init__(self, address: str) -> None:
        self.address, self.token, self.location = address, "", ""
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(_Stay, cookies)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form with the token of the page that was read last."""
        data = urllib.parse.urlencode({"csrf_token": self.token, **fields}).encode()
        return self._ask(urllib.request.Request(self.address + path, data))

    def sign_in(self, username: str, password: str) -> bool:
        self.get("/sign-in")
        return self.post("/sign-in", username=username, password=password)[0] == 302

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read().decode()
                self.location = error.headers.get("Location", "")
        if token := TOKEN.search(text):
            self.token = token[1]
        return status, text
