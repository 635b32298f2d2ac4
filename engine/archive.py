"""A case as one package that opens and can be checked without the product (电子档案)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from engine.casefile import CaseFile, find_case
from engine.change import Change, changing
from engine.clock import now
from engine.database import to_json
from engine.documents import content_of, is_secret_file
from engine.errors import NotFound
from engine.hiding import CaseSecrets
from engine.journal import SALT, history, plain_values, secret_values
from engine.masking import Shown, answers_shown, details_shown
from engine.models import Case, Event, Person, RouteRequest, Signing, StoredFile, Task
from engine.operations.allowed import may_operate
from engine.people import Viewer, cleared
from engine.told import names_for, sentence

FORMAT = "gucheng-archive/1"
CHECK = Path(__file__).with_name("package_check.py")
README = """这是一件事项的档案包。核验：python -I verify.py 本文件.zip（不需要本系统）。
case.html 供阅读；procedure.bpmn 是办理所依据的流程版本；forms/ 是所用的表单；data.json 是数据；
opinions.json 是会签与审批意见；events.jsonl 是办理记录的哈希链；documents/ 是附件；
manifest.json 列出每个文件的哈希。

The package of one case. To check it, without the product: python -I verify.py THIS.zip
case.html is for reading; procedure.bpmn is the version that the case ran by; forms/ what asked;
data.json the data; opinions.json opinions and signatures; events.jsonl the chained history;
documents/ the files; manifest.json the hash of each file.
"""


def may_archive(by: Viewer, case: Case) -> bool:
    """May this person take the package of a case along? Who is in charge of it, and who clears
    everything; only the latter's package holds sensitive values."""
    return may_operate(by, case) or clears_all(by, case)


def clears_all(by: Viewer, case: Case) -> bool:
    """May this person read every sensitive value of a case?"""
    return case.community_id in cleared(by, "*")


def archive_for(case_id: int, by: Viewer) -> tuple[str, bytes]:
    """Return name and bytes of a case's package to a person; its history notes that.

    Raises NotFound for who may not.
    """
    case = find_case(case_id, by)
    if not may_archive(by, case):
        raise NotFound
    return package_of(case.id, by.person, sensitive=clears_all(by, case))


def package_of(
    case_id: int, by: Person | None = None, *, sensitive: bool = False
) -> tuple[str, bytes]:
    """Return name and bytes of a case's package; without `sensitive` C4 values are stars in it."""
    with changing(case_id) as change:
        files = dict(_Package(change, sensitive=sensitive).files())
        manifest = _manifest(change.case, files, by, sensitive=sensitive)
        digest = hashlib.sha256(manifest).hexdigest()
        change.record("archived", by, digest=digest, sensitive=sensitive)
    files |= {"manifest.json": manifest, "manifest.sha256": f"{digest}\n".encode()}
    return f"{change.case.number}.zip", _zipped(files)


def _manifest(case: Case, files: dict[str, bytes], by: Person | None, *, sensitive: bool) -> bytes:
    return _json(
        {
            "format": FORMAT,
            "case": case.number,
            "made_at": now().isoformat(),
            "made_by": by.name if by else "",
            "sensitive_values": sensitive,
            "events": case.event_count,
            "head": bytes(case.event_head).hex(),
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        }
    )


def _zipped(files: dict[str, bytes]) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return page.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(json.loads(to_json(value)), ensure_ascii=False, indent=1).encode()


