"""What the register of bodies asks of the records: whom the programme binds, what is appointed and delegated there."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, DateField, F, Q, Subquery, Value, When
from django.db.models.expressions import Expression
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person, in_existence
from nytta.city.organisation.terms import APPLICANTS, COMPANIES, PARENTS, BodyKind
from nytta.kit import events, words
from nytta.kit.panels import Act, Block, Remains, panel, remains
from nytta.plain.verdicts import Verdict

from . import policies, queries
from .lists import DECISIONS
from .lists.exemptions import EXEMPTIONS, TEXT_LABELS
from .models import Appointment, Clause, Delegation, Exemption, GoverningDocument, Programme, in_period
from .queries import happened
from .queries.exemptions import exemptions_for, standing
from .queries.governing import clause_ref
from .rules.exemptions import TEXTS
from .terms import DecisionKind, DelegatedAct, Role

words.tell(
    {
        "programme.record": _("förde in fullmäktiges beslut om programmet"),
        "programme.goals": _("lade in mål och fokusområden"),
        "appointment.make": _("förde in ett uppdrag"),
        "appointment.end": _("avslutade ett uppdrag"),
        "appointment.absence": _("antecknade frånvaro"),
        "appointment.lapse": _("svarade att uppdraget inte förnyas"),
        "designation.make": _("beslutade vem som äger e-tjänsten"),
        "exemption.seek": _("sökte undantag"),
        "exemption.appoint": _("utsåg granskare"),
        "exemption.ask": _("frågade den som söker"),
        "exemption.answer": _("svarade på granskarens fråga"),
        "exemption.review": _("lämnade den tekniska granskningen"),
        "exemption.grant": _("beviljade undantaget"),
        "exemption.refuse": _("avslog undantaget"),
        "exemption.revoke": _("återkallade undantaget"),
        "exemption.withdraw": _("tog tillbaka ansökan om undantag"),
        "exemption.lapse": _("svarade att undantaget får gå ut"),
        "exemption.stand": _("lät något mer stå på undantaget"),
        "exemption.end": _("berättade att undantaget har gått ut"),
        "openness.examine": _("prövade offentligheten"),
        "board.report": _("anmälde delegationsbeslut"),
        "body.adopt": _("förde in att styrelsen antagit programmet"),
        "plan.adopt": _("förde in en informationshanteringsplan"),
        "governing.decide": _("registrerade styrdokumentet"),
        "governing.edition": _("beslutade en ny version"),
        "governing.repeal": _("upphävde"),
        "governing.complete": _("förde in uppgifter som saknades"),
        "governing.text": _("förde in den beslutade texten"),
        "governing.load": _("läste in dokumentet från en källa"),
        "city.set": _("ändrade inställningarna"),
        "city.found": _("grundade kommunen i systemet"),
        "body.record": _("förde in ett organ"),
        "body.import": _("förde in en ändring från ett ark"),
        "body.rename": _("förde in ett nytt namn"),
        "body.move": _("förde in en flytt"),
        "body.end": _("förde in att organet upphör"),
        "body.merge": _("förde in en sammanslagning"),
        "body.part": _("förde in att en del går till ett annat organ"),
        "body.part_withdraw": _("återtog att en del går till ett annat organ"),
        "body.correct": _("rättade organet"),
        "body.withdraw": _("återtog en ändring av organet"),
        "body.reopen": _("återtog att organet upphör"),
        "person.record": _("lade till en person"),
    }
)

events.kind(
    "decision.registered", _("Ett beslut är fattat eller infört"), _("Beslut"), acts=[k.value for k in DecisionKind], source=happened.DECISIONS,
    seen=events.seen_in(DECISIONS.rows, "number"), path=lambda number: f"/api/v1/decisions/{number}",
)  # fmt: skip
for _name, _label, _acts in (
    ("exemption.granted", _("Ett undantag är beviljat"), ["exemption.grant"]),
    ("exemption.refused", _("Ett undantag är avslaget"), ["exemption.refuse"]),
    ("exemption.ended", _("Ett undantag är återkallat eller har gått ut"), ["exemption.revoke", "exemption.end"]),
):
    events.kind(
        _name, _label, _("Undantag"), acts=_acts, seen=events.seen_in(EXEMPTIONS.rows), path=lambda code: f"/api/v1/exemptions/{code}"
    )


@panel("body.columns")
def bound_column(on: date) -> Iterable[tuple[str, Expression]]:
    """`bound_from`: since when the programme in force on a day binds a body that exists then; made in the database."""
    in_force = Programme.objects.filter(valid_from__lte=on, valid_until__gte=on).order_by("-valid_from")
    start = Subquery(in_force.values("valid_from")[:1])
    founded = Case(When(GreaterThan(F("valid_from"), start), then=F("valid_from")), default=start, output_field=DateField())
    later = Case(When(GreaterThan(F("adopted_on"), founded), then=F("adopted_on")), default=founded, output_field=DateField())
    companies, others = [k.value for k in COMPANIES], [k.value for k in APPLICANTS if k not in COMPANIES]
    there = in_existence(on)
    bound = Case(
        When(there & Q(kind__in=companies, adopted_on__lte=on), then=later),
        When(there & Q(kind__in=others), then=founded),
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


@panel("bodies.sheets")
def sheets_of_bodies(person: Person | None, on: date) -> Iterable[Act]:
    """Bring the organisation in from a sheet, for those who may record it."""
    return [Act(gettext("För in från en fil"), reverse("records:bodies_sheet"))] if policies.can_record(person, on) else []


@panel("body.acts", order=70)
def acts_over_time(body: Body, person: Person | None, on: date) -> Iterable[Act]:
    """What changes a body from a day, for those who may record it."""
    if not policies.can_record(person, on) or (body.valid_until and body.valid_until < on):
        return []
    found = [Act(gettext("Byt namn"), reverse("records:rename_body", args=[body.code]))]
    if BodyKind(body.kind) is not BodyKind.CITY_COUNCIL:
        found.append(Act(gettext("Lämna en del till ett annat"), reverse("records:part_of_body", args=[body.code])))
    if BodyKind(body.kind) in PARENTS:
        found.append(Act(gettext("Flytta"), reverse("records:move_body", args=[body.code])))
    if body.valid_until is None and BodyKind(body.kind) not in (BodyKind.CITY_COUNCIL, BodyKind.EXECUTIVE_BOARD):
        found.append(Act(gettext("Slå samman med andra"), f"{reverse('records:merge_bodies')}?organ={body.code}"))
        found.append(Act(gettext("Låt upphöra"), reverse("records:end_body", args=[body.code])))
    return found


@panel("body.fixes")
def fixes(body: Body, whens: Iterable[str], person: Person | None, on: date) -> Iterable[tuple[str, str, str]]:
    """(when, label, address) of what can be corrected or taken back in a body's timeline, for those who may record it."""
    if not policies.can_record(person, on):
        return []
    found = []
    for when in whens:
        if when == "slut":
            found.append((when, gettext("Återta"), reverse("records:withdraw_end", args=[body.code])))
        elif when.startswith("del-"):
            found.append((when, gettext("Återta"), reverse("records:withdraw_part", args=[body.code, int(when.removeprefix("del-"))])))
        elif when == "fran-borjan":
            found.append((when, gettext("Rätta"), reverse("records:correct_body", args=[body.code])))
        else:
            found.append((when, gettext("Rätta"), reverse("records:correct_change", args=[body.code, when])))
            found.append((when, gettext("Återta"), reverse("records:withdraw_change", args=[body.code, when])))
    return found


