"""Lets schemathesis try the whole interface of a running server: python -m tests.api [EXAMPLES]."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from engine import (
    SCOPES,
    Account,
    community_of,
    connect,
    db,
    make_key,
    start_case,
    viewer_of,
)
from engine.database import disconnect
from tests.bench.pages import address_of
from tests.pages.conftest import PROBLEM, fill_desks

# answers are judged by the form of their procedure or task, which no document of all can hold
BEYOND = "positive_data_acceptance"


def main(examples: str = "50") -> int:
    """Serve a small office, let every kind of request loose on it; 0 when it held."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'office.db'}"
        fill_desks(url)
        secret = _secret(url)
        command = "import admin.command as c; c.main()"
        server = subprocess.Popen(
            [sys.executable, "-c", command, "serve", "--port", "0", "--database", url],
            stdout=subprocess.PIPE,
        )
        try:
            return subprocess.call(
                [
                    *(str(Path(sys.executable).parent / "st"), "run"),
                    f"{address_of(server)}/api/v1/openapi.json",
                    *("--header", f"Authorization: Bearer {secret}"),
                    *(
                        "--max-examples",
                        examples,
                        "--checks",
                        "all",
                        "--exclude-checks",
                        BEYOND,
                        "--seed",
                        "4711",
                    ),
                    *("--phases", "examples,coverage,fuzzing,stateful"),
                    *("--continue-on-failure", "--generation-database", "none"),
                ],
                cwd=folder,  # it keeps what it finds where it is started
            )
        finally:
            server.terminate()
            server.communicate()


def _secret(url: str) -> str:
    connect(url)
    with db.connection_context():
        by = viewer_of(Account.get(Account.username == "wang").person)
        for number in range(5):
            answers = {**PROBLEM, "title": f"第{number}号楼楼道灯不亮"}
            start_case("issue_loop", community_of("CM-07"), by, answers=answers)
        _key, secret = make_key(by, "schemathesis", SCOPES, 1)
    disconnect()
    return secret


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
