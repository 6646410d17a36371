"""Who may keep the register of information, answer the principles, and bring models in and out."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.records.policies import by_right
from nytta.city.records.terms import Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import Verdict, no

from ..models import System
from .systems import _for_body as for_body


@right(
    "systems.information", _("Föra register över information och begreppsmodeller"), Role.OWNER_REPRESENTATIVE, Role.PROJECT_OFFICE,
    Role.REGISTRAR, scope=Scope.BODY, source="P7.1 (3); D3",
)  # fmt: skip
def can_keep_information(person: Person | None, owner: Body | None, on: date) -> Verdict:
    """Keep a type of information or a concept model: who represents its owner, the office or the registrar. Source: P7.1 (3); D3.

    Without an owner: whether the person may for some body at all.
    """
    return by_right(person, "systems.information", on) if owner is None else for_body(person, "systems.information", owner, on)


@right(
    "systems.answer_principles", _("Svara på arkitekturprinciperna för ett system"), Role.OWNER_REPRESENTATIVE, Role.PROJECT_OFFICE,
    scope=Scope.BODY, source="P7.1; D3",
)  # fmt: skip
def can_answer_principles(person: Person | None, system: System, on: date) -> Verdict:
    """Answer for a system: who represents its owner, or the office, until it is retired. Source: P7.1; D3."""
    verdict = for_body(person, "systems.answer_principles", system.owner, on)
    if system.retired_on:
        verdict += no("retired", "Systemet är avvecklat sedan %(day)s.", "D1", "Uppgifterna står kvar som de var.",
                      day=system.retired_on.isoformat())  # fmt: skip
    return verdict


@right(
    "systems.export_model", _("Hämta registret som en modell i ArchiMate"), Role.PROJECT_OFFICE, Role.REGISTRAR, Role.AUDITOR,
    Role.CITY_DIRECTOR, scope=Scope.CITY, reads=True, source="D1",
)  # fmt: skip
def can_export_model(person: Person | None, on: date) -> Verdict:
    """Fetch the whole register as a model, closed parts included. Source: D1; D3."""
    return by_right(person, "systems.export_model", on)
