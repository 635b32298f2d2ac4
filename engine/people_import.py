"""People from a list: what would change, all that is wrong with it, and taking it over at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import fn

from engine.appointing import require_appointer
from engine.bring import Role
from engine.clock import LOCAL, now, today
from engine.database import to_json, transaction
from engine.deeds import note_deed
from engine.errors import Invalid, Problem, Refused
from engine.models import Account, Community, Holding, Person
from engine.people import forget_holders
from engine.registry import brought_by, everything
from engine.separation import roles_acted_in, roles_apart
from engine.text import LANGUAGES, Text

MOST_ROWS = 5_000
MOST_NEW = 200  # accounts made at once: the hash of each first password takes its time
FEW = 500  # names asked for in one statement
OF_PERSON = ("name", "name_en", "phone")
LONGEST = {"username": 80, "name": 80, "name_en": 80, "phone": 40}
LATEST = date(2100, 12, 31)
USERNAME = re.compile(r"[\w.@-]{2,80}")
PHONE = re.compile(r"[0-9+ -]{5,40}")


@dataclass(frozen=True)
class ListRow:
    """One row of a list as it was read: its line there, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    @property
    def is_further_role(self) -> bool:
        """Does it only give one more role to the person of a row above?"""
        return not any(self[column] for column in OF_PERSON) and bool(self["role"])


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one row; `column` is empty for the row as a whole."""

    line: int
    column: str
    text: Text


@dataclass(frozen=True)
class PlannedRole:
    """A role that a row gives; `held` is the holding whose dates it changes."""

    line: int
    role: str
    community: Community
    since: date | None
    until: date | None
    held: Holding | None = None


@dataclass(frozen=True)
class PlannedPerson:
    """What a list does to one person: made, or changed in the values that differ."""

    line: int
    username: str
    person: Person | None
    values: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[PlannedRole, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.person is None

    @property
    def is_touched(self) -> bool:
        return self.is_new or bool(self.values or self.roles)


@dataclass(frozen=True)
class PeoplePlan:
    """What taking over a list would do; nothing, while there are problems."""

    people: tuple[PlannedPerson, ...]
    problems: tuple[Wrong, ...]

    @property
    def newcomers(self) -> list[PlannedPerson]:
        return [one for one in self.people if one.is_new]

    @property
    def touched(self) -> list[PlannedPerson]:
        return [one for one in self.people if one.is_touched]

    @property
    def digest(self) -> str:
        """Return what tells this plan from one of another list, or of other people by now."""
        said = [
            (
                one.username,
                one.person.id if one.person else None,
                sorted(one.values.items()),
                sorted(one.before.items()),
                [(r.role, r.community.id, str(r.since), str(r.until)) for r in one.roles],
            )
            for one in self.touched
        ]
        return hashlib.sha256(to_json(said).encode()).hexdigest()


def plan_people(rows: Sequence[ListRow], by: Person) -> PeoplePlan:
    """Return what a list would change and all that is wrong with it; nothing is stored.

    Refused to whoever may not give roles, and for a list that is empty or too long. A row is a
    person; further roles of the same person stand in further rows with the user name alone.
    """
    require_appointer(by, None)
    if not rows:
        raise Refused("清单里没有人员。", "There is nobody on the list.")
    if len(rows) > MOST_ROWS:
        raise Refused(
            "清单超过 {most} 行，请分开导入。",
            "The list has more than {most} rows; please split it.",
            most=MOST_ROWS,
        )
    problems: list[Wrong] = []
    people = _Reading(rows, by, problems).people()
    if sum(one.is_new for one in people) > MOST_NEW:
        text = Text(
            "一次最多新增 {most} 人，请分开导入。",
            "At most {most} people are added at once; please split the list.",
            most=MOST_NEW,
        )
        problems.append(Wrong(0, "", text))
    problems.sort(key=lambda wrong: wrong.line)
    return PeoplePlan(tuple(people), tuple(problems))


def import_people(
    rows: Sequence[ListRow], by: Person, *, digest: str, hashes: Mapping[str, str], source: str
) -> PeoplePlan:
    """Take over a list as it was shown, in one transaction: all of it or nothing.

    `digest` is that of the plan that was shown; `hashes` are those of the newcomers' first
    passwords, by user name; `source` is the hash of the file, for the journal. Raises Invalid for a
    list with problems, Refused where people or roles have changed since the plan was shown.
    """
    with transaction():
        note_deed("people_imported", by, f"list:{source[:64]}", rows=len(rows))
        plan = plan_people(rows, by)  # under the journal's lock: nobody gives a role meanwhile
        if plan.problems:
            raise Invalid([Problem(str(one.line), one.text) for one in plan.problems])
        if plan.digest != digest:
            raise Refused(
                "预览之后人员或任职有变化，请重新预览。",
                "People or roles have changed since the preview; please look at it again.",
            )
        for planned in plan.touched:
            _store(planned, by, hashes)
    forget_holders()
    return plan


# -- reading a list


class _Reading:
    """A list being read against the people and places there are."""

    def __init__(self, rows: Sequence[ListRow], by: Person, problems: list[Wrong]) -> None:
        self.rows, self.by, self.problems = rows, by, problems
        self.accounts = {a.username.lower(): a for a in _accounts({r["username"] for r in rows})}
        people = [account.person_id for account in self.accounts.values()]
        self.holdings = {(h.person_id, h.role, h.community_id): h for h in _holdings(people)}
        self.places = {place.code: place for place in Community.select()}
        self.roles: Mapping[str, Role] = brought_by(everything()).roles
        self.keys = _keys_by_word(self.roles)

    def wrong(self, row: ListRow, column: str, zh: str, en: str, **values: Any) -> None:
        self.problems.append(Wrong(row.line, column, Text(zh, en, **values)))

    def people(self) -> list[PlannedPerson]:
        """Return the people of the list, each once, in its order."""
        found: dict[str, PlannedPerson] = {}
        for row in self.rows:
            name = row["username"].lower()
            if name not in found:
                found[name] = self.person(row)
            elif not row.is_further_role:
                self.wrong(
                    row,
                    "username",
                    "用户名“{name}”在第 {line} 行已经出现；"
                    "同一人的其他任职请只填用户名和任职各列。",
                    "User name “{name}” stands in row {line} already; for a further role fill in "
                    "the user name and the columns of the role only.",
                    name=row["username"],
                    line=found[name].line,
                )
            found[name] = self.with_role(found[name], row)
        for planned in found.values():
            self.require_apart(planned)
        return list(found.values())

    def person(self, row: ListRow) -> PlannedPerson:
        """Return the person of a row, who signs in already or is new, without roles."""
        account = self.accounts.get(row["username"].lower())
        given = {column: row[column] for column in OF_PERSON if row[column]}
        self.require_readable(row, is_new=account is None)
        if account is None:
            return PlannedPerson(row.line, row["username"], None, given)
        person = account.person
        if not person.active:
            self.wrong(
                row,
                "username",
                "此人已停用，请先启用。",
                "This person has left; activate them first.",
            )
        changed = {key: value for key, value in given.items() if value != getattr(person, key)}
        before = {key: getattr(person, key) for key in changed}
        return PlannedPerson(row.line, account.username, person, changed, before)

    def require_readable(self, row: ListRow, *, is_new: bool) -> None:
        if not USERNAME.fullmatch(row["username"]):
            self.wrong(
                row,
                "username",
                "用户名为 2 至 80 个字母、数字或 . _ @ -。",
                "A user name is 2 to 80 letters, digits or . _ @ -.",
            )
        if is_new and not row["name"]:
            self.wrong(row, "name", "新人员要有姓名。", "Who is new needs a name.")
        if row["phone"] and not PHONE.fullmatch(row["phone"]):
            self.wrong(row, "phone", "电话只能有数字。", "A telephone number is of digits only.")
        for column in ("name", "name_en"):
            if len(row[column]) > LONGEST[column] or not row[column].isprintable():
                self.wrong(
                    row,
                    column,
                    "最多 {most} 个字，不能有换行。",
                    "At most {most} signs, all in one line.",
                    most=LONGEST[column],
                )

    def with_role(self, planned: PlannedPerson, row: ListRow) -> PlannedPerson:
        """Return a person with the role of a row, unless it is held just so already."""
        if not row["role"]:
            if any(row[column] for column in ("community", "since", "until")):
                self.wrong(row, "role", "缺少岗位。", "The role is missing.")
            return planned
        role, place = self.role(row, planned), self.place(row)
        since, until = self.day(row, "since"), self.day(row, "until")
        if role is None or place is None:
            return planned
        held = self.holdings.get((planned.person.id, role, place.id)) if planned.person else None
        given = PlannedRole(row.line, role, place, since, until, held)
        if any((one.role, one.community) == (role, place) for one in planned.roles):
            self.wrong(
                row, "role", "同一岗位、同一组织重复。", "The same role in the same place, twice."
            )
        if _is_as_held(given):
            return planned
        self.require_dates(row, given)
        return replace(planned, roles=(*planned.roles, given))

    def role(self, row: ListRow, planned: PlannedPerson) -> str | None:
        """Return the key of a role, by its key or title."""
        keys = self.keys.get(row["role"].casefold(), set())
        if len(keys) != 1:
            self.wrong(
                row, "role", "没有岗位“{role}”。", "There is no role “{role}”.", role=row["role"]
            )
            return None
        key = next(iter(keys))
        if not may_be_listed(self.roles[key]):
            self.wrong(
                row,
                "role",
                "管理员岗位“{role}”不能批量授予，请在“任职授权”页面逐人授予。",
                "“{role}” is an administrator's role: it is given one by one, never by a list.",
                role=self.roles[key].title,
            )
        if planned.person is not None and planned.person.id == self.by.id:
            self.wrong(row, "role", "不能给自己授予岗位。", "Nobody gives a role to themselves.")
        return key

    def place(self, row: ListRow) -> Community | None:
        place = self.places.get(row["community"])
        if place is None or not place.active:
            self.wrong(
                row,
                "community",
                "没有组织“{code}”。",
                "There is no organisation “{code}”.",
                code=row["community"],
            )
            return None
        return place

    def day(self, row: ListRow, column: str) -> date | None:
        if not row[column]:
            return None
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            self.wrong(row, column, "日期应写成 2027-01-31。", "A date is written 2027-01-31.")
            return None

    def require_dates(self, row: ListRow, given: PlannedRole) -> None:
        """Refuse days that are over: what was so is not written afterwards."""
        since, until = given.since, given.until
        begun = given.held is not None and _runs(given.held) and given.held.since <= now()
        if since is not None and begun and since > today():
            self.wrong(
                row,
                "since",
                "此人已在任，开始日期请留空。",
                "The role is held already; leave the first day empty.",
            )
        for column, day in (("since", None if begun else since), ("until", until)):
            if day is not None and not today() <= day <= LATEST:
                self.wrong(
                    row,
                    column,
                    "任职不能从过去开始或在过去结束。",
                    "A role neither begins nor ends in the past.",
                )
        if since is not None and until is not None and until < since:
            self.wrong(row, "until", "结束早于开始。", "It ends before it begins.")

    def require_apart(self, planned: PlannedPerson) -> None:
        """Tell roles that nobody has together: in the list, held now or held later (§1.2)."""
        acted = set(roles_acted_in(planned.person)) if planned.person and planned.roles else set()
        if planned.person:
            acted |= {
                key[1] for key, one in self.holdings.items()
                if key[0] == planned.person.id and _runs(one)
            }  # fmt: skip
        for given in planned.roles:
            for other in sorted(roles_apart(given.role) & acted):
                text = Text(
                    "职责分离：不能同时担任{held}和{role}。",
                    "Separated duties: nobody is {held} and {role} at once.",
                    held=self.roles[other].title,
                    role=self.roles[given.role].title,
                )
                self.problems.append(Wrong(given.line, "role", text))
            acted.add(given.role)


def may_be_listed(role: Role) -> bool:
    """May a role be given by a list? Not those of administrators: each of these is a decision."""
    return not (role.appoints or role.guarded)


def _keys_by_word(roles: Mapping[str, Role]) -> dict[str, set[str]]:
    """Return the keys that a word may mean: a role's key, or its title in any language."""
    found: dict[str, set[str]] = {}
    for role in roles.values():
        for word in {role.key, *(role.title.say(language) for language in LANGUAGES)}:
            found.setdefault(word.casefold(), set()).add(role.key)
    return found


