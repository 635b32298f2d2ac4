"""The deeds of the table, each done to the step `work` that 李四 has in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from engine import (
    Case,
    Person,
    Task,
    Viewer,
    add_signers,
    assign_task,
    claim_task,
    complete_task,
    copy_case,
    delegate_task,
    name_deputy,
    now,
    release_task,
    remove_signer,
    send_back,
    signings_of,
    transfer_task,
    urge_task,
    withdraw_task,
)
from tests.engine.conftest import Town
from tests.handovers.kinds import work_of


def person(name: str) -> Person:
    found: Person = Person.get(Person.name == name)
    return found


def complete(town: Town, case: Case) -> None:
    complete_task(work_of(case).id, town.who("李四"), {})


def claim(town: Town, case: Case) -> None:
    """李四 gives it back and 赵六 claims it."""
    release_task(work_of(case).id, town.who("李四"))
    claim_task(work_of(case).id, town.who("赵六"))


def release(town: Town, case: Case) -> None:
    release_task(work_of(case).id, town.who("李四"))


def transfer(town: Town, case: Case) -> None:
    transfer_task(work_of(case).id, person("赵六"), town.who("李四"), "出差")


def assign(town: Town, case: Case) -> None:
    assign_task(work_of(case).id, person("赵六"), town.who("陈主任"), "熟悉")


def delegate(town: Town, case: Case) -> None:
    delegate_task(work_of(case).id, person("王五"), town.who("李四"), "协助")


def answered(town: Town, case: Case) -> None:
    """王五, to whom it is delegated, fills it in: it is 李四's again."""
    task = work_of(case)
    delegate_task(task.id, person("王五"), town.who("李四"), "协助")
    complete_task(task.id, town.who("王五"), {})


def sign_before(town: Town, case: Case) -> None:
    add_signers(work_of(case).id, [person("王五")], town.who("李四"), "before", "把关")


def signed_before(town: Town, case: Case) -> None:
    """王五 signs, then 李四 completes it."""
    task = work_of(case)
    sign_before(town, case)
    _sign(task, town.who("王五"))
    complete_task(task.id, town.who("李四"), {})


def sign_after(town: Town, case: Case) -> None:
    """李四 completes it with 王五 to sign after."""
    task = work_of(case)
    add_signers(task.id, [person("王五")], town.who("李四"), "after", "复核")
    complete_task(task.id, town.who("李四"), {})


def signed_after(town: Town, case: Case) -> None:
    """李四 completes it, then 王五 agrees."""
    task = work_of(case)
    sign_after(town, case)
    _sign(task, town.who("王五"))


def objected_after(town: Town, case: Case) -> None:
    """李四 completes it, then 王五 objects."""
    task = work_of(case)
    sign_after(town, case)
    _sign(task, town.who("王五"), agrees=False)


def _sign(task: Task, by: Viewer, agrees: bool = True) -> None:
    mine = next(row.task for row in signings_of(task) if row.task.claimed_by_id == by.person.id)
    complete_task(mine.id, by, {"agrees": agrees, "opinion": "" if agrees else "不行"})


def take_off(town: Town, case: Case) -> None:
    """A signer is added and taken off again."""
    task = work_of(case)
    sign_before(town, case)
    remove_signer(signings_of(task)[0].id, town.who("李四"), "不用")


def back(town: Town, case: Case) -> None:
    send_back(work_of(case).id, "write", town.who("李四"), "重写")


def back_direct(town: Town, case: Case) -> None:
    """It is sent back and, done again, returns directly."""
    send_back(work_of(case).id, "write", town.who("李四"), "重写", direct=True)
    again = Task.get(Task.case == case, Task.element == "write", Task.status == "open")
    complete_task(again.id, town.who("李四"), {})


def withdraw(town: Town, case: Case) -> None:
    """李四 completes `work` and takes it back."""
    task = work_of(case)
    if task.status == "open":
        complete_task(task.id, town.who("李四"), {})
    withdraw_task(task.id, town.who("李四"))


def withdraw_touched(town: Town, case: Case) -> None:
    """李四 completes `work`, another finishes what came next, and 李四 would take it back."""
    task = work_of(case)
    if task.status == "open":
        complete_task(task.id, town.who("李四"), {})
    following = Task.get_or_none(Task.case == case, Task.status == "open")
    if following is not None:
        complete_task(following.id, town.who("赵六"), {})
    withdraw_task(task.id, town.who("李四"))


def urge(town: Town, case: Case) -> None:
    urge_task(work_of(case).id, town.who("陈主任"))


def copy(town: Town, case: Case) -> None:
    copy_case(case.id, [person("王五")], town.who("李四"))


def deputise(town: Town, case: Case) -> None:
    """王五 stands in for 李四 and completes it."""
    away, deputy = person("李四"), person("王五")
    day = timedelta(days=1)
    name_deputy(away, deputy, now() - day, now() + day, by=away)
    complete_task(work_of(case).id, town.who("王五"), {})


DEEDS: dict[str, Callable[[Town, Case], None]] = {
    "complete 办结": complete,
    "claim 认领": claim,
    "give back 退还": release,
    "transfer 转办": transfer,
    "assign 指派": assign,
    "delegate 委派": delegate,
    "delegate's answer 受托填写": answered,
    "add signer before 前加签": sign_before,
    "signed before, completed 前加签后办结": signed_before,
    "complete with signer after 后加签": sign_after,
    "signer after agrees 后加签同意": signed_after,
    "signer after objects 后加签不同意": objected_after,
    "take signer off 减签": take_off,
    "send back, whole way 退回重走": back,
    "send back, direct return 退回直返": back_direct,
    "take back untouched 撤回": withdraw,
    "take back when gone on with 已办后撤回": withdraw_touched,
    "urge 催办": urge,
    "copy 抄送": copy,
    "deputy completes 代理人办结": deputise,
}
