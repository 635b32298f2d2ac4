"""What the system is about, in one line that the plugins page may show."""

from __future__ import annotations

from engine import About, Form, Rule, Text, hookimpl, load_forms, load_rules


@hookimpl
def about() -> About:
    return About(title=Text("样板", "Template"), basis="〔写明依据的法规〕")


@hookimpl
def forms() -> list[Form]:
    return load_forms(__file__)


@hookimpl
def rules() -> list[Rule]:
    return load_rules(__file__)
