"""Check an archive package without the product: python -I verify.py PACKAGE.zip"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check(path: str) -> Iterator[str]:
    package = zipfile.ZipFile(path)
    if damaged := package.testzip():
        yield f"{damaged}: damaged"
        return
    names = [n for n in package.namelist() if n not in ("manifest.json", "manifest.sha256")]
    text = package.read("manifest.json")
    if package.read("manifest.sha256").decode().strip() != sha(text):
        yield "manifest.json: changed"
    manifest = json.loads(text)
    for name in sorted(set(names) ^ set(manifest["files"])):
        yield f"{name}: {'not in the manifest' if name in names else 'missing'}"
    if len(names) != len(set(names)):
        yield "a file stands twice in the package"
    for name in sorted(set(names) & set(manifest["files"])):
        if sha(package.read(name)) != manifest["files"][name]:
            yield f"{name}: changed"
    previous, count = "00" * 32, 0
    for row in package.read("events.jsonl").decode().splitlines():
        event, count = json.loads(row), count + 1
        line = json.loads(event["line"])
        if line[1] != count or line[7] != previous:
            yield f"event {count}: does not follow the one before"
        if event["values"] is not None:
            salted = event["salt"] + "\n" + event["values"]
            if sha(salted.encode()) != line[6]:
                yield f"event {count}: its values are not those it was made with"
        previous = sha(event["line"].encode())
    if [count, previous] != [manifest["events"], manifest["head"]]:
        yield "events.jsonl: does not end where the case ends"


if __name__ == "__main__":
    problems = list(check(sys.argv[1]))
    print("\n".join(problems) or "whole: every file and every event is as it was archived")
    sys.exit(1 if problems else 0)
