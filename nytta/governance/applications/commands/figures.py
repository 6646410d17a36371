"""Acts on a case's calculation: its items, its paths, and its claims on what things cost today."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from nytta.city.organisation.models import Person
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DelegatedAct
from nytta.governance.benefits.commands import (
    ClaimText,
    ItemDetails,
    MitigationText,
    PathText,
    describe_item,
    settle_claims,
    tie,
    untie,
    write_optimism,
    write_paths,
)
from nytta.governance.benefits.models import Answer, Baseline, Claim, Item, Settlement, SettlementAnswer, SettlementPart
from nytta.governance.benefits.queries.settling import settlement_parts
from nytta.governance.benefits.terms import ProjectType, WayOut
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Application
from ..queries.item import asked_items
from ..rules import figures_clash
from ..rules.savings import may_claim
from .cases import void_changed


@act
def write_item(
    *, application: Application, item: int, details: ItemDetails, edition: int | None = None, by: Person, on: datetime
) -> Application:
    """Write what one item of the calculation rests on; a clash is told. Source: F7; F12 (voiding)."""
    application = opened(application=application, edition=edition, by=by, on=on)
    found = application.calculation.items.filter(pk=item).first()
    if found is None:
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Gå tillbaka till kalkylbladet."))
        raise AssertionError
    describe_item(item=found, details=details, by=by, on=on)
    return figures_written(application=application, by=by, on=on)


@act
def write_ways(*, application: Application, paths: Sequence[PathText], edition: int | None = None, by: Person, on: datetime) -> Application:
    """Write the paths from technology to a goal that the case's items walk; a clash is told. Source: P2; N1."""
    application = opened(application=application, edition=edition, by=by, on=on)
    write_paths(calculation=application.calculation, paths=paths, by=by, on=on)
    return figures_written(application=application, by=by, on=on)


def opened(*, application: Application, edition: int | None, by: Person, on: datetime) -> Application:
    """The case under its lock, when the person may write on it and nobody wrote the figures since `edition`. Source: F7."""
    application = locked(application)
    require(policies.can_write(by, application, on.date()))
    if edition is not None:
        require(figures_clash(application.field_editions, edition))
    return application


def figures_written(*, application: Application, by: Person, on: datetime) -> Application:
    """The edition moves on, and acceptances of other amounts are void. Source: F12."""
    application.edition += 1
    application.field_editions["figures"] = [application.edition, str(by)]
    application.save(update_fields=["edition", "field_editions"])
    void_changed(application=application, by=by, on=on)
    return application


def _item_of(application: Application, key: int) -> Item:
    found = application.calculation.items.filter(pk=key).first()
    if found is None:
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Gå tillbaka till kalkylbladet."))
        raise AssertionError
    return found


@act
def tie_item(
    *, application: Application, item: int, text: ClaimText | None, edition: int | None = None, by: Person, on: datetime
) -> Application:
    """Tie an item of the calculation to a baseline, or (None) take its claim away. A trial reserves nothing. Source: F9; G2."""
    application = opened(application=application, edition=edition, by=by, on=on)
    require(may_claim(application.category))
    found = _item_of(application, item)
    if text is None:
        untie(item=found, by=by, on=on)
    else:
        tie(item=found, text=text, by=by, on=on)
    return figures_written(application=application, by=by, on=on)


@act
def propose_settlement(
    *, baseline: Baseline, way_out: WayOut, claims: Sequence[Claim], shares: Mapping[int, Fraction], reason: str, by: Person, on: datetime
) -> Settlement:
    """Propose a way out of a clash to all parties. `claims` are those it concerns, `shares` new shares of the driver (kronor a year of a budget line)
    by claim (0 withdraws); they say nothing when the claims are weighed together.

    Source: F9: negotiate shares, weigh together, merge or withdraw.
    """
    list(Baseline.objects.select_for_update().filter(pk=baseline.pk))
    require(policies.can_settle(by, Claim.objects.filter(pk__in=[c.pk for c in claims]), on.date()))
    if len(claims) < 2:
        require(no("parties", "En väg ut gäller minst två anspråk.", "F9", "Välj de anspråk som krockar.", field="claims"))
    if not reason.strip():
        require(no("reason", "Skriv varför ni föreslår det.", "F9", "Den andra parten läser skälet.", field="reason"))
    made = Settlement.objects.create(baseline=baseline, way_out=way_out.value, reason=reason, proposed_by=by, proposed_on=on.date())
    SettlementPart.objects.bulk_create(settlement_parts(made, claims, None if way_out is WayOut.WEIGHED else shares))
    audit.note(subject=baseline.code, act="settlement.propose", by=by, on=on, changes={"way_out": way_out.value}, reason=reason)
    return made


