"""The pages of deeds on a task or a case: each says first what it will do, then asks why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.say import say
from admin.who import viewer
from engine import (
    OpenedTask,
    Person,
    Refused,
    add_signers,
    assign_task,
    colleague,
    colleagues,
    copy_case,
    delegate_task,
    describe_send_back,
    describe_withdraw,
    earlier_steps,
    find_case,
    open_task,
    recall_task,
    recuse,
    remove_signer,
    send_back,
    transfer_task,
    urge_task,
    withdraw_task,
)

deed_pages = Blueprint("deeds", __name__, template_folder="templates")


@dataclass(frozen=True)
class Deed:
    """How a deed that names people is asked for: its words, and whether it takes several people."""

    title: Callable[[], str]
    explains: Callable[[], str]
    done: Callable[[], str]
    several: bool = False


DEEDS = {
    "transfer": Deed(
        lambda: _("Transfer"),
        lambda: _(
            "The task passes to a colleague with the same role for good, with what you typed."
        ),
        lambda: _("The task is transferred."),
    ),
    "delegate": Deed(
        lambda: _("Delegate"),
        lambda: _("A colleague fills the task in; it then comes back and you complete it."),
        lambda: _("The task is delegated."),
    ),
    "assign": Deed(
        lambda: _("Assign"),
        lambda: _("You are in charge of this case: give the task to a person who holds its role."),
        lambda: _("The task is assigned."),
    ),
    "signers": Deed(
        lambda: _("Add signers"),
        lambda: _("Others give their opinion on this task, before or after you complete it."),
        lambda: _("The signers are asked."),
        several=True,
    ),
}


@deed_pages.get("/tasks/<int:task_id>/<any(transfer, delegate, assign, signers):deed>")
def ask(task_id: int, deed: str) -> str:
    """Ask to whom, and why."""
    return _people_page(open_task(task_id, viewer()), deed)


def _people_page(opened: OpenedTask, deed: str, refused: Refused | None = None) -> str:
    by, search = viewer(), request.args.get("q", "").strip()[:40]
    return render_template(
        "deeds/people.html",
        opened=opened,
        task=opened.task,
        case=opened.task.case,
        deed=deed,
        words=DEEDS[deed],
        people=colleagues(by, search),
        search=search,
        refused=say(refused.text) if refused else "",
        typed=request.form,
        chosen=request.form.getlist("person"),
    )


@deed_pages.post("/tasks/<int:task_id>/<any(transfer, delegate, assign, signers):deed>")
def hand_on(task_id: int, deed: str) -> Response | tuple[str, int]:
    """Do the deed with the people chosen; what was typed stays when it is refused."""
    by = viewer()
    opened = open_task(task_id, by)
    try:
        _hand_on(task_id, deed)
    except Refused as refused:
        return _people_page(opened, deed, refused), 409
    flash(DEEDS[deed].done(), "success")
    return redirect(_after(task_id))


def _hand_on(task_id: int, deed: str) -> None:
    by, people, reason = viewer(), _people(), request.form.get("reason", "")
    if deed == "signers":
        placing: Any = "after" if request.form.get("placing") == "after" else "before"
        add_signers(
            task_id, people, by, placing, reason, in_turn=request.form.get("in_turn") == "yes"
        )
        return
    if not people:
        raise Refused("请选择一位同事。", "Choose a colleague.")
    {"transfer": transfer_task, "delegate": delegate_task, "assign": assign_task}[deed](
        task_id, people[0], by, reason
    )


def _people() -> list[Person]:
    ids = [text for text in request.form.getlist("person") if text.isdecimal() and len(text) < 19]
    return [colleague(viewer(), int(text)) for text in dict.fromkeys(ids)]


def _after(task_id: int) -> str:
    """Return to the task while the reader may still see it, else to the inbox."""
    try:
        open_task(task_id, viewer())
    except Refused:
        return url_for("inbox.show")
    return url_for("tasks.show", task_id=task_id)


# -- sending back, taking back ----------------------------------------------------------------


@deed_pages.get("/tasks/<int:task_id>/send-back")
def ask_send_back(task_id: int) -> str:
    """Ask to which step, then say what will happen and ask why."""
    return _back_page(open_task(task_id, viewer()))


def _back_page(opened: OpenedTask, refused: Refused | None = None) -> str:
    by, task_id = viewer(), opened.task.id
    element, direct = request.values.get("element", ""), request.values.get("direct") == "yes"
    described = describe_send_back(task_id, element, by, direct=direct) if element else None
    return render_template(
        "deeds/send_back.html",
        opened=opened,
        task=opened.task,
        case=opened.task.case,
        steps=earlier_steps(task_id, by),
        element=element,
        direct=direct,
        described=described,
        refused=say(refused.text) if refused else "",
        typed=request.form,
    )


@deed_pages.post("/tasks/<int:task_id>/send-back")
def do_send_back(task_id: int) -> Response | tuple[str, int]:
    """Send the case back as it was described."""
    by, opened = viewer(), open_task(task_id, viewer())
    try:
        send_back(
            task_id,
            request.form.get("element", ""),
            by,
            request.form.get("reason", ""),
            direct=request.form.get("direct") == "yes",
            seen=request.form.get("seen"),
        )
    except Refused as refused:
        return _back_page(opened, refused), 409
    flash(_("The case is sent back."), "success")
    return redirect(url_for("cases.show", case_id=opened.task.case_id))


@deed_pages.get("/tasks/<int:task_id>/withdraw")
def ask_withdraw(task_id: int) -> str:
    """Say what taking one's finished task back will do."""
    opened = open_task(task_id, viewer())
    return render_template(
        "deeds/withdraw.html",
        task=opened.task,
        case=opened.task.case,
        described=describe_withdraw(task_id, viewer()),
    )


