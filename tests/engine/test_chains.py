"""All chains at once: what was bent is named, by the first link that does not fit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from peewee import DatabaseError

from engine import (
    LOCAL,
    broken_chains,
    check_receipt,
    clock,
    complete_task,
    db,
    end_role,
    erase_deed_values,
    erase_values,
    give_role,
    inherit_value,
    is_root,
    last_receipt,
    note_deed,
    now,
    own_receipts,
    receipt_code,
    seal,
    sealed_with,
    set_value,
    start_case,
    switch_plugin,
    values_of_deeds,
    work_until_idle,
)
from engine.database import rehearsing
from engine.journal import Chain
from engine.keyring import passing_key
from engine.models import (
    Case,
    ChainHead,
    Deed,
    DeedValues,
    Event,
    EventValues,
    Job,
    Seal,
    SealedHead,
    Task,
)
from engine.models.journal import START
from engine.models.privacy import Sensitive
from engine.seals import keep_sealing
from engine.sensitive import kept
from tests.unguarded import unguarded

SAME_EVENT = "at, person_id, 'ended', element, values_hash, previous FROM events WHERE case_id = 1"
SAME_DEED = (
    "at, person_id, deed, subject, community_id, values_hash, previous FROM deeds WHERE sequence ="
)


@pytest.fixture
def cases(town):
    """Two cases of three lines each; the house has three lines of its own."""
    made = []
    for _ in range(2):
        case = start_case("repair", town.place("CM-07"), town.who("李四"))
        task = Task.get(Task.case == case)
        complete_task(task.id, town.who("李四"), {"finding": "漏水", "cost": 6000})
        made.append(Case.get_by_id(case.id))
    for hours in (48, 72, 96):
        note_deed("set", town.who("陈主任").person, "sample.hours", before=24, after=hours)
    return made


def found() -> list[tuple[str, int, str]]:
    return [(one.chain, one.sequence, one.what) for one in broken_chains()]


def bend(statement: str) -> None:
    with unguarded():
        db.execute_sql(statement)


def test_what_is_whole_has_no_broken_link(cases):
    assert found() == []
    seal()
    assert found() == []


def refused(statement: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), db.atomic():
        db.execute_sql(statement)


def test_the_database_refuses_to_change_and_to_delete_what_happened(cases):
    seal()
    erase_values(cases[0], [1], reason="x")
    for table in ("events", "deeds", "seals", "sealed_heads", "erasures"):
        column = "head" if table == "sealed_heads" else "sequence"
        refused(f"UPDATE {table} SET {column} = {column}", "only added to")
        refused(f"DELETE FROM {table}", "only added to")
    assert found() == []


def test_the_database_refuses_to_change_values_and_to_delete_them_without_a_note(cases):
    erase_values(cases[0], [1], reason="x")
    for table in ("event_values", "deed_values"):
        refused(f"UPDATE {table} SET salt = salt", "only added to")
        refused(f"DELETE FROM {table}", "no erasure")


def test_an_erasure_that_was_noted_leaves_everything_whole(cases, town):
    seal()
    assert erase_values(cases[0], [1, 2], by=town.who("陈主任").person, reason="PIPL 47") == 2
    assert erase_deed_values([1], reason="PIPL 47") == 1
    assert found() == []
    assert EventValues.select().where(EventValues.case == cases[0]).count() == 1


def test_values_that_are_gone_without_a_note_are_named(cases):
    bend("DELETE FROM event_values WHERE case_id = 2 AND sequence = 2")
    bend("DELETE FROM deed_values WHERE sequence = 1")
    assert found() == [(cases[1].number, 2, "erased"), ("deeds", 1, "erased")]


def bent(statement: str) -> list[tuple[str, int, str]]:
    """Return what is found broken after a statement that is undone again."""
    with rehearsing():
        bend(statement)
        return found()


def test_the_first_broken_link_of_a_case_is_named(cases):
    first = "WHERE case_id = 1 AND sequence"
    for statement, sequence, what in (
        (f"UPDATE events SET deed = 'claimed' {first} = 2", 3, "previous"),
        (f"UPDATE events SET deed = 'claimed' {first} = 3", 4, "head"),
        (f"UPDATE events SET person_id = 2 {first} = 1", 2, "previous"),
        (f"UPDATE events SET at = '2020-01-01 00:00:00' {first} = 1", 2, "previous"),
        (f"DELETE FROM events {first} = 1", 1, "missing"),
        (f"DELETE FROM events {first} = 2", 2, "missing"),
        (f"DELETE FROM events {first} = 3", 3, "head"),
        ("DELETE FROM events WHERE case_id = 1", 1, "head"),
        (f"INSERT INTO events SELECT case_id, 4, {SAME_EVENT} AND sequence = 3", 4, "previous"),
    ):
        assert bent(statement) == [(cases[0].number, sequence, what)], statement
    assert found() == []


def test_encrypted_values_are_looked_at_too_and_erased_with_a_note(cases):
    with passing_key():
        chain = Chain(cases[0])
        chain.add("completed", None, "x", {"data": {"illness": "糖尿病"}}, secret=True)
        chain.store()
        cases[0].save()
        assert found() == []
        with rehearsing():
            Sensitive.update(content=bytes(40)).where(Sensitive.place == "event").execute()
            assert found() == [(cases[0].number, 4, "values")]
        assert bent("DELETE FROM sensitive WHERE place = 'event'") == [
            (cases[0].number, 4, "erased")
        ]
        assert erase_values(cases[0], [4], reason="PIPL 47") == 1
        assert kept("event", cases[0].id) == {}
        assert found() == []


def test_one_changed_byte_of_a_value_is_named(cases):
    kept = EventValues.get(EventValues.case == cases[1], EventValues.sequence == 3)
    text = bytearray(bytes(kept.values))
    text[len(text) // 2] ^= 1
    with unguarded():
        EventValues.update(values=bytes(text)).where(
            EventValues.case == cases[1], EventValues.sequence == 3
        ).execute()
    assert found() == [(cases[1].number, 3, "values")]


def test_a_history_that_was_cut_with_its_head_is_found_by_the_seal(cases):
    seal()
    last = Event.get(Event.case == cases[0], Event.sequence == 2)
    with unguarded():
        Event.delete().where(Event.case == cases[0], Event.sequence == 3).execute()
        EventValues.delete().where(
            EventValues.case == cases[0], EventValues.sequence == 3
        ).execute()
        Case.update(event_count=2, event_head=last.hash).where(Case.id == cases[0].id).execute()
    assert found() == [(cases[0].number, 3, "sealed")]


def test_a_history_that_was_written_anew_is_found_by_the_seal(cases):
    seal()
    rows = list(Event.select().where(Event.case == cases[0]).order_by(Event.sequence))
    before = START
    with unguarded():
        for row in rows:
            row.previous, row.deed = before, "claimed"
            Event.update(previous=before, deed="claimed").where(
                Event.case == row.case_id, Event.sequence == row.sequence
            ).execute()
            before = row.hash
        Case.update(event_head=before).where(Case.id == cases[0].id).execute()
    assert found() == [(cases[0].number, 3, "sealed")]


def test_the_first_broken_link_of_the_house_is_named(cases):
    last = Deed.select().count()
    for statement, sequence, what in (
        (f"UPDATE deeds SET subject = 'x' WHERE sequence = {last - 2}", last - 1, "previous"),
        (f"UPDATE deeds SET subject = 'x' WHERE sequence = {last}", last + 1, "head"),
        (f"DELETE FROM deeds WHERE sequence = {last - 1}", last - 1, "missing"),
        (f"DELETE FROM deeds WHERE sequence = {last}", last, "head"),
        (f"INSERT INTO deeds SELECT {last}+1, {SAME_DEED} {last}", last + 1, "head"),
    ):
        assert bent(statement) == [("deeds", sequence, what)], statement


def test_the_seals_are_a_chain_too(cases):
    for _ in range(3):
        note_deed("signed_in")
        seal()
    bend("UPDATE seals SET events = 0, at = '2020-01-01 00:00:00' WHERE sequence = 2")
    assert found() == [("seals", 2, "sealed")]
    bend("DELETE FROM seals WHERE sequence = 3")
    assert found()[0] == ("seals", 2, "sealed")


def test_a_cut_off_seal_is_named(cases):
    seal()
    seal()
    bend("DELETE FROM seals WHERE sequence = 2")
    assert found() == [("seals", 2, "head")]


def test_a_seal_covers_what_grew_since_the_last(cases, town):
    first = seal()
    assert (first.cases, first.events, first.deeds) == (2, 6, Deed.select().count())
    task = Task.get(Task.case == cases[0], Task.status == "open")
    complete_task(task.id, town.who("陈主任"), {"approved": True})
    second = seal()
    grown = Case.get_by_id(cases[0].id).event_count
    assert (second.cases, second.events) == (1, grown - 3)
    assert bytes(second.previous) == bytes(first.root)
    assert is_root(bytes(first.root).hex().upper())
    assert not is_root("0" * 64)
    assert sealed_with(cases[0].id, 3) == first
    assert sealed_with(cases[0].id, 4) == second
    assert sealed_with(cases[0].id, 400) is None


def test_a_house_without_cases_can_be_sealed(town):
    made = seal()
    assert (made.cases, made.events) == (0, 0)
    assert found() == []


def test_every_midnight_seals_once(town):
    with clock.at(datetime(2026, 11, 2, 12, 0, tzinfo=LOCAL)):
        keep_sealing()
        work_until_idle()
        assert Seal.select().count() == 0
    for day in (3, 4):
        with clock.at(datetime(2026, 11, day, 0, 11, tzinfo=LOCAL)):
            keep_sealing()
            work_until_idle()
    assert [one.at.astimezone(LOCAL).day for one in Seal.select().order_by(Seal.sequence)] == [3, 4]
    assert Job.select().where(Job.kind == "seal").count() == 1


def test_deeds_are_numbered_without_gaps_and_one_undone_leaves_none(town):
    before = Deed.select().count()
    with rehearsing():
        note_deed("set", None, "x", before=1, after=2)
    number = note_deed("set", None, "x", before=1, after=2)
    assert number == before + 1
    assert values_of_deeds([number]) == {number: {"before": 1, "after": 2}}
    assert (
        ChainHead.get_by_id("deeds").count == Deed.select().count() == DeedValues.select().count()
    )


def test_settings_switches_and_roles_are_kept_with_what_was_before(town):
    chief, place = town.who("陈主任").person, town.place("CM-07")
    give_role(chief, "grp_secadmin", town.place("SD-GC"))
    set_value(place, "core.undo_minutes", 20, chief)
    set_value(place, "core.undo_minutes", 30, chief)
    inherit_value(place, "core.undo_minutes", by=chief)
    switch_plugin(place, "repairs", False, chief, reason="试点结束")
    holding = give_role(town.who("王五").person, "grp_inspector", place, by=chief)
    end_role(holding, by=chief)
    lines = list(Deed.select().where(Deed.person == chief).order_by(Deed.sequence))
    said = values_of_deeds([line.sequence for line in lines])
    assert [(line.deed, *both(said[line.sequence])) for line in lines] == [
        ("setting_changed", None, 20),
        ("setting_changed", 20, 30),
        ("setting_inherited", 30, None),
        ("plugin_switched", True, False),
        ("role_given", None, "CM-07"),
        ("role_ended", "CM-07", None),
    ]
    assert {line.community_id for line in lines} == {place.id}


def both(values: Any) -> tuple[Any, Any]:
    return next(iter(values["before"].values())), next(iter(values["after"].values()))


# -- receipts -----------------------------------------------------------------------------------


def test_a_receipt_tells_time_and_kind_and_nothing_else(cases, town):
    lisi = town.who("李四").person
    code = last_receipt(cases[0].id, lisi.id)
    assert code in [one.code for one in own_receipts(cases[0], lisi.id)]
    told = check_receipt(code.lower().replace("-", " "))
    assert told.whole
    assert (told.deed, told.seal) == ("completed", None)
    assert abs(now() - told.at) < timedelta(minutes=1)
    assert set(vars(told)) == {"at", "deed", "whole", "seal"}


def test_a_receipt_names_the_seal_that_covers_it(cases):
    sealed = seal()
    assert check_receipt(receipt_code(cases[0].id, 2)).seal == sealed


def test_no_other_code_tells_anything(cases):
    for code in ("", "x", "AAAA-BBBB", "0" * 24, "Z" * 24, "ü" * 24):
        assert check_receipt(code) is None


def test_no_code_is_found_by_changing_another(cases):
    code = receipt_code(cases[0].id, 2)
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert check_receipt(changed) is None


def test_a_receipt_of_a_bent_line_fits_no_more(cases):
    code = receipt_code(cases[0].id, 2)
    bend("UPDATE events SET deed = 'claimed' WHERE case_id = 1 AND sequence = 2")
    assert check_receipt(code) is None


def test_a_receipt_says_when_the_history_before_it_was_bent(cases):
    code = receipt_code(cases[0].id, 3)
    bend("UPDATE events SET deed = 'claimed' WHERE case_id = 1 AND sequence = 1")
    assert not check_receipt(code).whole


def test_who_did_not_do_it_gets_no_code(cases, town):
    assert last_receipt(cases[0].id, town.who("王五").person.id) == ""
    assert own_receipts(cases[0], town.who("王五").person.id) == []


def test_sealed_heads_are_kept_by_case(cases):
    seal()
    assert SealedHead.select().count() == 2
