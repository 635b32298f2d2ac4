"""What a form says to people, in both languages; `{places}` are filled by whoever raises it."""

from __future__ import annotations

from engine.text import Text

MISSING = Text("必填", "Required")
CHOOSE = Text("请选择", "Please choose")
TICK = Text("必须勾选", "Must be ticked")
ATTACH = Text("请上传文件", "Please attach a file")
NOT_TEXT = Text("应为文字", "Must be text")
BAD_CHARACTERS = Text("含有不能使用的字符", "Contains characters that cannot be used")
ONE_LINE = Text("只能写一行", "Must be one line")
NOT_NUMBER = Text("应为数字", "Must be a number")
NOT_YES_NO = Text("应为是或否", "Must be yes or no")
NOT_DATE = Text("应为日期，如 2026-03-02", "Must be a date such as 2026-03-02")
NOT_TIME = Text("应为时刻，如 09:30", "Must be a time such as 09:30")
NOT_DATETIME = Text(
    "应为日期和时刻，如 2026-03-02 09:30", "Must be a date and time such as 2026-03-02 09:30"
)
PASSED = Text("不能早于今天", "Must not lie before today")
NOT_LIST = Text("应为列表", "Must be a list")
NOT_OPTION = Text("不在可选范围内", "Is not one of the choices")
NOT_LEAF = Text("请选到最末一级", "Please choose down to the last level")
NOT_PLACE = Text("应为地点", "Must be a place")
NOT_PERSON = Text("应为人员", "Must be a person")
TWICE = Text("有重复项", "Names something twice")
BAD_FORM = Text("格式不对", "Is not in the right form")
BAD_EMAIL = Text("应为电子邮箱", "Must be an e-mail address")
BAD_MOBILE = Text("应为 11 位手机号", "Must be a mainland mobile number of 11 digits")
TOO_HARD = Text("内容过于复杂，无法核对", "Is too complex to be checked")
FAILED_CHECK = Text("不符合填写要求", "Does not meet the requirement")
TOO_MUCH = Text("内容太多", "Too much has been sent")


def shorter(least: object) -> Text:
    return Text("至少 {n} 个字", "At least {n} characters", n=least)


def longer(most: object) -> Text:
    return Text("最多 {n} 个字", "At most {n} characters", n=most)


def smaller(least: object) -> Text:
    return Text("不能小于 {n}", "Must not be less than {n}", n=least)


def larger(most: object) -> Text:
    return Text("不能大于 {n}", "Must not be more than {n}", n=most)


def digits(most: int) -> Text:
    if most == 0:
        return Text("应为整数", "Must be a whole number")
    return Text("最多 {n} 位小数", "At most {n} decimal places", n=most)


def step(of: object) -> Text:
    return Text("必须是 {n} 的倍数", "Must be a multiple of {n}", n=of)


def fewer(least: object) -> Text:
    return Text("至少 {n} 项", "At least {n} entries", n=least)


def more(most: object) -> Text:
    return Text("最多 {n} 项", "At most {n} entries", n=most)


def too_large(name: str, most: str) -> Text:
    return Text(
        "文件“{name}”超过 {most}", "File “{name}” is larger than {most}", name=name, most=most
    )


def wrong_type(name: str) -> Text:
    return Text("不接受文件“{name}”的类型", "Files like “{name}” are not accepted", name=name)