@deed_pages.post("/tasks/<int:task_id>/withdraw")
def do_withdraw(task_id: int) -> Response:
    """Take a finished task back."""
    opened = open_task(task_id, viewer())
    withdraw_task(task_id, viewer(), request.form.get("reason", ""), request.form.get("seen"))
    flash(_("The task is yours again."), "success")
    return redirect(url_for("cases.show", case_id=opened.task.case_id))


@deed_pages.get("/tasks/<int:task_id>/recuse")
def ask_recuse(task_id: int) -> str:
    """Say what standing aside means, and ask why."""
    return _recuse_page(open_task(task_id, viewer()))


def _recuse_page(opened: OpenedTask, refused: Refused | None = None) -> str:
    return render_template(
        "deeds/recuse.html",
        task=opened.task,
        case=opened.task.case,
        refused=say(refused.text) if refused else "",
        typed=request.form,
    )


@deed_pages.post("/tasks/<int:task_id>/recuse")
def do_recuse(task_id: int) -> Response | tuple[str, int]:
    """Stand aside from the case; the task goes to others."""
    opened = open_task(task_id, viewer())
    try:
        recuse(task_id, viewer(), request.form.get("reason", "")[:500])
    except Refused as refused:
        return _recuse_page(opened, refused), 409
    flash(_("You stand aside from this case; others take the task."), "success")
    return redirect(url_for("inbox.show"))


# -- short deeds ------------------------------------------------------------------------------


@deed_pages.post("/tasks/<int:task_id>/recall")
def recall(task_id: int) -> Response:
    """Take a delegated task back, or return it to its owner unanswered."""
    open_task(task_id, viewer())
    recall_task(task_id, viewer())
    flash(_("The task is back with its owner."), "success")
    return redirect(_after(task_id))


@deed_pages.post("/tasks/<int:task_id>/urge")
def urge(task_id: int) -> Response:
    """Remind who is at a task."""
    opened = open_task(task_id, viewer())
    told = urge_task(task_id, viewer(), request.form.get("note", "")[:200])
    flash(_("Reminded: %(n)s people.", n=told), "success")
    return redirect(url_for("cases.show", case_id=opened.task.case_id))


@deed_pages.post("/tasks/<int:task_id>/signers/<int:signing_id>/remove")
def take_off(task_id: int, signing_id: int) -> Response:
    """Take a signer off who has not signed yet."""
    open_task(task_id, viewer())
    remove_signer(signing_id, viewer(), request.form.get("reason", ""))
    flash(_("The signer is taken off."), "success")
    return redirect(_after(task_id))


@deed_pages.get("/cases/<int:case_id>/copy")
def ask_copy(case_id: int) -> str:
    """Ask to whom a case is sent to know of."""
    return _copy_page(case_id)


def _copy_page(case_id: int, refused: Refused | None = None) -> str:
    by, search = viewer(), request.args.get("q", "").strip()[:40]
    return render_template(
        "deeds/copy.html",
        case=find_case(case_id, by),
        people=colleagues(by, search),
        search=search,
        refused=say(refused.text) if refused else "",
        typed=request.form,
        chosen=request.form.getlist("person"),
    )


@deed_pages.post("/cases/<int:case_id>/copy")
def send_copy(case_id: int) -> Response | tuple[str, int]:
    """Send a case to people to know of."""
    if not request.form:
        abort(400)
    try:
        copy_case(case_id, _people(), viewer(), request.form.get("note", ""))
    except Refused as refused:
        return _copy_page(case_id, refused), 409
    flash(_("The copy is sent."), "success")
    return redirect(url_for("cases.show", case_id=case_id))
