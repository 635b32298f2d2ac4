"""Which organisation a document speaks of."""

import pytest

from plugins.self_discipline.subjects import SIGNS, is_credit_code


@pytest.mark.parametrize(
    "code",
    [
        "",
        None,
        "000000000000000000",
        "92110107MADEM0001",
        "92110107MADEM00010",
        "92110107MADEM0001I",
        "张某",
    ],
)
def test_what_is_no_credit_code_is_told(code):
    assert not is_credit_code(code)


@pytest.mark.parametrize("code", ["92110107MADEM00013", "91110107MADEM0003C", "51110107MADEM0004K"])
def test_a_code_whose_last_sign_fits_is_one(code):
    assert is_credit_code(code)


def test_one_wrong_sign_is_always_found():
    code = "92110107MADEM00013"
    for place, sign in enumerate(code):
        for other in SIGNS:
            if other != sign:
                assert not is_credit_code(code[:place] + other + code[place + 1 :])
