"""The city of the trial: bodies, people in their roles, programmes one after the other, frames year by year.

The city and its people are made here, everything else by the commands. Names are made up; the bodies are those of the
programme.
"""

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password

from nytta.city.organisation.models import Body, City, Person
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records import terms as records_terms
from nytta.city.records.models import Appointment, Programme
from nytta.city.records.terms import DelegatedAct, FrameSource, Role
from nytta.delivery.systems.commands import add_solution
from nytta.governance.applications.imports import Known, items
from nytta.governance.applications.terms import PortfolioPart
from nytta.governance.benefits.terms import Ledger
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.models import Portfolio
from nytta.kit.clock import moment
from nytta.kit.imports import Row
from nytta.needs.goals.commands import set_goals

from .sources import hand_in, may_get_money

TEMPLATES = Path(records_terms.__file__).parent
PASSWORD = "prova-nytta-lugnt"  # that of the demo, in which the result can be opened
COMPANY_ADOPTED_ON = date(2012, 6, 1)
BODIES = (
    ("kommunfullmaktige", "Kommunfullmäktige", BodyKind.CITY_COUNCIL, ""),
    ("kommunstyrelsen", "Kommunstyrelsen", BodyKind.EXECUTIVE_BOARD, "Stadsledningskontoret"),
    ("trafiknamnden", "Trafiknämnden", BodyKind.COMMITTEE, "Trafikkontoret"),
    ("utbildningsnamnden", "Utbildningsnämnden", BodyKind.COMMITTEE, "Utbildningsförvaltningen"),
    ("servicenamnden", "Servicenämnden", BodyKind.COMMITTEE, "Serviceförvaltningen"),
    ("arbetsmarknadsnamnden", "Arbetsmarknadsnämnden", BodyKind.COMMITTEE, "Arbetsmarknadsförvaltningen"),
    ("familjebostader", "Familjebostäder", BodyKind.COMPANY_BOARD, ""),
)
APPLY = tuple(code for code, _, kind, _ in BODIES if kind is not BodyKind.CITY_COUNCIL)
ASSESSORS = ("trafiknamnden", "utbildningsnamnden", "servicenamnden")
ERAS = ((date(1992, 1, 1), date(2008, 12, 31)), (date(2009, 1, 1), date(2014, 12, 31)), (date(2015, 1, 1), date(2030, 12, 31)))
OWN_ERA = ((date(2013, 1, 1), date(2018, 12, 31)),)
BUDGET_DAY = (11, 20)  # month and day on which the city council sets the frames of the year to come
LEAD = timedelta(days=120)
FRAME_SHARE = 50  # percent of what is asked for in a year and portfolio
PARTS = {1: (0, 80, 20), 3: (0, 75, 25), 5: (60, 40, 0)}  # percent: innovation, improvement, standardised; other portfolios have none
MKR = 1_000_000


@dataclass
class Town:
    """What the cases need to know of the city, and what has been decided where."""

    people: dict[str, Person] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    programmes: list[Programme] = field(default_factory=list)
    rank: dict[str, int] = field(default_factory=dict)
    known: dict[int, Known] = field(default_factory=dict)

    def who(self, name: str, body: Body | None = None) -> Person:
        """Somebody by role, for a body where the role is."""
        return self.people[f"{name}_{body.code}" if body else name]

    def at(self, day: date) -> Programme:
        """The programme in force on a day."""
        return next(p for p in reversed(self.programmes) if p.valid_from <= day <= p.valid_until)

    def codes(self, day: date) -> Known:
        """What the codes of a row stand for on a day."""
        programme = self.at(day)
        if programme.pk not in self.known:
            self.known[programme.pk] = Known.of(day)
        return self.known[programme.pk]


class Remembered(dict[Any, Any]):
    """What is known of a person, whatever the day: in the trial nobody's appointment begins or ends on the way."""

    def __contains__(self, key: object) -> bool:
        return super().__contains__(_any_day(key))

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_any_day(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_any_day(key), value)


def _any_day(key: Any) -> Any:
    return key[:1] if isinstance(key, tuple) else key


Event = tuple[date, Callable[[datetime], None]]


