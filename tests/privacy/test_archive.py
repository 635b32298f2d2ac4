"""The package of a case opens and can be checked without the product."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine import (
    Case,
    NotFound,
    archive_for,
    claim_task,
    complete_task,
    history,
    package_of,
    work_until_idle,
)
from engine.archive import CHECK
from engine.erasure import erase_values
from engine.models import EventValues
from tests.privacy.conftest import ANSWERS, SECRET, Office, Welfare


def finished(town: Welfare) -> Case:
    case = town.apply()
    claim_task(town.task(case).id, town.who("sun"))
    complete_task(town.task(case).id, town.who("sun"), {"opinion": "同意"})
    complete_task(town.task(case, "visit").id, town.who("qian"), {})
    work_until_idle()
    found: Case = Case.get_by_id(case.id)
    assert found.ended
    return found


def checked(tmp_path: Path, package: bytes, name: str = "p.zip") -> tuple[int, str]:
    """Run the script that is in the package, alone in an empty folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(package)
    (folder / "verify.py").write_bytes(CHECK.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", name],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def files(package: bytes) -> dict[str, bytes]:
    opened = zipfile.ZipFile(io.BytesIO(package))
    return {name: opened.read(name) for name in opened.namelist()}


def zipped(content: dict[str, bytes]) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    return page.getvalue()


def test_the_script_is_short_and_needs_nothing() -> None:
    text = CHECK.read_text("utf-8")
    assert len(text.splitlines()) <= 50
    assert "engine" not in text


@pytest.mark.parametrize("username", ["qian", "sun", "wu", "han", "chen"])
def test_only_who_is_in_charge_takes_a_package(town: Welfare, username: str) -> None:
    with pytest.raises(NotFound):
        archive_for(finished(town).id, town.who(username))


def test_a_package_is_whole_and_holds_what_it_promises(town: Welfare, tmp_path: Path) -> None:
    case = finished(town)
    name, package = archive_for(case.id, town.who("shen"))
    assert name == f"{case.number}.zip"
    code, said = checked(tmp_path, package)
    assert (code, said.startswith("whole")) == (0, True), said
    found = files(package)
    assert found["verify.py"] == CHECK.read_bytes()
    assert b"<bpmn:process" in found["procedure.bpmn"]
    assert json.loads(found["forms/welfare.apply.form"])["id"] == "welfare.apply"
    assert json.loads(found["data.json"])["name"] == ANSWERS["name"]
    assert len(found["events.jsonl"].splitlines()) == case.event_count
    assert "办理记录" in found["case.html"].decode()
    assert history(Case.get_by_id(case.id))[-1].deed == "archived"


def test_sensitive_values_are_only_in_the_package_of_who_may_read_them(
    town: Welfare, tmp_path: Path
) -> None:
    case = finished(town)
    for username, holds in (("shen", False), ("feng", True)):
        package = archive_for(case.id, town.who(username))[1]
        text = "".join(one.decode("utf-8", "ignore") for one in files(package).values())
        assert [secret in text for secret in SECRET] == [holds] * 3, username
        assert checked(tmp_path, package)[0] == 0


def test_a_changed_byte_in_any_file_is_found(town: Welfare, tmp_path: Path) -> None:
    content = files(package_of(finished(town).id, sensitive=True)[1])
    for name, data in content.items():
        for place in {0, len(data) // 2, len(data) - 1}:
            if name == "manifest.sha256" and place == len(data) - 1:
                continue  # the line's end
            bent = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            assert checked(tmp_path, zipped({**content, name: bent}))[0] != 0, (name, place)


def test_a_byte_changed_in_the_file_itself_is_found_or_means_nothing(
    town: Welfare, tmp_path: Path
) -> None:
    package = package_of(finished(town).id)[1]
    whole = files(package)
    for place in range(0, len(package), len(package) // 40):
        bent = package[:place] + bytes([package[place] ^ 0x10]) + package[place + 1 :]
        if checked(tmp_path, bent)[0] == 0:
            assert files(bent) == whole, place


def test_a_forged_event_is_found_though_the_manifest_was_forged_too(
    town: Welfare, tmp_path: Path
) -> None:
    content = files(package_of(finished(town).id, sensitive=True)[1])
    content["events.jsonl"] = content["events.jsonl"].replace("同意".encode(), "反对".encode())
    manifest = json.loads(content["manifest.json"])
    manifest["files"]["events.jsonl"] = hashlib.sha256(content["events.jsonl"]).hexdigest()
    content["manifest.json"] = json.dumps(manifest).encode()
    content["manifest.sha256"] = hashlib.sha256(content["manifest.json"]).hexdigest().encode()
    code, said = checked(tmp_path, zipped(content))
    assert code == 1
    assert "values are not those" in said


def test_a_missing_and_an_added_file_are_found(town: Welfare, tmp_path: Path) -> None:
    content = files(package_of(finished(town).id)[1])
    more = checked(tmp_path, zipped({**content, "x.txt": b"x"}))
    assert "x.txt: not in the manifest" in more[1]
    del content["data.json"]
    assert "data.json: missing" in checked(tmp_path, zipped(content))[1]


def test_an_erased_case_is_archived_whole(town: Welfare, tmp_path: Path) -> None:
    case = finished(town)
    erase_values(case, reason="保存期满")
    assert not EventValues.select().where(EventValues.case == case).exists()
    assert checked(tmp_path, package_of(case.id, sensitive=True)[1])[0] == 0


def test_the_page_gives_the_package_to_who_may_take_it(office: Office, tmp_path: Path) -> None:
    case = finished(office)
    shen = office.desk("shen")
    assert f"/cases/{case.id}/package" in shen.get(f"/cases/{case.id}").text
    answer = shen.post(f"/cases/{case.id}/package")
    assert answer.mimetype == "application/zip"
    assert checked(tmp_path, answer.data)[0] == 0
    qian = office.desk("qian")
    assert f"/cases/{case.id}/package" not in qian.get(f"/cases/{case.id}").text
    assert qian.post(f"/cases/{case.id}/package").status_code == 404
