"""Five kilobytes of case data, like a residents' petition."""

from __future__ import annotations

import json
from typing import Any


def case_data(size: int = 5120) -> dict[str, Any]:
    """Return data that are `size` bytes long as JSON in UTF-8."""
    data: dict[str, Any] = {
        "applicant": "王小明",
        "phone": "00000000000",
        "address": "古城街道七社区1号楼2单元301室",
        "category": "B04",
        "submitted_at": "2026-01-01T08:00:00",
        "items": [
            {"n": n, "name": f"材料{n}", "ok": True, "note": "原件与复印件一致"} for n in range(20)
        ],
        "body": "",
    }
    missing = size - len(json.dumps(data, ensure_ascii=False).encode())
    data["body"] = "反映" * max(0, missing // 6)
    return data
