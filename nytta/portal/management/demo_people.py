"""The demo city's bodies and people: a made-up municipality; everybody is named by role."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from nytta.city.organisation.models import Body, City, Person
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.models import Appointment, Programme
from nytta.city.records.terms import Competence, DelegatedAct, FrameSource, Role
from nytta.governance.applications.terms import PortfolioPart
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Portfolio
from nytta.kit.clock import moment

from ..commands import adopt_programme
from ..queries import programme_templates, rule_set_template
from .demo_accounts import PASSWORD
from .demo_words import PORTFOLIOS

COMMITTEES = {
    "utbildning": ("Utbildningsnämnden", "Utbildningsförvaltningen"),
    "social": ("Socialnämnden", "Socialförvaltningen"),
    "byggnadsnamnden": ("Byggnadsnämnden", "Byggförvaltningen"),
    "kultur": ("Kultur- och fritidsnämnden", "Kultur- och fritidsförvaltningen"),
    "tekniska": ("Tekniska nämnden", "Tekniska förvaltningen"),
    "aldre": ("Äldrenämnden", "Äldreförvaltningen"),
}
SHEET = {  # the bodies that data/fictional names besides, so that the sheet can be brought in
    "trafiknamnden": "Trafiknämnden", "servicenamnden": "Upphandlingsnämnden", "arbetsmarknadsnamnden": "Arbetsmarknadsnämnden",
}  # fmt: skip
APPLICANTS = ("byggnadsnamnden", "utbildning", "social", "kultur", "tekniska", "aldre", "kommunstyrelsen", "ekholmsbostader", "energi")
FIRST = APPLICANTS[0]  # whose people have the short user names
GROUPS = {1: "kultur", 2: "utbildning", 3: "social", 4: "tekniska", 5: "aldre"}
FRAMES = {1: 13_000_000, 2: 7_500_000, 3: 3_000_000, 4: 8_000_000, 5: 2_500_000}
LEAN = {1: 7_000_000, 2: 2_400_000, 3: 1_000_000, 4: 2_700_000, 5: 800_000}  # the third year: less than what is asked for
PARTS = {
    1: {PortfolioPart.INNOVATION: 15, PortfolioPart.IMPROVEMENT: 65, PortfolioPart.STANDARDISED: 20},
    5: {PortfolioPart.INNOVATION: 80, PortfolioPart.IMPROVEMENT: 20},
}


@dataclass
class DemoCity:
    """What the scripts hold on to. `first` is the programme's first day, `now` the moment at which the city stands."""

    now: datetime
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    programme: Programme | None = None

    @property
    def first(self) -> date:
        """1 January of last year."""
        return date(self.now.year - 1, 1, 1)

    def who(self, what: str, body: str) -> Person:
        """The person of a kind for a body: `agare` for the first one's, `agare-social` for another's."""
        return self.people[what if body == FIRST else f"{what}-{body}"]

    def area(self, number: int) -> str:
        """The preparation group's member for an area."""
        return f"beredning{number}"


def make_bodies(city: DemoCity) -> None:
    """Council, board, committees, the administrations of six of them, and three companies of which one is not bound."""

    def body(code: str, name: str, kind: BodyKind, parent: str = "", adopted_on: date | None = None) -> None:
        above = city.bodies[parent] if parent else None
        city.bodies[code] = Body.objects.create(code=code, name=name, kind=kind.value, parent=above, adopted_on=adopted_on)

    body("kommunfullmaktige", "Kommunfullmäktige", BodyKind.CITY_COUNCIL)
    body("kommunstyrelsen", "Kommunstyrelsen", BodyKind.EXECUTIVE_BOARD)
    body("kommunledningskontoret", "Kommunledningskontoret", BodyKind.ADMINISTRATION, "kommunstyrelsen")
    for code, (name, administration) in COMMITTEES.items():
        body(code, name, BodyKind.COMMITTEE)
        body(f"{code}-forvaltning", administration, BodyKind.ADMINISTRATION, code)
    body("ekholmsbostader", "Ekholmsbostäder AB", BodyKind.COMPANY_BOARD, adopted_on=city.first + timedelta(days=45))
    body("energi", "Ekholms Energi AB", BodyKind.COMPANY_BOARD)
    for code, name in SHEET.items():
        body(code, name, BodyKind.COMMITTEE)
    body("familjebostader", "Familjebostäder", BodyKind.COMPANY_BOARD, adopted_on=city.first + timedelta(days=45))


