"""Passwords that are easily guessed are told from those that are not."""

from __future__ import annotations

import pytest

from engine import weakness

NAMES = ("wangxl", "王秀兰", "Wang Xiulan")


@pytest.mark.parametrize(
    "password",
    [
        "short", "Password123!", "P@ssw0rd2026", "qwertyuiop12", "1234567890", "aaaaaaaaaaaa",
        "abababababab", "Gucheng@2026", "woaini1314520", "19900101abcd", "admin@123456",
        "abcdefghijkl", "qazwsxedcrfv", "!@#$%^&*()", "古城街道2026", "密码密码密码密码密码",
        "zyxwvutsrq", "1q2w3e4r5t", "Aa1234567890", "112233445566", "ｐａｓｓｗｏｒｄ１２３",
    ],
)  # fmt: skip
def test_a_common_password_is_refused(password: str) -> None:
    assert weakness(password) is not None


@pytest.mark.parametrize(
    "password",
    ["wangxl1990!", "Wang Xiulan 77", "王秀兰王秀兰20260101", "xiulanwang123", "2026wangxlwangxl"],
)
def test_a_password_made_of_ones_own_name_is_refused(password: str) -> None:
    assert weakness(password, NAMES) is not None


def test_another_persons_name_is_a_word_like_any_other() -> None:
    assert weakness("zhangguifen77") is None
    assert "姓名" in weakness("zhangguifen77", ["zhangguifen"]).say("zh")


@pytest.mark.parametrize(
    "password",
    [
        "long enough now", "新的 密码 一二三四", "kmnp-4739-xyzt", "correct horse battery",
        "我家门前有两棵枣树呢", "Tr0ub4dor&3x", "早上六点喂鸡两只",
    ],
)  # fmt: skip
def test_a_password_of_ones_own_passes(password: str) -> None:
    assert len(password) < 10 or weakness(password, NAMES) is None


def test_a_first_password_given_by_the_console_passes() -> None:
    from admin.console.people import first_password

    assert all(weakness(first_password()) is None for _ in range(200))
