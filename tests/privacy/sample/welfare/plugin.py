"""Help in hardship: an application with sensitive answers, its review, its record."""

from engine import (
    About,
    CharField,
    Ledger,
    Record,
    SensitiveField,
    Text,
    hookimpl,
    load_forms,
)


class Household(Record):
    """Who gets help and why."""

    CLASSES = {"name": "C3"}  # noqa: RUF012 - as plugins write it

    name = CharField(max_length=80, verbose_name="户主")
    diagnosis = SensitiveField(verbose_name="诊断")

    class Meta:
        table_name = "welfare_households"


@hookimpl
def about():
    return About(Text("救助", "Welfare"), number=95)


@hookimpl
def forms():
    return load_forms(__file__)


@hookimpl
def records():
    return [Household]


@hookimpl
def ledgers():
    return [
        Ledger(
            "welfare.households", Text("救助台账", "Households"), Household, ("name", "diagnosis"),
            clears="hardship",
        )
    ]  # fmt: skip


@hookimpl
def actions():
    return {"welfare.enter": enter}


def enter(case, name, diagnosis):
    """Write the household down."""
    Household.create(community=case.community_id, case=case.id, name=name, diagnosis=diagnosis)
    return {}
