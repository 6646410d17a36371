"""What the register of bodies asks of the records: whom the programme binds, what is appointed and delegated there."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, DateField, F, Q, Subquery, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Now, TruncDate
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.terms import APPLICANTS, COMPANIES
from nytta.kit import words
from nytta.kit.panels import Act, Block, panel
from nytta.plain.verdicts import Verdict

from . import policies, queries
from .models import Appointment, Delegation, Programme, in_period

words.tell(
    {
        "programme.record": _("förde in fullmäktiges beslut om programmet"),
        "programme.goals": _("lade in mål och fokusområden"),
        "appointment.make": _("förde in ett uppdrag"),
        "appointment.end": _("avslutade ett uppdrag"),
        "appointment.absence": _("antecknade frånvaro"),
        "appointment.lapse": _("svarade att uppdraget inte förnyas"),
        "designation.make": _("beslutade vem som äger e-tjänsten"),
        "exemption.grant": _("medgav undantag"),
        "openness.examine": _("prövade offentligheten"),
        "board.report": _("anmälde delegationsbeslut"),
        "body.adopt": _("förde in att styrelsen antagit programmet"),
        "plan.adopt": _("förde in en informationshanteringsplan"),
        "city.set": _("ändrade inställningarna"),
        "city.found": _("grundade kommunen i systemet"),
        "body.record": _("förde in ett organ"),
        "person.record": _("lade till en person"),
    }
)


@panel("body.columns")
def bound_column() -> Iterable[tuple[str, Expression]]:
    """`bound_from`: since when the programme in force today binds a body; made in the database for the register."""
    today = TruncDate(Now())
    in_force = Programme.objects.filter(valid_from__lte=today, valid_until__gte=today).order_by("-valid_from")
    start = Subquery(in_force.values("valid_from")[:1])
    later = Case(When(GreaterThan(F("adopted_on"), start), then=F("adopted_on")), default=start, output_field=DateField())
    companies, others = [k.value for k in COMPANIES], [k.value for k in APPLICANTS if k not in COMPANIES]
    bound = Case(
        When(Q(kind__in=companies, adopted_on__lte=today), then=later),
        When(kind__in=others, then=start),
        default=Value(None),
        output_field=DateField(),
    )
    return [("bound_from", bound)]


@panel("body.binding")
def binding_on(body: Body, on: date) -> Iterable[tuple[Verdict, date | None]]:
    """The verdict for one body on a day, and since when."""
    return [queries.bound(body, on)]


@panel("body.blocks")
def mandates_of(body: Body, person: Person | None, on: date) -> Iterable[Block]:
    """Who is appointed by the body, and what it has delegated; for those who work in the city."""
    found = []
    if person is not None:
        appointed = list(Appointment.objects.filter(in_period(on), body=body).select_related("person").order_by("role", "person__name"))
        found.append(Block(gettext("Uppdrag"), "records/_appointed.html", {"appointed": appointed}))
    delegated = list(Delegation.objects.filter(in_period(on), body=body).order_by("act", "role"))
    if delegated:
        found.append(Block(gettext("Delegation"), "records/_delegated.html", {"delegated": delegated}))
    return found


@panel("bodies.acts")
def new_body_act(person: Person | None, on: date) -> Iterable[Act]:
    """Record a new body, for those who may."""
    return [Act(gettext("För in ett organ"), reverse("records:new_body"))] if policies.can_record(person, on) else []


@panel("body.acts", order=60)
def new_person_act(body: Body, person: Person | None, on: date) -> Iterable[Act]:
    """Let somebody log in, for those who may."""
    return [Act(gettext("Lägg till en person"), reverse("records:new_person"))] if policies.can_record(person, on) else []


@panel("body.acts")
def adopt_act(body: Body, person: Person | None, on: date) -> Iterable[Act]:
    """Record the company board's adoption."""
    if not body.is_company or not policies.can_record(person, on):
        return []
    return [
        Act(gettext("För in att styrelsen antagit programmet"), reverse("records:adopt", args=[body.code]), primary=body.adopted_on is None)
    ]
