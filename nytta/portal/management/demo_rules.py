"""A rule set's draft in the demo city: what the office wants to change, tried on the cases."""

from datetime import datetime

from nytta.city.records.queries import rule_set_in_force
from nytta.governance.rulesets import commands
from nytta.governance.rulesets.rules import lines_of

from .demo_people import DemoCity

GUIDELINE = "Riktlinje för ansökan, förslag"


def draft_rules(city: DemoCity, now: datetime) -> None:
    """A draft with a shorter limit, a stricter requirement and a required field, and what they would mean. Source: O4."""
    rules = rule_set_in_force(now.date())
    assert rules is not None
    by, on = city.people["projektkontor"], now
    draft = commands.start_draft(base=rules, title="Kortare försök som mäts", by=by, on=on)
    lines = lines_of(draft.content)
    for where, values in (
        ("limits/innovative_months", {**lines["limits/innovative_months"], "value": 4, "clause": f"{GUIDELINE} 3 §; P4"}),
        ("line/users_involved", {**lines["line/users_involved"], "level": "block", "clause": f"{GUIDELINE} 5 §; E7.4"}),
    ):
        commands.write_line(draft=draft, where=where, values=values, by=by, on=on)
    line = {"stops": ["hand_in"], "categories": ["innovative"], "level": "warn", "clause": f"{GUIDELINE} 6 §"}
    commands.write_line(draft=draft, where="required/learning_measure", values=line, new=True, by=by, on=on)
    commands.try_draft(draft=draft, by=by, on=on)
