"""Queries whose SQL is made once: what the ORM composes is kept, and only the values are put in anew at each reading.

A union of ten tables costs the ORM ten times what it costs the database; a page that reads one at each request keeps it
here. Source: ADR 0010.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators


class Small(int):
    """A number that a small column holds, such as a year."""


_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -7_770_001 - place,
    Small: lambda place: 31_701 + place,
    str: lambda place: f"\x01prepared-{place}",
    date: lambda place: date(1, 1, 1 + place),
}


Kept = tuple[str, dict[str, Any], dict[int, Any], Any]


class Prepared:
    """Rows of a queryset in the shape of `values_list`, for arguments of the given types (int, Small, str, date).

    `make(*arguments)` composes the queryset; the arguments may be used as compared values only, each as it is, and
    nothing in its shape may depend on them. Where that does not hold, it is found out when the query is first made.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]], *types: type) -> None:
        self.make, self.types = make, types
        self.kept: dict[str, Kept] = {}

    def _compiled(self) -> Kept:
        """SQL with the arguments by name and what is fixed written in it; fixed values that cannot be; converters by column; the compiler.

        Names are filled in faster than places are counted in a long text, and a database that sees what is fixed plans once.
        """
        marks = [_MARKS[kind](place) for place, kind in enumerate(self.types)]
        compiler = self.make(*marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        told = [self._adapted(mark) for mark in marks]
        fixed: dict[str, Any] = {}
        written = []
        for number, value in enumerate(parameters):
            if value in told:
                written.append(f"%(a{told.index(value)})s")
            elif isinstance(value, str | int) and not isinstance(value, bool):
                written.append(_literal(value))
            else:
                fixed[f"f{number}"] = value
                written.append(f"%(f{number})s")
        if not all(f"%(a{place})s" in written for place in range(len(marks))):
            raise ValueError("an argument of a prepared query does not reach its SQL as it is")
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        return sql.replace("%%", "%%%%") % tuple(written), fixed, compiler.get_converters(columns), compiler

    @staticmethod
    def _adapted(value: Any) -> Any:
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

    def _composed(self, vendor: str) -> Kept:
        if vendor not in self.kept:
            self.kept[vendor] = self._compiled()
        return self.kept[vendor]

    def __call__(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """The rows for these arguments."""
        database = connections[DEFAULT_DB_ALIAS]  # the proxy looks it up each time
        sql, fixed, converters, _ = self._composed(database.vendor)
        given = {f"a{place}": self._adapted(value) for place, value in enumerate(arguments)}
        with database.cursor() as cursor:
            cursor.execute(sql, given | fixed)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(row) for row in _converted(rows, converters)] if converters else rows


class PreparedThings(Prepared):
    """The same for a queryset of a model's things, with those that `select_related` names and what is annotated."""

    made: tuple[Any, list[str], int, int, list[Any], dict[str, int]] | None = None

    def _making(self) -> tuple[Any, list[str], int, int, list[Any], dict[str, int]]:
        """The model, its fields and where they stand in a row, what makes the things that go with it, and where what is annotated stands."""
        compiler = self._composed(connection.vendor)[3]
        info, select = compiler.klass_info, compiler.select
        fields = info["select_fields"]
        populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        names = [select[f][0].target.attname for f in fields]
        return info["model"], names, fields[0], fields[-1] + 1, populators, compiler.annotation_col_map

    def __call__(self, *arguments: Any) -> list[Any]:
        """The things for these arguments."""
        rows = super().__call__(*arguments)
        self.made = self.made or self._making()
        model, names, first, last, populators, annotated = self.made
        things = []
        for row in rows:
            thing = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in populators:
                populator.populate(row, thing)
            for name, place in annotated.items():
                setattr(thing, name, row[place])
            things.append(thing)
        return things


def _literal(value: str | int) -> str:
    """A text or number of our own code as SQL, its percent signs doubled."""
    return "'" + value.replace("'", "''").replace("%", "%%") + "'" if isinstance(value, str) else str(int(value))


def _converted(rows: list[Any], converters: dict[int, Any]) -> list[list[Any]]:
    changed = [list(row) for row in rows]
    for place, (functions, expression) in converters.items():
        for row in changed:
            for function in functions:
                row[place] = function(row[place], expression, connection)
    return changed
