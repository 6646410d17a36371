"""A case that was granted before it came here: out of an older register, with its number there."""

from dataclasses import dataclass
from datetime import date, datetime

from nytta.city.organisation.models import Body, Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.governance.benefits.commands import open_calculation
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act
from nytta.needs.goals.models import FocusArea

from ..models import Application
from ..terms import CaseOrigin
from .cases import advance


@dataclass(frozen=True)
class Taken:
    """What an older register says of a case. What it lacks is empty here too."""

    key: str
    title: str
    applicant_body: Body
    owner_body: Body
    focus_area: FocusArea
    summary: str = ""
    category: str = ""
    start_on: date | None = None
    end_on: date | None = None


@act
def take_over(*, taken: Taken, said: str, by: Person, on: datetime) -> Application:
    """Register a case that was granted elsewhere as granted here; `said` is what the registry says of it. Source: T; F4, O6.

    What the city registers it as having come in is the day of the transfer. It has no version, no valuation and no gates: what was decided then stands. The right is tried by the act that calls.
    """
    code = numbers.next_code("A", on.year)
    application = Application.objects.create(
        code=code, title=taken.title, summary=taken.summary, applicant_body=taken.applicant_body, owner_body=taken.owner_body,
        focus_area=taken.focus_area, category=taken.category, start_on=taken.start_on, end_on=taken.end_on, created_by=by, created_on=on.date(), submitted_on=on.date(),
        external_id=taken.key, origin=CaseOrigin.TRANSFERRED.value, registry_number=records.register_case(subject=code, by=by, on=on),
        calculation=open_calculation(code=code, price_year=on.year, by=by, on=on),
    )  # fmt: skip
    audit.note(subject=code, act="case.take_over", by=by, on=on, changes={"external_id": taken.key})
    records.enter(subject=code, registry=application.registry_number, direction=Direction.IN, counterpart=taken.applicant_body.name,
                  what=said, by=by, on=on)  # fmt: skip
    search.put("case", code, application.title, application.summary, application.registry_number)
    return advance(application=application, name="transfer", by=by, on=on)
