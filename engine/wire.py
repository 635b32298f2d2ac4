"""How the fixed statements of the hot path reach PostgreSQL: prepared once, several a journey.

A statement waits until somebody reads an answer or commits, and then all that wait travel together
(libpq's pipeline mode); every other way to the connection sends them first, so their order stays.
An error is raised where they are sent, and no later than by the commit: nothing is stored then.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import peewee
from playhouse.pool import PooledPostgresqlDatabase
from psycopg import Connection, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, OperationalError, error_from_result

_Line = tuple[str, Sequence[Any], "Answer"]

_BINARY = 1
_OUTDATING = ("DROP", "ALTER", "DISCARD", "DEALLOCATE")  # psycopg drops all statements then
as_peewee_errors: Any = vars(peewee)["__exception_wrapper__"]
_DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)


class Answer:
    """The rows that a statement gives, known at the latest when they are read."""

    __slots__ = ("_rows", "_wire")

    def __init__(self, wire: Wire | None = None, rows: list[tuple[Any, ...]] | None = None) -> None:
        self._wire, self._rows = wire, rows

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        if self._rows is None and self._wire is not None:
            with as_peewee_errors:
                self._wire.flush()
        return self._rows or []


class Wire:
    """One connection's prepared statements, and those that wait to be sent."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._pgconn = connection.pgconn
        self._adapt = Transformer(connection)
        self._names: dict[str, bytes] = {}
        self._number = 0
        self._waiting: list[_Line] = []

    def send(self, sql: str, values: Sequence[Any]) -> Answer:
        """Line up a statement; `?` stands for each value."""
        answer = Answer(self)
        self._waiting.append((sql, values, answer))
        return answer

    @property
    def state(self) -> pq.TransactionStatus:
        """Return where the server stands: idle, in a transaction, or in one that has failed."""
        return pq.TransactionStatus(self._pgconn.transaction_status)

    def flush(self) -> None:
        """Send what waits and take in the answers; raise the first error there is."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        fresh = self.state == pq.TransactionStatus.IDLE
        try:
            self._travel(waiting)
        except InvalidSqlStatementName:
            if not fresh:
                raise
            # psycopg drops every statement of the connection when its own are out of date
            self.forget_statements()
            self.undo()
            self._travel(waiting)

    def forget_statements(self) -> None:
        """Prepare statements anew: the server may have dropped them."""
        self._names.clear()

    def undo(self) -> None:
        """Roll the transaction back, whatever waits for it; not by psycopg, see `flush`.

        What went with its connection is undone already; another failure would hide the first.
        """
        self._waiting.clear()
        lost = self._pgconn.status != pq.ConnStatus.OK
        if not lost and self.state != pq.TransactionStatus.IDLE:
            self.command("ROLLBACK")

    def command(self, sql: str) -> None:
        """Send a command without values at once, and alone."""
        self._rows_of(self._pgconn.exec_(sql.encode()))

    def _travel(self, waiting: list[_Line]) -> None:
        names = [self._prepared(sql) for sql, _, _ in waiting]
        if len(waiting) > 1:
            self._together(waiting, names)
            return
        _, values, answer = waiting[0]
        result = self._pgconn.exec_prepared(names[0], *self._dumped(values), _BINARY)
        answer._rows = self._rows_of(result)

    def _prepared(self, sql: str) -> bytes:
        name = self._names.get(sql)
        if name is None:
            name = b"gucheng_%d" % self._number
            self._number += 1
            result = self._pgconn.prepare(name, _numbered(sql).encode())
            if result.status != pq.ExecStatus.COMMAND_OK:
                raise error_from_result(result)
            self._names[sql] = name
        return name

    def _dumped(self, values: Sequence[Any]) -> tuple[Sequence[Any], list[int]]:
        # text lets the server choose the type, as it does for a literal; bytes cost double as text
        kinds = [PyFormat.BINARY if type(value) is bytes else PyFormat.TEXT for value in values]
        return self._adapt.dump_sequence(values, kinds), [
            1 if kind is PyFormat.BINARY else 0 for kind in kinds
        ]

    def _rows_of(self, result: Any) -> list[tuple[Any, ...]]:
        if result.status not in _DONE:
            raise error_from_result(result)
        if result.status == pq.ExecStatus.COMMAND_OK:
            return []
        self._adapt.set_pgresult(result)
        rows: list[tuple[Any, ...]] = self._adapt.load_rows(0, result.ntuples, tuple)
        return rows

    # -- several at once --------------------------------------------------------------------

    def _together(self, waiting: list[_Line], names: list[bytes]) -> None:
        pgconn = self._pgconn
        pgconn.enter_pipeline_mode()
        try:
            for name, (_, values, _) in zip(names, waiting, strict=True):
                pgconn.send_query_prepared(name, *self._dumped(values), _BINARY)
            pgconn.pipeline_sync()
            results = self._results()
        finally:
            if pgconn.status == pq.ConnStatus.OK:
                pgconn.exit_pipeline_mode()
        for result, (_, _, answer) in zip(results, waiting, strict=True):
            answer._rows = self._rows_of(result)

    def _results(self) -> list[Any]:
        """Return a result for each statement, all read up to the end of the pipeline."""
        results: list[Any] = []
        while True:
            result = self._next_result()
            if self._pgconn.status != pq.ConnStatus.OK:
                raise error_from_result(result) if result else OperationalError("connection lost")
            if result is None:  # the end of one statement's results
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            results.append(result)

    def _next_result(self) -> Any:
        # libpq would wait with Python's lock held: other threads must go on meanwhile
        while self._pgconn.is_busy():
            _readable(self._pgconn.socket)
            self._pgconn.consume_input()
        return self._pgconn.get_result()


def _readable(socket: int, patience: int | None = None) -> bool:
    """Wait until a socket has something to read, at most some milliseconds; has it?"""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(patience))


def _numbered(sql: str) -> str:
    first, *others = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(others, start=1))


class WiredPostgresql(PooledPostgresqlDatabase):  # type: ignore[misc]
    """A pool of connections to PostgreSQL, each with its wire; transactions begin and end on it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._wires: WeakKeyDictionary[Any, Wire] = WeakKeyDictionary()
        super().__init__(*arguments, **options)

    def _is_closed(self, connection: Any) -> bool:
        """Has an idle connection been lost? A server that ends one says so: only then ask it."""
        quiet = not connection.closed and not _readable(connection.pgconn.socket, 0)
        if quiet and connection.info.transaction_status == pq.TransactionStatus.IDLE:
            return False
        return bool(super()._is_closed(connection))

    @property
    def wire(self) -> Wire:
        connection = self.connection()
        wire = self._wires.get(connection)
        if wire is None:
            wire = self._wires[connection] = Wire(connection)
        return wire

    def send(self, sql: str, values: Sequence[Any]) -> Answer:
        """Line a statement up on this thread's connection; outside a transaction, send it now."""
        answer = self.wire.send(sql, values)
        if not self.in_transaction():
            with as_peewee_errors:
                self.wire.flush()
        return answer

    def cursor(self, named_cursor: Any = None) -> Any:
        self.wire.flush()
        return super().cursor(named_cursor)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        word = sql.split(None, 1)[0].upper()
        if word == "ROLLBACK":  # of a savepoint
            with as_peewee_errors:
                self.wire.flush()
                return self.wire.command(sql)
        found = super().execute_sql(sql, params)
        if word in _OUTDATING:
            self.wire.forget_statements()
        return found

    def begin(self, isolation_level: Any = None) -> None:
        if isolation_level is None and self._isolation_level is None:
            self.wire.send("BEGIN", ())
        else:
            super().begin(isolation_level)

    def commit(self) -> None:
        with as_peewee_errors:
            if (
                self.wire.state == pq.TransactionStatus.INERROR
            ):  # a COMMIT would roll back and not say
                raise OperationalError("the transaction has failed and cannot be stored")
            self.wire.send("COMMIT", ())
            self.wire.flush()

    def rollback(self) -> None:
        if self.is_closed():
            super().rollback()
        with as_peewee_errors:
            self.wire.undo()
