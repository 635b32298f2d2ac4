"""Whether the tests' own PostgreSQL is a real one and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from playhouse.db_url import connect

from tests import postgres

ROOT = Path(__file__).parents[2]
START = "from tests import postgres; s = postgres.server(); print(s.home, flush=True); "


def fill(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (text text)")
        connection.execute("INSERT INTO kept VALUES ('古城')")


def wait_until_gone(folder: Path) -> bool:
    for _ in range(100):
        if not folder.exists():
            return True
        time.sleep(0.1)
    return False


def test_a_fresh_database_forgets_the_one_of_the_same_name() -> None:
    first = postgres.database("forgets")
    with psycopg.connect(first) as still_connected:
        still_connected.execute("CREATE TABLE gone (id int)")
        still_connected.commit()
        second = postgres.database("forgets")
    with psycopg.connect(second) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM gone")
    postgres.remove("forgets")


def test_a_database_that_cannot_be_made_says_why() -> None:
    with pytest.raises(psycopg.errors.InvalidCatalogName, match="no_such_template"):
        postgres.database("nothing", template="no_such_template")


def test_a_template_is_filled_once_and_copied_quickly() -> None:
    assert postgres.template("filled", fill) == postgres.template("filled", fill)
    started = time.perf_counter()
    url = postgres.database("copy", template="filled")
    assert time.perf_counter() - started < 5
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT text FROM kept").fetchone() == ("古城",)
    postgres.remove("copy")


def test_peewee_takes_the_address_as_it_is() -> None:
    database = connect(postgres.database("peewee"), prefer_psycopg3=True)
    try:
        assert database.execute_sql("SHOW server_version_num").fetchone()[0] >= "150000"
    finally:
        database.close()
    postgres.remove("peewee")


def test_trigrams_see_chinese() -> None:
    with psycopg.connect(postgres.database("trigrams")) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT show_trgm('古城街道') <> '{}'").fetchone() == (True,)
    postgres.remove("trigrams")


def test_the_server_goes_with_a_process_that_ends() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not Path(done.stdout.strip()).exists()


def test_the_server_goes_with_a_process_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START + "import time; time.sleep(60)"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        home = Path(process.stdout.readline().strip())
        server = int((home / "data" / "postmaster.pid").read_text().split()[0])
        process.send_signal(signal.SIGKILL)
    assert wait_until_gone(home)
    assert not is_running(server)


def is_running(process: int) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())  # empty: dead, not yet buried
    except FileNotFoundError:
        return False


def test_it_starts_from_a_folder_that_only_its_owner_may_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    package = postgres._programs().parents[1]
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, tmp_path / name, symlinks=True)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    script = START + "import psycopg; psycopg.connect(s.url()).close(); print(s.programs)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    home, programs = done.stdout.split()
    assert not Path(home).exists()
    assert programs.startswith(home) == (os.geteuid() == 0)  # root hands `nobody` a copy