class _Package:
    """The files of one case's package, but for the manifest."""

    def __init__(self, change: Change, *, sensitive: bool) -> None:
        self.case, self.sensitive = change.case, sensitive
        self.secrets: CaseSecrets = change.secrets
        self.file = CaseFile(change.case, Viewer(Person(id=0, name="")))
        self.run = change.run
        classes = ("C3", "C4") if sensitive else ("C3",)
        self.clear = {
            field.key
            for form in self.file.procedure_forms
            for field in form.fields
            if field.data_class in classes
        }

    def files(self) -> Iterator[tuple[str, bytes]]:
        version = self.case.version
        yield "README.txt", README.encode()
        yield "verify.py", CHECK.read_bytes()
        yield "procedure.bpmn", str(version.xml).encode()
        yield "case.json", _json(self._facts())
        for form in self.file.procedure_forms:
            yield f"forms/{form.id}.form", _json(form.schema)
        yield "data.json", _json(self._shown(self.run.data))
        yield "tasks.json", _json(self._tasks())
        yield "opinions.json", _json(list(self._opinions()))
        yield "events.jsonl", "".join(self._events()).encode()
        yield from self._documents()
        yield "case.html", self._page().encode()

    def _shown(self, values: Any) -> Any:
        return values if self.sensitive else self.secrets.blotted(values)

    def _facts(self) -> dict[str, Any]:
        case, version = self.case, self.case.version
        return {
            "number": case.number,
            "title": case.title,
            "procedure": {
                "key": case.procedure.key,
                "name": case.procedure.name,
                "version": version.number,
                "published_at": version.published_at.isoformat(),
                "sha256": hashlib.sha256(str(version.xml).encode()).hexdigest(),
            },
            "community": {"code": case.community.code, "name": case.community.name},
            "starter": case.starter.name if case.starter_id else None,
            "status": case.status,
            "outcome": case.outcome,
            "started_at": case.started_at.isoformat(),
            "ended_at": case.ended_at.isoformat() if case.ended_at else None,
            "plugins": list(case.plugins),
            "settings": dict(case.settings),
            "passed": case.passed.split(),
        }

    def _tasks(self) -> list[dict[str, Any]]:
        return [
            {
                "element": task.element,
                "name": task.name,
                "form": task.form,
                "status": task.status,
                "done_by": task.ended_by.name if task.ended_by_id else None,
                "done_for": task.done_for.name if task.done_for_id else None,
                "opened_at": task.created_at.isoformat(),
                "ended_at": task.ended_at.isoformat() if task.ended_at else None,
                "due_at": task.due_at.isoformat() if task.due_at else None,
            }
            for task in self.file.tasks
        ]

    def _opinions(self) -> Iterator[dict[str, Any]]:
        signed = Signing.select(Signing, Task).join(Task, on=Signing.task)
        for row in signed.where(Task.case == self.case, Signing.agrees.is_null(False)):
            who = row.task.ended_by
            yield {
                "kind": "signature",
                "step": row.task.name,
                "by": who.name if who else None,
                "at": row.task.ended_at.isoformat() if row.task.ended_at else None,
                "agrees": row.agrees,
                "opinion": self._shown(row.opinion),
            }
        for asked in RouteRequest.select().where(RouteRequest.case == self.case):
            yield {
                "kind": "another way",
                "step": asked.element,
                "reason": asked.reason,
                "by": asked.asked_by.name,
                "decided_by": asked.decided_by.name if asked.decided_by_id else None,
                "agrees": asked.agreed,
                "opinion": asked.opinion,
            }

    def _events(self) -> Iterator[str]:
        """Yield one line an event: the text that is hashed, and the values if they may be read."""
        texts = plain_values(self.case.id)
        if self.sensitive:
            found = secret_values(self.case.id)
            texts |= {n: (one[:SALT], one[SALT:]) for n, one in found.items() if one}
        for event in Event.select().where(Event.case == self.case).order_by(Event.sequence):
            salt, text = texts.get(event.sequence, (b"", b""))
            said = text.decode() if text else None
            row = {"line": to_json(event.line), "salt": salt.hex(), "values": said}
            yield json.dumps(row, ensure_ascii=False) + "\n"

    def _documents(self) -> Iterator[tuple[str, bytes]]:
        for kept in StoredFile.select().where(StoredFile.case == self.case).order_by(StoredFile.id):
            if not self.sensitive and is_secret_file(kept):
                continue
            yield f"documents/{kept.token}/{kept.name}", content_of(kept)

    # -- for reading --------------------------------------------------------------------------

    def _page(self) -> str:
        case = self.case
        parts = [
            f"<h1>{escape(case.title)}</h1><p>{case.number} · {escape(case.procedure.name)}</p>"
        ]
        data = self.run.data
        for form in self.file.forms:
            shown = answers_shown(form, data, clear=self.clear)
            if shown:
                parts.append(f"<h2>{escape(self.file.asked_at(form))}</h2>{_table(shown)}")
        parts.append("<h2>办理记录 History</h2><ol>" + "".join(self._told()) + "</ol>")
        return (
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>'
            f"{escape(case.number)}</title><body>{''.join(parts)}</body></html>"
        )

    def _told(self) -> Iterator[str]:
        lines = history(self.case)
        names, forms = names_for(self.case, lines), self.file.procedure_forms
        for line in lines:
            said = sentence(line, names).say("zh")
            shown = details_shown(
                line.values, forms, clear=self.clear, secret=line.secret and not self.sensitive
            )
            at = line.at.isoformat(timespec="seconds")
            yield f"<li>{at} {escape(said)}{_table(shown) if shown else ''}</li>"


def _table(shown: list[Shown]) -> str:
    rows = "".join(
        f"<tr><th align=left>{escape(one.label.say('zh'))}</th><td>{_value(one)}</td></tr>"
        for one in shown
    )
    return f"<table border=1 cellspacing=0 cellpadding=4>{rows}</table>"


def _value(one: Shown) -> str:
    if one.rows:
        return "".join(_table(list(row)) for row in one.rows)
    value = one.value
    words = (
        value.say("zh") if hasattr(value, "say") else to_json(value) if _is_deep(value) else value
    )
    return escape(str(words))


def _is_deep(value: Any) -> bool:
    return isinstance(value, dict | list)


def case_numbered(number: str) -> Case:
    """Return a case by its number; raise NotFound when there is none."""
    found: Case | None = Case.get_or_none(Case.number == number)
    if found is None:
        raise NotFound
    return found
