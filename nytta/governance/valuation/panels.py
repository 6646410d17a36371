"""The valuation on the case page: side by side when it is signed, and what can be done."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.kit.panels import Act, Block, panel
from nytta.kit.words import tell, tell_changes

from . import policies, queries

tell({
    "valuation.appoint": _("utsåg värderare"),
    "valuation.write": _("skrev på värderingen"),
    "valuation.sign": _("undertecknade sin värdering"),
    "case.sign": _("undertecknade värderingen"),
})  # fmt: skip


tell_changes("valuation", {"assessor": _("Värderare")})


def day_of(on: date | datetime) -> date:
    """The day of a moment or a day, as pages give either."""
    return on.date() if isinstance(on, datetime) else on


@panel("case.blocks", order=30)
def valued(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """Claimed, assessed and the difference: for all when signed, before that for the assessor and the office alone."""
    known = queries.known(application) if application.submitted_on else None
    if known is None:
        return []
    signed = queries.is_signed(application)  # with two assessors, when both have signed: until then each is blind to the other
    if not signed and (person is None or (known.assessor != person.pk and not _office_looks_on(application, person, day_of(on)))):
        return []
    rows = queries.compared(application)
    context = {
        "known": known,
        "rows": rows,
        "title": known.title or gettext("Värderare"),
        "signed": signed,
        "agreement": queries.agreement_on(application),
    }
    return [Block(gettext("Värdering"), "valuation/_compared.html", context, "vardering")]


def _office_looks_on(application: Application, person: Any, on: date) -> bool:
    """The office follows the work, unless the person values the case too and must be blind."""
    return has_role(person, Role.PROJECT_OFFICE, on) and queries.valuation_by(application, person) is None


@panel("case.acts", order=30)
def acts(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """Designate (the office) and value (the one designated), while the case waits for its valuation."""
    if person is None or application.state != CaseState.VALUATION.value:
        return []
    known, day, found = queries.known(application), day_of(on), []
    if has_role(person, queries.appointed_by(application), day):
        label = gettext("Byt värderare") if known else gettext("Utse värderare")
        why = policies.can_appoint_assessor(person, application, day).blocking
        found.append(Act(label, reverse("valuation:appoint", args=[application.code]), known is None, why))
        if known:
            second = policies.can_appoint_second(person, application, day).blocking
            found.append(
                Act(gettext("Utse en andra värderare"), reverse("valuation:appoint_second", args=[application.code]), False, second)
            )
    if queries.valuation_by(application, person):
        why = policies.can_value(person, application, day).blocking
        found.append(Act(gettext("Värdera nyttan"), reverse("valuation:value", args=[application.code]), True, why))
        found.append(Act(gettext("Underteckna värderingen"), reverse("valuation:sign", args=[application.code]), False, why))
    return found
