"""Why there is no value, in both languages: each reason that the language gives, by its English."""

from __future__ import annotations

from typing import Any

from engine.text import Text

from .kinds import name_of

_KINDS = ("kind", "left", "right")
"""Places that are filled with the words for a kind of value."""
CHINESE = {
    # names and members
    "there is no {name}": "没有名为“{name}”的数据",
    "{name} is empty": "“{name}”没有填写",
    "there is no {name} in it": "其中没有“{name}”",
    "{kind} has no {name}": "{kind}里没有“{name}”",
    "{name} is given twice": "“{name}”给出了两次",
    # arithmetic and comparison
    "{sign} does not work on {left} and {right}": "{left}和{right}不能用 {sign} 计算",
    "{kind} has no sign": "{kind}没有负值",
    "{left} and {right} do not compare": "{left}和{right}不能比较",
    "{kind} has no order": "{kind}没有大小先后",
    "one has a time zone, the other has none": "一个有时区，一个没有",
    "division by zero": "除数为零",
    "the number is too large or too small": "数字过大或过小",
    "the power is not finite": "乘方的结果过大",
    "months cannot be added to a time": "时间不能加减月份",
    "a time and a date cannot be subtracted": "时间和日期不能相减",
    "the duration is too long": "时长过长",
    "yes or no is wanted here, not {kind}": "此处要的是真假值，不是{kind}",
    # ranges, loops and filters
    "the range ends before it starts": "区间的终点在起点之前",
    "the range has no end": "区间没有端点",
    "a range needs an end": "区间需要端点",
    "an open end cannot be included": "开放的一端不能包含在内",
    "neither a range nor a point": "既不是区间也不是可比较的值",
    "the ends do not compare": "端点不能比较",
    "there is nothing to go through": "没有可逐个处理的内容",
    "only whole numbers and dates can be counted through": "只有整数和日期可以逐个数",
    "the numbers are too large to count through": "数字过大，不能逐个数",
    "a filter must be a condition or a position": "筛选须是条件或位置",
    "there are {count} elements, none at this position": "共有 {count} 个元素，没有这个位置",
    "the position must be a whole number": "位置须是整数",
    # calls
    "this is {kind}, not a function": "这是{kind}，不是函数",
    "the function takes {count} arguments": "函数要 {count} 个参数",
    "wrong number of arguments": "参数个数不对",
    "no such parameters": "没有这样的参数",
    "no arguments": "没有参数",
    "functions of other machines are not run": "不执行外部函数",
    "{kind} does not suit": "不能是{kind}",
    "{kind} is no value for {name}": "{kind}不能作为“{name}”",
    "{kind} cannot be handed over to what is not FEEL": "{kind}只能在表达式内部使用，不能作为结果",
    # values that are wanted
    "a number is needed": "需要数字",
    "a whole number is needed": "需要整数",
    "a function is needed": "需要函数",
    "null is no list": "空值不是列表",
    "only booleans can be joined": "只能合并真假值",
    "an entry needs a key and a value": "每一项都要有 key 和 value",
    "a key is given twice": "有键重复",
    "no key": "没有键",
    "nothing that can be ordered": "没有可比较大小的内容",
    "nothing to add up": "没有可相加的内容",
    "too few numbers": "数字太少",
    "the elements do not compare": "各元素不能相互比较",
    "the length is out of bounds": "长度超出范围",
    "the length must be positive": "长度须大于零",
    "the number is out of bounds": "数字超出范围",
    "the position is outside the list": "位置超出列表",
    "the position is outside the string": "位置超出文本",
    "positions begin at 1": "位置从 1 开始",
    "the scale is out of bounds": "小数位数超出范围",
    "the separators must differ": "两个分隔符须不同",
    "no such separator": "没有这种分隔符",
    "zero has no logarithm": "零没有对数",
    "a function has no text": "函数不能写成文本",
    # dates and texts that are read
    "no such date": "没有这一天",
    "no such day in this month": "这个月没有这一天",
    "no such time": "没有这个时刻",
    "no such offset": "没有这个时差",
    "unknown time zone": "没有这个时区",
    "not a date": "不是日期",
    "not a time": "不是时间",
    "not a duration": "不是时长",
    "not a number": "不是数字",
    "not a literal": "不是固定值",
    "not a range": "不是区间",
    "neither a date, a time nor a duration": "不是日期、时间或时长",
    # regular expressions
    "not a regular expression": "不是正则表达式",
    "there is no flag {flag}": "没有标志 {flag}",
    "the pattern matches the empty string": "正则表达式会匹配空文本",
    "a badly written replacement": "替换文本写法有误",
    "a misplaced quantifier": "重复次数的位置有误",
    "two quantifiers in a row": "重复次数写了两遍",
    "a tag stands alone": "连字符或标记单独出现",
    "an unknown tag": "未知的标记",
    "an unmatched bracket": "括号不成对",
    "an empty class": "字符类别是空的",
    "an unfinished class": "字符类别没有写完",
    "two dashes in a class": "字符类别里连着两个连字符",
    "a bracket inside a class": "字符类别里有多余的括号",
    "a subtraction ends its class": "减去的字符须写在类别末尾",
    "no such escape": "没有这种转义",
    "no such property": "没有这种字符类别",
    "only plain groups": "只能用普通分组",
}


def reason(why: str, **values: Any) -> Text:
    """Return a reason in words; values that name kinds are put into words too."""
    said = {
        name: name_of(value) if name in _KINDS and isinstance(value, str) else value
        for name, value in values.items()
    }
    return Text(CHINESE.get(why, why), why, **said)


def failure(error: Exception) -> Text:
    """Return why a function failed: its own reason, or that numbers left their bounds."""
    own = getattr(error, "text", None)
    if isinstance(own, Text):
        return own
    if isinstance(error, ArithmeticError):
        return reason("the number is too large or too small")
    first = error.args[0] if error.args else type(error).__name__
    return first if isinstance(first, Text) else Text(str(first))
