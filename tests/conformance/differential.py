"""Random walks on SpiffWorkflow as it is against our engine: where do the two differ, and why?

    python -m tests.conformance.differential [--models DIR] [--walks 10] [--steps 25] [-v]

The library leads; each of its deeds (a person's step, a timer, an event) is done to a case of
ours too, which is stored and restored after every deed. Compared are the steps for people, the
events waited for, whether the case has ended, and the values that steps see. Not part of the
suite: the models lie outside. Ends with 1 when a difference has no known reason.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.camunda.parser import CamundaParser
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

from engine.bpmn import BadDiagram, Definition, RunFailed, compile_process
from engine.errors import Refused
from tests.conformance.spiff_models import (
    BPMN,
    NoCounterpart,
    adapted,
    called_files,
    names_read,
    names_written,
)
from tests.conformance.walking import Deed, Ours, Seen, Theirs, TooLong, Words, within_time

ONCE = "the library hears a message that interrupts nothing only once"
EXPLAINED = {  # model: why the two differ there
    "gateway_loop_input": "a parallel gateway drawn as a merge waits for all its ways, says BPMN",
    "Parallel-Through-Same-Task": "an inclusive join waits while a token can still reach it",
    "correlation": "the library correlates by keys that are drawn its own way, ours by FEEL",
    "noninterrupting-MessageBoundary": ONCE,
    "Message-Non-Interrupt": ONCE,
}


def models(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Yield each model with those of its folder, which it may call."""
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        groups["__".join(path.name.split("__")[:-1])].append(path)
    for paths in groups.values():
        drawn = [p for p in paths if p.suffix in (".bpmn", ".xml")]
        for path in filter(readable, drawn):
            yield path, called_files(path, [p for p in drawn if p != path and readable(p)])


def readable(path: Path) -> bool:
    try:
        etree.parse(path)
    except etree.XMLSyntaxError:
        return False
    return True


def executable(path: Path) -> list[str]:
    """Return the ids of a model's executable processes."""
    processes = etree.parse(path).getroot().iter(BPMN + "process")
    return [p.get("id") for p in processes if p.get("isExecutable", "true") == "true"]


def their_specs(path: Path, siblings: list[Path], key: str) -> tuple[Any, Any] | None:
    """Return the library's specs of a process; None where it cannot read the model."""
    text = path.read_bytes()
    spiff, camunda = b"spiffworkflow.org" in text, b"camunda.org/schema/1.0" in text
    made = SpiffBpmnParser if spiff else CamundaParser if camunda else BpmnParser
    parser = made()
    try:
        parser.add_bpmn_file(str(path))
        for called in siblings:
            parser.add_bpmn_file(str(called))
        return parser.get_spec(key), parser.get_subprocess_specs(key)
    except Exception:  # noqa: BLE001 - the library refuses in many ways
        return None


def walk(
    specs: tuple[Any, Any],
    definition: Definition,
    words: Words,
    seed: int,
    steps: int,
    values: Counter[str],
) -> tuple[str, str, int]:
    """Return how a walk went (`same`, or what differs first), where, and after how many deeds."""
    chance = random.Random(seed)
    newest: dict[str, Any] = {}
    try:
        theirs = within_time(lambda: Theirs(specs, words))
    except (Exception, TooLong):  # noqa: BLE001
        return "the library fails at its start", "", 0
    try:
        ours = Ours(definition, words)
    except NoCounterpart as none:
        return f"no counterpart: {none}", "", 0
    except (RunFailed, Refused) as failed:
        return f"ours stops: {type(failed).__name__}", str(failed), 0
    deed: Deed | None = None
    for step in range(steps + 1):
        if (kind := difference(theirs.seen(), ours.seen())) is not None:
            return kind, f"after {deed}: library {theirs.seen()}, ours {ours.seen()}", step
        values.update(compared(theirs, ours, newest))
        deeds = theirs.deeds(chance)
        if theirs.seen().ended or not deeds:
            break
        deed = chance.choice(deeds)
        newest.update(deed.data)
        try:
            within_time(lambda theirs=theirs, deed=deed: theirs.do(deed))
        except (Exception, TooLong) as error:  # noqa: BLE001
            return f"same until the library fails: {type(error).__name__}", f"{deed}: {error}", step
        try:
            ours.do(deed)
        except NoCounterpart as none:
            return f"no counterpart: {none}", "", step
        except (RunFailed, Refused, StopIteration, IndexError) as failed:
            return f"ours stops: {type(failed).__name__}", f"{deed}: {failed}", step
    return "same", "", step


