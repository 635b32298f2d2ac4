"""Moving a token, and beginning again: exactly what was asked, or a refusal that says why."""

from __future__ import annotations

import pytest

from engine import (
    Case,
    Refused,
    describe_move,
    describe_restart,
    history,
    move_token,
    restart_at,
    save_draft,
    suspend_case,
)
from engine.models import Wait
from tests.bpmn.diagrams import Box, timer
from tests.operations.cases import (
    ERROR_END,
    MESSAGE,
    assert_whole,
    at,
    done,
    opened,
    run_of,
    task_of,
    tasks,
    user,
)

UNDO = "<bpmn:compensateEventDefinition/>"


def straight() -> Box:
    box = user(Box().node("startEvent", "s"), "a", "b", "c").node("endEvent", "e")
    return box.chain("s", "a", "b", "c", "e")


def parallel() -> Box:
    """Before, two branches of two steps each, after."""
    box = user(Box().node("startEvent", "s"), "before", "a1", "a2", "b1", "b2", "after")
    box.node("parallelGateway", "split").node("parallelGateway", "join").node("endEvent", "e")
    box.chain("s", "before", "split", "a1", "a2", "join", "after", "e")
    return box.chain("split", "b1", "b2", "join")


def inside() -> Box:
    return (
        user(Box().node("startEvent", "is"), "i1", "i2")
        .node("endEvent", "ie")
        .chain("is", "i1", "i2", "ie")
    )


def nested(attributes: str = "", inner: Box | None = None) -> Box:
    box = user(Box().node("startEvent", "s"), "a", "z").node("endEvent", "e")
    box.node("subProcess", "sub", attributes + (inner or inside()).xml())
    box.node("boundaryEvent", "late", timer("P3D"), attachedToRef="sub").node("endEvent", "l")
    return box.chain("s", "a", "sub", "z", "e").chain("late", "l")


def many(sequential: str) -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"'
        ' gucheng:collection="[1, 2]" gucheng:item="n"/>'
    )


def repeated(sequential: str) -> Box:
    box = user(Box().node("startEvent", "s"), "m", inner=many(sequential))
    return user(box, "z").node("endEvent", "e").chain(*"smze")


def with_boundary() -> Box:
    box = user(Box().node("startEvent", "s"), "a", "z", "t").node("endEvent", "e")
    box.node("boundaryEvent", "late", timer("PT9H"), attachedToRef="a")
    return box.chain(*"saze").chain("late", "t", "e")


def by_event() -> Box:
    box = Box().node("startEvent", "s").node("eventBasedGateway", "g").node("endEvent", "e")
    box.node("intermediateCatchEvent", "m", MESSAGE)
    box.node("intermediateCatchEvent", "t", timer("PT9H"))
    return user(box, "z").chain("s", "g", "m", "z", "e").chain("g", "t", "z")


def message() -> Box:
    box = Box().node("startEvent", "s").node("intermediateCatchEvent", "w", MESSAGE)
    return user(box, "z").node("endEvent", "e").chain(*"swze")


def undone() -> Box:
    """Whatever was done in `a` is being undone by a person."""
    box = user(Box().node("startEvent", "s"), "a", "z").node("endEvent", "e")
    user(box, "u", isForCompensation="true").node("intermediateThrowEvent", "back", UNDO)
    box.node("boundaryEvent", "on_undo", UNDO, attachedToRef="a")
    box.raw('<bpmn:association id="as" sourceRef="on_undo" targetRef="u"/>')
    return box.chain("s", "a", "back", "z", "e")


def beside() -> Box:
    """An event sub-process that takes over after three days."""
    inner = Box().node("startEvent", "es", timer("P3D"), isInterrupting="false")
    inner = user(inner, "eu").node("endEvent", "ee").chain("es", "eu", "ee")
    box = user(Box().node("startEvent", "s"), "a", "z").node("endEvent", "e")
    box.node("subProcess", "esp", inner.xml(), triggeredByEvent="true")
    return box.chain(*"saze")


