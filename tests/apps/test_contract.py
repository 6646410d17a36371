"""Every page, list and act of the house keeps the kit's contract."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.commands import hand_over_part, rename_body
from nytta.city.records.models import Appointment, Decision
from nytta.city.records.terms import Role
from nytta.delivery.systems.commands import add_capability
from nytta.delivery.systems.commands import add_document as add_system_document
from nytta.followup.projects.models import Deliverable, Lesson, StatusReport
from nytta.followup.scorecard.commands import begin as begin_annual_report
from nytta.governance.applications.commands import keep_mapping
from nytta.governance.applications.models import Application, Document, Question, Version
from nytta.governance.applications.queries.mappings import starting_point
from nytta.governance.applications.terms import WaitsOn
from nytta.governance.benefits.models import Settlement
from nytta.governance.weighing.commands import set_limit
from nytta.governance.weighing.terms import LimitKind
from nytta.kit.pages import ActPage, ListPage
from nytta.kit.testing import LIST_QUERIES, PAGE_QUERIES, Route, csv_rows, faults_of, queries_of, routes, too_heavy
from nytta.needs.intake.commands import ask_for_support, set_subjects
from nytta.needs.intake.models import Idea
from nytta.needs.intake.terms import Subject
from nytta.portal.commands import set_escalation
from nytta.portal.terms import Recipient
from tests.apps.access.entering import sample as account_sample
from tests.apps.access.holders import sample as access_sample
from tests.apps.benefits.ledger import baseline_of
from tests.apps.meetings.rooms import sample as meeting_sample
from tests.apps.projects.sheets import sample as transfer_sample
from tests.apps.rulesets.drafts import sample as draft_sample
from tests.apps.weighing.rooms import decided_one, opened, start, wide
from tests.factories.access import provider_sample
from tests.factories.changes import sample as change_sample
from tests.factories.city import City_, make_case, make_city, make_person
from tests.factories.costs import make_costs
from tests.factories.directory import sample as directory_sample
from tests.factories.exemptions import make_exemption, thing_of
from tests.factories.projects import sample as project_sample
from tests.factories.saml import saml_sample
from tests.factories.systems import make_held, make_system
from tests.kept import kept

pytestmark = pytest.mark.django_db
ROUTES = sorted(routes(), key=lambda r: r.name)
LISTS = [r for r in ROUTES if issubclass(r.page, ListPage)]
PAGES = [r for r in ROUTES if not issubclass(r.page, ListPage | ActPage) and hasattr(r.page, "get")]
ACTS = [r for r in ROUTES if issubclass(r.page, ActPage)]
READERS = ("project_office", "applicant", "auditor", "director")
MORE = {
    "applications:detail": 19,  # whose name a body had then, the support asked for about it, and whether one follows it
    "systems:detail": 19,  # information, principles, flows, changes and those that reach it; the exemptions that it stands on, and what it is in breach of (2)
    "projects:effects": 13,  # the rule set, three lists of choices, and all that the totals are made of
    "projects:calibration": 13,  # three lists of choices, all that the totals are made of, who valued
    "portal:desk": 42,  # one for each app whose work may wait: tokens, cases, support, reminders, meetings, rule sets, systems, exemptions (4), projects with conditions, requests, changes, unspent money and effects (10), reports (2)
    "portal:case": 19,  # what the project has learnt, whose name a body had then, whether one who is logged in follows it
    "scorecard:annual": 28,  # every figure of a year, live: money, cases, projects, effects, exemptions; once handed over it is one row
    "portal:oversight": 16,  # lead times (3), waits, who holds the roles, three lists of choices
    "records:report": 12,
    "systems:left": 17,  # the whole organisation over time and who represents whom: who answers now
    "systems:uptake": 14,  # the solutions, what stands beside them, and how many owners there are
    "records:chain": 28,
    "portfolios:weigh": 22,  # every proposal of a year with what it lacks, frames and parts, advice, conflicts; blocks of rounds and deviations
    "scorecard:dashboard": 18,  # what stands today: frames, cases, projects, money, effects, exemptions
    "scorecard:portfolio": 19,  # the same of a year and a day
    "scorecard:portfolio_pdf": 21,  # and what its tables name
    "projects:detail": 29,  # plans, baselines, where it is booked; conditions, fund requests and money by year; experiences, and the account of effects
    "portfolios:detail": 19,
    "weighing:detail": 20,
    "weighing:room": 28,
    "weighing:scenario": 28,
    "weighing:advise": 22,
    "meetings:detail": 16,  # 11 here; four more where papers were sent, to tell what has changed since
    "meetings:circulation": 17,  # who can vote is asked of everybody's conflicts of interest at once
}  # two lists on one page; four chains, their heads and seals; frame, grants, proposals and commitments; the whole problem of a year, its rules and history; what each proposal lacks
HEAVY = {
    "meetings:draft": {"alike": 3},
    "weighing:charts": {"alike": 3},
    "records:chain": {"alike": 12},
}  # asked for by two that do not know of each other; each chain the same
STAGE = {
    "applications:submit": "draft", "applications:book": "draft", "applications:item": "draft", "applications:ways": "draft", "applications:template": "draft", "applications:copy": "draft", "applications:rebase": "draft", "applications:tie": "draft", "applications:cost_risk": "draft", "applications:withdraw": "draft", "applications:write": "draft", "valuation:appoint": "valuation",
    "valuation:value": "valuation", "valuation:sign": "valuation", "preparation:state": "preparation",
    "portfolios:advise": "weighing", "portfolios:decide": "decision", "projects:open": "granted",
}  # fmt: skip

BODY_ACTS = (
    "rename_body",
    "end_body",
    "withdraw_end",
    "correct_body",
    "correct_change",
    "withdraw_change",
    "part_of_body",
    "withdraw_part",
)
GOVERNING = ("document", "compare", "edition", "edition_file", "clause", "clause_on", "new_edition", "repeal", "complete", "put_in_text")
EXEMPTION_PAGES = (
    "exemption", "appoint_reviewer", "ask_applicant", "answer_exemption", "review_exemption", "exempt", "record_exemption",
    "revoke_exemption", "withdraw_exemption", "lapse_exemption",
)  # fmt: skip
ROOM = ("room", "state", "scenario", "change", "why", "compare", "charts", "advise", "decide", "reopen", "published", "basis")


TYPE_PAGES = ("information_type", "change_information", "end_information", "name_master")


@kept
def samples(city: City_, until: str = "effect") -> dict[str, Any]:
    """Values for the addresses' places, made from one case that has gone as far as asked."""
    case = make_case(city, until)
    by = city.people["project_office"]
    question = Question.objects.create(application=case, text="Hur?", asked_by=by, asked_on=city.on.date())
    document = Document.objects.create(
        application=case, title="Bilaga", filename="a.txt", content_type="text/plain", content=b"hej", size=3, sha256="0" * 64,
        added_by=by, added_on=city.on.date(),
    )  # fmt: skip
    weighing = wide(opened(city, ()), city, 3)
    decided = decided_one(wide(opened(city, ()), city, 3), city)
    grant = Decision.objects.filter(kind="grant").first() or Decision.objects.first()
    assert grant is not None
    base = baseline_of(city)
    mapping = keep_mapping(text=starting_point(), by=by, on=city.on)
    lesson = Lesson.objects.filter(project__application=case).first()  # none before the project has something to tell
    one = start(city)
    rule: dict[str, Any] = {
        "name": "Prov",
        "content": {"limit": [9, None, None], "use": {}},
        "reason": "",
        "decided_by": "Rådet",
        "paragraph": "§ 1",
    }
    set_limit(one=one, kind=LimitKind.CAPACITY, **rule, by=by, on=city.on)
    coach = make_person("coach", city.bodies["ledningskontoret"], "projektcoach")
    seat = Appointment.objects.create(person=coach, role=Role.COACH.value, valid_from=city.on.date())
    set_subjects(coach=coach, subjects=[Subject.STEERING], by=by, on=city.on)
    asked = ask_for_support(subject=Subject.STEERING, title="Styrgrupp?", about=case.code, by=by, on=city.on)
    rule = set_escalation(portfolio="", waits_on=WaitsOn.GROUP, after_days=[14], to=Recipient.OFFICE, by_mail=True, by=by, on=city.on)
    rename_body(
        body=city.bodies["socialnamnden"],
        name="Omsorgsnämnden",
        from_day=date(2027, 1, 1),
        paragraph="§ 1",
        by=city.people["registrar"],
        on=city.on,
    )
    part = hand_over_part(
        body=city.bodies["socialnamnden"], to=city.bodies["byggnadsnamnden"], what="Bostadsanpassning", from_day=date(2027, 1, 1),
        paragraph="§ 1", by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    system = make_system(city)
    paper = add_system_document(system=system, title="Plan", address="https://example.org/plan", by=by, on=city.on)
    exemption = make_exemption(city, thing=thing_of(case))
    settlement = Settlement.objects.create(baseline=base, way_out="weighed", reason="Samma tid", proposed_by=by, proposed_on=city.on.date())
    information, concepts, held = make_held(city, system)
    ability = add_capability(values={"name": "Handlägga bygglov"}, by=by, on=city.on)
    begin_annual_report(year=2026, by=by, on=city.on)
    return {
        **access_sample(city),
        **meeting_sample(city),
        **provider_sample(city),
        **saml_sample(city),
        **change_sample(city),
        **directory_sample(city),
        **draft_sample(city),
        **project_sample(city, case),
        **account_sample(city),
        **transfer_sample(city, case),
        **{f"weighing:{name}.code": weighing.code for name in ROOM}, "weighing:published.code": decided.code, "weighing:any_day.code": case.code, "weighing.number": 1, "proposal": min(weighing.names),
        "benefits.code": base.code, "baseline": base.code, "settlement": settlement.pk, "code": case.code, "intake.code": Idea.objects.get(pk=case.idea_id).code, "systems:solution.code": "internt", "systems:change_solution.code": "internt", "systems.code": system.code, "systems.document": paper.pk, "what": "ownership",
        **{f"systems:{n}capability.code": ability.code for n in ("", "change_", "retire_")},
        **{f"projects:{n}.pk": Deliverable.objects.filter(project__code=case.code).values_list("pk", flat=True).first() or 0 for n in ("accept_delivery", "drop_delivery")},
        **{f"projects:{n}.code": lesson.code if lesson else "L-2026-001" for n in ("lesson", "change_lesson", "use_lesson")},
        **{f"systems:{n}.code": information.code for n in TYPE_PAGES}, "systems:concept_model.code": concepts.code,
        "systems:new_version.code": concepts.code, "systems.holding": held.pk,
        **{f"records:{name}.code": exemption.code for name in EXEMPTION_PAGES},
        "systems:whole.what": "hela", "systems:whole.kind": "csv",
        "organisation.code": "byggnadsnamnden", "day": "2027-01-01", "records:move_body.code": "byggforvaltningen", "records:bodies_file.what": "mall", "records:bodies_file.kind": "csv",
        **{f"records:{name}.code": "socialnamnden" for name in BODY_ACTS}, "number": grant.number, "applications.number": 1, "applications.name": mapping.name, "applications:mapping_file.version": mapping.version, "year": 2026, "portfolio": "P1",
        "portfolios:detail.code": "P1", "portfolios:frame.code": "P1", "portfolios:describe.code": "P1", "section": "grund", "records:rule_set.version": "2026:1", "records:adopt.code": "energi", "records:new_report.code": "kommunstyrelsen",
        "item": case.calculation.items.values_list("pk", flat=True)[0], "question": question.pk, "document": document.pk, "pk": seat.pk,
        "support.code": asked.code, "portal:escalation.pk": rule.pk, "portal:end_escalation.pk": rule.pk, "support:subjects.person": coach.pk, "support:give.person": coach.pk, "preparation:settle.person": city.people["group_1"].pk,
        "records:body_reports.code": "kommunstyrelsen", "records:rights_of.username": "applicant", "records:who_may.name": "portfolios.grant",
        **{f"records:{name}.code": "program-2026-2031" for name in GOVERNING}, "edition": 1, "clause": "7.1", "designation": "P7.1",
        "role": "preparation_group", "records:group.portfolio": "P1", "records:report_file.pk": 0,
        "weighing.code": one.code, "projects:cost_file.code": make_costs(city).code, "projects:status.pk": StatusReport.objects.filter(project__code=case.code).values_list("pk", flat=True).first() or 0, "criterion": "KF1", "kind": LimitKind.CAPACITY.value, "weighing.name": "Prov",
        "part": "summary", "records:withdraw_part.part": part.pk, "template": "tid", "subject": case.code, "job": 0, "file": 1, "records:seal.number": 1, "version": Version.objects.filter(application=case).count(),
    }  # fmt: skip


@pytest.fixture
def client_of() -> Any:
    """A logged-in client for a person (None: nobody)."""

    def make(person: Any) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def answer_of(client: Client, route: Route, values: dict[str, Any]) -> Any:
    return client.get(route.url(values))


@pytest.mark.parametrize("until", ["decision", "effect"])
def test_every_page_answers_every_role(city: City_, client_of: Any, until: str) -> None:
    values, faults = samples(city, until), []
    for name in (None, *READERS):
        client = client_of(city.people[name] if name else None)
        for route in ROUTES:
            url = route.url(values)
            answer = client.get(url)
            wanted = (200, 302, 404) if name is None and route.page.public else (302, 404) if name is None else (200, 302, 403, 404)
            if answer.status_code not in wanted:
                faults.append((name, route.name, url, answer.status_code))
    assert faults == []


def test_every_page_has_a_sound_structure_in_both_languages(city: City_, client_of: Any) -> None:
    values, faults = samples(city), []
    for language in ("sv", "en"):
        client = client_of(city.people["project_office"])
        client.cookies["django_language"] = language
        for route in ROUTES:
            answer = client.get(route.url(values))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                html = answer.content.decode()
                if "<html" not in html:
                    continue  # a piece that a page asks for by itself
                found = faults_of(html) + ([] if f'lang="{language}"' in html else [f"not in {language}"])
                faults += [(route.name, language, f) for f in found]
    assert sorted(set(faults)) == []


@pytest.mark.parametrize("route", LISTS, ids=lambda r: r.name)
def test_list_says_what_it_is_when_empty(db: None, client_of: Any, route: Route) -> None:
    city = make_city()
    client = client_of(city.people["project_office"])
    answer = client.get(route.url({}), {"q": "xyzzyxyzzy"} if route.page.listing.searches else {})
    assert answer.status_code == 200
    assert faults_of(answer.content.decode()) == []


@pytest.mark.parametrize("route", LISTS, ids=lambda r: r.name)
def test_list_takes_a_constant_number_of_queries(city: City_, client_of: Any, route: Route) -> None:
    client = client_of(city.people["project_office"])
    make_case(city, "effect")
    url = route.url({})
    client.get(url)
    first = queries_of(client, url)[1]
    make_case(city, "effect", title="Annan")
    make_case(city, "closed", title="Tredje")
    answer, second = queries_of(client, url)
    assert len(second) == len(first), second
    assert len(second) <= MORE.get(route.name, LIST_QUERIES), second
    assert too_heavy(answer, second, **HEAVY.get(route.name, {})) == []


@pytest.mark.parametrize("route", PAGES, ids=lambda r: r.name)
def test_page_takes_a_bounded_number_of_queries(city: City_, client_of: Any, route: Route) -> None:
    values = samples(city)
    make_case(city, "decision", title="En som väntar på beslut")
    client = client_of(city.people["project_office"])
    url = route.url(values)
    client.get(url)
    first = queries_of(client, url)[1]
    make_case(city, "effect", title="Annan")
    make_case(city, "decision", title="Tredje")
    answer, second = queries_of(client, url)
    assert len(second) <= MORE.get(route.name, PAGE_QUERIES), "\n".join(s[:160] for s in second)
    assert len(second) == len(first)
    assert too_heavy(answer, second, **HEAVY.get(route.name, {})) == []


@pytest.mark.parametrize("route", LISTS, ids=lambda r: r.name)
def test_export_holds_what_the_page_shows(city: City_, client_of: Any, route: Route) -> None:
    make_case(city, "effect")
    make_case(city, "draft", title="=HYPERLINK(0)")
    client = client_of(city.people["project_office"])
    page = client.get(route.url({}))
    listed = page.content.decode().partition(" data-hover>")[2].partition("</table>")[0]  # the register's own table, not others on its page
    shown = re.findall(r"<tr><th scope=\"row\">|<tr><td", listed)
    rows = csv_rows(client.get(route.url({}) + "csv"))
    assert len(rows) - 1 == len(shown)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert client.get(route.url({}) + "xlsx").content[:2] == b"PK"
    assert len(b"".join(client.get(route.url({}) + "json").streaming_content)) > 20  # type: ignore[attr-defined]


@pytest.mark.parametrize("route", ACTS, ids=lambda r: r.name)
def test_empty_form_is_answered_with_what_is_missing(city: City_, client_of: Any, route: Route) -> None:
    values = samples(city, STAGE.get(route.name, "effect"))
    before = Application.objects.count()
    for reader in ("applicant", "project_office"):
        answer = client_of(city.people[reader]).post(route.url(values), {})
        assert answer.status_code in (200, 302, 403, 404, 409, 422), (route.name, reader)
    assert Application.objects.count() == before


def test_every_address_refuses_nul(client_of: Any) -> None:
    answer = client_of(None).get(reverse("portal:start") + "?q=a%00b")
    assert answer.status_code == 400
