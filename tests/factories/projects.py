"""What the addresses of projects name: a step of the plans."""

from typing import Any

from nytta.followup.projects.models import PlanStep
from nytta.governance.applications.models import Application
from tests.factories.city import City_


def sample(city: City_, case: Application) -> dict[str, Any]:
    """Values for the places in the addresses of a case's project."""
    step = PlanStep.objects.filter(project__application=case).first()
    return {"step": step.pk if step else 0}