# diagram, steps done first, from, to, open tasks afterwards (or a word of the refusal)
MOVES = [
    ("on", straight(), (), "a", "c", ["c"]),
    ("back", straight(), ("a",), "b", "a", ["a"]),
    ("over again", straight(), (), "a", "a", ["a"]),
    ("to the end", straight(), (), "a", "e", []),
    ("to the start", straight(), (), "a", "s", "开始事件"),
    ("to nowhere", straight(), (), "a", "nothing", "不在这个流程里"),
    ("within a branch", parallel(), ("before",), "a1", "a2", ["b1", "a2"]),
    ("into a branch", parallel(), (), "before", "a1", "永远等不到"),
    ("across branches", parallel(), ("before",), "a1", "b2", "永远等不到"),
    ("before the split", parallel(), ("before",), "a1", "before", ["before"]),
    ("behind the join", parallel(), ("before",), "a1", "after", ["after"]),
    ("from the join on", parallel(), ("before", "a1", "a2"), "join", "a2", ["b1", "a2"]),
    ("to a join", parallel(), ("before",), "a1", "join", "汇合网关"),
    ("into a sub-process", nested(), (), "a", "i2", ["i2"]),
    ("out of a sub-process", nested(), ("a",), "i1", "z", ["z"]),
    ("within a sub-process", nested(), ("a",), "i1", "i2", ["i2"]),
    ("a whole sub-process", nested(), ("a",), "sub", "z", ["z"]),
    ("to a sub-process", nested(), (), "a", "sub", ["i1"]),
    ("to a boundary event", nested(), ("a",), "sub", "late", "边界事件"),
    ("into a repeated sub-process", nested(many("true")), (), "a", "i1", "多实例"),
    ("out of a repeated sub-process", nested(many("true")), ("a",), "i1", "z", "多实例"),
    ("within a repeated sub-process", nested(many("true")), ("a",), "i1", "i2", ["i2"]),
    ("all instances in parallel", repeated("false"), (), "m", "z", ["z"]),
    ("all instances in a row", repeated("true"), (), "m", "z", ["z"]),
    ("to a repeated step", repeated("false"), ("m", "m"), "z", "m", ["m", "m"]),
    ("from under a timer", with_boundary(), (), "a", "z", ["z"]),
    ("to under a timer", with_boundary(), ("a",), "z", "a", ["a"]),
    ("from an event gateway", by_event(), (), "g", "z", ["z"]),
    ("to behind an event gateway", by_event(), (), "g", "m", "事件网关"),
    ("from a message", message(), (), "w", "z", ["z"]),
    ("while work is undone", undone(), ("a",), "back", "z", "正在撤销"),
    ("what undoes", undone(), ("a",), "u", "z", "正在撤销"),
    ("to what undoes", undone(), (), "a", "u", "补偿"),
    ("to an event sub-process", beside(), (), "a", "esp", "事件子流程"),
    ("into an event sub-process", beside(), (), "a", "eu", "不在这个流程里"),
]


def test_a_move_does_exactly_this_or_says_why_not(town):
    for name, box, first, source, target, expected in MOVES:
        case = opened(town, box, key=name.replace(" ", "_"))
        done(town, case, *first)
        if isinstance(expected, str):
            _refused(town, case, source, target, expected)
        else:
            token, chief = at(case, source), town.who("陈主任")
            seen = describe_move(case.id, token, target, chief).seen
            move_token(case.id, token, target, chief, "因故", seen)
            assert tasks(case) == expected, name
            assert "moved" in [line.deed for line in history(case)], name
        assert_whole(case)
        _goes_on_to_its_end(town, case)


def _refused(town, case, source, target, why) -> None:
    before = bytes(Case.get_by_id(case.id).state)
    token, chief = at(case, source), town.who("陈主任")
    with pytest.raises(Refused, match=why):
        describe_move(case.id, token, target, chief)
    with pytest.raises(Refused, match=why):
        move_token(case.id, token, target, chief, "因故")
    assert bytes(Case.get_by_id(case.id).state) == before


def _goes_on_to_its_end(town, case) -> None:
    for _ in range(12):
        if not tasks(case):
            break
        done(town, case, tasks(case)[0])
        assert_whole(case)
    assert Case.get_by_id(case.id).status == "ended" or run_of(case).waits


# diagram, steps done first, begin again at, open tasks afterwards (or a word of the refusal)
RESTARTS = [
    ("one step back", straight(), ("a",), "a", ["a"]),
    ("not yet done", straight(), (), "b", "还没有办过"),
    ("in its own branch", parallel(), ("before", "a1"), "a1", ["b1", "a1"]),
    ("before both branches", parallel(), ("before", "a1"), "before", ["before"]),
    ("inside both from behind", parallel(), ("before", "a1", "a2", "b1", "b2"), "a1", "永远等不到"),
    ("where the other waits", parallel(), ("before", "a1", "a2"), "a2", ["b1", "a2"]),
    ("in a finished sub-process", nested(), ("a", "i1", "i2"), "i2", ["i2"]),
    ("at a finished sub-process", nested(), ("a", "i1", "i2"), "sub", ["i1"]),
    ("out of a running sub-process", nested(), ("a", "i1"), "a", ["a"]),
    ("at a repeated step", repeated("false"), ("m", "m"), "m", ["m", "m"]),
    ("at the start event", straight(), ("a",), "s", "开始事件"),
]


