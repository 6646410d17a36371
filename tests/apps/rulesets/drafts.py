"""Drafts as tests want them: written, tried, proposed."""

from datetime import date
from typing import Any

from nytta.city.records.commands import delegate
from nytta.city.records.models import RuleSet
from nytta.city.records.terms import DelegatedAct, Role
from nytta.governance.rulesets import commands
from nytta.governance.rulesets.models import Draft
from nytta.governance.rulesets.rules import lines_of
from tests.factories.city import LAST, START, City_

MONTHS = "limits/innovative_months"


def delegated(city: City_) -> None:
    """The board has put the guidelines in the director's hands."""
    delegate(
        body=city.bodies["kommunstyrelsen"], delegated=DelegatedAct.GUIDELINES, role=Role.CITY_DIRECTOR, clause="Delegationsordning 7 §",
        limit_sek=None, unlimited=False, valid_from=START, valid_until=LAST, by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def started(city: City_, title: str = "Längre försök") -> Draft:
    """A draft of the newest version."""
    base = RuleSet.objects.order_by("-in_force_from").first()
    assert base is not None
    return commands.start_draft(base=base, title=title, by=city.people["project_office"], on=city.on)


def written(city: City_, draft: Draft, where: str = MONTHS, **values: Any) -> Draft:
    """A line of it changed."""
    line = {**lines_of(draft.content)[where], **values}
    return commands.write_line(draft=draft, where=where, values=line, by=city.people["project_office"], on=city.on)


def proposed(city: City_, draft: Draft) -> Draft:
    """Tried and proposed as it stands."""
    by = city.people["project_office"]
    commands.try_draft(draft=draft, by=by, on=city.on)
    return commands.propose(draft=draft, motive="Försöken hinner inte bli klara.", seen=draft.edition, by=by, on=city.on)


def decided(city: City_, draft: Draft, version: str = "2026:2", day: date | None = None) -> Draft:
    """Decided by the director, in force from a day."""
    return commands.decide(
        draft=draft, version=version, in_force_from=day or city.on.date(), registry="KS 2026/0042", reasons="Enligt motivet.", seen=draft.edition,
        by=city.people["director"], on=city.on,
    )  # fmt: skip


def sample(city: City_) -> dict[str, Any]:
    """Values for the addresses of drafts: one that is written and tried, and one that is proposed."""
    delegated(city)
    one = written(city, started(city), value=12)
    commands.try_draft(draft=one, by=city.people["project_office"], on=city.on)
    other = proposed(city, written(city, started(city, "Kortare försök"), value=3))
    done = {f"rulesets:{name}.code": other.code for name in ("decide", "send_back")}
    return {
        "rulesets.code": one.code, **done, "rulesets.part": "line", "rulesets.key": "goal_named", "rulesets:new.part": "review",
        "rulesets:new.key": "grant",
    }  # fmt: skip
