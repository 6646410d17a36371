"""The demo city: founded once, with cases in every state, and nobody's real name."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from nytta.city.organisation.models import Body, Person
from nytta.city.records.models import Decision
from nytta.followup.projects.models import Project, StatusReport
from nytta.followup.projects.terms import ProjectState
from nytta.governance.applications.models import Acceptance, Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.models import Frame
from nytta.kit.proof import faults

pytestmark = pytest.mark.django_db


def test_demo_city_is_whole_and_is_founded_once() -> None:
    out = StringIO()
    call_command("demo_city", stdout=out)
    assert "prova-nytta-lugnt" in out.getvalue()
    states = set(Application.objects.values_list("state", flat=True))
    assert states == {s.value for s in CaseState}
    assert ProjectState.RUNNING.value in Project.objects.values_list("state", flat=True)
    assert 55 <= Application.objects.count() <= 70
    assert Frame.objects.filter(granted_sek__gt=F("amount_sek")).count() == 0
    assert len({f.year for f in Frame.objects.all()}) == 3
    assert StatusReport.objects.filter(deviates=True).exists()
    assert Acceptance.objects.exclude(voided_on=None).exists()
    assert list(faults(Decision)) == []
    days = list(Decision.objects.order_by("number").values_list("decided_on", flat=True))
    assert days == sorted(days)
    assert Body.objects.filter(kind="company_board", adopted_on=None).count() == 1
    assert Person.objects.filter(is_superuser=True).count() == 0
    before = (Application.objects.count(), Decision.objects.count())
    call_command("demo_city", stdout=StringIO())
    assert (Application.objects.count(), Decision.objects.count()) == before