@panel("subject.links", order=40)
def exemption_link(subject: str, person: Person | None) -> Iterable[tuple[str, str]]:
    """The page of the exemption that a decision or an item is about."""
    if not subject.startswith("U-") or not exemptions_for(person).filter(code=subject).exists():
        return []
    return [(subject, reverse("records:exemption", args=[subject]))]


@panel("subject.links", order=80)
def body_link(subject: str, person: Person | None) -> Iterable[tuple[str, str]]:
    """The page of the body that stands on an exemption."""
    found = Body.objects.filter(code=subject).first() if subject.islower() else None
    return [(found.name, reverse("organisation:detail", args=[subject]))] if found else []


@panel("clause.blocks", order=40)
def exempted_from(clause: Clause, person: Person | None, on: date) -> Iterable[Block]:
    """The exemptions from a clause, as far as one may see them, with what each is worth on a day. Source: O5; O3."""
    rows = exemptions_for(person).filter(clause=clause_ref(clause)).select_related("body").order_by("-pk")[:50]
    found = [(one, standing(one, on)) for one in rows]
    return [Block(gettext("Undantag"), "records/_exemptions.html", {"found": found}, "undantag")] if found else []


@panel("openness.words")
def exemption_part(subject: str, part: str) -> Iterable[str]:
    """What a closed field of an exemption is called."""
    return [gettext(TEXT_LABELS[part])] if part in TEXTS and subject.startswith("U-") else []


