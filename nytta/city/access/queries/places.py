"""Where the directory's words say that somebody works, on a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from nytta.city.organisation.models import Body, in_existence

from ..models.directory import DirectoryDepartment
from ..rules.scim.places import body_meant, folded


@dataclass(frozen=True)
class Placed:
    """The body that somebody works for, None where no word names one; and the word as it is compared, "" where none was said."""

    key: str
    body: Body | None


def meanings(on: date) -> Callable[[Sequence[str]], Body | None]:
    """What words mean on a day, for many at once: two statements."""
    bodies = {one.pk: one for one in Body.objects.filter(in_existence(on))}
    tied = {key: body for key, body in DirectoryDepartment.objects.exclude(body=None).values_list("key", "body_id") if body in bodies}
    rows = [(one.pk, one.code, one.name) for one in bodies.values()]

    def meant(words: Sequence[str]) -> Body | None:
        found = body_meant(words, tied=tied, bodies=rows)
        return bodies[found] if found is not None else None

    return meant


def placed(words: Sequence[str], on: date) -> Placed:
    """Where words say that somebody works: the first that names a body."""
    if not words:
        return Placed("", None)
    return Placed(folded(words[0]), meanings(on)(words))
