"""Queries whose SQL is made once: what the ORM composes is kept, and only the values are put in anew at each reading.

A union of ten tables costs the ORM ten times what it costs the database; a page that reads one at each request keeps it
here. Source: ADR 0010.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -7_770_001 - place,
    str: lambda place: f"\x01prepared-{place}",
    date: lambda place: date(1, 1, 1 + place),
}


class Prepared:
    """Rows of a queryset in the shape of `values_list`, for arguments of the given types (int, str, date).

    `make(*arguments)` composes the queryset; the arguments may be used as compared values only, each as it is, and
    nothing in its shape may depend on them. Where that does not hold, it is found out when the query is first made.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]], *types: type) -> None:
        self.make, self.types = make, types
        self.kept: dict[str, tuple[str, list[tuple[int, Any]], dict[int, Any]]] = {}

    def _compiled(self) -> tuple[str, list[tuple[int, Any]], dict[int, Any]]:
        """SQL; for each of its parameters the place of the argument (or -1) and the fixed value; converters by column."""
        marks = [_MARKS[kind](place) for place, kind in enumerate(self.types)]
        compiler = self.make(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        told = [self._adapted(mark) for mark in marks]
        places = [(told.index(p) if p in told else -1, p) for p in parameters]
        if {place for place, _ in places} - {-1} != set(range(len(marks))):
            raise ValueError("an argument of a prepared query does not reach its SQL as it is")
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        return sql, places, compiler.get_converters(columns)

    @staticmethod
    def _adapted(value: Any) -> Any:
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

    def __call__(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """The rows for these arguments."""
        if connection.vendor not in self.kept:
            self.kept[connection.vendor] = self._compiled()
        sql, places, converters = self.kept[connection.vendor]
        values = [self._adapted(a) for a in arguments]
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[place] if place >= 0 else fixed for place, fixed in places])
            rows = cursor.fetchall()
        return [tuple(row) for row in _converted(rows, converters)] if converters else [tuple(row) for row in rows]


def _converted(rows: list[Any], converters: dict[int, Any]) -> list[list[Any]]:
    changed = [list(row) for row in rows]
    for place, (functions, expression) in converters.items():
        for row in changed:
            for function in functions:
                row[place] = function(row[place], expression, connection)
    return changed