def make_people(city: DemoCity) -> None:
    """One person for each role, and for each body that applies; all with the same password."""
    password = make_password(PASSWORD)

    def person(username: str, name: str, title: str, body: str) -> None:
        city.people[username] = Person.objects.create(
            username=username, name=name, title=title, body=city.bodies[body], email=f"{username}@ekholm.example", password=password
        )

    office = "kommunledningskontoret"
    person("registrator", "Registratorn", "registrator", office)
    person("projektkontor", "Projektkontoret", "chef för projektkontoret", office)
    person("direktor", "Kommundirektören", "kommundirektör", office)
    person("radet", "Utvecklingsrådets ordförande", "förvaltningschef", "social-forvaltning")
    person("radet2", "Ledamot i utvecklingsrådet", "förvaltningschef", "tekniska-forvaltning")
    person("varderare", "Nyttovärderaren", "controller", office)
    person("varderare2", "Nyttovärderare två", "ekonom", "kultur-forvaltning")
    person("revisor", "Revisorn", "revisor", "kommunfullmaktige")
    person("projektledare", "Projektledaren", "projektledare", f"{FIRST}-forvaltning")
    person("projektledare2", "Projektledare två", "projektledare", office)
    for number, code in GROUPS.items():
        person(f"beredning{number}", f"Beredningsgrupp {number}", "verksamhetsutvecklare", f"{code}-forvaltning")
    person("beredning1-b", "Beredningsgrupp 1, ersättare", "verksamhetsutvecklare", "social-forvaltning")
    for code in APPLICANTS:
        body, end = city.bodies[code].name, "" if code == FIRST else f"-{code}"
        place = {"kommunstyrelsen": office}.get(code, f"{code}-forvaltning" if code in COMMITTEES else code)
        person(f"sokande{end}", f"Sökande, {body}", "utvecklingsledare", place)
        person(f"agare{end}", f"Systemägare, {body}", "avdelningschef", place)
        person(f"processagare{end}", f"Processägare, {body}", "enhetschef", place)


def give_mandates(city: DemoCity) -> None:
    """Appointments and delegations from the first day, each by a paragraph."""
    chief, on = city.people["registrator"], moment(city.first, 8)
    Appointment.objects.create(person=chief, role=Role.REGISTRAR.value, valid_from=city.first)  # somebody records the first ones
    term = date(city.first.year + 3, 12, 31)

    def appoint(username: str, role: Role, last: date | None = None, body: str = "", portfolio: str = "", **seat: Any) -> Appointment:
        mandate = f"{city.bodies[body].name} § 9" if body else "Kommundirektörens beslut 1"
        return records.appoint(
            person=city.people[username], role=role, valid_from=city.first, valid_until=last, mandate=mandate,
            body=city.bodies[body] if body else None, portfolio=portfolio, by=chief, on=on, **seat,
        )  # fmt: skip

    appoint("projektkontor", Role.PROJECT_OFFICE)
    appoint("direktor", Role.CITY_DIRECTOR)
    appoint("revisor", Role.AUDITOR, term)
    for name in ("radet", "radet2"):
        appoint(name, Role.DEVELOPMENT_COUNCIL, term)
    for name in ("varderare", "varderare2"):
        appoint(name, Role.ASSESSOR, term)
    for number in GROUPS:
        ordinary = appoint(
            f"beredning{number}", Role.PREPARATION_GROUP, term, portfolio=f"P{number}", competence=Competence.BUSINESS, chair=True
        )
        if number == 1:
            appoint(
                "beredning1-b", Role.PREPARATION_GROUP, term, portfolio="P1", competence=Competence.ARCHITECTURE, substitutes_for=ordinary
            )
    soon = city.now.date() + timedelta(days=25)
    appoint("projektledare2", Role.COACH, soon)
    records.designate(
        body=city.bodies["kultur"], subject="kulturkortet", valid_from=city.first, mandate="Kommundirektörens beslut 2", by=chief, on=on
    )
    board = city.bodies["kommunstyrelsen"]
    rights: list[tuple[Body, DelegatedAct, Role, int | None]] = [(board, DelegatedAct.GRANT, Role.CITY_DIRECTOR, 5_000_000)]
    rights += [(board, act, Role.CITY_DIRECTOR, None) for act in (DelegatedAct.EXEMPT, DelegatedAct.GUIDELINES)]
    for code in APPLICANTS:
        end = "" if code == FIRST else f"-{code}"
        appoint(f"sokande{end}", Role.APPLICANT, body=code)
        appoint(f"agare{end}", Role.OWNER_REPRESENTATIVE, body=code)
        appoint(f"processagare{end}", Role.PROCESS_OWNER, body=code)
        own = city.bodies[code]
        rights += [(own, DelegatedAct.ACCEPT, Role.OWNER_REPRESENTATIVE, None), (own, DelegatedAct.ACCEPT, Role.PROCESS_OWNER, None)]
    for body, act, role, limit in rights:
        records.delegate(
            body=body, delegated=act, role=role, clause=f"{body.name}, delegationsordning punkt 4.{len(act.value)}", limit_sek=limit,
            valid_from=city.first, valid_until=term, by=chief, on=on,
        )  # fmt: skip


