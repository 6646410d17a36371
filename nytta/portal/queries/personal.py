"""What is kept on persons, from a table that a test compares with the models; and everything about one person."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from nytta.city.organisation.models import Person
from nytta.kit.audit import plain
from nytta.kit.models import AuditRow, FormUse, Notice

FILE = Path(__file__).resolve().parents[1] / "personal.toml"
SECRET = frozenset({"password", "data", "session_data", "key", "digest", "token", "credential", "secret", "mac"})
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Kept:
    """One kind of personal data: what, why, on which ground, how long, and in which fields ("app.Model.field")."""

    key: str
    what: dict[str, str]
    why: dict[str, str]
    ground: str
    long: dict[str, str]
    fields: tuple[str, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def kept() -> list[Kept]:
    """The table of what is kept on persons, in its order."""
    return [
        Kept(
            one["key"], {"sv": one["sv"], "en": one["en"]}, {"sv": one["why_sv"], "en": one["why_en"]}, one["ground"],
            {"sv": one["long_sv"], "en": one["long_en"]}, tuple(one["fields"]),
        )
        for one in _table()["kept"]
    ]  # fmt: skip


def not_personal() -> set[str]:
    """Fields whose names look like a person's and are not."""
    return set(_table()["not_personal"]["fields"])


def relations() -> Iterator[tuple[type[models.Model], Any]]:
    """Every field of every model that points at persons."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model is Person:
                yield model, field


def extract(person: Person, on: datetime) -> dict[str, Any]:
    """Everything that is kept about a person, by kind: whole rows where they are about the person, else what it is and when. No secrets.

    Source: Regulation (EU) 2016/679 article 15.
    """
    kinds = {field: one.key for one in kept() for field in one.fields}
    parts: dict[str, list[dict[str, Any]]] = {one.key: [] for one in kept()}
    parts["person"].append(_whole(person))
    for model, field in relations():
        key = kinds.get(f"{model._meta.label}.{field.name}", "acts")
        rows = model._base_manager.filter(**{field.name: person}).order_by("pk")
        for row in rows[:MOST_ROWS]:
            told = {"what": str(model._meta.label), "as": field.name, "thing": str(row)}
            parts[key].append(told | (_dated(row) if key == "acts" else _whole(row)))
    audited = AuditRow.objects.filter(models.Q(by_id=person.pk) | models.Q(subject=person.username)).order_by("pk")
    for one in audited[:MOST_ROWS]:
        parts["acts"].append({"what": "kit.AuditRow", "at": plain(one.at), "act": one.act, "thing": one.subject, "reason": one.reason})
    letters = Notice.objects.filter(to=person.email) if person.email else Notice.objects.none()
    parts["letters"] += [{"what": "kit.Notice", "at": plain(n.made_at), "thing": n.subject, "body": n.body} for n in letters.order_by("pk")]
    used = FormUse.objects.filter(person=person.pk).order_by("pk")
    parts["letters"] += [{"what": "kit.FormUse", "at": plain(u.at), "thing": u.went_to} for u in used]
    return {"person": person.username, "made_at": plain(on), "parts": parts}


def _whole(row: models.Model) -> dict[str, Any]:
    """All of a row but its secrets."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in SECRET or isinstance(field, models.BinaryField):
            continue
        value = getattr(row, field.attname if field.is_relation else field.name)
        found[field.name] = plain(value)
    return found


def _dated(row: models.Model) -> dict[str, Any]:
    """A row's days and moments."""
    found = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if isinstance(f, models.DateField)}
    return {name: plain(value) for name, value in found.items() if isinstance(value, date)}
