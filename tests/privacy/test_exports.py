"""Lists leave the product with a mark, and with clear personal values only by leave, once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from engine import (
    NotFound,
    Refused,
    ask_export,
    claim_task,
    clock,
    complete_task,
    decide_export,
    take_export,
    waiting_exports,
)
from engine.models import Export
from engine.text import Text
from tests.pages.conftest import Desk
from tests.privacy.conftest import SECRET, Office, Welfare

LIST = "/ledgers/welfare.households"


def entered(town: Welfare) -> None:
    """Have a household on the ledger."""
    case = town.apply()
    claim_task(town.task(case).id, town.who("sun"))
    complete_task(town.task(case).id, town.who("sun"), {"opinion": "同意"})


def asked(town: Welfare, data_class: str = "C3", who: str = "sun") -> Export:
    title = Text("救助台账", "Households")
    return ask_export(town.who(who), "welfare.households", title, {}, data_class, "季度核对名册")


def rows(data: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_without_a_purpose_nothing_is_asked_for(town: Welfare) -> None:
    title = Text("救助台账", "Households")
    with pytest.raises(Refused, match="用途"):
        ask_export(town.who("sun"), "welfare.households", title, {}, "C3", " ")
    with pytest.raises(NotFound):
        ask_export(town.who("sun"), "welfare.households", title, {}, "C2", "季度核对名册")


@pytest.mark.parametrize("username", ["sun", "wu", "zheng", "han", "feng"])
def test_only_the_head_allows_personal_data(town: Welfare, username: str) -> None:
    number = asked(town).id
    assert not waiting_exports(town.who(username))
    with pytest.raises(NotFound):
        decide_export(number, town.who(username), agrees=True, opinion="")
    assert [one.id for one in waiting_exports(town.who("shen"))] == [number]
    assert decide_export(number, town.who("shen"), agrees=True, opinion="").agreed


@pytest.mark.parametrize("username", ["sun", "shen", "han", "wu"])
def test_only_the_officer_allows_sensitive_data(town: Welfare, username: str) -> None:
    number = asked(town, "C4").id
    with pytest.raises(NotFound):
        decide_export(number, town.who(username), agrees=True, opinion="")
    assert decide_export(number, town.who("feng"), agrees=True, opinion="").agreed


def test_nobody_allows_its_own_export(town: Welfare) -> None:
    with pytest.raises(Refused, match="没有可以审批的人"):
        asked(town, "C4", "feng")


def test_a_refusal_needs_words_and_what_is_decided_stays_so(town: Welfare) -> None:
    number = asked(town).id
    with pytest.raises(Refused, match="理由"):
        decide_export(number, town.who("shen"), agrees=False, opinion=" ")
    decide_export(number, town.who("shen"), agrees=False, opinion="范围过大")
    with pytest.raises(Refused, match="已经审批"):
        decide_export(number, town.who("shen"), agrees=True, opinion="")
    with pytest.raises(Refused, match="没有获得批准"):
        take_export(number, town.who("sun"))


def test_an_allowed_file_is_taken_once_by_who_asked_and_in_time(town: Welfare) -> None:
    number, late = asked(town).id, asked(town).id
    for one in (number, late):
        decide_export(one, town.who("shen"), agrees=True, opinion="")
    with pytest.raises(NotFound):
        take_export(number, town.who("qian"))
    take_export(number, town.who("sun"))
    with pytest.raises(Refused, match="下载过一次"):
        take_export(number, town.who("sun"))
    Export.update(until=clock.now() - timedelta(seconds=1)).where(Export.id == late).execute()
    with pytest.raises(Refused, match="过期"):
        take_export(late, town.who("sun"))


# -- pages ------------------------------------------------------------------------------------


def taken(desk: Desk, number: int) -> bytes:
    answer = desk.post(f"/exports/{number}/file")
    assert answer.status_code == 200
    return answer.data


def test_a_masked_list_comes_at_once_marked_and_logged(office: Office) -> None:
    entered(office)
    sun = office.desk("sun")
    page = sun.read(f"{LIST}/export?community=CM-07")
    assert "敏感信息（C4）明文" in page
    answer = sun.post(f"{LIST}/export?community=CM-07", purpose="季度核对", kind="masked")
    found = rows(sun.get(answer.location).data)
    assert found[1][2:4] == ["何*", "***"]
    assert "导出人：孙民政" in str(found[-1][0])
    assert "用途：季度核对" in str(found[-1][0])
    log = Export.get()
    assert (log.person.name, log.what, log.rows) == ("孙民政", "welfare.households", 1)


def test_clear_values_stand_only_in_the_file_that_was_allowed(office: Office) -> None:
    entered(office)
    sun, shen, feng = office.desk("sun"), office.desk("shen"), office.desk("feng")
    for kind, head in (("C3", shen), ("C4", feng)):
        answer = sun.post(f"{LIST}/export", purpose="季度核对名册", kind=kind)
        assert answer.location == "/exports"
        number = Export.select().order_by(Export.id.desc()).get().id
        assert sun.post(f"/exports/{number}/file").status_code == 409
        assert f"/exports/{number}/decide" in head.get("/exports").text
        assert head.post(f"/exports/{number}/decide", agrees="yes").status_code == 302
        found = rows(taken(sun, number))
        assert found[1][2:4] == ["何翠花", SECRET[0] if kind == "C4" else "***"]
        assert "季度核对名册" in str(found[-1][0])
        assert sun.post(f"/exports/{number}/file").status_code == 409


def test_the_log_of_exports_is_for_those_who_watch_over_it(office: Office) -> None:
    entered(office)
    asked(office)
    for username in ("sun", "shen", "han"):
        assert office.desk(username).get("/exports/log").status_code == 404
    assert "季度核对名册" in office.desk("chen").read("/exports/log")
    assert "The log of all exports" in office.desk("feng", "en").read("/exports/log")


def test_a_list_of_the_console_is_marked_and_logged_too(office: Office) -> None:
    han = office.desk("han")
    text = han.get("/console/organisation/export/csv/?purpose=年度盘点").data.decode("utf-8-sig")
    assert "导出人：韩系统" in text.splitlines()[-1]
    assert "年度盘点" in text.splitlines()[-1]
    assert Export.get().what == "console_organisation"
