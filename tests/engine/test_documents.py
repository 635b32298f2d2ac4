"""A file is what its content says, not what its name claims."""

from __future__ import annotations

import pytest

from engine import Refused, store_file
from engine.documents import LARGEST, clean_name
from engine.models import FileContent, StoredFile

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"<html><script>alert(1)</script>"),
        ("a.svg", b"<svg onload='x'/>"),
        ("a.exe", b"MZ\x90\x00"),
        ("a.zip", b"PK\x03\x04"),
        ("a.txt", b"\xff\xfe\x00"),
        ("a.png", b""),
        ("a.png", PNG + b"0" * LARGEST),
    ],
)
def test_what_is_no_picture_or_document_is_refused(town, name, content):
    with pytest.raises(Refused):
        store_file(town.who("李四"), name, content)
    assert not StoredFile.select().exists()


def test_the_type_comes_from_the_content(town):
    assert store_file(town.who("李四"), "photo.exe", PNG)["type"] == "image/png"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\照片.png", "照片.png"),
        ('a"<b>.png', "ab.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("..", "file"),
    ],
)
def test_a_name_keeps_no_path_and_no_signs_that_deceive(name, kept):
    assert clean_name(name) == kept


def test_the_same_content_is_kept_once(town):
    store_file(town.who("李四"), "a.png", PNG)
    store_file(town.who("王五"), "b.png", PNG)
    assert (StoredFile.select().count(), FileContent.select().count()) == (2, 1)
