"""Tables as files for a spreadsheet, in which no cell can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from flask import Response, request

from admin.say import say
from admin.spreadsheets import XLSX, harmless, workbook
from admin.who import viewer
from engine import Text, note_export, today, watermark

LONGEST = 200  # characters of a purpose


class Exports:
    """Export of a list as it stands: searched, filtered and sorted, CSV or XLSX."""

    export_types = ("csv", "xlsx")
    export_max_rows = 50_000

    def get_export_value(self: Any, model: Any, name: Any) -> Any:
        return harmless(super().get_export_value(model, name))  # type: ignore[misc]

    def get_export_name(self: Any, export_type: str = "csv") -> str:
        return f"{self.endpoint}-{today().isoformat()}.{export_type}"

    def _export_csv(self: Any, return_url: str) -> Any:
        page = io.StringIO()
        page.write("\ufeff")  # without it a spreadsheet reads Chinese as Latin
        lines = csv.writer(page)
        lines.writerows(self._export_rows())
        lines.writerow([harmless(self._mark()), *[""] * (len(self._export_columns) - 1)])
        return self._download(page.getvalue().encode(), "csv", "text/csv; charset=utf-8")

    def _export_tablib(self: Any, export_type: str, return_url: str) -> Any:
        return self._download(workbook(self._export_rows(), mark=self._mark()), "xlsx", XLSX)

    def _export_rows(self: Any) -> Iterator[list[Any]]:
        yield [harmless(title) for _, title in self._export_columns]
        rows = list(self._export_data()[1])
        note_export(viewer().person, self.endpoint, Text(str(self.name)), len(rows))
        for row in rows:
            yield [self.get_export_value(row, name) for name, _ in self._export_columns]

    def _mark(self: Any) -> str:
        """Return who takes the list along, when and for what."""
        return say(watermark(viewer().person, request.args.get("purpose", "")[:LONGEST]))

    def _download(self: Any, content: bytes, export_type: str, mimetype: str) -> Response:
        name = self.get_export_name(export_type)
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(content, headers=headers, mimetype=mimetype)
