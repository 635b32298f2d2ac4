"""A small OpenID provider and a small directory, on this machine only, for as long as a test."""

from __future__ import annotations

import base64
import hashlib
import socketserver
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from pyasn1.codec.ber import decoder, encoder
from werkzeug.serving import make_server

with warnings.catch_warnings():  # its names for what pyasn1 calls otherwise by now
    warnings.simplefilter("ignore", DeprecationWarning)
    from ldap3.protocol.rfc4511 import (
        BindResponse,
        LDAPMessage,
        MessageID,
        ProtocolOp,
        ResultCode,
    )

CLIENT, SECRET = "gucheng", "a secret of two"


class Provider:
    """Signs in whomever `claims` say, honestly unless told otherwise."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1"}, private=True)
        self.signs_with = self.key
        self.claims: dict[str, Any] = {"sub": "s-1", "preferred_username": "wang"}
        self.bent: dict[str, Any] = {}  # what of the token is not as it should be
        self.asked: dict[str, dict[str, str]] = {}  # code → what was asked with it
        self.issuer = ""

    def app(self) -> Flask:
        app = Flask("provider")
        app.get("/.well-known/openid-configuration")(self._about)
        app.get("/keys")(lambda: jsonify(keys=[self.key.as_dict(private=False)]))
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._token)
        return app

    def _about(self) -> Any:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            id_token_signing_alg_values_supported=["RS256"],
        )

    def _authorize(self) -> Any:
        asked = request.args.to_dict()
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        back = {"code": code, "state": asked["state"]}
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")

    def _token(self) -> Any:
        sent = request.form
        asked = self.asked.pop(sent["code"], None)
        known = request.authorization
        if asked is None or known is None or (known.username, known.password) != (CLIENT, SECRET):
            return jsonify(error="invalid_grant"), 400
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if asked["code_challenge"] != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
            return jsonify(error="invalid_grant"), 400
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": int(time.time()),
            "exp": int(time.time()) + 60, "nonce": asked["nonce"], **self.claims, **self.bent,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signs_with)
        return jsonify(access_token="x", token_type="Bearer", id_token=token, expires_in=60)


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""
    made = Provider()
    server = make_server("127.0.0.1", 0, made.app(), threaded=True)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Directory(socketserver.ThreadingTCPServer):
    """Accepts simple binds with the passwords it was given; an empty one always, as LDAP does."""

    allow_reuse_address = daemon_threads = True
    passwords: dict[str, str]
    binds: list[str]


class Visit(socketserver.BaseRequestHandler):
    server: Directory

    def handle(self) -> None:
        while content := self.request.recv(65536):
            message, _rest = decoder.decode(content, asn1Spec=LDAPMessage())
            asked = message["protocolOp"]
            if asked.getName() != "bindRequest":
                return
            bind = asked["bindRequest"]
            name = bytes(bind["name"]).decode()
            password = bytes(bind["authentication"]["simple"]).decode()
            self.server.binds.append(name)
            accepted = not password or self.server.passwords.get(name) == password
            self.request.sendall(self._answer(int(message["messageID"]), accepted))

    def _answer(self, number: int, accepted: bool) -> bytes:
        told = BindResponse()
        told["resultCode"] = ResultCode(0 if accepted else 49)
        told["matchedDN"] = told["diagnosticMessage"] = ""
        message, operation = LDAPMessage(), ProtocolOp()
        operation["bindResponse"] = told
        message["messageID"], message["protocolOp"] = MessageID(number), operation
        return bytes(encoder.encode(message))


@contextmanager
def ldap(**passwords: str) -> Iterator[Directory]:
    """Run a directory on a free port, with passwords by distinguished name's uid."""
    with Directory(("127.0.0.1", 0), Visit) as server:
        server.passwords = {f"uid={who},ou=people": word for who, word in passwords.items()}
        server.binds = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
