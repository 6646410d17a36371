"""A project closes when all is handed over, each missing thing named; a trial that has passed its date is flagged everywhere."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.delivery.systems.models import System
from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import Deliverable, Project
from nytta.followup.projects.terms import DeliverableKind, Ending, ProjectState
from nytta.governance.applications.terms import Category
from nytta.governance.portfolios.models import Frame
from nytta.governance.portfolios.queries.money import allocations_of, balance
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, hand_over, make_case, make_lesson
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F6")]
SV = {"accept-language": "sv"}


def as_(city: City_, name: str | None) -> Client:
    client = Client()
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def project(city: City_, until: str = "running", **values: object) -> Project:
    return Project.objects.select_related("application").get(application=make_case(city, until, **values))  # type: ignore[arg-type]


def refused(act: Any, **values: Any) -> list[str]:
    with pytest.raises(Refused) as found:
        act(**values)
    assert all(f.source and f.mend for f in found.value.verdict.blocking)
    return [f.rule for f in found.value.verdict.blocking]


@pytest.mark.requirement("N6")
def test_each_missing_thing_is_named_when_the_manager_asks(city: City_) -> None:
    p, on = project(city), city.on
    by = p.manager
    ask = {"project": p, "by": by, "on": on}
    assert refused(commands.ask_to_close, delivered=" ", **ask) == ["delivered", "deliverables", "lessons", "contracts", "unspent"]
    commands.add_deliverable(project=p, title="Bygga", kind=DeliverableKind.SYSTEM, by=by, on=on)
    commands.add_deliverable(project=p, title="Bygglov på nätet", kind=DeliverableKind.E_SERVICE, by=by, on=on)
    make_lesson(city, p)
    commands.write_closure(project=p, contracts="Avtal 12, till it-avdelningen", no_contracts=False, by=by, on=on)
    commands.return_rest(project=p, by=by, on=on)
    assert refused(commands.ask_to_close, delivered="Allt", **ask) == ["system_registered", "e_service_named"]


@pytest.mark.requirement("D1")
def test_owner_closes_when_each_deliverable_is_accepted_and_the_system_attested(city: City_) -> None:
    p, on = project(city), city.on
    by, owner, system = p.manager, city.people["owner"], make_system(city)
    hand_over(city, p)
    made = commands.add_deliverable(project=p, title="Bygga", kind=DeliverableKind.SYSTEM, system=system, by=by, on=on)
    commands.ask_to_close(project=p, delivered="Allt", by=by, on=on)
    accept = {"project": p, "by": owner, "on": on}
    assert refused(commands.accept_closure, **accept) == ["deliverable_accepted", "system_attested"]
    commands.accept_deliverable(deliverable=made, accepts=True, by=owner, on=on)
    System.objects.filter(pk=system.pk).update(attested_at=on - timedelta(days=400))
    assert refused(commands.accept_closure, **accept) == ["system_attested"]  # long before the project
    System.objects.filter(pk=system.pk).update(attested_at=on)
    assert commands.accept_closure(**accept).state == ProjectState.CLOSED.value


def test_running_cost_is_the_owners_to_confirm(city: City_) -> None:
    p, on = project(city), city.on
    hand_over(city, p)
    p.closure.running_confirmed_on = None
    p.closure.save()
    commands.ask_to_close(project=p, delivered="Allt", by=p.manager, on=on)
    assert refused(commands.accept_closure, project=p, by=city.people["owner"], on=on) == ["running_confirmed"]
    url = reverse("projects:running_cost", args=[p.code])
    assert as_(city, "applicant").post(url, {"cost_sek": "90 000"}).status_code == 409
    assert as_(city, "owner").post(url, {"cost_sek": "90 000"}).status_code == 302
    assert commands.accept_closure(project=p, by=city.people["owner"], on=on).state == ProjectState.CLOSED.value


def test_deliverables_are_taken_up_and_accepted_one_by_one_on_the_page(city: City_) -> None:
    p = project(city)
    manager, owner, add = as_(city, "applicant"), as_(city, "owner"), reverse("projects:deliver", args=[p.code])
    assert owner.post(add, {"title": "Rutin", "kind": "routine"}).status_code == 409
    for title in ("Rutin", "Utbildning", "Fel"):
        assert manager.post(add, {"title": title, "kind": "routine"}).status_code == 302
    one, two, three = Deliverable.objects.all()
    assert owner.post(reverse("projects:accept_delivery", args=[p.code, one.pk]), {"accepts": "yes"}).status_code == 302
    url = reverse("projects:accept_delivery", args=[p.code, two.pk])
    assert owner.post(url, {"accepts": "no"}).status_code == 409
    assert owner.post(url, {"accepts": "no", "lacking": "Två enheter är kvar"}).status_code == 302
    assert manager.post(reverse("projects:drop_delivery", args=[p.code, three.pk])).status_code == 302
    assert manager.post(reverse("projects:drop_delivery", args=[p.code, one.pk])).status_code == 409
    html = manager.get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    for text in (
        "Godtagen",
        "Två enheter är kvar",
        "Det här saknas innan projektet kan avslutas",
        "Leveransen ”Utbildning” är inte godtagen.",
    ):
        assert text in html
    assert Deliverable.objects.count() == 2


@pytest.mark.requirement("F13")
@pytest.mark.both
def test_unspent_money_goes_back_to_its_frame(city: City_) -> None:
    p = project(city)
    before = Frame.objects.get(portfolio=city.portfolio(1), year=2026).left_sek
    assert commands.return_rest(project=p, by=p.manager, on=city.on) == 1_000_000
    found = balance(allocations_of(p.application_id))
    assert (found.returned_sek, found.unspent_sek, found.holds) == (1_000_000, 0, True)
    assert Frame.objects.get(portfolio=city.portfolio(1), year=2026).left_sek == before + 1_000_000
    assert refused_without_mend(p, city) == ["nothing_left"]


def refused_without_mend(p: Project, city: City_) -> list[str]:
    with pytest.raises(Refused) as found:
        commands.return_rest(project=p, by=p.manager, on=city.on)
    return [f.rule for f in found.value.verdict.blocking]


def trial(city: City_) -> Project:
    p = project(city)
    p.application.category = Category.INNOVATIVE.value
    p.application.save()
    return p


@pytest.mark.requirement("G1")
def test_trial_is_wound_down_or_integrated_before_it_closes(city: City_) -> None:
    p = trial(city)
    hand_over(city, p)
    assert refused(commands.ask_to_close, project=p, delivered="Allt", by=p.manager, on=city.on) == ["ending"]
    url = reverse("projects:handover", args=[p.code])
    assert as_(city, "applicant").post(url, {"no_contracts": "on", "ending": "wound_down"}).status_code == 409
    sent = {"no_contracts": "on", "ending": "wound_down", "ending_text": "Data är gallrade."}
    assert as_(city, "applicant").post(url, sent).status_code == 302
    p.refresh_from_db()
    assert p.closure.ending == Ending.WOUND_DOWN.value
    commands.ask_to_close(project=p, delivered="Allt", by=p.manager, on=city.on)


@pytest.mark.requirement("G1")
def test_trial_past_its_date_is_flagged_everywhere(city: City_, travel: Any) -> None:
    p, other = trial(city), project(city, title="Vanlig")
    late = p.planned_end_on + timedelta(days=1)
    assert (list(queries.past_its_date(p.planned_end_on)), list(queries.past_its_date(late))) == ([], [p])
    places = {
        "project": (reverse("projects:detail", args=[p.code]), "applicant", "Försöket har passerat sitt slutdatum"),
        "case": (reverse("applications:detail", args=[p.code]), "applicant", "Försöket har passerat sitt slutdatum"),
        "portfolios": (reverse("portfolios:list"), "director", "Försök som har passerat sitt slutdatum"),
        "public": (reverse("portal:case", args=[p.code]), None, "men pågår fortfarande"),
    }
    for day, told in ((p.planned_end_on, False), (late, True)):
        travel(day)
        found = {n: text in as_(city, who).get(url, headers=SV).content.decode() for n, (url, who, text) in places.items()}
        assert found == dict.fromkeys(places, told)
    for name in ("applicant", "owner", "project_office"):
        assert [w.code for w in desk(city.people[name], late) if w.what == "Avveckla eller införliva försöket"] == [p.code]
    listed = as_(city, "auditor").get(reverse("projects:list"), {"forsok": "sena"}, headers=SV).content.decode()
    assert (p.code in listed, other.code in listed) == (True, False)
    assert date(2026, 11, 30) == p.planned_end_on
