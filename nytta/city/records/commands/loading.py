"""The governing documents that a programme's template knows: the programme itself, those that it repeals, and those beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Decision, Edition, GoverningDocument, Programme, Repeal
from ..queries.template import around, summary
from ..terms import GoverningKind, Level, Wording
from .governing import _index, _write_clauses


def programme_document(*, programme: Programme, decision: Decision, by: Person, on: datetime) -> GoverningDocument:
    """The adopted programme as a governing document, its chapters in summary where its template has them. Source: O3."""
    document = GoverningDocument.objects.create(
        code=f"program-{programme.code}".lower()[:24], title=programme.name, kind=GoverningKind.PROGRAMME.value,
        level=Level.CITY_COUNCIL.value, registry_number=programme.registry_number, programme=programme.code, cited_as="P",
    )  # fmt: skip
    cuts = summary() if programme.template == "2013-2018" else ()
    edition = Edition.objects.create(
        document=document, number=1, registry_number=programme.registry_number, decided_on=programme.decided_on,
        valid_from=programme.valid_from, valid_until=programme.valid_until, decision=decision,
        wording=Wording.SUMMARY.value if cuts else Wording.NONE.value,
    )  # fmt: skip
    _write_clauses(edition=edition, cuts=cuts, summary=True)
    _index(document=document)
    return document


@act
def load_governing(*, content: Mapping[str, Any], by: Person, on: datetime) -> list[GoverningDocument]:
    """Bring in the programme of a template, the eight documents that it repeals and the five beside it, as the sources know them.

    Days and numbers that no source gives stay empty and are counted as missing. What is registered already is left as it is.
    Source: P1; T; O3.
    """
    require(policies.can_record(by, on.date()))
    known = {d.registry_number or d.title: d for d in GoverningDocument.objects.all()}
    about, said = content["programme"], around()
    made: list[GoverningDocument] = []
    if (programme := known.get(about["dnr"])) is None:
        programme = _known(said["programme"], about["name"], about["dnr"], said["programme"]["told_by"])
        made.append(programme)
        edition = Edition.objects.create(
            document=programme, number=1, registry_number=about["dnr"], valid_from=about["valid_from"], valid_until=about["valid_until"],
            wording=Wording.SUMMARY.value,
        )  # fmt: skip
        _write_clauses(edition=edition, cuts=summary(), summary=True)
    first = programme.editions.order_by("number")[0]
    chapter, more = f"{about['name']}, kapitel 1", {r["dnr"]: r for r in said["repealed"]}
    for one in content["repealed"]:
        if one["dnr"] not in known:
            document = _known(more[one["dnr"]], one["sv"], one["dnr"], chapter)
            Edition.objects.create(document=document, number=1, registry_number=one["dnr"], wording=Wording.NONE.value)
            Repeal.objects.create(document=document, by=first, said_in="1", from_day=about["valid_from"])
            made.append(document)
    for one in said["beside"]:
        if one["sv"] not in known:
            document = _known(one, one["sv"], "", chapter)
            Edition.objects.create(document=document, number=1, attested_on=about["valid_from"], wording=Wording.NONE.value)
            made.append(document)
    if not made:
        require(no("governing_loaded", "Alla dokumenten är redan inlästa.", "O3"))
    for document in made:
        audit.note(subject=document.code, act="governing.load", by=by, on=on, reason=document.told_by)
        _index(document=document)
    return made


def _known(more: Mapping[str, Any], title: str, registry: str, told_by: str) -> GoverningDocument:
    return GoverningDocument.objects.create(
        code=more["code"], title=title, kind=more["kind"], level=more.get("level", ""), registry_number=registry,
        cited_as=more.get("cited_as", ""), told_by=told_by,
    )  # fmt: skip
