"""A short drill on each database: the long ones are `python -m tests.faults`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.faults.run import Drill


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_and_nothing_done_twice(kind: str, tmp_path: Path) -> None:
    report = Drill(kind, 1, tmp_path, say=lambda text: None).run(8, timers=60)
    assert report.sound, report
    assert report.deeds["done"] > 20
    assert report.faults.total() >= 3
    assert report.checks >= 1
    assert report.timers == 60


def test_nothing_of_a_drill_is_left_running(tmp_path: Path) -> None:
    drill = Drill("sqlite", 1, tmp_path, say=lambda text: None)
    drill.run(1)
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in listed.stdout
