"""Whether a form that ships says the same with JavaScript and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.datastructures import MultiDict

from admin.formfields import plain_fields
from engine.forms import Form, load_forms, read_answers, read_plain, shown_schema
from tests.browser.conftest import Open
from tests.browser.site import Site, page
from tests.forms.agreeing import NOW

CORE = Path(__file__).parents[2] / "plugins" / "core" / "plugin.py"
ISSUE = next(form for form in load_forms(str(CORE)) if form.id == "core.issue")
ANSWERS: dict[str, Any] = {
    "title": "楼道灯不亮",
    "category": "A01",
    "description": "三单元二层楼道灯已有一周不亮，老人夜间上下楼不便。",
    "location": {"place": "文昌巷 3 号院"},
    "occurred_at": "2026-11-20T09:30+08:00",
    "anonymous": False,
    "complainant": "王建国",
    "contact": "13812345678",
    "channel": "visit",
    "hotline_order_no": "不该留下",
    "order_deadline": "2026-12-01T09:30+08:00",
    "emergency_line": "none",
    "emergency_passed_at": "2026-11-20T10:00+08:00",
    "crowd_size": 3,
    "representative_count": 2,
    "legal_path": "none",
    "belongs_here": True,
}
HOLDER = """<form method="post" action="/sent" enctype="multipart/form-data">
<div data-form="spec">FIELDS</div><button class="btn btn-primary">提交</button></form>
<script type="application/json" id="spec">SPEC</script>"""


def asked(form: Form) -> str:
    known = {"schema": shown_schema(form), "data": ANSWERS}
    text = json.dumps(known, ensure_ascii=False)
    fields = str(plain_fields(form, ANSWERS))
    return page(HOLDER.replace("FIELDS", fields).replace("SPEC", text), "form-viewer")


def answered(site: Site, shown: Page, *, anonymous: bool) -> dict[str, Any]:
    """Tick or leave one box, send, and return what the server makes of what arrived."""
    if anonymous:
        shown.get_by_label("匿名", exact=True).check()
    shown.get_by_role("button", name="提交", exact=True).click()
    shown.get_by_role("heading", name="收到").wait_for()
    (_, posted, _, _) = site.posts.pop()
    payload = posted.get("payload", [""])[0]
    sent = json.loads(payload) if payload else read_plain(ISSUE, MultiDict(posted))
    return read_answers(ISSUE, sent, {}, now=NOW)


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_form_gives_the_same_data_with_javascript_and_without(
    site: Site, open_page: Open, anonymous: bool
) -> None:
    url = site.add("/issue", asked(ISSUE))
    plain = answered(site, open_page(url, javascript=False), anonymous=anonymous)
    with_script = open_page(url)
    with_script.wait_for_selector("[data-ready]")
    expect(with_script.get_by_label("联系方式")).to_have_count(1)
    scripted = answered(site, with_script, anonymous=anonymous)
    assert plain == scripted
    assert plain.keys().isdisjoint({"hotline_order_no", "order_deadline", "emergency_passed_at"})
    assert ("complainant" in plain, "contact" in plain) == (not anonymous, not anonymous)
    assert plain["representative_count"] == 2
