"""What a group came to in a case, as the act that it is on the case itself: a statement, a question, or advice."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.portfolios import commands as portfolios
from nytta.governance.portfolios.queries import target
from nytta.governance.portfolios.terms import Advice
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import Recommendation
from nytta.kit.commands import act

from ..terms import Outcome

STATEMENTS = {Outcome.SUPPORT: Recommendation.SUPPORT, Outcome.OPPOSE: Recommendation.OPPOSE}
ADVICE = {Outcome.FUND: Advice.FUND, Outcome.WAIT: Advice.WAIT, Outcome.REFUSE: Advice.REFUSE}


@act
def come_to(*, application: Application, year: int, outcome: Outcome, reasons: str, by: Person, on: datetime) -> None:
    """Do in the case what the group came to, signed by `by`; the same gates as when it is done on the case's page. Source: F10, F11, F13."""
    if outcome in STATEMENTS:
        preparation.write_statement(application=application, recommendation=STATEMENTS[outcome], text=reasons, by=by, on=on)
        preparation.recommend(application=application, by=by, on=on)
    elif outcome is Outcome.ASK:
        preparation.send_back(application=application, field="", question=reasons, by=by, on=on)
    elif outcome in ADVICE:
        to = target(application, year or None, on.date())
        portfolios.advise(application=application, year=to.year, advice=ADVICE[outcome], reasons=reasons, by=by, on=on)
