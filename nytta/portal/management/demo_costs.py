"""What the finance system of the demo city has booked on the projects, and the plans in parts of those that run."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from nytta.city.organisation.models import Person
from nytta.followup.projects import commands as projects
from nytta.followup.projects.models import Project
from nytta.followup.projects.queries import parts_of, planned_sek
from nytta.followup.projects.rules import CostRow, PartText
from nytta.governance.portfolios.models import Grant
from nytta.plain.money import split

from .demo_people import DemoCity
from .demo_play import chance

PARTS = (
    ("Krav och upphandling", 20, 25),
    ("Bygge och test", 55, 50),
    ("Införande och utbildning", 25, 25),
)  # share of cost, of days, in percent
ACCOUNTS = (("6550", "Konsult"), ("6540", "Licenser"), ("7010", "Egen tid"))


def plan_in_parts(project: Project, *, by: Person, on: datetime) -> None:
    """Three parts one after another over the project's days."""
    days = (project.planned_end_on - project.started_on).days + 1
    costs, spans = split(planned_sek(project), [cost for _, cost, _ in PARTS]), split(days, [span for _, _, span in PARTS])
    parts, first = list[PartText](), project.started_on
    for (name, _, _), cost, span in zip(PARTS, costs, spans, strict=True):
        parts.append(PartText(None, name, cost, first, first + timedelta(days=max(span, 1) - 1)))
        first += timedelta(days=max(span, 1))
    projects.plan(project=project, parts=parts, by=by, on=on)


def done_at(project: Project, day: date) -> dict[int, int]:
    """How much of each part is done on a day: somewhat behind its days, in fives."""
    found = {}
    for part in parts_of(project):
        days = (part.ends_on - part.starts_on).days + 1
        gone = min(max((day - part.starts_on).days, 0), days)
        found[part.pk] = min(100, gone * (88 + chance(part.name + project.code, "pace", 16)) // days // 5 * 5) if gone < days else 100
    return found


def booked_costs(city: DemoCity, now: datetime) -> None:
    """Two files of the finance system: last year's, and this year's until the end of last month with a correction and a code that nobody has."""
    last = now.date().replace(day=1) - timedelta(days=1)
    rows = sorted(_rows(last), key=lambda r: (r.booked_on, r.voucher))
    for year in sorted({r.booked_on.year for r in rows}):
        some = [r for r in rows if r.booked_on.year == year]
        if year == last.year:
            some.append(
                CostRow(len(some) + 2, last, f"L {year}-9998", "6550", 1_250_050, "P0999", "0999", "20999", "Konsult, okänt projekt")
            )
        name = f"ekonomi-{year}.se"
        said = hashlib.sha256(repr(some).encode()).hexdigest()
        projects.bring_in_costs(name=name, sha256=said, rows=some, by=city.people["projektkontor"], on=now)


def _rows(until: date) -> Iterator[CostRow]:
    """What each status added to the one before, as three invoices in the weeks before it."""
    codes = {g.application_id: g for g in Grant.objects.order_by("pk")}
    number = 0
    for project in Project.objects.order_by("pk"):
        grant, before = codes.get(project.application_id), 0
        reports = project.reports.filter(spent_sek__isnull=False).order_by("reported_on", "pk").values_list("reported_on", "spent_sek")
        for day, spent in reports:
            more, before = (spent or 0) - before, spent or 0
            if grant is None or more <= 0:
                continue
            for n, ((account, text), part) in enumerate(zip(ACCOUNTS, split(more * 100, (5, 3, 2)), strict=True)):
                booked = max(day - timedelta(days=5 + 9 * n), project.started_on)
                number += 1
                if booked <= until:
                    yield CostRow(
                        number + 1,
                        booked,
                        f"L {booked.year}-{number:04d}",
                        account,
                        part,
                        grant.project_code,
                        grant.cost_centre,
                        grant.activity,
                        text,
                    )
