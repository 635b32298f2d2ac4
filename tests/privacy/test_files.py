"""A file that answers a sensitive question is kept and given like any other sensitive value."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import (
    Case,
    CaseFile,
    NotFound,
    claim_task,
    clock,
    complete_task,
    data_of,
    file_for,
    find_case,
    package_of,
    reveal,
    store_file,
    work_until_idle,
)
from engine.models import FileContent, Reading, Sensitive, StoredFile
from engine.personal import erase_personal
from tests.privacy.conftest import Welfare
from tests.privacy.test_archive import files
from tests.privacy.test_at_rest import everything_stored
from tests.privacy.test_reveal import code, codes

WORDS = "病历：慢性肾衰竭五期"


@pytest.fixture
def case(town: Welfare) -> Case:
    sent = store_file(town.who("qian"), "病历.txt", WORDS.encode())
    made = town.apply(proofs=[sent])
    claim_task(town.task(made).id, town.who("sun"))
    return made


def token() -> str:
    return str(StoredFile.get().token)


def test_its_bytes_lie_encrypted(case: Case) -> None:
    assert not FileContent.select().exists()
    assert Sensitive.select().where(Sensitive.place == "file").exists()
    assert not [text for text in everything_stored() if WORDS in text]


def test_nobody_opens_it_before_it_was_shown_not_even_its_sender(town: Welfare, case: Case) -> None:
    for username in ("qian", "sun", "wu", "shen", "feng", "zheng"):
        with pytest.raises(NotFound):
            file_for(town.who(username), token())
        if username not in ("zheng",):
            file = CaseFile(find_case(case.id, town.who(username)), town.who(username))
            assert file.files == [], username


def test_who_had_it_shown_opens_it_for_ten_minutes(town: Welfare, case: Case) -> None:
    reveal(case.id, "proofs", town.who("sun"), "审核救助资格", code(codes(town, "sun")))
    assert file_for(town.who("sun"), token())[1].decode() == WORDS
    with pytest.raises(NotFound):
        file_for(town.who("qian"), token())
    Reading.update(at=clock.now() - timedelta(minutes=11)).execute()
    with pytest.raises(NotFound):
        file_for(town.who("sun"), token())


def test_the_same_bytes_elsewhere_stay_what_they_are_there(town: Welfare, case: Case) -> None:
    other = store_file(town.who("sun"), "别的.txt", WORDS.encode())
    assert file_for(town.who("sun"), other["id"])[1].decode() == WORDS


def test_it_is_in_the_package_only_with_the_sensitive_values(town: Welfare, case: Case) -> None:
    for sensitive in (False, True):
        content = files(package_of(case.id, sensitive=sensitive)[1])
        inside = [name for name in content if name.startswith("documents/")]
        assert bool(inside) is sensitive


def test_it_stays_through_later_steps(town: Welfare, case: Case) -> None:
    complete_task(town.task(case).id, town.who("sun"), {"opinion": "同意"})
    reveal(case.id, "proofs", town.who("feng"), "处理查阅请求", code(codes(town, "feng")))
    assert file_for(town.who("feng"), token())[1].decode() == WORDS


def test_a_request_to_erase_leaves_nothing_encrypted_behind(town: Welfare, case: Case) -> None:
    complete_task(town.task(case).id, town.who("sun"), {"opinion": "同意"})
    work_until_idle()
    complete_task(town.task(case, "visit").id, town.who("qian"), {})
    ended = Case.get_by_id(case.id)
    erase_personal(ended, town.who("feng"), "本人申请")
    left = Sensitive.select().where(Sensitive.case == ended, Sensitive.place != "message")
    assert [(row.place, row.number) for row in left] == []
    assert data_of(Case.get_by_id(case.id)).get("diagnosis") != "晚期胃癌并转移"
