"""Rows of demo records: named by people's words, checked before anything is stored."""

from pathlib import Path

import pytest

from engine import Community
from engine.demo import demo_folders, load_records
from plugins.core.records import Issue, Notice

ISSUES = """community,title,category,channel,created_at,due_at,anonymous
CM-07,路灯不亮,C02,phone,-40d,+3d 18:00,false
CM-08,井盖松动,C01,patrol,2018-11-01,,true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    return tmp_path


def write(folder: Path, text: str) -> list[Path]:
    (folder / "records" / "core_issue.csv").write_text(text, "utf-8")
    return [folder]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("C02", "Z99", "no code"),
        ("CM-08", "CM-99", "CM-99"),
        (",patrol", "", "not as many values"),
        ("title", "tittle", "tittle"),
    ],
)
def test_a_row_that_says_what_is_not_stores_nothing(demo, folder, old, new, error):
    with pytest.raises(Exception, match=error):
        load_records(write(folder, ISSUES.replace(old, new)))
    assert Issue.select().count() == 0


def test_rows_become_records_with_days_counted_from_today(demo, folder):
    assert load_records(write(folder, ISSUES)) == 2
    first, second = Issue.select().order_by(Issue.id)
    assert first.community == Community.get(Community.code == "CM-07")
    assert (first.data_class, first.anonymous, second.anonymous) == ("C3", False, True)
    assert second.created_at.year == 2018
    assert (first.due_at - first.created_at).days == 43
    assert second.due_at is None


def test_the_demo_of_every_plugin_is_found_beside_it(demo):
    names = [folder.parent.name for folder in demo_folders()]
    assert names[0] == "core"
    assert load_records(demo_folders()) >= Notice.select().count()
