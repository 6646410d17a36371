"""Portfolios and the city council's frames."""

from collections.abc import Mapping
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import name_of
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.models import Programme
from nytta.city.records.terms import DecisionKind, FrameSource
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.needs.goals.queries import areas_of
from nytta.plain.money import sek
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import Frame, FramePart, Portfolio
from ..rules import frame_change


@act
def establish(*, programme: Programme, by: Person, on: datetime) -> list[Portfolio]:
    """One portfolio for each focus area of an adopted programme. Source: P5; F2."""
    require(policies.can_set_frame(by, on.date()))
    return [
        Portfolio.objects.get_or_create(programme=programme, focus_area=area, defaults={"code": f"P{area.number}"})[0]
        for area in areas_of(programme)
    ]


@act
def describe(*, portfolio: Portfolio, purpose: str, target_picture: str, by: Person, on: datetime) -> Portfolio:
    """Say what a portfolio is for and what it should lead to. Source: P5; F2."""
    require(policies.can_set_frame(by, on.date()))
    changes = audit.changes_of(portfolio, {"purpose": purpose, "target_picture": target_picture})
    portfolio.purpose, portfolio.target_picture = purpose, target_picture
    portfolio.save(update_fields=["purpose", "target_picture"])
    audit.note(subject=f"{portfolio.programme.code}/{portfolio.code}", act="portfolio.describe", by=by, on=on, changes=changes)
    return portfolio


@act
def set_frame(
    *, portfolio: Portfolio, year: int, amount_sek: int, source: FrameSource, paragraph: str, parts: Mapping[str, int] | None = None,
    commitment_ceiling_sek: int | None = None, by: Person, on: datetime,
) -> Frame:  # fmt: skip
    """Record the frame (the parts' sizes and the ceiling of what may be bound for that year, where set) that the city council decided.

    Never below what is granted; the parts never exceed the frame. Source: P5; E6.2; F2, F3.
    """
    require(policies.can_set_frame(by, on.date()))
    if not paragraph.strip():
        require(no("paragraph", "Ange fullmäktiges paragraf och datum.", "P5; F2", "Skriv paragrafen.", field="paragraph"))
    sizes = {p: a for p, a in (parts or {}).items()}
    frame = Frame.objects.select_for_update().filter(portfolio=portfolio, year=year).first()
    old_parts = {p.part: p for p in FramePart.objects.select_for_update().filter(frame=frame)} if frame else {}
    loose = queries.granted_without_part(frame) if frame and sizes else 0
    if loose:
        require(no("part_after_grants", "Delar kan inte sättas: %(granted)s är redan beviljat utan del.", "E6.2; F3",
                   "Sätt delarna före årets första beviljande, eller från nästa år.", field="part_innovation", granted=sek(loose)))  # fmt: skip
    require(frame_change(
        amount_sek=amount_sek, granted_sek=frame.used_sek if frame else 0, parts=sizes,
        granted_by_part={p.part: p.used_sek for p in old_parts.values() if p.granted_sek},
    ))  # fmt: skip
    ceiling = {} if commitment_ceiling_sek is None else {"commitment_ceiling_sek": commitment_ceiling_sek}
    council, earlier = name_of(BodyKind.CITY_COUNCIL), frame.decision if frame else None
    decision = records.decide(
        kind=DecisionKind.FRAME, subject=f"{portfolio.code}-{year}", decider=council, body_name=council, mandate=paragraph,
        basis=f"{portfolio.code} {year}", reasons=f"Ram {sek(amount_sek)}, {source.sv.lower()}",
        content={"amount_sek": amount_sek, "source": source.value, "parts": sizes} | ceiling, supersedes=earlier, published=True, by=by, on=on,
    )  # fmt: skip
    if frame is None:
        frame = Frame(portfolio=portfolio, year=year, granted_sek=0)
    values = {"amount_sek": amount_sek, "commitment_ceiling_sek": commitment_ceiling_sek}
    changes = {"amount_sek": [frame.amount_sek if frame.pk else None, amount_sek]} | audit.changes_of(frame, values)
    if frame.pk:
        Frame.objects.filter(pk=frame.pk).update(**values, source=source.value, decision=decision)
    else:
        frame = Frame.objects.create(portfolio=portfolio, year=year, granted_sek=0, source=source.value, decision=decision, **values)
    _set_parts(frame, sizes, old_parts)
    audit.note(subject=f"{portfolio.code}-{year}", act="frame.set", by=by, on=on, changes=changes)
    return Frame.objects.get(pk=frame.pk)


def _set_parts(frame: Frame, sizes: Mapping[str, int], old: Mapping[str, FramePart]) -> None:
    for name, amount in sizes.items():
        if name in old:
            FramePart.objects.filter(pk=old[name].pk).update(amount_sek=amount)
        else:
            FramePart.objects.create(frame=frame, part=name, amount_sek=amount)
    for name, part in old.items():
        if name not in sizes and not part.granted_sek:
            part.delete()
