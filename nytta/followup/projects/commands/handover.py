"""What is handed over at closure: deliverables, contracts, running cost, unspent money, and how a trial ends. Source: P4; P5 step 7; F6."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.delivery.systems.models import System
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Closure, Deliverable, Project
from ..terms import DeliverableKind, Ending
from .unspent import return_unspent


@act
def add_deliverable(
    *, project: Project, title: str, kind: DeliverableKind, system: System | None = None, address: str = "", text: str = "", by: Person, on: datetime
) -> Deliverable:  # fmt: skip
    """Take up something that the project hands over; a system is one that the owner has. Source: P5 step 7; F6."""
    require(policies.can_report(by, project, on.date()))
    if not title.strip():
        require(no("title", "Leveransen saknar namn.", "F6", "Skriv vad som lämnas över.", field="title"))
    if system is not None and system.owner_id != project.owner_body_id:
        require(
            no(
                "system_owner",
                "Systemet ägs av en annan nämnd eller styrelse.",
                "P4; D1",
                "Välj ett system som systemägaren äger.",
                field="system",
            )
        )
    made = Deliverable.objects.create(project=project, title=title.strip(), kind=kind.value, system=system, address=address, text=text)
    audit.note(subject=project.code, act="delivery.add", by=by, on=on, changes={"title": made.title, "kind": made.kind})
    return made


@act
def drop_deliverable(*, deliverable: Deliverable, by: Person, on: datetime) -> None:
    """Take back something that is not handed over; what has been accepted stands. Source: F6."""
    deliverable = locked(deliverable)
    require(policies.can_report(by, deliverable.project, on.date()))
    if deliverable.accepted_on:
        require(no("accepted", "Leveransen är godtagen och kan inte tas bort.", "F6"))
    audit.note(subject=deliverable.project.code, act="delivery.drop", by=by, on=on, changes={"title": [deliverable.title, None]})
    deliverable.delete()


@act
def accept_deliverable(*, deliverable: Deliverable, accepts: bool, lacking: str = "", by: Person, on: datetime) -> Deliverable:
    """The owner accepts one deliverable, or says what is missing. Source: P4; F6."""
    deliverable = locked(deliverable)
    require(policies.can_accept_delivery(by, deliverable.project, on.date()))
    if not accepts and not lacking.strip():
        require(no("lacking", "Skriv vad som saknas.", "F6", "Projektledaren ser texten.", field="lacking"))
    deliverable.accepted_on, deliverable.accepted_by = (on.date(), by) if accepts else (None, None)
    deliverable.lacking = "" if accepts else lacking.strip()
    deliverable.save()
    audit.note(subject=deliverable.project.code, act="delivery.accept" if accepts else "delivery.refuse", by=by, on=on,
               changes={"title": deliverable.title}, reason=lacking)  # fmt: skip
    return deliverable


@act
def write_closure(
    *, project: Project, contracts: str, no_contracts: bool, ending: Ending | None = None, ending_text: str = "", by: Person, on: datetime
) -> Closure:
    """Say which contracts are handed over and to whom, and how a trial ends. Source: P4; F6, D9."""
    require(policies.can_report(by, project, on.date()))
    if no_contracts and contracts.strip():
        require(no("contracts", "Det står både att det finns avtal och att det inte gör det.", "F6", "Ta bort det ena.", field="contracts"))
    if ending and not ending_text.strip():
        require(
            no(
                "ending_text",
                "Skriv hur försöket avvecklas eller införlivas.",
                "P4; G1",
                "Vad som händer med data, avtal och användare.",
                field="ending_text",
            )
        )
    values = {
        "contracts": contracts.strip(),
        "no_contracts": no_contracts,
        "ending": ending.value if ending else "",
        "ending_text": ending_text.strip(),
    }
    made, _ = Closure.objects.update_or_create(project=project, defaults=values)
    audit.note(subject=project.code, act="closure.write", by=by, on=on, changes=values)
    return made


@act
def confirm_running_cost(*, project: Project, cost_sek: int, by: Person, on: datetime) -> Closure:
    """The owner confirms what the yearly running cost will be. Source: P4; F12."""
    require(policies.can_accept_delivery(by, project, on.date()))
    if cost_sek < 0:
        require(no("cost", "Beloppet kan inte vara negativt.", "F12", field="cost_sek"))
    values = {"running_cost_sek": cost_sek, "running_confirmed_on": on.date(), "running_confirmed_by": by}
    made, _ = Closure.objects.update_or_create(project=project, defaults=values)
    audit.note(subject=project.code, act="closure.running_cost", by=by, on=on, changes={"cost_sek": cost_sek})
    return made


@act
def return_rest(*, project: Project, by: Person, on: datetime) -> int:
    """Give back all that has not been used before the project closes: the manager. How many kronor. Source: P5 step 7; F13."""
    require(policies.can_report(by, project, on.date()))
    made = return_unspent(project=project, by=by, on=on)
    if not made:
        require(no("nothing_left", "Det finns inget att lämna tillbaka.", "F13"))
    return sum(one.amount_sek for one in made)
