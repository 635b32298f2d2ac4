"""Drills: people, votes, timers, messages, records, and a world outside that counts."""

import hashlib
import os
from pathlib import Path

from engine import About, Role, Text, action, hookimpl, load_forms

from .records import Note


@hookimpl
def about():
    return About(Text("演练", "Drill"), number=97)


@hookimpl
def forms():
    return load_forms(__file__)


@hookimpl
def roles():
    return [Role("grp_drill", Text("演练员", "Driller"), "CM")]


@hookimpl
def actions():
    return {"drill.note": note, "drill.effect": effect}


@hookimpl
def records():
    return [Note]


def note(mark, case):
    """Write a row in the step's own transaction."""
    Note.create(case=case, community=case.community_id, mark=mark)
    return {"noted": mark}


@action(outside=True)
def effect(key):
    """Leave a file in the world outside; a key that is there already is recognised."""
    world = os.environ.get("DRILL_OUTSIDE")
    if world:
        path = Path(world) / hashlib.sha256(key.encode()).hexdigest()
        try:
            path.open("x").close()
        except FileExistsError:
            with path.open("a") as file:
                file.write("again\n")
    return {"receipt": key}
