"""A running case goes on with another version exactly, or stays as it is and says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import (
    Batch,
    BatchCase,
    Case,
    Refused,
    cancel_case,
    describe_migration,
    history,
    mapping_findings,
    migrate_case,
    proposal,
    save_draft,
    start_batch,
    stop_batch,
    tally,
    work_until_idle,
)
from engine.bpmn import Thrown
from engine.messages import post
from engine.models import Wait
from tests.bpmn.diagrams import Box, timer
from tests.operations.cases import (
    ERROR_END,
    MESSAGE,
    assert_whole,
    at,
    done,
    later,
    opened,
    published,
    run_of,
    task_of,
    tasks,
    user,
)
from tests.operations.test_move import many

PRICE = '<bpmn:extensionElements><gucheng:input target="cost" source="7"/></bpmn:extensionElements>'
Made = Callable[[Box, str], Box]


def person(box: Box, x: str) -> Box:
    return user(box, x)


def message(box: Box, x: str) -> Box:
    return box.node("intermediateCatchEvent", x, MESSAGE)


def clock(box: Box, x: str) -> Box:
    return box.node("intermediateCatchEvent", x, timer("PT1H"))


def action(box: Box, x: str) -> Box:
    return box.node("serviceTask", x, PRICE, gucheng_action="repairs.fetch_price")


def sub(box: Box, x: str) -> Box:
    inner = user(Box().node("startEvent", f"{x}s"), f"{x}i").node("endEvent", f"{x}e")
    return box.node("subProcess", x, inner.chain(f"{x}s", f"{x}i", f"{x}e").xml())


def side_by_side(box: Box, x: str) -> Box:
    return user(box, x, inner=many("false"))


def in_a_row(box: Box, x: str) -> Box:
    return user(box, x, inner=many("true"))


def guarded(box: Box, x: str) -> Box:
    user(box, x).node("endEvent", f"{x}l")
    box.node("boundaryEvent", f"{x}b", timer("P9D"), attachedToRef=x, cancelActivity="false")
    return box.chain(f"{x}b", f"{x}l")


KINDS: list[Made] = [person, message, clock, action, sub, side_by_side, in_a_row, guarded]


def drawn(*order: str, kind: Made | None = None, x: str = "x", wrapped: bool = False) -> Box:
    """A row of steps from start to end, `x` of a kind, perhaps inside a sub-process of its own."""
    box = user(Box().node("startEvent", "s"), "a", "z").node("endEvent", "e")
    if kind is not None and wrapped:
        inner = kind(Box().node("startEvent", "ws").node("endEvent", "we"), x)
        box.node("subProcess", "w", inner.chain("ws", x, "we").xml())
    elif kind is not None:
        kind(box, x)
    return box.chain("s", *order, "e")


def changed(kind: Made) -> dict[str, tuple[Box, Box, dict[str, str]]]:
    """Each way of changing a diagram at `x`: before, after, what is mapped by hand."""
    with_x = drawn("a", "x", "z", kind=kind)
    return {
        "add": (drawn("a", "z"), with_x, {}),
        "remove": (with_x, drawn("a", "z"), {}),
        "move": (with_x, drawn("a", "z", "x", kind=kind), {}),
        "rename": (with_x, drawn("a", "y", "z", kind=kind, x="y"), {"x": "y", "xi": "yi"}),
        "wrap": (with_x, drawn("a", "w", "z", kind=kind, wrapped=True), {}),
    }


def gone_on(town, case: Case) -> None:
    """Let whatever a case waits for happen, until it ends."""
    for turn in range(1, 12):
        with later(hours=3 * turn):
            work_until_idle()
            for _wait in Wait.select().where(Wait.case == case, Wait.message != ""):
                post(case, Thrown("msg.ask", None, case.number, {}, "x"))
            if tasks(case):
                done(town, case, tasks(case)[0])
            if Case.get_by_id(case.id).ended:
                return assert_whole(case)
    return None


def brought_to(town, case: Case, where: str) -> None:
    if where == "on":
        done(town, case, "a")
    elif where == "after":
        done(town, case, "a")
        with later(hours=3):
            for _ in range(4):
                work_until_idle()
                if tasks(case) == ["z"]:
                    return
                for _wait in Wait.select().where(Wait.case == case, Wait.message != ""):
                    post(case, Thrown("msg.ask", None, case.number, {}, "x"))
                if tasks(case):
                    done(town, case, tasks(case)[0])
        assert tasks(case) == ["z"]


REFUSED = {("remove", "on"), ("wrap", "on")}


@pytest.mark.parametrize("way", ["add", "remove", "move", "rename", "wrap"])
def test_each_kind_of_element_changed_each_way_around_a_token(town, way):
    keeper = town.who("管理员")
    for kind in KINDS:
        for where in ("before", "on", "after"):
            if (way, where) == ("add", "on") or (where != "on" and "postgres" in town.url):
                continue  # the rules are the diagram's; the second database is asked where it holds
            name = f"{way}_{kind.__name__}_{where}"
            old, new, by_hand = changed(kind)[way]
            source = published(old, key=name)
            case = opened(town, key=name)
            brought_to(town, case, where)
            target = published(new, key=name)
            mapping = proposal(source, target)
            mapping |= {one: two for one, two in by_hand.items() if kind is sub or one == "x"}
            before = bytes(Case.get_by_id(case.id).state)
            if (way, where) in REFUSED:
                with pytest.raises(Refused, match="必须指定"):
                    migrate_case(case.id, target.id, mapping, keeper, "新版")
                assert bytes(Case.get_by_id(case.id).state) == before, name
                assert Case.get_by_id(case.id).version_id == source.id
            else:
                migrate_case(case.id, target.id, mapping, keeper, "新版")
                assert Case.get_by_id(case.id).version_id == target.id, name
            assert_whole(case)
            gone_on(town, case)
            assert Case.get_by_id(case.id).status == "ended", name
            passed = Case.get_by_id(case.id).passed.split()
            if (way, where) in {("add", "before"), ("move", "before"), ("wrap", "before")}:
                assert "x" in passed, name


# what a version says instead, and the word that refuses the mapping of its x to the old one
CHANGES = [
    ("another type", message, person, "类型不同"),
    ("another event", message, clock, "事件类型不同"),
    ("many for one", person, side_by_side, "重复方式不同"),
    ("one for many", in_a_row, person, "重复方式不同"),
    ("in a row for side by side", side_by_side, in_a_row, "重复方式不同"),
]


def test_a_mapping_to_something_else_is_refused_before_any_case_is_touched(town):
    for name, one, other, why in CHANGES:
        key = name.replace(" ", "_")
        source = published(drawn("a", "x", "z", kind=one), key=key)
        target = published(drawn("a", "x", "z", kind=other), key=key)
        (found,) = mapping_findings(source, target, {"a": "a", "x": "x"})
        assert found[0] == "x"
        assert why in str(found[1]), name
        assert "x" not in proposal(source, target)
        with pytest.raises(Refused, match="先改正"):
            start_batch(source, target, {"x": "x"}, town.who("管理员"), "新版", rehearsal=False)
    assert not Batch.select().exists()


def test_a_mapping_into_a_sub_process_or_from_one_border_to_another_is_refused(town):
    source = published(drawn("a", "x", "z", kind=person))
    target = published(drawn("a", "w", "z", kind=person, wrapped=True))
    ((_, why),) = mapping_findings(source, target, {"x": "x"})
    assert "所在的子流程不同" in str(why)
    guard = published(drawn("a", "x", "z", kind=guarded))
    other = drawn("a", "x", "z", kind=person).node("endEvent", "xl")
    other.node("boundaryEvent", "xb", timer("P9D"), attachedToRef="z", cancelActivity="false")
    moved = published(other.chain("xb", "xl"))
    found = mapping_findings(guard, moved, {"x": "x", "xb": "xb"})
    assert [(element, "附着" in str(text)) for element, text in found] == [("xb", True)]


def joined(third: bool = False) -> Box:
    box = user(Box().node("startEvent", "s"), "a", "b", "z").node("parallelGateway", "p")
    box.node("parallelGateway", "j").node("endEvent", "e").chain("s", "p", "a", "j", "z", "e")
    box.chain("p", "b", "j")
    return user(box, "c").chain("p", "c", "j") if third else box


def test_a_branch_that_waits_at_a_join_keeps_its_way_in(town):
    source, case = published(joined()), opened(town)
    done(town, case, "a")
    target = published(joined(third=True))
    migrate_case(case.id, target.id, proposal(source, target), town.who("管理员"), "新版")
    done(town, case, "b")
    assert tasks(case) == []
    assert_whole_but_for_the_join(case)


def assert_whole_but_for_the_join(case: Case) -> None:
    """The third branch was never opened: the join waits for it, as it would in Camunda 8."""
    assert list(run_of(case).tokens) == ["j"]


def test_a_join_with_fewer_ways_in_is_refused(town):
    source, target = published(joined(third=True)), published(joined())
    found = dict(mapping_findings(source, target, {"j": "j"}))
    assert "进线更少" in str(found["j"])


def test_a_task_keeps_who_has_it_its_draft_and_its_number(town):
    source, case = published(drawn("a", "z")), opened(town)
    task = task_of(case, "a")
    save_draft(task.id, town.who("李四"), {"x": 1})
    new = Box().node("startEvent", "s").node("endEvent", "e")
    user(new, "a2", "z", gucheng_form="repairs.inspect")
    target = published(new.chain("s", "a2", "z", "e"))
    mapping = {**proposal(source, target), "a": "a2"}
    migrate_case(case.id, target.id, mapping, town.who("管理员"), "新表单")
    after = task_of(case, "a2")
    assert (after.id, after.step, after.draft) == (task.id, task.step, {"x": 1})
    assert (after.claimed_by_id, after.form) == (task.claimed_by_id, "repairs.inspect")
    assert history(case)[-1].values["to_version"] == 2


def test_a_kept_timer_keeps_its_time_a_new_one_begins_and_an_unmapped_one_ends(town):
    source, case = published(drawn("a", "x", "z", kind=guarded)), opened(town)
    done(town, case, "a")
    due = Wait.get(Wait.case == case).due_at
    target = published(drawn("a", "x", "z", kind=guarded))
    keeper = town.who("管理员")
    with later(hours=5):
        migrate_case(case.id, target.id, proposal(source, target), keeper, "新版")
    assert Wait.get(Wait.case == case).due_at == due
    plain = published(drawn("a", "x", "z", kind=person))
    migrate_case(case.id, plain.id, proposal(target, plain), keeper, "不限时")
    assert not Wait.select().where(Wait.case == case).exists()
    assert_whole(case)
    with later(hours=5):
        migrate_case(case.id, target.id, proposal(plain, target), keeper, "又限时")
        assert Wait.get(Wait.case == case).due_at > due
    assert_whole(case)


def test_an_uncaught_error_is_caught_by_a_version_that_has_a_catcher(town):
    def version(catching: bool) -> Box:
        inner = user(Box().node("startEvent", "is"), "i").node("endEvent", "ie", ERROR_END)
        box = user(Box().node("startEvent", "s"), "mend").node("endEvent", "e")
        box.node("subProcess", "sub", inner.chain("is", "i", "ie").xml()).chain("s", "sub", "e")
        box.node("endEvent", "m").chain("mend", "m")
        border = ERROR_END if catching else timer("P9D")
        return box.node("boundaryEvent", "bad", border, attachedToRef="sub").chain("bad", "mend")

    from engine import incidents, retry_incident

    source, case = published(version(False)), opened(town)
    done(town, case, "i")
    target = published(version(True))
    chief = town.who("陈主任")
    migrate_case(case.id, target.id, proposal(source, target), chief, "补上处理")
    retry_incident(incidents()[0].id, chief, "再试")
    assert tasks(case) == ["mend"]
    assert incidents() == []
    assert_whole(case)


@pytest.mark.parametrize("name", ["李四", "外来主任"])
def test_a_stranger_migrates_nothing(town, name):
    source, case = published(drawn("a", "z")), opened(town)
    target = published(drawn("a", "x", "z", kind=person))
    mapping = proposal(source, target)
    with pytest.raises(Refused, match="岗位"):
        migrate_case(case.id, target.id, mapping, town.who(name), "新版")
    with pytest.raises(Refused):
        start_batch(source, target, mapping, town.who(name), "新版", rehearsal=False)
    assert Case.get_by_id(case.id).version_id == source.id


def test_a_version_of_another_procedure_or_the_same_one_is_refused(town):
    source, case = published(drawn("a", "z")), opened(town)
    other = published(drawn("a", "z"), key="other")
    for version in (source, other):
        with pytest.raises(Refused):
            migrate_case(case.id, version.id, {"a": "a"}, town.who("管理员"), "新版")


def many_cases(town, count: int) -> tuple:
    source = published(drawn("a", "x", "z", kind=person))
    cases = [opened(town) for _ in range(count)]
    for case in cases[: count // 2]:
        done(town, case, "a")
    target = published(drawn("a", "z"))
    return source, target, cases


def test_a_rehearsal_says_what_would_become_of_each_and_changes_nothing(town):
    source, target, cases = many_cases(town, 24)
    keeper = town.who("管理员")
    batch = start_batch(source, target, proposal(source, target), keeper, "新版", rehearsal=True)
    work_until_idle()
    assert tally(batch) == {"waiting": 0, "moved": 12, "refused": 12}
    assert {Case.get_by_id(case.id).version_id for case in cases} == {source.id}
    assert Batch.get_by_id(batch.id).status == "done"


def test_many_cases_are_moved_or_stay_each_with_its_reason(town):
    source, target, cases = many_cases(town, 24)
    cancel_case(cases[-1].id, town.who("李四"), "不办了")
    keeper = town.who("管理员")
    batch = start_batch(source, target, proposal(source, target), keeper, "新版", rehearsal=False)
    work_until_idle()
    assert tally(batch) == {"waiting": 0, "moved": 11, "refused": 12}
    why = BatchCase.get(BatchCase.result == "refused").why
    assert ("x" in why[0]["zh"], "becomes" in why[0]["en"]) == (True, True)
    for case in cases:
        assert_whole(case)
    assert {Case.get_by_id(case.id).version_id for case in cases[12:-1]} == {target.id}


def test_a_stopped_batch_leaves_the_others_as_they_are(town):
    from engine import Worker

    source, target, cases = many_cases(town, 24)
    keeper = town.who("管理员")
    batch = start_batch(source, target, proposal(source, target), keeper, "新版", rehearsal=False)
    assert Worker().work_once() == 1
    with pytest.raises(Refused):
        stop_batch(batch.id, town.who("李四"))
    stop_batch(batch.id, keeper)
    work_until_idle()
    assert tally(batch) == {"waiting": 14, "moved": 0, "refused": 10}
    assert Batch.get_by_id(batch.id).status == "stopped"
    assert {Case.get_by_id(case.id).version_id for case in cases} == {source.id}


def test_who_leads_moves_only_the_cases_in_its_reach(town):
    source, target, _cases = many_cases(town, 4)
    chief = town.who("陈主任")
    batch = start_batch(source, target, proposal(source, target), chief, "新版", rehearsal=True)
    assert sum(tally(batch).values()) == 4
    with pytest.raises(Refused, match="没有可以换用"):
        start_batch(source, target, {}, town.who("外来主任"), "新版", rehearsal=True)


def test_what_would_keep_a_case_is_told_beforehand(town):
    source, case = published(drawn("a", "x", "z", kind=person)), opened(town)
    target = published(drawn("a", "z"))
    mapping, keeper = proposal(source, target), town.who("管理员")
    assert describe_migration(case.id, target.id, mapping, keeper) == []
    done(town, case, "a")
    (why,) = describe_migration(case.id, target.id, mapping, keeper)
    assert str(why).startswith("“x”：")
    assert at(case, "x")
