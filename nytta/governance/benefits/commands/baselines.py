"""Baselines are described, measured again and brought in from a sheet; what was measured before stands. Source: F9."""

from dataclasses import asdict, dataclass
from datetime import datetime

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Baseline, BaselineVersion
from ..rules import Measured, measured_faults, yearly_cost
from ..terms import BaselineKind


@dataclass(frozen=True)
class BaselineText:
    """What a baseline is of: its name, kind, process, unit, resource and the body that owns the process."""

    name: str
    owner_body: Body
    kind: BaselineKind = BaselineKind.ACTIVITY
    process: str = ""
    unit: str = ""
    resource: str = ""


@act
def add_baseline(*, text: BaselineText, measured: Measured, external_id: str = "", by: Person, on: datetime) -> Baseline:
    """Put a baseline in the register with its first version. Source: F9."""
    require(policies.can_keep_baseline(by, text.owner_body, on.date()))
    baseline = Baseline(code=numbers.next_code("N", on.year), external_id=external_id)
    _describe(baseline, text)
    audit.note(subject=baseline.code, act="baseline.add", by=by, on=on, changes={"name": text.name, "owner_body": text.owner_body})
    _measure(baseline, measured, by, on)
    return baseline


@act
def change_baseline(*, baseline: Baseline, text: BaselineText, by: Person, on: datetime) -> Baseline:
    """Describe a baseline anew; its kind stands once somebody has claimed on it. Source: F9."""
    baseline = locked(baseline)
    require(policies.can_keep_baseline(by, baseline.owner_body, on.date()) + policies.can_keep_baseline(by, text.owner_body, on.date()))
    if text.kind.value != baseline.kind and baseline.claims.exists():
        require(no("kind", "Slaget kan inte ändras: det finns anspråk på nuläget.", "F9", "Lägg upp ett nytt nuläge.", field="kind"))
    values = asdict(text) | {"owner_body": text.owner_body, "kind": text.kind.value}
    changes = audit.changes_of(baseline, values)
    _describe(baseline, text)
    if changes:
        audit.note(subject=baseline.code, act="baseline.change", by=by, on=on, changes=changes)
    return baseline


def _describe(baseline: Baseline, text: BaselineText) -> None:
    baseline.name, baseline.kind, baseline.owner_body = text.name, text.kind.value, text.owner_body
    baseline.process, baseline.unit, baseline.resource = text.process, text.unit, text.resource
    baseline.save()
    search.put("baseline", baseline.code, text.name, text.process, text.resource, text.unit, baseline.code)


@act
def measure_baseline(*, baseline: Baseline, measured: Measured, by: Person, on: datetime) -> BaselineVersion:
    """A new version of a baseline, with its source; those before it stand, and so do the claims on them. Source: F9."""
    baseline = locked(baseline)
    require(policies.can_keep_baseline(by, baseline.owner_body, on.date()))
    return _measure(baseline, measured, by, on)


def _measure(baseline: Baseline, measured: Measured, by: Person, on: datetime) -> BaselineVersion:
    require(measured_faults(BaselineKind(baseline.kind), measured, baseline.unit))
    cost = yearly_cost(measured)
    assert cost is not None
    number = baseline.versions.count() + 1
    changes = {"version": number, "year": measured.year, "yearly_cost_sek": cost, "source": measured.source}
    audit.note(subject=baseline.code, act="baseline.measure", by=by, on=on, changes=changes)
    values = asdict(measured) | {"yearly_cost_sek": cost}
    return BaselineVersion.objects.create(baseline=baseline, number=number, by=by, on=on.date(), **values)


@act
def import_baseline(*, key: str, text: BaselineText, measured: Measured, by: Person, on: datetime) -> str:
    """One row of a sheet: "added", "measured" (was there, with other figures), or "there" when it says nothing new. Source: F9."""
    baseline = Baseline.objects.select_for_update().filter(external_id=key).first()
    if baseline is None:
        add_baseline(text=text, measured=measured, external_id=key, by=by, on=on)
        return "added"
    last = baseline.versions.first()
    if last is not None and _says_the_same(last, measured):
        return "there"
    measure_baseline(baseline=baseline, measured=measured, by=by, on=on)
    return "measured"


def _says_the_same(version: BaselineVersion, measured: Measured) -> bool:
    """Whether a version holds what is measured, worked out cost included."""
    values = asdict(measured) | {"yearly_cost_sek": yearly_cost(measured)}
    return all(getattr(version, name) == value for name, value in values.items())
