"""Every deed on every kind of step does what docs/handovers.md says."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Town
from tests.handovers.deeds import DEEDS
from tests.handovers.kinds import KINDS
from tests.handovers.table import read_table, tried

SAID = read_table()


def test_no_cell_is_undecided() -> None:
    assert set(SAID) == {(deed, kind) for deed in DEEDS for kind in KINDS}
    assert all(SAID.values())


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_does_what_the_table_says(town: Town, deed: str) -> None:
    came = {kind: tried(town, deed, kind) for kind in KINDS}
    assert came == {kind: SAID[deed, kind] for kind in KINDS}
