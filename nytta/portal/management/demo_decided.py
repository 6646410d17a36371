"""What was decided elsewhere in the demo city: projects of the e-service programme, a special decision; and changes of projects."""

from datetime import date, timedelta

from nytta.followup.projects.commands import open_project
from nytta.followup.projects.commands.changes import decide_change, propose_change
from nytta.followup.projects.commands.transfer import transfer
from nytta.followup.projects.models import Project
from nytta.followup.projects.queries.changes import first_and_current
from nytta.followup.projects.queries.transfer import Basis, OldProject, Sheet
from nytta.followup.projects.rules.transfer import OldMoney
from nytta.followup.projects.terms import ChangeState, ProjectState, TransferColumn, TransferKind
from nytta.governance.applications import commands as applications
from nytta.governance.applications.terms import Acceptable, Check, PersonalData
from nytta.governance.portfolios.commands import Decided, NewCase, begin_special, release_special
from nytta.governance.portfolios.models import Portfolio
from nytta.kit.clock import moment

from .demo_people import DemoCity
from .demo_play import Script

OLD = (  # number, title, applicant, owner, decided, paid by year from the year before the programme, led by
    ("ET-2", "E-tjänst för skolval", "utbildning", "utbildning", 2_400_000, (600_000, 900_000), "projektledare2"),
    ("ET-5", "Mina sidor, andra etappen", "kommunstyrelsen", "kommunstyrelsen", 3_150_000, (750_000, 1_000_000), "projektledare"),
    ("ET-9", "Digital anmälan till kulturskolan", "kultur", "kultur", 850_000, (), ""),
)
SPECIAL_REASONS = (
    "Leverantören slutar rätta systemet vid årsskiftet. Bytet kan inte vänta på nästa års vägning och görs utanför portföljerna."
)


def transferred(city: DemoCity) -> Script:
    """The projects of the e-service programme come in by the programme's own decision, one without manager and years."""
    on = yield moment(city.first + timedelta(days=26), 13)
    year, rows = city.first.year, []
    portfolio = Portfolio.objects.select_related("focus_area").get(programme=city.programme, focus_area__number=1)
    for number, (old, title, body, owner, decided, paid, led) in enumerate(OLD, 2):
        by_year = {year - len(paid) + n: amount for n, amount in enumerate(paid)}
        spent = sum(paid) or 350_000
        lacks = () if led else (TransferColumn.MANAGER, TransferColumn.START, TransferColumn.END, TransferColumn.YEARS)
        rows.append(OldProject(
            row=number, number=old, title=title, body=city.bodies[body], owner=city.bodies[owner], money=OldMoney(decided, spent, decided - spent, by_year),
            manager=city.people.get(led), manager_named=str(city.people[led]) if led else "", start_on=date(year - 2, 9, 1) if led else None,
            end_on=date(year + 1, 12, 15) if led else None, status="Pågår", history="Startade i e-tjänsteprogrammet.", source="Dnr KS 2021/0786",
            missing=tuple(c.value for c in (TransferColumn.CATEGORY, *lacks)),
        ))  # fmt: skip
    basis = Basis(
        TransferKind.PROGRAMME,
        portfolio,
        "Kommunfullmäktige",
        "§ 214, punkt 3",
        date(year - 1, 11, 24),
        sum(r.money.decided_sek for r in rows),
    )
    sheet = Sheet("e-tjansteprogrammet.xlsx", "5c" * 32)
    transfer(basis=basis, sheet=sheet, projects=rows, by=city.people["registrator"], on=on)


def special_decision(city: DemoCity) -> Script:
    """The city council replaces an outdated system; the owner accepts, and the project begins."""
    on = yield moment(city.first + timedelta(days=160), 10)
    year, body = on.year, "kultur"
    case = NewCase(
        "Byte av bokningssystem för lokaler", city.bodies[body], city.bodies[body], "Det gamla bokningssystemet byts mot ett som får rättelser.",
        on.date() + timedelta(days=30), on.date() + timedelta(days=540), 140_000,
    )  # fmt: skip
    decided = Decided("§ 96", on.date() - timedelta(days=8), {year: 900_000, year + 1: 600_000}, SPECIAL_REASONS, "1100", "912", "40961")
    special = begin_special(case=case, decided=decided, by=city.people["registrator"], on=on)
    application, office = special.application, city.people["projektkontor"]
    on = yield moment(on.date() + timedelta(days=7), 9)
    values = {"cost_distribution": "Nämnden bär hela driftkostnaden.", "personal_data": PersonalData.NONE.value}
    applications.write(application=application, values=values, by=city.who("sokande", body), on=on)
    for kind in (Check.GUIDELINES, Check.SECURITY):
        applications.check(application=application, kind=kind, passed=True, value="1", by=office, on=on)
    on = yield moment(on.date() + timedelta(days=6), 15)
    applications.accept(
        application=application, what=Acceptable.OWNERSHIP, paragraph="Nämndens beslut § 41", by=city.who("agare", body), on=on
    )  # fmt: skip
    on = yield moment(on.date() + timedelta(days=2), 9)
    release_special(special=special, by=office, on=on)
    application.refresh_from_db()
    on = yield moment(on.date() + timedelta(days=9), 10)
    assert application.start_on and application.end_on
    open_project(application=application, manager=city.people["projektledare"], started_on=application.start_on, planned_end_on=application.end_on,
                 by=office, on=on)  # fmt: skip


def changed(city: DemoCity) -> Script:
    """One project is given more time by its owner; another asks for it and waits."""
    done: list[int] = []
    for ago, decides in ((70, True), (6, False)):
        on = yield moment(city.now.date() - timedelta(days=ago), 10)
        project = _to_change(on.date(), done)
        if project is None:
            continue
        done.append(project.pk)
        pair = first_and_current(project)
        assert pair is not None
        text = pair[1].scope.strip() + "\n\nUtan koppling till det gamla arkivet, som ska avvecklas."
        change = propose_change(project=project, scope=text, ends_on=pair[1].ends_on + timedelta(days=40), by=project.manager, on=on,
                                reasons="Leverantören blev en månad sen med gränssnittet.")  # fmt: skip
        if decides and change.state == ChangeState.OWNER.value:
            on = yield moment(on.date() + timedelta(days=8), 14)
            decide_change(
                change=change,
                approve=True,
                reasons="Tiden räcker ändå före sommaren.",
                paragraph="Nämndens beslut § 52",
                by=city.who("agare", project.owner_body.code),
                on=on,
            )


def _to_change(on: date, done: list[int]) -> Project | None:
    rows = Project.objects.filter(state=ProjectState.RUNNING.value, planned_end_on__gt=on).exclude(baselines=None).exclude(pk__in=done)
    return rows.exclude(changes__isnull=False).select_related("application", "manager", "owner_body").order_by("-started_on", "pk").first()
