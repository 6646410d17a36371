"""Ongoing projects and remaining money come in from sheets: whole or not at all, to the krona, with where they came from."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from nytta.city.records.models import Decision, RegistryEntry
from nytta.followup.projects.commands.transfer import transfer
from nytta.followup.projects.imports import transfer as imports
from nytta.followup.projects.models import Project, Transfer, Transferred
from nytta.followup.projects.queries import granted_not_opened, granted_sek
from nytta.followup.projects.queries.transfer import cases_of
from nytta.followup.projects.terms import TransferColumn as C
from nytta.followup.projects.terms import TransferKind
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseOrigin, CaseState
from nytta.governance.portfolios.commands import book
from nytta.governance.portfolios.models import Allocation, Frame, MoneyEntry
from nytta.governance.portfolios.queries.money import allocations_of, balance, balance_in
from nytta.governance.portfolios.rules import Balance
from nytta.governance.portfolios.terms import MoneyKind
from nytta.plain.verdicts import Refused
from tests.apps.projects.sheets import Line, basis, file, line, sheet
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def looked(city: City_, lines: list[Line], number: int = 1) -> imports.Look:
    return imports.look(sheet(lines, city.on.date()), filename="projekt.xlsx", portfolio=city.portfolio(number), on=city.on.date())


def bring(city: City_, lines: list[Line], total: int | None = None, *, sha256: str = "a" * 64) -> Transfer:
    look = looked(city, lines)
    assert [str(f) for f in look.preview.faults] == []
    total = sum(one[C.DECIDED.value] for one in lines) if total is None else total
    return transfer(basis=basis(city, total), sheet=file(sha256=sha256), projects=look.projects, by=city.people["registrar"], on=city.on)


@pytest.mark.requirement("F4")
def test_three_faults_among_two_hundred_rows_are_all_told_and_mended_it_reconciles(city: City_) -> None:
    lines = [line(n) for n in range(1, 201)]
    wrong = [dict(one) for one in lines]
    wrong[16][C.END.value] = date(2023, 1, 1)
    wrong[88][C.OWNER.value] = "Parknämnden"
    wrong[149][C.REMAINING.value] += 25
    found = looked(city, wrong)
    assert [(f.row, f.column) for f in found.preview.faults] == [(18, "Slut"), (90, "Systemägare"), (151, "Återstår")]
    assert "skillnaden är −25 kr" in str(found.preview.faults[2]).replace("\u00a0", " ")
    assert (found.preview.sound, found.preview.faulty, Application.objects.count()) == (197, 3, 0)
    done = bring(city, lines)
    decided, paid = sum(1_000_000 + n for n in range(1, 201)), sum(400_000 + n for n in range(1, 201))
    assert (done.rows, done.decided_sek, done.paid_sek, done.remaining_sek) == (200, decided, paid, decided - paid)
    assert (
        Project.objects.count()
        == Application.objects.filter(state=CaseState.GRANTED.value, origin=CaseOrigin.TRANSFERRED.value).count()
        == 200
    )
    stands = balance(Allocation.objects.all())
    assert stands == Balance(moved_in_sek=decided, paid_sek=paid, available_sek=decided - paid)
    assert stands.holds


@pytest.mark.requirement("F4")
def test_history_is_dated_as_its_source_and_what_remains_is_free_in_the_portfolio(city: City_) -> None:
    before = Frame.objects.get(portfolio=city.portfolio(), year=2026).left_sek
    done = bring(city, [line(7)])
    case = Application.objects.get(external_id="transfer/et-007")
    years = {a.year: a for a in allocations_of(case)}
    assert {y: balance_in(a) for y, a in years.items()} == {
        2024: Balance(moved_in_sek=100_000, paid_sek=100_000),
        2025: Balance(moved_in_sek=200_000, paid_sek=200_000),
        2026: Balance(moved_in_sek=100_007 + 600_000, paid_sek=100_007, available_sek=600_000),
    }
    paid = MoneyEntry.objects.filter(kind=MoneyKind.PAID.value).order_by("booked_on")
    assert [e.booked_on for e in paid] == [date(2024, 12, 31), date(2025, 12, 31), date(2026, 1, 31)]
    assert {e.decision_id for e in MoneyEntry.objects.all()} == {done.decision_id}
    assert [a.portfolio for a in years.values()] == [city.portfolio()] * 3
    assert Frame.objects.get(portfolio=city.portfolio(), year=2026).left_sek == before  # comes beside the frame, and charges nothing of it
    assert granted_sek(Project.objects.get(application=case)) == 1_000_007


@pytest.mark.requirement("F4")
def test_each_says_where_it_came_from_and_what_the_source_lacks(city: City_) -> None:
    bare = {
        k: None
        for k in (C.MANAGER.value, C.END.value, C.HISTORY.value, C.SOURCE.value, "paid_2024", "paid_2025", "paid_2026", C.PAID_UNTIL.value)
    }
    done = bring(city, [line(1), line(2, **bare)])
    first, second = cases_of(done)
    assert (first.row, first.old_number, first.source, first.missing) == (2, "ET-001", "Dnr 031-786/2012", ["category"])
    assert second.missing == ["manager", "category", "end_on", "paid_until", "history", "source", "years"]
    assert (second.application.end_on, second.application.category, second.source) == (None, "", "")
    assert [p.code for p in Project.objects.all()] == [first.application.code]
    assert [a.code for a in granted_not_opened()] == [second.application.code]  # waits to be opened by somebody
    decision = Decision.objects.get(pk=done.decision_id)
    assert (decision.kind, decision.subject, decision.mandate) == ("transfer", done.code, "§ 3, 2026-01-20")
    assert decision.concerns == [first.application.code, second.application.code]
    assert decision.content["decided_sek"] == done.decided_sek
    entry = RegistryEntry.objects.get(subject=second.application.code)
    assert entry.what == "Överfört ärende, Kommunfullmäktige § 3"
    assert MoneyEntry.objects.filter(allocation__application=second.application, kind="paid").get().booked_on == city.on.date()


@pytest.mark.requirement("F4")
def test_sum_that_is_not_the_decisions_is_refused_with_the_difference_and_nothing_comes_in(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        bring(city, [line(1), line(2)], 2_000_000)
    (finding,) = refused.value.verdict.blocking
    assert (finding.rule, finding.params["gap"]) == ("transfer_control", "−3\u00a0kr")
    assert (Application.objects.count(), Transfer.objects.count(), MoneyEntry.objects.count()) == (0, 0, 0)


@pytest.mark.requirement("F4")
def test_same_file_and_same_number_come_in_once(city: City_) -> None:
    done = bring(city, [line(1)])
    look = looked(city, [line(1), line(2)])
    assert [f.rule for f in look.preview.faults] == ["transfer_there"]
    with pytest.raises(Refused) as refused:
        bring(city, [line(3)])
    assert [f.rule for f in refused.value.verdict.blocking] == ["transfer_twice"]
    assert refused.value.verdict.blocking[0].params["code"] == done.code
    assert bring(city, [line(3)], sha256="b" * 64).rows == 1


@pytest.mark.requirement("F4")
def test_programmes_projects_go_to_portfolio_one_and_others_where_their_decision_says(city: City_) -> None:
    others = [line(1, area=None), line(2, area=3)]
    look = looked(city, others, 3)
    assert [p.number for p in look.projects] == ["ET-001", "ET-002"]
    by, total = city.people["project_office"], 2_000_003
    with pytest.raises(Refused) as refused:
        transfer(basis=basis(city, total, number=3), sheet=file(), projects=look.projects, by=by, on=city.on)
    assert [f.rule for f in refused.value.verdict.blocking] == ["transfer_portfolio"]
    own = basis(city, total, number=3, kind=TransferKind.OWN)
    transfer(basis=own, sheet=file(), projects=look.projects, by=by, on=city.on)
    assert {a.portfolio for c in Application.objects.all() for a in allocations_of(c)} == {city.portfolio(3)}
    assert [f.rule for f in looked(city, [line(9, area=1)], 3).preview.faults] == ["transfer_area"]


@pytest.mark.requirement("F4")
def test_years_that_do_not_add_up_and_days_that_have_not_been_are_told(city: City_) -> None:
    look = looked(
        city,
        [
            line(1, paid_2024=1),
            line(2, paid_until=city.on.date() + timedelta(1)),
            line(3, paid_until=date(2025, 6, 1)),
            line(4, decided_sek=0),
        ],
    )
    assert [(f.row, f.rule) for f in look.preview.faults] == [
        (2, "transfer_years"), (3, "transfer_until"), (4, "transfer_until"), (5, "transfer_decided"), (5, "transfer_row"),
    ]  # fmt: skip


@pytest.mark.requirement("F4")
@pytest.mark.both
def test_what_came_in_cannot_be_changed_and_must_add_up_in_the_database_too(city: City_) -> None:
    done = bring(city, [line(1)])
    for rows in (Transfer.objects.all(), Transferred.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(paid_sek=0)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
    kept = {f.attname: getattr(done, f.attname) for f in Transfer._meta.fields if f.name != "id"}
    with pytest.raises(IntegrityError, match="transfer_reconciles"), transaction.atomic():
        Transfer.objects.create(**{**kept, "code": "T-2026-900", "sha256": "c" * 64, "decided_sek": 1})


@pytest.mark.requirement("F4")
def test_history_is_for_transfers_alone(city: City_) -> None:
    case = make_case(city, "granted")
    with pytest.raises(Refused) as refused:
        book(allocation=allocations_of(case).get(), kind=MoneyKind.RESERVED, amount_sek=1, basis="Prov", dated=date(2026, 1, 1),
             by=city.people["registrar"], on=city.on)  # fmt: skip
    assert refused.value.verdict.blocking[0].rule == "money_dated"


@pytest.mark.requirement("F4", "O2")
def test_others_than_registrar_and_office_bring_nothing_in(city: City_) -> None:
    look = looked(city, [line(1)])
    for name in ("applicant", "director", "council_member", "auditor"):
        with pytest.raises(Refused):
            transfer(basis=basis(city, 1_000_001), sheet=file(), projects=look.projects, by=city.people[name], on=city.on)
    assert Application.objects.count() == 0
