"""What staff read in this system's ledgers."""

from datetime import date

from engine import Account, Community, viewer_of
from engine.ledgers import Wanted, find_ledger, ledger_rows
from plugins.self_discipline.records import Commend, CreditEvent, CreditFile


def clerk():
    return viewer_of(Account.get(Account.username == "qin.mei").person)


def rows_of(key: str):
    ledger = find_ledger(key, clerk())
    return ledger, list(ledger_rows(clerk(), ledger, Wanted()))


def test_a_list_of_codes_is_read_in_words_and_filtered_by_nobody(demo):
    Commend.create(
        community=Community.get(Community.code == "CM-07"),
        commend_no="H1",
        subject="示例商户001",
        year=2026,
        origin="credit",
        reason="诚信经营",
        benefits=["green_channel", "publicity"],
        awarded_at=date(2026, 3, 1),
    )
    ledger, (row,) = rows_of("self_discipline.honours")
    (cell,) = [cell for cell in row.cells if cell.column.name == "benefits"]
    assert [str(word) for word in cell.value] == ["绿色通道", "宣传推介"]
    assert not ledger.column("benefits").filters


def event(file: CreditFile, number: str, state: str, until: date | None) -> None:
    CreditEvent.create(
        community=file.community,
        file=file,
        event_no=number,
        type="fine",
        organ="区市场监督管理局",
        severity="ordinary",
        delta=-8,
        state=state,
        publicity_to=until,
    )


def test_what_is_over_withdrawn_or_contested_is_not_among_what_is_public(demo):
    file = CreditFile.create(
        community=Community.get(Community.code == "CM-07"),
        uscc="92110107MADEM00013",
        name="示例商户001",
        kind="sole_trader",
        score=72,
        known_since=date(2020, 1, 1),
    )
    event(file, "E1", "recorded", date(2026, 3, 3))  # today is the fourth
    event(file, "E2", "withdrawn", date(2026, 9, 1))
    event(file, "E3", "contested", date(2026, 9, 1))
    event(file, "E4", "recorded", None)
    event(file, "E5", "recorded", date(2026, 9, 1))
    _, rows = rows_of("self_discipline.public")
    assert [row.record.event_no for row in rows] == ["E5"]
