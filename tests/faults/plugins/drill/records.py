"""What a drill writes in its steps' transactions."""

from engine import CharField, Record


class Note(Record):
    """A row that must be there exactly once for each step that wrote it."""

    mark = CharField(max_length=80, index=True)

    class Meta:
        table_name = "drill_note"