def compared(theirs: Theirs, ours: Ours, newest: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the two agree on each value that people sent and a step sees."""
    for (_, there), (_, here, own) in zip(theirs.data(), ours.data(), strict=True):
        for key, value in newest.items():
            if not key.startswith("k"):
                continue  # a name of the model, which its scripts write too
            if there.get(key) == here.get(key):
                yield "same"
            elif own:
                yield "explained: an instance or a called process has data of its own"
            elif here.get(key) == value:
                yield "explained: a branch of the library has an older copy, ours the newest (H3)"
            else:
                yield f"{UNEXPLAINED} value"


UNEXPLAINED = "UNEXPLAINED"


def explained(
    path: Path,
    siblings: list[Path],
    key: str,
    definition: Definition,
    seed: int,
    steps: int,
    values: Counter[str],
) -> tuple[str, str, int]:
    """Return how a walk went, with the reason of a difference where there is a known one."""

    def tried(words: Words) -> tuple[str, str, int]:
        specs = their_specs(path, siblings, key)
        assert specs is not None
        return walk(specs, definition, words, seed, steps, values)

    words = Words(names_read(path, siblings), names_written(path, siblings))
    result, where, count = tried(words)
    if result.startswith(("same", "the library", "no counterpart")):
        return result, where, count
    for model, why in EXPLAINED.items():
        if model in path.name:
            return f"explained: {why}", where, count
    if tried(words.steady(random.Random(seed)))[0].startswith("same"):
        why = "branches of a scope share its data, in the library each has a copy (H3)"
        return f"explained: {why}", where, count
    return f"{UNEXPLAINED}: {result}", where, count


def difference(theirs: Seen, ours: Seen) -> str | None:
    """Return in what two cases differ."""
    if theirs == ours:
        return None
    if theirs.steps != ours.steps:
        return "other steps"
    return "other waits" if theirs.waits != ours.waits else "other end"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    suites = Path(__file__).parents[3] / "shared" / "conformance"
    parser.add_argument("--models", type=Path, default=suites / "spiff-models")
    parser.add_argument("--walks", type=int, default=10)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--only", default="")
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    values = Counter[str]()
    processes, walks, deeds, told = Counter[str](), Counter[str](), 0, []
    for path, siblings in models(args.models):
        if args.only not in path.name:
            continue
        for key in executable(path):
            kind, why = "compared", ""
            try:
                definition = compile_process(adapted(path, siblings)[0], key)
            except NoCounterpart as none:
                kind = f"no counterpart: {none}"
            except BadDiagram as bad:
                rules = sorted({problem.rule for problem in bad.problems})
                kind, why = f"refused when published: {', '.join(rules)}", str(bad)
            if their_specs(path, siblings, key) is None:
                kind = "the library cannot read it" + (", nor do we" if kind != "compared" else "")
            processes[kind] += 1
            if kind != "compared":
                told.append((path.name, key, kind, why[:300]))
                continue
            for seed in range(args.walks):
                result, where, steps = explained(
                    path, siblings, key, definition, seed, args.steps, values
                )
                walks[result] += 1
                deeds += steps
                if result.startswith(UNEXPLAINED):
                    told.append((path.name, key, result, where))
    print(f"processes {sum(processes.values())}")
    for kind, count in processes.most_common():
        print(f"  {count:4} {kind}")
    print(f"walks {sum(walks.values())}, deeds {deeds}")
    for kind, count in walks.most_common():
        print(f"  {count:4} {kind}")
    print(f"values {sum(values.values())}")
    for kind, count in values.most_common():
        print(f"  {count:4} {kind}")
    for line in told if args.v else ():
        print("   ", *line)
    sys.exit(any(kind.startswith(UNEXPLAINED) for kind in [*walks, *values]))


if __name__ == "__main__":
    main()