def build(rows: Iterable[Row], *, own: bool, until: date) -> tuple[Town, list[Event]]:
    """The city as it stands before the first idea, and what the city council does later, by day."""
    known = list(rows)
    first = min(map(hand_in, known)) - LEAD
    eras = OWN_ERA if own else tuple(era for era in ERAS if era[1] >= first and era[0] <= max(map(hand_in, known)))
    town, start = Town(), max(min(first, date(2100, 1, 1)), eras[0][0])
    City.objects.create(name="Provstaden", director_title="stadsdirektören", executive_office="stadsledningskontoret")
    _bodies(town)
    _people(town, eras[0][0])
    on = moment(min(start, first), 8)
    _appoint(town, eras[0][0], on)
    _rules(town, eras[0][0], eras[-1][1], on)
    events: list[Event] = []
    for begins, ends in eras:
        day = max(begins, on.date()) if begins > on.date() else on.date()
        events.append((day, partial(_adopt, town, begins, ends)))
    for (year, first_day), frames in sorted(_frames(known, eras).items()):
        day = max(date(year - 1, *BUDGET_DAY), first_day, on.date())
        if day <= until:
            events.append((day, partial(_set_frames, town, year, first_day, frames)))
    return town, events


def _bodies(town: Town) -> None:
    for code, name, kind, administration in BODIES:
        adopted = COMPANY_ADOPTED_ON if kind is BodyKind.COMPANY_BOARD else None
        town.bodies[code] = Body.objects.create(code=code, name=name, kind=kind.value, adopted_on=adopted)
        if administration:
            Body.objects.create(
                code=f"{code}-forvaltning", name=administration, kind=BodyKind.ADMINISTRATION.value, parent=town.bodies[code]
            )


def _people(town: Town, first: date) -> None:
    places = {b.parent_id: b for b in Body.objects.exclude(parent=None)}

    password = make_password(PASSWORD)

    def person(key: str, username: str, title: str, code: str) -> None:
        body = town.bodies[code]
        town.people[key] = made = Person.objects.create(
            username=username, email=f"{username}@example.org", name=title, title=title, body=places.get(body.pk, body), password=password
        )
        made.remembered = Remembered()  # type: ignore[attr-defined]

    person("registrator", "registrator", "Registrator", "kommunstyrelsen")
    person("projektkontoret", "projektkontor", "Handläggare vid projektkontoret", "kommunstyrelsen")
    person("stadsdirektoren", "direktor", "Stadsdirektör", "kommunstyrelsen")
    person("utvecklingsradet", "radet", "Förvaltningschef", "arbetsmarknadsnamnden")
    person("revisor", "revisor", "Revisor", "kommunfullmaktige")
    for code in ASSESSORS:
        person(f"varderare_{code}", _username("varderare", code), f"Nyttovärderare, {town.bodies[code].name}", code)
    for number in range(1, 6):
        person(f"beredning_p{number}_a", f"beredning{number}", f"Ledamot i beredningsgrupp {number}", "utbildningsnamnden")
        person(f"beredning_p{number}_b", f"beredning{number}b", f"Ledamot i beredningsgrupp {number}", "kommunstyrelsen")
    for code in APPLY:
        name = town.bodies[code].name
        person(f"sokande_{code}", _username("sokande", code), f"Sökande för {name}", code)
        person(f"projektledare_{code}", _username("projektledare", code), f"Projektledare, {name}", code)
        person(f"agare_{code}", _username("agare", code), f"Systemägarrepresentant, {name}", code)
        person(f"verksamhet_{code}", _username("processagare", code), f"Processägare, {name}", code)
    Appointment.objects.create(person=town.people["registrator"], role=Role.REGISTRAR.value, valid_from=first)


def _username(role: str, code: str) -> str:
    """As the accounts of the demo are called, for one committee; the others with their own code."""
    return role if code == "trafiknamnden" else f"{role}-{code}"


def _appoint(town: Town, first: date, on: datetime) -> None:
    roles: list[tuple[str, Role, str, str]] = [
        ("projektkontoret", Role.PROJECT_OFFICE, "", ""),
        ("stadsdirektoren", Role.CITY_DIRECTOR, "", ""),
        ("utvecklingsradet", Role.DEVELOPMENT_COUNCIL, "", ""),
        ("revisor", Role.AUDITOR, "", ""),
        *((f"varderare_{code}", Role.ASSESSOR, "", "") for code in ASSESSORS),
        *((f"beredning_p{n}_{m}", Role.PREPARATION_GROUP, "", f"P{n}") for n in range(1, 6) for m in "ab"),
        *((f"sokande_{code}", Role.APPLICANT, code, "") for code in APPLY),
        *((f"agare_{code}", Role.OWNER_REPRESENTATIVE, code, "") for code in APPLY),
        *((f"verksamhet_{code}", Role.PROCESS_OWNER, code, "") for code in APPLY),
    ]
    chief = town.who("registrator")
    for name, role, body, portfolio in roles:
        records.appoint(
            person=town.people[name], role=role, valid_from=first, valid_until=None, mandate="Uppdragsbeslut 1 i provet",
            body=town.bodies.get(body), portfolio=portfolio, by=chief, on=on,
        )  # fmt: skip


