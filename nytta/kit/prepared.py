"""Queries whose SQL is made once: what the ORM composes is kept, and only the values are put in anew at each reading.

A union of ten tables costs the ORM ten times what it costs the database; a page that reads one at each request keeps it
here. Source: ADR 0010.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -7_770_001 - place,
    str: lambda place: f"\x01prepared-{place}",
    date: lambda place: date(1, 1, 1 + place),
}


Kept = tuple[str, list[tuple[int, Any]], dict[int, Any], Any]


class Prepared:
    """Rows of a queryset in the shape of `values_list`, for arguments of the given types (int, str, date).

    `make(*arguments)` composes the queryset; the arguments may be used as compared values only, each as it is, and
    nothing in its shape may depend on them. Where that does not hold, it is found out when the query is first made.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]], *types: type) -> None:
        self.make, self.types = make, types
        self.kept: dict[str, Kept] = {}

    def _compiled(self) -> Kept:
        """SQL; for each parameter the place of the argument (or -1) and the fixed value; converters by column; the compiler."""
        marks = [_MARKS[kind](place) for place, kind in enumerate(self.types)]
        compiler = self.make(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        told = [self._adapted(mark) for mark in marks]
        places = [(told.index(p) if p in told else -1, p) for p in parameters]
        if {place for place, _ in places} - {-1} != set(range(len(marks))):
            raise ValueError("an argument of a prepared query does not reach its SQL as it is")
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        return sql, places, compiler.get_converters(columns), compiler

    @staticmethod
    def _adapted(value: Any) -> Any:
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

    def _composed(self) -> Kept:
        vendor = connection.vendor
        if vendor not in self.kept:
            self.kept[vendor] = self._compiled()
        return self.kept[vendor]

    def __call__(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """The rows for these arguments."""
        sql, places, converters, _ = self._composed()
        values = [self._adapted(a) for a in arguments]
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[place] if place >= 0 else fixed for place, fixed in places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(row) for row in _converted(rows, converters)] if converters else rows


class PreparedThings(Prepared):
    """The same for a queryset of a model's things, with those that `select_related` names."""

    def __call__(self, *arguments: Any) -> list[Any]:
        """The things for these arguments."""
        rows = super().__call__(*arguments)
        compiler = self._composed()[3]
        info, select = compiler.klass_info, compiler.select
        fields = info["select_fields"]
        names, first, last = [select[f][0].target.attname for f in fields], fields[0], fields[-1] + 1
        populators = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        things = []
        for row in rows:
            thing = info["model"].from_db(connection.alias, names, row[first:last])
            for populator in populators:
                populator.populate(row, thing)
            things.append(thing)
        return things


def _converted(rows: list[Any], converters: dict[int, Any]) -> list[list[Any]]:
    changed = [list(row) for row in rows]
    for place, (functions, expression) in converters.items():
        for row in changed:
            for function in functions:
                row[place] = function(row[place], expression, connection)
    return changed
