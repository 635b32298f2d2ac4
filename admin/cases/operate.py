"""What those in charge do to one case: suspend, move, begin again, correct, migrate, mend."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from admin.asking import Asked, sent_answers
from admin.cases.mapping import sent_mapping
from admin.who import viewer
from engine import (
    CaseFile,
    Desk,
    Form,
    Invalid,
    NotFound,
    Problem,
    Refused,
    Text,
    correct_and_retry,
    describe_migration,
    describe_move,
    describe_restart,
    find_case,
    migrate_case,
    move_token,
    pairings,
    restart_at,
    resume_case,
    retry_incident,
    set_data,
    skip_incident,
    suspend_case,
)

operate_pages = Blueprint("operate", __name__, template_folder="templates")

LONGEST_REASON = 500

Page = str | Response | tuple[str, int]


def desk_of(case_id: int) -> Desk:
    """Return a case to who may operate on it; to all others there is no such page."""
    by = viewer()
    return Desk(CaseFile(find_case(case_id, by), by))


def reason() -> str:
    return request.form.get("reason", "")[:LONGEST_REASON]


def done(case_id: int, sentence: str) -> Response:
    """Say what was done, on the case's page."""
    flash(sentence, "success")
    return redirect(url_for("cases.show", case_id=case_id))


def page(name: str, desk: Desk, **more: Any) -> str:
    return render_template(
        f"cases/{name}.html", desk=desk, case=desk.case, longest_reason=LONGEST_REASON, **more
    )


@operate_pages.get("/cases/<int:case_id>/operate")
def show(case_id: int) -> str:
    """Show what can be done to a case from outside its diagram."""
    return page("operate", desk_of(case_id))


@operate_pages.post("/cases/<int:case_id>/suspend")
def suspend(case_id: int) -> Response:
    """Let a case stand still."""
    desk_of(case_id)
    suspend_case(case_id, viewer(), reason())
    return done(case_id, _("The case is suspended."))


@operate_pages.post("/cases/<int:case_id>/resume")
def resume(case_id: int) -> Response:
    """Let a suspended case go on."""
    desk_of(case_id)
    resume_case(case_id, viewer(), reason())
    return done(case_id, _("The case goes on."))


@operate_pages.route("/cases/<int:case_id>/move", methods=["GET", "POST"])
def move(case_id: int) -> Page:
    """Say what moving a token would do, and do it."""
    desk, by = desk_of(case_id), viewer()
    token, to = request.args.get("token", 0, type=int), request.args.get("to", "")
    stand = next((one for one in desk.stands if one.token == token), None)
    if stand is None:
        raise NotFound
    if request.method == "POST":
        move_token(case_id, token, to, by, reason(), request.form.get("seen", ""))
        return done(case_id, _("The case is moved to “%(step)s”.", step=desk.name(to)))
    told, refused = _told(lambda: describe_move(case_id, token, to, by)) if to else (None, None)
    return page("move", desk, stand=stand, to=to, told=told, refused=refused)


@operate_pages.route("/cases/<int:case_id>/restart", methods=["GET", "POST"])
def restart(case_id: int) -> Page:
    """Say what beginning again at a step would do, and do it."""
    desk, by, at = desk_of(case_id), viewer(), request.args.get("at", "")
    if request.method == "POST":
        restart_at(case_id, at, by, reason(), request.form.get("seen", ""))
        return done(case_id, _("The case begins again at “%(step)s”.", step=desk.name(at)))
    told, refused = _told(lambda: describe_restart(case_id, at, by)) if at else (None, None)
    return page("restart", desk, at=at, told=told, refused=refused)


def _told(describe: Any) -> tuple[Any, Text | None]:
    """Return what a deed would do, or why it cannot be done."""
    try:
        return describe(), None
    except Refused as refused:
        return None, refused.text


@operate_pages.route("/cases/<int:case_id>/correct/<form>", methods=["GET", "POST"])
def correct(case_id: int, form: str) -> Page:
    """Ask by one of the procedure's forms what should stand in the case instead."""
    desk, by = desk_of(case_id), viewer()
    number = request.args.get("incident", type=int)
    incident = desk.incident(number) if number is not None else None
    chosen = next((one for one in desk.forms if one.id == form), None)
    if chosen is None:
        raise NotFound
    if request.method == "GET":
        return _correct_page(desk, chosen, number)
    answers = sent_answers(chosen, by)
    try:
        if incident is None:
            set_data(case_id, form, answers, by, reason())
        else:
            correct_and_retry(incident.id, form, answers, by, reason())
    except Invalid as invalid:
        return _correct_page(desk, chosen, number, answers, invalid.problems), 422
    return done(case_id, _("What is known is corrected."))


def _correct_page(
    desk: Desk,
    form: Form,
    incident: int | None,
    typed: dict[str, Any] | None = None,
    problems: list[Problem] | None = None,
) -> str:
    asked = Asked(
        form,
        known=desk.file.data,
        typed=typed,
        problems=problems or (),
        access=desk.hides(form),
    )
    return page("correct", desk, form=form, asked=asked, incident=incident)


@operate_pages.route("/cases/<int:case_id>/version", methods=["GET", "POST"])
def version(case_id: int) -> Page:
    """Map a case to another version of its procedure, look what is against it, and migrate it."""
    desk, by = desk_of(case_id), viewer()
    to = request.values.get("to", 0, type=int)
    old = desk.case.version
    new = next((one for one in desk.versions if one.id == to), None)
    if new is None:
        raise NotFound
    chosen = sent_mapping() if request.method == "POST" else None
    pairs = pairings(old, new, chosen)
    mapping = {one.element.id: one.chosen for one in pairs if one.chosen}
    problems, refused = _told(lambda: describe_migration(case_id, to, mapping, by))
    if request.form.get("deed") == "migrate" and not problems:
        migrate_case(case_id, to, mapping, by, reason())
        return done(case_id, _("The case goes on with version %(number)s.", number=new.number))
    stands = {one.element for one in desk.stands}
    return page(
        "version", desk, old=old, new=new, pairs=pairs, stands=stands, problems=problems,
        refused=refused,
    )  # fmt: skip


@operate_pages.post("/cases/<int:case_id>/incidents/<int:number>/retry")
def retry(case_id: int, number: int) -> Response:
    """Have what failed tried again."""
    incident = desk_of(case_id).incident(number)
    retry_incident(incident.id, viewer(), reason())
    return done(case_id, _("It is tried again."))


@operate_pages.post("/cases/<int:case_id>/incidents/<int:number>/skip")
def skip(case_id: int, number: int) -> Response:
    """Pass over what failed."""
    incident = desk_of(case_id).incident(number)
    skip_incident(incident.id, viewer(), reason(), request.form.get("flow") or None)
    return done(case_id, _("It is skipped."))