def adopt(city: DemoCity) -> None:
    """The city's own copy of the programme, for six years, and the frames of the first year."""
    chief, year, content = city.people["registrator"], city.first.year, programme_templates()["2013-2018"]
    goals = {
        g["code"]: g["sv"].replace("Stockholm ska", "Ekholm ska").replace("Stadens", "Kommunens").replace("växande stad", "växande kommun")
        for g in content["council_goal"]
    }
    city.programme = adopt_programme(
        content=content, rule_set=rule_set_template(), code=f"{year}-{year + 5}",
        name=f"Program för digital förnyelse {year}–{year + 5}", registry=f"KS {year - 1}/0412", paragraph=f"Kommunfullmäktige {year - 1}-11-24 § 14",
        decided_on=date(year - 1, 11, 24), valid_from=city.first, valid_until=date(year + 5, 12, 31), rule_set_version=f"{year}:1",
        mandate="Kommundirektörens beslut om riktlinjer", goals=goals, by=chief, on=moment(city.first, 9),
    )  # fmt: skip
    for portfolio in Portfolio.objects.filter(programme=city.programme).select_related("focus_area"):
        purpose, target = PORTFOLIOS[portfolio.focus_area.number]
        portfolios.describe(portfolio=portfolio, purpose=purpose, target_picture=target, by=chief, on=moment(city.first, 9))
    set_frames(city, year, moment(city.first, 10))


def set_frames(city: DemoCity, year: int, on: datetime) -> None:
    """The frames of a year, a little more the second and far less the third; parts in the portfolios that have them."""
    growth = 100 + 5 * (year - city.first.year)
    for portfolio in Portfolio.objects.filter(programme=city.programme).select_related("focus_area"):
        number = portfolio.focus_area.number
        amount = LEAN[number] if year > city.first.year + 1 else FRAMES[number] * growth // 100
        parts = {part.value: amount * share // 100 for part, share in PARTS.get(number, {}).items()}
        portfolios.set_frame(
            portfolio=portfolio, year=year, amount_sek=amount, source=FrameSource.OPERATING if number != 5 else FrameSource.EQUITY,
            paragraph=f"Kommunfullmäktige {on.date()} § 88, budget {year}", parts=parts, by=city.people["registrator"], on=on,
        )  # fmt: skip


def found(now: datetime) -> DemoCity:
    """Settings, bodies, people, mandates, programme and first frames."""
    City.objects.create(
        name="Ekholms kommun", director_title="kommundirektören", executive_office="kommunledningskontoret",
        registry_pattern="KS {year}/{number:04d}", contact="kommun@ekholm.example",
    )  # fmt: skip
    city = DemoCity(now)
    make_bodies(city)
    make_people(city)
    give_mandates(city)
    adopt(city)
    for person in city.people.values():
        person.remembered = {}  # type: ignore[attr-defined]  # appointments are asked for once a day and person, as in a request
    return city
