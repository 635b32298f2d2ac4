"""Sensitive values lie encrypted, wherever the database keeps them."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import (
    Case,
    Refused,
    Task,
    broken_links,
    claim_task,
    complete_task,
    data_of,
    history,
    open_task,
    save_draft,
    work_until_idle,
)
from engine.database import db
from engine.keyring import KEY_FILE, KEYS, BadKey, add_key, keys, new_key
from engine.models import Sensitive
from engine.sensitive import rotate, unrotated
from tests.privacy.conftest import SECRET, Welfare


def everything_stored() -> Iterator[str]:
    """Yield every row of every table as text, blobs and compressed ones as they can be read."""
    for table in db.get_tables():
        for row in db.execute_sql(f'SELECT * FROM "{table}"').fetchall():
            for cell in row:
                if isinstance(cell, bytes | memoryview):
                    raw = bytes(cell)
                    yield raw.decode("utf-8", "ignore")
                    for start in (0, 1):
                        with contextlib.suppress(zlib.error):
                            yield zlib.decompress(raw[start:]).decode("utf-8", "ignore")
                else:
                    yield str(cell)


def found_in_the_database() -> list[str]:
    return [text for text in everything_stored() if any(secret in text for secret in SECRET)]


def test_without_a_key_a_sensitive_answer_is_refused_and_nothing_is_stored(
    town: Welfare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEYS)
    with pytest.raises(Refused, match="没有配置加密密钥"):
        town.apply()
    assert not Case.select().exists()


def test_without_a_key_a_case_goes_on_with_all_that_is_not_sensitive(
    town: Welfare, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = town.apply()
    key = keys()
    monkeypatch.delenv(KEYS)
    plain = town.apply(diagnosis="", income=None, disabled=None, members=[])
    task = town.task(plain)
    claim_task(task.id, town.who("sun"))
    complete_task(task.id, town.who("sun"), {"opinion": "同意"})
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == "***"
    assert key
    assert not keys()


def test_nothing_sensitive_stands_in_any_table(town: Welfare) -> None:
    case = town.apply()
    task = town.task(case)
    claim_task(task.id, town.who("sun"))
    save_draft(task.id, town.who("sun"), {"findings": SECRET[0], "opinion": "待定"})
    assert found_in_the_database() == []
    complete_task(task.id, town.who("sun"), {"opinion": "同意", "findings": SECRET[2]})
    work_until_idle()
    assert Case.select().where(Case.parent == case).exists()
    assert found_in_the_database() == []
    complete_task(town.task(case, "visit").id, town.who("qian"), {})
    assert Case.get_by_id(case.id).ended
    assert found_in_the_database() == []


def test_a_case_knows_its_sensitive_values_with_their_types(town: Welfare) -> None:
    data = data_of(Case.get_by_id(town.apply().id))
    assert (data["diagnosis"], str(data["income"]), data["disabled"]) == (SECRET[0], "1234.5", True)
    assert data["members"] == [{"who": "何小宝", "illness": SECRET[2]}]


def test_the_title_of_a_case_shows_no_sensitive_value(town: Welfare) -> None:
    assert Case.get_by_id(town.apply().id).title == "救助：***"


def test_a_receiver_of_a_sensitive_value_keeps_it_encrypted_under_another_name(
    town: Welfare,
) -> None:
    case = town.apply()
    task = town.task(case)
    claim_task(task.id, town.who("sun"))
    complete_task(task.id, town.who("sun"), {"opinion": "同意"})
    work_until_idle()
    follower = Case.get(Case.parent == case)
    assert data_of(follower)["illness_of_head"] == SECRET[0]
    assert Sensitive.select().where(Sensitive.case == follower, Sensitive.place == "data").exists()


def test_a_value_that_is_no_more_in_the_case_is_erased(town: Welfare) -> None:
    case = town.apply()
    before = Sensitive.select().where(Sensitive.place == "data").count()
    task = town.task(case)
    claim_task(task.id, town.who("sun"))
    complete_task(task.id, town.who("sun"), {"opinion": "同意", "findings": "无"})
    after = Sensitive.select().where(Sensitive.place == "data").count()
    assert (before, after) == (4, 5)


def test_a_draft_comes_back_whole_and_its_sensitive_part_goes_with_the_task(town: Welfare) -> None:
    case = town.apply()
    task = town.task(case)
    claim_task(task.id, town.who("sun"))
    typed = {"findings": SECRET[0], "opinion": "待定"}
    save_draft(task.id, town.who("sun"), typed)
    assert SECRET[0] not in str(Task.get_by_id(task.id).draft)
    assert open_task(task.id, town.who("sun")).draft == typed
    complete_task(task.id, town.who("sun"), {"opinion": "同意"})
    assert not Sensitive.select().where(Sensitive.place == "draft").exists()


def test_a_record_keeps_its_sensitive_column_apart(town: Welfare) -> None:
    from gucheng_plugin_welfare.plugin import Household

    case = town.apply()
    claim_task(town.task(case).id, town.who("sun"))
    complete_task(town.task(case).id, town.who("sun"), {"opinion": "同意"})
    row = Household.get()
    assert (str(row.diagnosis), row.diagnosis.read()) == ("***", SECRET[0])
    row.name = "改名"
    row.save()
    assert Household.get().diagnosis.read() == SECRET[0]
    row.diagnosis = "痊愈"
    row.save()
    assert Household.get().diagnosis.read() == "痊愈"
    row.diagnosis = None
    row.save()
    assert Household.get().diagnosis is None
    assert not Sensitive.select().where(Sensitive.place.contains("welfare")).exists()
    with pytest.raises(ValueError, match="save"):
        Household.update(diagnosis="x").execute()


def test_the_history_is_whole_and_shows_a_changed_value(town: Welfare) -> None:
    case = Case.get_by_id(town.apply().id)
    assert list(broken_links(case)) == []
    line = history(case)[0]
    assert line.secret
    assert line.values is not None
    assert line.values["data"]["diagnosis"] == SECRET[0]
    other = Sensitive.get(Sensitive.place == "data")
    Sensitive.update(content=other.content).where(Sensitive.place == "event").execute()
    assert list(broken_links(case)) == [(1, "values")]


def test_an_erased_value_leaves_the_chain_whole(town: Welfare) -> None:
    case = Case.get_by_id(town.apply().id)
    Sensitive.delete().where(Sensitive.case == case).execute()
    assert list(broken_links(case)) == []
    assert history(case)[0].values is None


def test_a_value_put_in_another_ones_place_cannot_be_read(town: Welfare) -> None:
    one, other = town.apply(), town.apply(diagnosis="感冒多日")
    data = Sensitive.place == "data"
    for row in list(Sensitive.select().where(data, Sensitive.owner == other.id)):
        mine = (data, Sensitive.owner == one.id, Sensitive.number == row.number)
        Sensitive.update(content=row.content).where(*mine).execute()
    assert data_of(Case.get_by_id(one.id))["diagnosis"] == "***"


def test_a_case_without_sensitive_fields_asks_not_one_statement_more(town: Welfare) -> None:
    sent = statements_of(lambda: town.apply(diagnosis="", income=None, disabled=None, members=[]))
    assert not [sql for sql in sent if "sensitive" in sql]


def statements_of(deed: Any) -> list[str]:
    """Return the statements that a deed sends."""
    import engine.statements as fixed
    from engine.database import send

    sent: list[str] = []

    def noting(sql: str, *values: Any) -> Any:
        sent.append(sql)
        return send(sql, *values)

    fixed.send, kept = noting, fixed.send  # type: ignore[assignment]
    try:
        deed()
    finally:
        fixed.send = kept
    return sent


# -- keys -------------------------------------------------------------------------------------


def test_values_move_to_a_new_key_and_the_old_one_can_go(
    town: Welfare, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = town.apply()
    later = new_key()
    monkeypatch.setenv(KEYS, f"{later} {key}")
    assert unrotated() == Sensitive.select().count() > 0
    assert sum(rotate()) > 0
    assert unrotated() == 0
    monkeypatch.setenv(KEYS, later)
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]
    assert list(broken_links(Case.get_by_id(case.id))) == []


def test_a_rotation_that_was_stopped_goes_on_where_it_stopped(
    town: Welfare, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import engine.sensitive

    case = town.apply()
    monkeypatch.setenv(KEYS, f"{new_key()} {key}")
    monkeypatch.setattr(engine.sensitive, "AT_ONCE", 2)
    assert next(iter(rotate())) == 2
    assert unrotated() > 0
    assert data_of(Case.get_by_id(case.id))["diagnosis"] == SECRET[0]
    assert sum(rotate()) == Sensitive.select().count() - 2
    assert unrotated() == 0


def test_a_rotation_without_the_old_key_is_refused(
    town: Welfare, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.apply()
    monkeypatch.setenv(KEYS, new_key())
    with pytest.raises(Refused, match="缺少密钥"):
        list(rotate())


def test_a_key_file_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEYS)
    path = tmp_path / "keys"
    monkeypatch.setenv(KEY_FILE, str(path))
    with pytest.raises(BadKey, match="无法读取"):
        keys()
    add_key(path)
    first = next(iter(keys()))
    assert path.stat().st_mode & 0o777 == 0o600
    add_key(path)
    assert list(keys())[1:] == [first]
    path.chmod(0o644)
    with pytest.raises(BadKey, match="600"):
        keys()


@pytest.mark.parametrize("wrong", ["short", "YWJj", "!" * 44])
def test_what_is_no_key_is_refused(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEYS, wrong)
    with pytest.raises(BadKey):
        keys()
