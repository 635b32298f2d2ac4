"""What is asked, and what the answers mean: forms in form-js's schema, judged by the server."""

from engine.forms.answers import answers_schema, read_answers
from engine.forms.form import Field, Form, load_forms
from engine.forms.kinds import Option
from engine.forms.loading import BadForm

__all__ = [
    "BadForm",
    "Field",
    "Form",
    "Option",
    "answers_schema",
    "load_forms",
    "read_answers",
]
