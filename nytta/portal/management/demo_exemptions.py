"""The demo city's exemptions: one granted, one refused, one that has ended under a system, one that waits, one about to end."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.models import Exemption
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Against, Opinion, Role, Target
from nytta.delivery.systems.commands import change_solution, register_system
from nytta.delivery.systems.models import CommonSolution
from nytta.delivery.systems.terms import LifePhase
from nytta.kit.clock import moment

from .demo_accounts import PASSWORD
from .demo_people import DemoCity
from .demo_play import Script

if TYPE_CHECKING:
    from .demo_acts import Story

CONDITIONS = "Uppgifterna hämtas ur den gemensamma lösningen och lagras inte på annat håll."
FOUND = "Den gemensamma lösningen klarar inte det som beskrivs i dag. Avsteget går att vända när nästa version av den är införd."


def make_reviewers(city: DemoCity) -> None:
    """Two technical reviewers: an architect in the office and one in an administration."""
    password, on = make_password(PASSWORD), moment(city.first, 11)
    for username, name, body in (
        ("granskare", "Teknisk granskare", "kommunledningskontoret"), ("granskare2", "Teknisk granskare två", "tekniska-forvaltning"),
    ):  # fmt: skip
        city.people[username] = Person.objects.create(
            username=username, name=name, title="it-arkitekt", body=city.bodies[body], email=f"{username}@ekholm.example", password=password
        )
        records.appoint(
            person=city.people[username], role=Role.TECHNICAL_REVIEWER, valid_from=city.first, valid_until=None,
            mandate="Kommundirektörens beslut 1", by=city.people["registrator"], on=on,
        )  # fmt: skip


def _seek(
    city: DemoCity, thing: Thing, who: Person, need: str, on: datetime, last: date, *, covers: str = "", clause: str = "",
    discussed: str = "", renews: Exemption | None = None,
) -> Exemption:  # fmt: skip
    solution = next((s for s in CommonSolution.objects.order_by("pk") if covers in s.covers), None) if covers else None
    return records.seek_exemption(
        thing=thing, against=Against.SOLUTION if solution else Against.CLAUSE, solution=solution.code if solution else "",
        against_name=solution.name if solution else "", clause=clause, need=need, local=bool(discussed),
        discussed_on=on.date() - timedelta(days=6) if discussed else None, discussed_with="it-avdelningens arkitekt" if discussed else "",
        discussed_outcome=discussed, asked_until=last, renews=renews, by=who, on=on,
    )  # fmt: skip


def _reviewed(city: DemoCity, one: Exemption, opinion: Opinion, on: datetime, text: str = FOUND) -> None:
    conditions = CONDITIONS if opinion is Opinion.CONDITIONS else ""
    records.review_exemption(
        exemption=one, opinion=opinion, opinion_text=text, conditions_proposed=conditions, by=city.people["granskare"], on=on
    )


def exempted(story: "Story") -> Script:
    """The case's own exemption: sought, reviewed and granted before the money is."""
    city, case = story.city, story.case
    thing = Thing(Target.CASE, case.code, f"{case.code} {case.title}", case.applicant_body_id)
    on = yield story.after(1, 9)
    one = _seek(
        city, thing, story.applicant, "Bassystemet visar inte kostnad per elev, och rektorerna behöver den varje vecka.", on,
        date(on.year + 2, 12, 31), covers="ekonomi", discussed="It-avdelningen bekräftar att bassystemet inte kan det under avtalstiden.",
    )  # fmt: skip
    records.appoint_reviewer(exemption=one, reviewer=city.people["granskare"], by=story.office, on=on)
    on = yield story.after(1, 13)
    _reviewed(city, one, Opinion.CONDITIONS, on)
    on = yield story.after(1, 14)
    records.grant_exemption(
        exemption=one, reasons="Behovet täcks inte av bassystemet under avtalstiden.", conditions=CONDITIONS, valid_from=on.date(),
        valid_until=date(on.year + 2, 12, 31), by=city.people["direktor"], on=on,
    )  # fmt: skip


def _body(city: DemoCity, code: str) -> Thing:
    body = city.bodies[code]
    return Thing(Target.BODY, body.code, body.name, body.pk)


def _to_decision(city: DemoCity, start: datetime, code: str, opinion: Opinion, text: str = FOUND, **asked: str) -> Script:
    """Seek, ask and answer, and review."""
    on = yield start
    last = date.fromisoformat(asked.pop("last"))
    one = _seek(city, _body(city, code), city.who("sokande", code), asked.pop("need"), on, last, **asked)  # type: ignore[arg-type]
    records.appoint_reviewer(exemption=one, reviewer=city.people["granskare"], by=city.people["projektkontor"], on=on)
    on = yield start + timedelta(days=4)
    records.ask_applicant(exemption=one, text="Vilka uppgifter behandlas, och var lagras de?", by=city.people["granskare"], on=on)
    on = yield start + timedelta(days=9)
    records.answer_exemption(exemption=one, text="Namn och personnummer, hos leverantören inom EU.", by=city.who("sokande", code), on=on)
    on = yield start + timedelta(days=14)
    _reviewed(city, one, opinion, on, text)