def _accounts(names: set[str]) -> Iterator[Account]:
    lowered = fn.LOWER(Account.username)
    for some in _by_few(sorted({name.lower() for name in names})):
        yield from Account.select(Account, Person).join(Person).where(lowered.in_(some))


def _holdings(people: list[int]) -> Iterator[Holding]:
    for some in _by_few(people):
        yield from Holding.select().where(Holding.person.in_(some))


def _by_few(many: list[Any]) -> Iterable[list[Any]]:
    return (many[start : start + FEW] for start in range(0, len(many), FEW))


def _runs(held: Holding) -> bool:
    """Is a holding in force, or will it be?"""
    return held.until is None or held.until > now()


def _is_as_held(given: PlannedRole) -> bool:
    """Is a role held already with the dates of its row? An empty date changes nothing."""
    held = given.held
    if held is None or not _runs(held):
        return False
    begins = (
        given.since is None
        or _begin(given.since) == held.since
        or (given.since <= today() and held.since <= now())
    )
    return begins and (given.until is None or _end(given.until) == held.until)


def _begin(day: date | None) -> datetime:
    """Return from when a role counts: the first moment of a day to come, else now."""
    if day is None or day <= today():
        return now()
    return datetime.combine(day, time(), LOCAL)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


# -- storing


def _store(planned: PlannedPerson, by: Person, hashes: Mapping[str, str]) -> None:
    person = planned.person
    if person is None:
        person = _add(planned, by, hashes[planned.username])
    elif planned.values:
        _change(person, planned, by)
    for given in planned.roles:
        _give(person, given, by)