@panel("body.remains", order=15)
def exemptions_left(body: Body, last: date) -> Iterable[Remains]:
    """Exemptions of a body that go on after its last day, or are not settled: whoever takes over asks for its own."""
    rows = Exemption.objects.filter(body=body).filter(Q(settled_on=None) | Q(valid_until__gt=last)).order_by("pk")
    mend = gettext("Den som tar över söker egna undantag. Det som står på dem stoppas när de går ut.")
    return [remains(gettext("Undantag"), rows, lambda e: (f"{e.code} {e.against_name}", reverse("records:exemption", args=[e.code])), mend)]


@panel("body.remains")
def mandates_left(body: Body, last: date) -> Iterable[Remains]:
    """Appointments and delegations of a body that go on after a day."""
    later = Q(valid_until=None) | Q(valid_until__gt=last)
    held = list(Appointment.objects.filter(later, body=body).select_related("person").order_by("role", "person__name"))
    given = list(Delegation.objects.filter(later, body=body).order_by("act", "role"))
    return [
        Remains(
            gettext("Uppdrag"), len(held),
            tuple((f"{a.person}, {words.label(Role(a.role))}", reverse("records:appointment", args=[a.pk])) for a in held[:20]),
            gettext("Avsluta uppdragen och ge nya hos den som tar över."),
        ),
        Remains(
            gettext("Delegation"), len(given),
            tuple((f"{words.label(DelegatedAct(d.act))}: {words.label(Role(d.role))}", reverse("records:delegations")) for d in given[:20]),
            gettext("Den som tar över beslutar sin egen delegation."),
        ),
    ]  # fmt: skip


@panel("body.remains", order=90)
def people_left(body: Body, last: date) -> Iterable[Remains]:
    """Those who work in a body, and are to work somewhere else afterwards."""
    rows = Person.objects.filter(body=body, is_active=True).order_by("name")
    return [
        remains(
            gettext("Personer som arbetar här"),
            rows,
            lambda p: (p.title or p.name, ""),
            gettext("Ange var de arbetar efter den sista dagen."),
        )
    ]


@panel("body.acts")
def adopt_act(body: Body, person: Person | None, on: date) -> Iterable[Act]:
    """Record the company board's adoption."""
    if not body.is_company or not policies.can_record(person, on):
        return []
    return [
        Act(gettext("För in att styrelsen antagit programmet"), reverse("records:adopt", args=[body.code]), primary=body.adopted_on is None)
    ]


@panel("subject.links", order=40)
def governing_page(subject: str, person: Person | None) -> list[tuple[str, str]]:
    """The page of the governing document that a decision is about."""
    found = GoverningDocument.objects.filter(Q(code=subject) | Q(programme=subject)).first()
    return [(found.title, reverse("records:document", args=[found.code]))] if found else []
