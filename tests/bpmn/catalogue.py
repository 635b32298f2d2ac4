"""The page docs/lint.md, written from the rules and from what they say to a bad diagram.

python -m tests.bpmn.catalogue
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.bpmn import Finding, lint
from engine.bpmn.lint import BPMN_RULES, HOUSE_RULES, Rule
from tests.bpmn.lint_cases import CASES
from tests.bpmn.lint_house_cases import HOUSE_CASES

PAGE = Path(__file__).parents[2] / "docs" / "lint.md"
HEAD = """# What publishing refuses

Two sets of rules stand before a diagram. The first, `bpmn`, refuses what the standard forbids and
what the engine would not run exactly as drawn; nothing that breaks one of them is ever compiled.
The second, `house`, is what our house asks of a procedure that people use. Each finding names its
rule, the element's id and name, and says in Chinese and in English what is wrong; warnings stop
nothing.

This page is written from the code (`python -m tests.bpmn.catalogue`); the sentences are what each
rule says to the bad diagram of its test. Besides these, `known_names` reports forms, decisions,
actions, roles, limits and messages that nobody brings, `data` expressions that read what nothing
writes or can never do what they say, and `called` calls of what is not there, cannot be called or
would come back.
"""


def page() -> str:
    """Return the page as it should stand."""
    shown = {rule: bad for rule, (_, bad) in CASES.items()}
    return "\n".join(
        [
            HEAD,
            "## Set `bpmn`\n",
            *table(BPMN_RULES, {name: lint(xml, "bpmn") for name, xml in shown.items()}),
            "\n## Set `house`\n",
            *table(HOUSE_RULES, {name: lint(xml, "house") for name, xml in HOUSE_CASES.items()}),
            "",
        ]
    )


def table(rules: Iterable[Rule], found: dict[str, list[Finding]]) -> Iterable[str]:
    """Yield the lines of a table: each rule, what it reports, and a sentence of it."""
    yield "| rule | reports | for example |"
    yield "|---|---|---|"
    for rule in rules:
        first = next(one for one in found[rule.__name__] if one.rule == rule.__name__)
        what = (rule.__doc__ or "").splitlines()[0].removeprefix("Report ").removeprefix("Warn of ")
        said = f"{first.text.say('zh')}<br>{first.text.say('en')}".replace("|", "\\|")
        mark = " (warning)" if first.severity == "warning" else ""
        yield f"| `{rule.__name__}`{mark} | {what} | {said} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
