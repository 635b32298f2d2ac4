"""What is asked, and what the answers mean: forms in form-js's schema, judged by the server."""

from engine.forms.answers import answers_schema, read_answers
from engine.forms.check import check_form
from engine.forms.form import Field, Form, load_forms
from engine.forms.inputs import Choice
from engine.forms.kinds import Option
from engine.forms.known import known_answers
from engine.forms.page import Control, page_controls
from engine.forms.plain import read_plain
from engine.forms.reading import misread
from engine.forms.saying import BadForm
from engine.forms.shown import browser_data, shown_schema

__all__ = [
    "BadForm",
    "Choice",
    "Control",
    "Field",
    "Form",
    "Option",
    "answers_schema",
    "browser_data",
    "check_form",
    "known_answers",
    "load_forms",
    "misread",
    "page_controls",
    "read_answers",
    "read_plain",
    "shown_schema",
]
