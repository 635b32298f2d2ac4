"""The commands that make and change keys, and pack a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from admin.command import main
from engine import Case, data_of, db, unrotated
from engine.keyring import KEY_FILE, KEYS
from tests.privacy.conftest import SAMPLE, SECRET, Welfare


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    if db.is_closed():
        db.connect()
    return done.exit_code, done.output


def test_a_key_is_made_and_changed_by_commands(
    town: Welfare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "keys"
    monkeypatch.delenv(KEYS)
    monkeypatch.setenv(KEY_FILE, str(file))
    assert run("new-key", str(file))[0] == 0
    case = town.apply()
    assert run("new-key", str(file))[0] == 0
    assert unrotated() > 0
    assert run("rotate-key", "--database", town.url)[0] == 0
    assert unrotated() == 0
    file.write_text(file.read_text().splitlines()[0])
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]


def test_a_rotation_without_the_old_key_says_which_one_is_missing(
    town: Welfare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.apply()
    file = tmp_path / "keys"
    run("new-key", str(file))
    monkeypatch.delenv(KEYS)
    monkeypatch.setenv(KEY_FILE, str(file))
    code, said = run("rotate-key", "--database", town.url)
    assert code == 1
    assert "缺少密钥" in said


def test_a_case_is_packed_by_its_number(town: Welfare, tmp_path: Path) -> None:
    case = town.apply()
    words = ("--database", town.url, "--plugins", str(SAMPLE))
    assert run("archive", "no-such-case", *words)[0] == 1
    code, _ = run("archive", str(case.number), "--to", str(tmp_path), *words)
    assert code == 0
    assert (tmp_path / f"{case.number}.zip").read_bytes()[:2] == b"PK"
