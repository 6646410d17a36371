"""The pages of acts answer every role as the table of rights says, by who is in term and out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.kit.words import said
from nytta.plain.rights import RIGHTS
from tests.apps.acts import SITUATIONS, expected, serving, stand
from tests.apps.weighing.rooms import start
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]


@dataclass(frozen=True)
class Page:
    """Where an act is done, on a case that has gone so far."""

    route: str
    until: str = ""
    args: Callable[[City_, Any], list[Any]] = lambda city, case: [case.code] if case else []


PAGES: dict[str, Page] = {
    "records.record": Page("records:settings"),
    "records.appoint_any": Page("records:new_appointment"),
    "records.exempt": Page("records:exempt", "decision"),
    "applications.start": Page("applications:new"),
    "applications.import": Page("applications:sheet"),
    "applications.keep_mapping": Page("applications:new_mapping"),
    "applications.write": Page("applications:write", "draft", lambda city, case: [case.code, "grund"]),
    "applications.invite": Page("applications:invite", "draft"),
    "applications.submit": Page("applications:submit", "draft"),
    "applications.withdraw": Page("applications:withdraw", "screening"),
    "applications.screen": Page("applications:pass", "screening"),
    "applications.check": Page("applications:check", "screening"),
    "applications.accept": Page("applications:accept", "screening", lambda city, case: [case.code, "ownership"]),
    "applications.answer_items": Page("applications:item_answers", "preparation"),
    "benefits.import_baselines": Page("benefits:import"),
    "portfolios.frame": Page("portfolios:describe", "", lambda city, case: ["P1"]),
    "portfolios.advise": Page("portfolios:advise", "weighing"),
    "portfolios.decide": Page("portfolios:decide", "decision"),
    "valuation.appoint": Page("valuation:appoint", "valuation"),
    "valuation.value": Page("valuation:value", "valuation"),
    "preparation.declare": Page("preparation:declare", "preparation"),
    "preparation.state": Page("preparation:state", "preparation"),
    "weighing.start": Page("weighing:start"),
    "weighing.prepare": Page("weighing:ask_weights", "", lambda city, case: [start(city).code]),
    "projects.open": Page("projects:open", "granted"),
    "projects.report": Page("projects:report", "running"),
    "projects.accept_closure": Page("projects:accept", "closing"),
    "intake.write": Page("intake:new"),
    "portal.adopt": Page("portal:adopt"),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_of_an_act_answers_every_role_as_the_table_says(city: City_, name: str) -> None:
    one, page, faults = RIGHTS[name], PAGES[name], []
    case = make_case(city, page.until) if page.until else None
    url = reverse(page.route, args=page.args(city, case))
    for number, (role, term) in enumerate(SITUATIONS):
        person = serving(city, f"p{number}", role, term)
        if case is not None:
            stand(person, case, conflict=False, on=city.on.date())
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(url, headers={"accept-language": "sv"})
        wanted = expected(one, role, term, set(), False)
        if answer.status_code in (403, 404):
            if wanted:
                faults.append((str(role), term, answer.status_code))
            continue
        verdict = answer.context["verdict"]
        told = all(said(f) in answer.context["said"] if "said" in answer.context else True for f in verdict.blocking)
        if bool(verdict) is not wanted or not told or (not wanted and _posted(client, url) == 302):
            faults.append((str(role), term, bool(verdict), [f.rule for f in verdict.blocking]))
    assert faults == [], "\n".join(map(str, faults))


def _posted(client: Client, url: str) -> int:
    return client.post(url, {}, headers={"accept-language": "sv"}).status_code