def _latest(city: DemoCity, code: str) -> Exemption:
    return Exemption.objects.filter(subject=code).latest("pk")


def _refused(city: DemoCity) -> Script:
    start = max(city.now - timedelta(days=130), moment(city.first + timedelta(days=20)))
    yield from _to_decision(
        city, start, "kultur", Opinion.AGAINST, "Id-portalen klarar lånekortsnummer sedan i våras. En egen inloggning gör det svårare för invånarna.",
        need="Låntagare ska kunna logga in med lånekortets nummer.", last=str(date(city.now.year + 1, 12, 31)), covers="inloggning från internet",
        discussed="It-avdelningen föreslår att lånekortet läggs till i id-portalen.",
    )  # fmt: skip
    on = yield start + timedelta(days=20)
    records.refuse_exemption(
        exemption=_latest(city, "kultur"),
        reasons="Behovet kan tillgodoses i den gemensamma id-portalen.",
        by=city.people["direktor"],
        on=on,
    )


def _ended(city: DemoCity) -> Script:
    start = moment(city.first + timedelta(days=25))
    last = city.now.date() - timedelta(days=38)
    yield from _to_decision(
        city, start, "aldre", Opinion.CONDITIONS, need="Larmtjänsten behöver egen e-tjänst tills den gemensamma plattformen tar emot larm.",
        last=str(last), covers="e-tjänster", discussed="It-avdelningen räknar med att plattformen tar emot larm till hösten.",
    )  # fmt: skip
    on = yield start + timedelta(days=21)
    one = records.grant_exemption(
        exemption=_latest(city, "aldre"), reasons="Trygghetslarmen kan inte vänta på plattformen.", conditions=CONDITIONS, valid_from=on.date(),
        valid_until=last, by=city.people["direktor"], on=on,
    )  # fmt: skip
    on = yield start + timedelta(days=40)
    register_system(
        values={
            "name": "Larmportalen", "owner": city.bodies["aldre"], "representative": city.who("agare", "aldre"),
            "purpose": "Anhöriga och hemtjänst tar emot och kvitterar trygghetslarm.", "functions": ["e-tjänster för trygghetslarm"],
            "supplier": "Larmbolaget AB", "users": 420, "cost_per_year_sek": 310_000,
        },
        phases={LifePhase.IN_USE: on.date()}, exemption=one, by=city.who("agare", "aldre"), on=on,
    )  # fmt: skip


CONTACTS = {  # what a solution covers, and whom one talks to
    "e-tjänster": "e-tjänstplattformens förvaltning", "inloggning från internet": "id-portalens förvaltning",
    "internt beslutsstöd": "LIS-förvaltningen", "arbetsplats": "arbetsplatsgruppen", "drift av servrar": "driftgruppen",
    "ekonomi": "ekonomisystemets förvaltning", "personal": "personalsystemets förvaltning",
}  # fmt: skip


def answer_for_solutions(city: DemoCity) -> None:
    """The executive board answers for what is common, and each solution has a contact."""
    on, board = moment(city.first, 12), city.bodies["kommunstyrelsen"]
    for solution in CommonSolution.objects.order_by("pk"):
        contact = next((who for what, who in CONTACTS.items() if what in solution.covers), "it-avdelningen")
        values = {"owner": board, "contact": contact, "contact_person": city.people["granskare"]}
        change_solution(solution=solution, values=values, by=city.people["projektkontor"], on=on)


def _by_the_board(city: DemoCity) -> Script:
    start = max(city.now - timedelta(days=200), moment(city.first + timedelta(days=40)))
    last = city.now.date() + timedelta(days=24)
    yield from _to_decision(
        city, start, "social", Opinion.SUPPORT, need="Journalen kräver att servrarna står avskilda under upphandlingen.", last=str(last),
        covers="drift av servrar", discussed="It-avdelningen delar bedömningen för upphandlingens tid.",
    )  # fmt: skip
    on = yield start + timedelta(days=30)
    records.grant_exemption(
        exemption=_latest(city, "social"), reasons="Patientsäkerheten under upphandlingen.", valid_from=on.date(), valid_until=last,
        paragraph=f"Kommunstyrelsen {on.date()} § 61", by=city.people["registrator"], on=on,
    )  # fmt: skip


def _waits(city: DemoCity) -> Script:
    yield from _to_decision(
        city, city.now - timedelta(days=17), "tekniska", Opinion.CONDITIONS, need="Styrsystemet för vattenverket får inte nås från andra nät.",
        last=str(date(city.now.year + 2, 6, 30)), clause="Riktlinje för teknisk arkitektur, punkt 4.2",
        discussed="It-avdelningen och säkerhetschefen anser att nätet ska hållas skilt.",
    )  # fmt: skip


def exemptions_of(city: DemoCity) -> list[Script]:
    """One refused, one that has ended, one that the board granted and that ends soon, one that waits for its decision."""
    return [_refused(city), _ended(city), _by_the_board(city), _waits(city)]
