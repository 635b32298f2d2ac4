"""What the plain fields themselves say, in both languages."""

from __future__ import annotations

from engine import Text

REQUIRED = Text("（必填）", " (required)")
AND = Text("；", "; ")
CHOOSE = Text("请选择", "Please choose")
NONE = Text("不选", "None of these")
YES = Text("是", "yes")
NO = Text("否", "no")
UP_TO = Text("最多 {n} 个文件", "Up to {n} files")
SPARE = Text("需要时填写，空行不会保存。", "Fill in if needed; empty rows are not kept.")
ONE_MORE = Text("要再加一行，请先保存。", "Save first to add another row.")
NAMES = Text("多个姓名用“、”隔开。", "Separate several names with commas.")
ERROR = Text("有误：", "Error: ")


def up_to(most: str) -> Text:
    """Say how many files may be sent."""
    return Text(UP_TO.zh, UP_TO.en, n=most)