@act
def answer_settlement(
    *, settlement: Settlement, application: Application, accepts: bool, reason: str, by: Person, on: datetime
) -> SettlementAnswer:
    """One party's own act: accepts or objects. When all have accepted it becomes what their claims say. Source: F9."""
    settlement = locked(settlement)
    require(policies.can_answer_settlement(by, settlement, application, on.date()))
    if not accepts and not reason.strip():
        require(no("reason", "Skriv varför ni inte godtar.", "F9", "Den andra parten läser skälet.", field="reason"))
    answer, _new = SettlementAnswer.objects.update_or_create(
        settlement=settlement, code=application.code, defaults={"accepts": accepts, "reason": reason, "by": by, "on": on.date()}
    )
    audit.note(
        subject=settlement.baseline.code,
        act="settlement.answer",
        by=by,
        on=on,
        changes={"case": application.code, "accepts": accepts},
        reason=reason,
    )
    parties = set(settlement.parts.values_list("claim__item__calculation__code", flat=True))
    said = dict(settlement.answers.values_list("code", "accepts"))
    if not accepts:
        settlement.dropped_on = on.date()
        settlement.save(update_fields=["dropped_on"])
    elif all(said.get(code) for code in parties):
        settlement.accepted_on = on.date()
        settlement.save(update_fields=["accepted_on"])
        settle_claims(settlement=settlement, by=by, on=on)
    return answer


@act
def answer_items(
    *, application: Application, answers: Mapping[int, tuple[bool, str]], paragraph: str = "", by: Person, on: datetime
) -> list[Answer]:  # fmt: skip
    """The business that owns the process accepts or objects, item by item, on a mandate; an objection has a reason. Source: T; F8, F12."""
    application = locked(application)
    require(policies.can_answer_items(by, application, on.date()))
    body = application.process_body
    assert body is not None
    delegation = delegation_for(by, DelegatedAct.ACCEPT, on.date(), body=body.pk)
    mandate = paragraph.strip() or (delegation.clause if delegation else "")
    if not mandate:
        require(no("mandate_named", "Ange nämndens eller styrelsens paragraf; ingen delegation är registrerad.", "F12",
                   "Skriv paragraf och datum för beslutet.", field="paragraph"))  # fmt: skip
    made = []
    for asked in asked_items(application):
        if asked.item.pk not in answers:
            continue
        accepts, reason = answers[asked.item.pk]
        if not accepts and not reason.strip():
            require(no("objection_reason", "Skriv varför ni invänder mot ”%(item)s”.", "F8", "Sökanden och värderaren läser skälet.",
                       field=f"reason_{asked.item.pk}", item=asked.item.label))  # fmt: skip
        if asked.valid and asked.answer is not None and (asked.answer.accepts, asked.answer.reason) == (accepts, reason):
            continue
        made.append(
            Answer.objects.create(
                item=asked.item, body=body, accepts=accepts, reason=reason, mandate=mandate, asked=asked.text, by=by, on=on.date()
            )
        )
        changes = {"item": asked.item.label, "accepts": accepts}
        audit.note(subject=application.code, act="figures.answer", by=by, on=on, changes=changes, reason=reason)
    return made


@act
def write_cost_risk(
    *, application: Application, project_type: ProjectType, mitigations: Sequence[MitigationText], edition: int | None = None, by: Person, on: datetime
) -> Application:  # fmt: skip
    """Say what kind of project it is and how far what makes costs be underestimated is dealt with. Source: F7."""
    application = opened(application=application, edition=edition, by=by, on=on)
    write_optimism(calculation=application.calculation, project_type=project_type, mitigations=mitigations, by=by, on=on)
    return figures_written(application=application, by=by, on=on)