def test_beginning_again_does_exactly_this_or_says_why_not(town):
    chief = town.who("陈主任")
    for name, box, first, element, expected in RESTARTS:
        case = opened(town, box, key=name.replace(" ", "_"))
        done(town, case, *first)
        if isinstance(expected, str):
            with pytest.raises(Refused, match=expected):
                restart_at(case.id, element, chief, "重来")
        else:
            seen = describe_restart(case.id, element, chief).seen
            restart_at(case.id, element, chief, "重来", seen)
            assert tasks(case) == expected, name
        assert_whole(case)
        _goes_on_to_its_end(town, case)


@pytest.mark.parametrize("name", ["李四", "外来主任", "管理员"])
def test_a_stranger_moves_nothing_and_is_told_nothing(town, name):
    case = opened(town, straight())
    by, token = town.who(name), at(case, "a")
    for deed in (
        lambda: describe_move(case.id, token, "b", by),
        lambda: move_token(case.id, token, "b", by, "因故"),
        lambda: restart_at(case.id, "a", by, "因故"),
    ):
        with pytest.raises(Refused, match="岗位"):
            deed()
    assert tasks(case) == ["a"]


def test_an_ended_case_is_not_moved(town):
    case = opened(town, straight())
    token = at(case, "a")
    done(town, case, "a", "b", "c")
    with pytest.raises(Refused, match="办结"):
        move_token(case.id, token, "a", town.who("陈主任"), "因故")


def test_a_suspended_case_is_not_moved(town):
    case, chief = opened(town, straight()), town.who("陈主任")
    suspend_case(case.id, chief, "因故")
    with pytest.raises(Refused, match="暂停"):
        move_token(case.id, at(case, "a"), "b", chief, "因故")


def test_a_move_described_before_something_else_happened_is_refused(town):
    case, chief = opened(town, parallel()), town.who("陈主任")
    done(town, case, "before")
    token = at(case, "a1")
    seen = describe_move(case.id, token, "after", chief).seen
    done(town, case, "b1")
    with pytest.raises(Refused, match="有了变化"):
        move_token(case.id, token, "after", chief, "因故", seen)
    assert tasks(case) == ["a1", "b2"]


def test_the_description_names_what_is_closed_and_what_is_lost(town):
    case, chief = opened(town, parallel()), town.who("陈主任")
    done(town, case, "before")
    save_draft(task_of(case, "b1").id, town.who("李四"), {"x": 1})
    said = [str(one) for one in describe_move(case.id, at(case, "a1"), "after", chief).sentences]
    assert said == ["“a1”将关闭。", "“b1”将关闭，已填写的草稿作废。", "将在“after”开始。"]


def test_a_description_stores_nothing(town):
    case, chief = opened(town, parallel()), town.who("陈主任")
    done(town, case, "before")
    before = Case.get_by_id(case.id).__data__
    describe_move(case.id, at(case, "a1"), "after", chief)
    describe_restart(case.id, "before", chief)
    assert Case.get_by_id(case.id).__data__ == before


def test_the_waits_of_what_is_moved_are_over_and_those_of_its_new_place_begin(town):
    case, chief = opened(town, with_boundary()), town.who("陈主任")
    first = Wait.get(Wait.case == case).wait
    move_token(case.id, at(case, "a"), "z", chief, "因故")
    assert not Wait.select().where(Wait.case == case).exists()
    move_token(case.id, at(case, "z"), "a", chief, "因故")
    assert Wait.get(Wait.case == case).wait != first
    assert_whole(case)


def test_a_token_at_an_uncaught_error_is_moved_and_its_incident_is_over(town):
    box = user(Box().node("startEvent", "s"), "a").node("endEvent", "bad", ERROR_END)
    case, chief = opened(town, box.chain("s", "a", "bad")), town.who("陈主任")
    done(town, case, "a")
    assert Case.get_by_id(case.id).incidents == 1
    move_token(case.id, at(case, "bad"), "a", chief, "重办")
    assert (tasks(case), Case.get_by_id(case.id).incidents) == (["a"], 0)
    assert_whole(case)


def test_the_data_stay_as_they_are(town):
    case, chief = opened(town, straight(), cost=7), town.who("陈主任")
    done(town, case, "a")
    restart_at(case.id, "a", chief, "重来")
    assert run_of(case).data["cost"] == 7
