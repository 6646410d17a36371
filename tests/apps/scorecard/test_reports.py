"""Reports: figures of any day, words that are true for them, and an annual report that never changes once handed over."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nytta.city.records.models import Decision
from nytta.followup.projects.models import Project, StatusReport, Transfer, Transferred
from nytta.followup.projects.queries import Effects
from nytta.followup.scorecard import commands, queries
from nytta.followup.scorecard.documents import frozen, portfolio_sections, read_back
from nytta.followup.scorecard.documents.sections import PARTS, annual
from nytta.followup.scorecard.jobs import make_document
from nytta.followup.scorecard.models import AnnualReport, ReportFile
from nytta.followup.scorecard.rules import CaseFigures, PortfolioFigures, ProjectFigures, mark_of
from nytta.followup.scorecard.terms import Part
from nytta.governance.portfolios.commands import book
from nytta.governance.portfolios.queries.money import allocations_of
from nytta.governance.portfolios.rules import Balance
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit import clock
from nytta.kit.models import Job
from nytta.kit.testing import queries_of
from tests import pdfs
from tests.factories.city import YEAR, City_, make_case

pytestmark = pytest.mark.django_db


def at(city: City_, name: str | None) -> Client:
    client = Client()
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.requirement("U9")
def test_portfolio_report_stands_as_it_stood_on_the_day(city: City_, travel: Callable[[date], None]) -> None:
    case = make_case(city, "granted")
    later = city.on.date() + timedelta(days=30)
    allocation = allocations_of(case).get()
    for kind, amount in ((MoneyKind.RESERVED, 400_000), (MoneyKind.PAID, 250_000), (MoneyKind.RETURNED, 100_000)):
        book(allocation=allocation, kind=kind, amount_sek=amount, basis="Prov", by=None, on=clock.moment(later))
    before, after = (queries.figures(city.programme, YEAR, day) for day in (city.on.date(), later))
    p1 = {f.on: next(p for p in f.portfolios if p.code == "P1") for f in (before, after)}
    assert p1[city.on.date()].balance == Balance(granted_sek=1_000_000, available_sek=1_000_000)
    assert (p1[later].balance, p1[later].left_sek) == (
        Balance(granted_sek=1_000_000, paid_sek=250_000, reserved_sek=150_000, available_sek=500_000, returned_sek=100_000), 9_100_000,
    )  # fmt: skip
    assert p1[later].frame_sek == 10_000_000
    travel(later)
    shown = text_of(at(city, "project_office").get(reverse("scorecard:portfolio"), {"ar": YEAR, "dag": later.isoformat()}))
    assert "250 000 kr" in shown.replace("\N{NO-BREAK SPACE}", " ")
    old = text_of(at(city, "project_office").get(reverse("scorecard:portfolio"), {"ar": YEAR, "dag": city.on.date().isoformat()}))
    assert "250 000 kr" not in old.replace("\N{NO-BREAK SPACE}", " ")


def test_frame_is_the_one_that_was_decided_by_the_day(city: City_) -> None:
    day = city.on.date() - timedelta(days=4000)
    assert [p.frame_sek for p in queries.figures(city.programme, YEAR, day).portfolios] == [None] * 5


@pytest.mark.requirement("U9")
def test_the_public_reads_money_and_not_how_projects_stand(city: City_) -> None:
    make_case(city, "running")
    public, office = (text_of(at(city, who).get(reverse("scorecard:portfolio"))) for who in (None, "project_office"))
    assert ("Var pengarna" in public or "Portföljernas pengar" in public) and "Pågående projekt" not in public
    assert "1 projekt pågår." in office
    assert at(city, None).get(reverse("scorecard:dashboard")).status_code == 302


def test_a_day_that_cannot_be_read_is_told_and_today_shown(city: City_) -> None:
    answer = at(city, "project_office").get(reverse("scorecard:portfolio"), {"ar": YEAR, "dag": "31 mars"})
    assert "Skriv dagen som 2026-03-31." in text_of(answer) and "Så som det stod 2026-03-02" in text_of(answer)


def test_queries_do_not_grow_with_projects(city: City_) -> None:
    client = at(city, "council_member")
    make_case(city, "running")
    make_case(city, "effect", title="Klart")
    counted = []
    for page in ("scorecard:portfolio", "scorecard:dashboard"):
        client.get(reverse(page))
        counted.append(len(queries_of(client, reverse(page))[1]))
    for n in range(3):
        make_case(city, "running", title=f"Nytt {n}")
        make_case(city, "effect", title=f"Klart {n}")
    assert [len(queries_of(client, reverse(page))[1]) for page in ("scorecard:portfolio", "scorecard:dashboard")] == counted


def handed_over(city: City_) -> AnnualReport:
    report = commands.begin(year=YEAR, by=city.people["project_office"], on=city.on)
    commands.comment(report=report, texts={Part.MONEY: "Vi köpte mindre än vi trodde."}, by=city.people["project_office"], on=city.on)
    content = frozen(annual(queries.figures(city.programme, YEAR, city.on.date()), queries.comments_of(report)))
    return commands.propose(report=report, content=content, seen=mark_of(content), by=city.people["director"], on=city.on)


@pytest.mark.requirement("U9")
def test_annual_report_goes_from_draft_to_the_city_councils_decision(city: City_) -> None:
    make_case(city, "effect")
    office, director, registrar = (at(city, n) for n in ("project_office", "director", "registrar"))
    assert office.post(reverse("scorecard:begin"), {"year": YEAR}).status_code == 302
    assert at(city, None).get(reverse("scorecard:annual", args=[YEAR])).status_code == 404
    sent = {p.value: "" for p in Part} | {"money": "Vi köpte mindre än vi trodde."}
    assert office.post(reverse("scorecard:comment", args=[YEAR]), sent).status_code == 302
    assert "Vi köpte mindre än vi trodde." in text_of(office.get(reverse("scorecard:annual", args=[YEAR])))
    page = director.get(reverse("scorecard:propose", args=[YEAR])).content.decode()
    seen = re.findall(r'name="seen" value="(\w{64})"', page)[0]
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    assert director.post(reverse("scorecard:propose", args=[YEAR]), {"seen": seen, "form_token": token}).status_code == 302
    early = registrar.post(reverse("scorecard:approve", args=[YEAR]), {"paragraph": "KF § 61"})
    assert early.status_code == 409 and "Dokumentet är inte färdigt." in text_of(early)
    make_document(Job.objects.get(name=commands.DOCUMENT))
    said = at(city, None).get(reverse("scorecard:annual", args=[YEAR]))
    make_case(city, "granted", title="Nytt efteråt")
    assert "Vi köpte mindre än vi trodde." in text_of(said)
    again = at(city, None).get(reverse("scorecard:annual", args=[YEAR]))
    assert [s for s in read_back(AnnualReport.objects.get().content)] == again.context["parts"]
    refused = registrar.post(reverse("scorecard:approve", args=[YEAR]), {"paragraph": " "})
    assert refused.status_code == 409 and "Ange fullmäktiges paragraf och datum." in text_of(refused)
    assert registrar.post(reverse("scorecard:approve", args=[YEAR]), {"paragraph": "KF 2026-04-27 § 61"}).status_code == 302
    report = AnnualReport.objects.select_related("decision").get()
    assert report.decision is not None
    assert (report.state, report.decision.mandate, report.decision.content["pdf_sha256"]) == (
        "decided",
        "KF 2026-04-27 § 61",
        report.file.sha256,
    )
    assert report.decision.content["content_sha256"] == mark_of(report.content) == seen
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE scorecard_annualreport SET content = '[]'")


@pytest.mark.requirement("U9")
def test_document_is_accessible_and_says_what_the_page_says(city: City_) -> None:
    make_case(city, "running")
    handed_over(city)
    job = Job.objects.get(name=commands.DOCUMENT)
    assert make_document(job) == {"sha256": ReportFile.objects.get().sha256}
    job.refresh_from_db()
    assert (job.progress, job.total) == (2, 3)
    made = bytes(ReportFile.objects.get().pdf)
    assert pdfs.faults(made) == []
    read = pdfs.words(made)
    for words in ("Årsrapport 2026", "Portföljernas pengar", "Vi köpte mindre än vi trodde.", "1 projekt pågår."):
        assert words in read


def test_what_was_read_is_what_is_handed_over(city: City_) -> None:
    director = at(city, "director")
    commands.begin(year=YEAR, by=city.people["project_office"], on=city.on)
    page = director.get(reverse("scorecard:propose", args=[YEAR])).content.decode()
    seen = re.findall(r'name="seen" value="(\w{64})"', page)[0]
    make_case(city, "granted")
    answer = director.post(reverse("scorecard:propose", args=[YEAR]), {"seen": seen})
    assert answer.status_code == 409 and "Rapporten har ändrats sedan du läste den." in text_of(answer)
    assert AnnualReport.objects.get().content is None


def test_report_that_is_taken_back_is_a_draft_without_document(city: City_) -> None:
    handed_over(city)
    make_document(Job.objects.get(name=commands.DOCUMENT))
    director = at(city, "director")
    refused = director.post(reverse("scorecard:take_back", args=[YEAR]), {"reasons": ""})
    assert "Skriv varför rapporten tas tillbaka." in text_of(refused)
    assert director.post(reverse("scorecard:take_back", args=[YEAR]), {"reasons": "Fel i en kommentar."}).status_code == 302
    report = AnnualReport.objects.get()
    assert (report.state, report.content, ReportFile.objects.count(), Decision.objects.filter(kind="annual_report").count()) == (
        "draft",
        None,
        0,
        0,
    )


AMOUNT = st.integers(0, 10**9)
BALANCES = st.builds(
    lambda free, paid, back: Balance(granted_sek=free + paid + back, paid_sek=paid, available_sek=free, returned_sek=back),
    AMOUNT,
    AMOUNT,
    AMOUNT,
)
PORTFOLIOS = st.lists(st.builds(
    PortfolioFigures, code=st.sampled_from(["P1", "P2"]), name=st.just("Område"), frame_sek=st.none() | st.integers(1, 10**10),
    balance=BALANCES, later=st.dictionaries(st.integers(2027, 2029), AMOUNT, max_size=2),
), max_size=3)  # fmt: skip
CASES = st.builds(
    CaseFigures, handed_in=st.integers(0, 99), granted=st.integers(0, 9), refused=st.integers(0, 9), dismissed=st.integers(0, 9),
    median_days=st.none() | st.integers(0, 900), waiting=st.integers(0, 9), against_advice=st.lists(st.just("A-2026-001"), max_size=1),
)  # fmt: skip
PROJECTS = st.builds(
    lambda g, y, r, u, late, unseen: ProjectFigures(g + y + r + u, g, y, r, u, late, 10, unseen, 5 if unseen else None, 0, 0),
    *[st.integers(0, 9)] * 6,
)  # fmt: skip


@given(PORTFOLIOS, CASES, PROJECTS)
def test_every_figure_in_the_words_is_a_figure_of_the_report(
    portfolios: list[PortfolioFigures], cases: CaseFigures, projects: ProjectFigures
) -> None:
    found = queries.Figures(2026, date(2026, 12, 31), portfolios, Balance(), cases, projects, Effects(0, 0, None, 0, [], []), 0)
    total = found.total
    known = {
        2026, 12, 31, found.frame_sek, total.granted_sek, total.granted_sek - total.returned_sek, total.returned_sek, total.paid_sek, total.unspent_sek,
        cases.handed_in, cases.granted, cases.refused, cases.dismissed, cases.decided, cases.waiting, len(cases.against_advice), cases.median_days,
        projects.running, projects.green, projects.yellow, projects.red, projects.unreported, projects.late, projects.late_days, projects.unseen,
        projects.oldest_unseen_days, sum(found.later.values()), *found.later.values(),
    }  # fmt: skip
    for part in PARTS.values():
        for text in part(found).texts:
            plain = re.sub(r"A-2026-001|P\d|[\d,]+ ?%", "", text.replace("\N{NO-BREAK SPACE}", ""))
            assert {int(n) for n in re.findall(r"\d+", plain)} <= known, text
            assert "None" not in text


def test_what_is_frozen_reads_back_the_same(city: City_) -> None:
    make_case(city, "effect")
    parts = portfolio_sections(queries.figures(city.programme, YEAR, city.on.date()), everything=True)
    kept = json.loads(json.dumps(frozen(parts)))
    assert frozen(read_back(kept)) == kept


@pytest.mark.requirement("U9")
def test_annual_report_names_of_single_projects_what_has_been_found_open(city: City_, travel: Callable[[date], None]) -> None:
    make_case(city, "effect")
    day = date(2030, 1, 1)
    mine, all_ = (queries.figures(city.programme, YEAR, day, for_all=x) for x in (False, True))
    assert [(r.code, r.net_sek is None) for r in mine.lines] == [("A-2026-001", False)]
    assert [(r.code, r.net_sek) for r in all_.lines] == [("A-2026-001", None)]
    assert mine.effects == all_.effects


def test_projects_are_counted_by_their_last_lights_and_their_silence(city: City_, travel: Callable[[date], None]) -> None:
    for title in ("Grönt", "Gult", "Rött", "Tyst"):
        make_case(city, "running", title=title)
    day = city.on.date()
    StatusReport.objects.all().delete()
    for project, time, money in zip(
        Project.objects.order_by("code"), ("green", "yellow", "green", None), ("green", "green", "red", None), strict=True
    ):
        if time:
            told = {"by": project.manager, "benefits": "green", "spent_sek": 1, "forecast_sek": 1, "forecast_end_on": day}
            StatusReport.objects.create(project=project, reported_on=day - timedelta(days=1), time="red", money="red", **told)
            StatusReport.objects.create(project=project, reported_on=day, time=time, money=money, **told)
    found = queries.figures(city.programme, YEAR, day).projects
    assert (found.running, found.green, found.yellow, found.red, found.unreported, found.late) == (4, 1, 1, 1, 1, 0)
    later = queries.figures(city.programme, YEAR, day + timedelta(days=41)).projects
    assert (later.late, queries.figures(city.programme, YEAR, day + timedelta(days=40)).projects.late) == (4, 0)


@pytest.mark.requirement("F4", "U9")
def test_portfolio_report_is_followed_to_the_row_that_a_project_came_in_by(city: City_) -> None:
    make_case(city, "running")
    case = Project.objects.get().application
    decision = Decision.objects.filter(kind="grant").order_by("-number").first()
    transfer = Transfer.objects.create(
        code="T-2026-001", kind="own", portfolio=city.portfolio(), decision=decision, body_name="KS", paragraph="§ 1", decided_on=city.on.date(),
        file_name="register.csv", sha256="0" * 64, rows=1, decided_sek=10, paid_sek=4, remaining_sek=6, brought_in_on=city.on.date(),
        by=city.people["registrar"],
    )  # fmt: skip
    Transferred.objects.create(transfer=transfer, application=case, row=17, old_number="E-4", decided_sek=10, paid_sek=4, remaining_sek=6)
    client = at(city, "auditor")
    shown = text_of(client.get(reverse("scorecard:rows")))
    assert "register.csv, rad 17" in shown and "1 000 000 kr" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert b"register.csv, rad 17" in b"".join(client.get(reverse("scorecard:rows") + "csv").streaming_content)
