"""What a designer should know about a form before it is published."""

from __future__ import annotations

from collections.abc import Iterator

from engine.forms.form import Form
from engine.forms.loading import OWN_PROPERTIES
from engine.forms.parts import Question, questions
from engine.forms.reading import misread
from engine.forms.saying import BadForm
from engine.text import Text

MOST_FIELDS = 25


def check_form(form: Form) -> list[Text]:
    """Return what is wrong or missing: all that prevents loading, else what publishing asks for.

    A community's form should not ask more than 25 things (北京市街道办事处条例 32, 接诉即办工作条例
    17); each field says its purpose and how long its answer is kept (个人信息保护法 6, 19).
    """
    try:
        found = list(questions(form.parts))
    except BadForm as bad:
        return bad.problems
    return [*_whole(form, len(found)), *_fields(form), *_misread(form)]


def _whole(form: Form, count: int) -> Iterator[Text]:
    written = form.schema.get("id")
    if written != form.id:
        yield Text(
            "{form}：文件中的 id 是“{written}”",
            "{form}: the file's id is “{written}”",
            form=form.id,
            written=written,
        )
    if count > MOST_FIELDS:
        yield Text(
            "{form}：有 {count} 个字段，超过 {most} 个会加重基层负担",
            "{form}: it asks {count} things; more than {most} burden the communities",
            form=form.id,
            count=count,
            most=MOST_FIELDS,
        )


def _misread(form: Form) -> Iterator[Text]:
    for what in misread(form.parts):
        yield Text("{form}/{what}", "{form}/{what}", form=form.id, what=what)


def _fields(form: Form) -> Iterator[Text]:
    for path, question in questions(form.parts):
        for zh, en in _wanting(question):
            yield Text(
                "{form}/{field}：{what}",
                "{form}/{field}: {what}",
                form=form.id,
                field=".".join(path),
                what=Text(zh, en),
            )


def _wanting(question: Question) -> Iterator[tuple[str, str]]:
    own = question.component.get("properties") or {}
    unknown = sorted(set(own) - OWN_PROPERTIES)
    if unknown:
        names = "、".join(unknown)
        yield f"属性 {names} 没有意义", f"the properties {', '.join(unknown)} mean nothing"
    if not question.label.zh and question.kind.source != "computed":
        yield "没有名称", "it has no label"
    if not question.purpose:
        yield "没有写明用途", "its purpose is not given"
    if not question.retention:
        yield "没有写明保存期限", "its retention is not given"
    if question.data_class == "C4" and question.indexed:
        yield "敏感信息不能用于检索", "sensitive data cannot be indexed"
    if question.data_class in ("C3", "C4") and question.public:
        yield "个人信息不能标为公开", "personal data cannot be marked public"
    if question.check is not None and question.check_message is None:
        yield "核对条件没有说明", "its check has no message"