def _add(planned: PlannedPerson, by: Person, hash: str) -> Person:
    person = Person.create(**planned.values)
    Account.create(
        person=person, username=planned.username, password=hash, must_change_password=True
    )
    note_deed("person_added", by, f"person:{person.id}")
    note_deed("account_made", by, f"person:{person.id}")
    return person


def _change(person: Person, planned: PlannedPerson, by: Person) -> None:
    Person.update(**planned.values).where(Person.id == person.id).execute()
    said = {column for column in planned.values if column != "phone"}
    note_deed(
        "row_changed",
        by,
        f"people:{person.id}",
        before={column: planned.before[column] for column in sorted(said)},
        after={column: planned.values[column] for column in sorted(said)},
        unsaid=sorted(set(planned.values) - said),
    )


def _give(person: Person, given: PlannedRole, by: Person) -> None:
    """Give a role, or change the dates of one that is held."""
    held = given.held
    runs = held is not None and _runs(held)
    holding = held or Holding(person=person, role=given.role, community=given.community)
    if not runs or (given.since is not None and holding.since > now()):
        holding.since = _begin(given.since)
    if not runs or given.until is not None:
        holding.until = _end(given.until) if given.until is not None else None
    holding.save()
    note_deed(
        "role_given",
        by,
        f"person:{person.id}",
        community=given.community,
        before={given.role: given.community.code if runs else None},
        after={given.role: given.community.code},
        until=holding.until,
    )
