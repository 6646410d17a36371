"""This year's follow-up, as it is attached to the proposal of next year's part."""

from dataclasses import asdict
from typing import Any

from ..models import Project
from ..terms import Light, Measure
from .conditions import conditions_of
from .money import years_of
from .status import last_report


def follow_up_of(project: Project) -> dict[str, Any]:
    """How a project stands: its last status in words, its money by year, and its conditions; frozen with the proposal. Source: P5; F13."""
    last = last_report(project)
    status: dict[str, Any] = {}
    if last is not None:
        lights = [(m, getattr(last, m.value)) for m in Measure]
        status = {
            "reported_on": last.reported_on.isoformat(), "comment": last.comment,
            "lights": [{"what": m.sv, "word": Light(code).sv, "code": code} for m, code in lights if code],
        }  # fmt: skip
    return {
        "status": status,
        "money": [{"year": y.year, "balance": asdict(y.balance)} for y in years_of(project) if y.balance.came_sek],
        "conditions": [{"text": c.row.text, "stops_payment": c.row.stops_payment, "state": c.state.sv} for c in conditions_of(project.application_id)],
    }  # fmt: skip
