"""What happens to a public notice, on both databases."""

import hashlib
import json

import pytest

from plugins.core import checks, notices
from plugins.core.records import Notice

WORDS = ["患有"]


def posted(case, **more):
    what = {"kind": "other", "title": "公示", "body": "公示正文", "least": "7D", **more}
    return notices.post_notice(case, **what)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("身份证110107190001011230", "identity number"),
        ("身份证11010719000101123X。", "identity number"),
        ("电话00012345678", "telephone"),
        ("电话000-1234-5678", "telephone"),
        ("该居民患有慢性病", "illness"),
    ],
)
def test_a_notice_with_personal_data_is_refused(text, why):
    (problem,) = checks.personal_data({"body": text}, WORDS)
    assert why in problem.text.say("en")


@pytest.mark.parametrize("text", ["2026年3月收支12345678.90元", "文号110107-2026-0001", "", None])
def test_other_numbers_may_be_published(text):
    assert list(checks.personal_data({"body": text}, WORDS)) == []


def test_the_law_wins_over_what_rule_and_drafter_say(case):
    assert posted(case, least="3D", law="JW-PUB", days=5)["period_text"] == "15D"


def test_a_drafter_may_lengthen_the_period(case):
    found = posted(case, days=20)
    assert found["period_text"] == "20D"
    assert found["ends_at"].strftime("%m-%d %H:%M:%S") == "03-24 23:59:59"


def test_the_archive_proves_what_was_on_display(case):
    posted(case)
    notices.record_objection(case, "金额不符", "no", None, "金额无误")
    said = notices.archive_notice(case)["archive_hash"]
    notice = Notice.get()
    assert notice.state == "archived"
    assert said == hashlib.sha256(notice.snapshot.encode()).hexdigest()
    assert json.loads(notice.snapshot)["objections"][0]["objection"] == "金额不符"


def test_who_objected_is_not_in_the_notice(case):
    posted(case)
    notices.record_objection(case, "金额不符", "yes")
    assert "objector" not in Notice.get().objections[0]