def _rules(town: Town, first: date, last: date, on: datetime) -> None:
    chief, rules = town.who("registrator"), _toml("rule_set.toml")
    records.record_rule_set(version=rules["version"], content=rules, in_force_from=first, mandate="Riktlinjer", by=chief, on=on)
    board = town.bodies["kommunstyrelsen"]
    grants = [(board, DelegatedAct.GRANT, Role.CITY_DIRECTOR), (board, DelegatedAct.EXEMPT, Role.CITY_DIRECTOR)]
    accepts = [(town.bodies[c], DelegatedAct.ACCEPT, role) for c in APPLY for role in (Role.OWNER_REPRESENTATIVE, Role.PROCESS_OWNER)]
    for body, act, role in grants + accepts:
        records.delegate(
            body=body, delegated=act, role=role, clause=f"{body.name}s delegationsordning", limit_sek=None,
            unlimited=act is DelegatedAct.GRANT, valid_from=first, valid_until=last, by=chief, on=on,
        )  # fmt: skip
    for n, solution in enumerate(_toml("programme_2013.toml")["common_solution"], 1):
        add_solution(
            code=f"losning-{n}", name=solution["sv"], covers=solution["covers"], contact="", valid_from=first, by=chief, on=on,
        )  # fmt: skip


def _adopt(town: Town, first: date, last: date, on: datetime) -> None:
    chief, content = town.who("registrator"), _toml("programme_2013.toml")
    programme = records.record_programme(
        code=f"{first.year}-{last.year}", name=f"Program för digital förnyelse {first.year}–{last.year}", registry="", decided_on=first,
        valid_from=first, valid_until=last, template=content["programme"]["code"], paragraph="Kommunfullmäktige § 1", by=chief, on=on,
    )  # fmt: skip
    set_goals(programme=programme, content=content, by=chief, on=on)
    portfolios.establish(programme=programme, by=chief, on=on)
    town.programmes.append(programme)


def _frames(rows: list[Row], eras: tuple[tuple[date, date], ...]) -> dict[tuple[int, date], Counter[int]]:
    """{(year, first day of the programme): {focus area: kronor asked for}} over the rows that the portfolios are for."""
    asked: dict[tuple[int, date], Counter[int]] = {}
    for row in filter(may_get_money, rows):
        written = hand_in(row) - timedelta(days=30)
        era = next((first for first, last in eras if first <= written <= last), eras[0][0])
        for item in items(row.values, None, None, written):
            for year, amount in (item.amounts or {}).items() if item.ledger is Ledger.DEVELOPMENT else ():
                asked.setdefault((year, era), Counter())[row.values["focus_area"]] += amount
    return asked


def _set_frames(town: Town, year: int, first: date, frames: Counter[int], on: datetime) -> None:
    """FRAME_SHARE percent of what is asked for, in whole million kronor; parts where PARTS says so."""
    for area, asked in sorted(frames.items()):
        portfolio = Portfolio.objects.get(programme__valid_from=first, focus_area__number=area)
        frame = math.ceil(asked * FRAME_SHARE / 100 / MKR) * MKR
        shares = zip(PortfolioPart, PARTS.get(area, ()), strict=False)
        portfolios.set_frame(
            portfolio=portfolio, year=year, amount_sek=frame, source=FrameSource.OPERATING, paragraph=f"Budget {year}",
            parts={part.value: frame * percent // 100 for part, percent in shares if percent}, by=town.who("registrator"), on=on,
        )  # fmt: skip


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / name).read_text(encoding="utf-8"))


def meetings(after: date) -> Iterator[date]:
    """The development council's days, four a year, from the day after the one given."""
    year = after.year
    while True:
        for month in (2, 5, 9, 11):
            if (day := date(year, month, 15)) > after:
                yield day
        year += 1
