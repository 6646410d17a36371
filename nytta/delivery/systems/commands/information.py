"""What people do with information: keep its types and concept models, name masters and copies, answer the principles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import name_of, owners
from nytta.city.organisation.terms import BodyKind
from nytta.city.records.commands import decide
from nytta.city.records.models import Decision
from nytta.city.records.policies import can_record
from nytta.city.records.terms import DecisionKind
from nytta.kit import audit, search
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_number
from nytta.plain.text import sort_key
from nytta.plain.verdicts import Verdict, no, require

from ..models import ConceptModel, Holding, InformationType, PrincipleAnswer, System
from ..policies import can_answer_principles, can_change, can_keep_information
from ..queries.sound import owner_fits
from ..rules import (
    board_has_decided,
    can_be_master,
    concepts_once,
    evidence_of,
    name_is_free,
    nothing_holds,
)
from ..terms import Fulfilment, HoldingRole, Principle

TYPE_FIELDS = ("name", "definition", "owner", "model", "personal_data", "open_data", "open_address", "external_id")
MODEL_FIELDS = ("title", "version", "owner", "concepts", "address", "decided", "valid_from")


@dataclass(frozen=True)
class Answer:
    """How a system stands to a principle, with its evidence (and where it lies) and the day that it was found."""

    answer: Fulfilment
    evidence: str
    answered_on: date
    address: str = ""


def _owner(owner: Body, on: date) -> Verdict:
    return owner_fits(owner, owners(on).filter(pk=owner.pk).exists(), on)


def _free(name: str, but: int = 0) -> Verdict:
    taken = InformationType.objects.filter(sort=sort_key(name), ended_on=None).exclude(pk=but)
    return name_is_free(name, taken.exists())


def _index(one: InformationType) -> None:
    search.put("information", one.code, one.code, one.name, one.definition)


@act
def register_information(*, values: Mapping[str, Any], by: Person, on: datetime) -> InformationType:
    """Put a type of information in the register. `values` are fields of TYPE_FIELDS, name and owner among them. Source: D3."""
    day = on.date()
    one = InformationType(registered_on=day, changed_at=on, **{f: values[f] for f in TYPE_FIELDS if f in values})
    require(_owner(one.owner, day))
    require(can_keep_information(by, one.owner, day))
    require(_free(one.name))
    one.code = f"I-{next_number('I'):04d}"
    one.save(force_insert=True)
    _index(one)
    told = {f: [None, values[f]] for f in TYPE_FIELDS if values.get(f) not in (None, "")}
    audit.note(subject=one.code, act="information.register", by=by, on=on, changes=told)
    return one


@act
def change_information(*, information: InformationType, values: Mapping[str, Any], by: Person, on: datetime) -> InformationType:
    """Change what the register says of a type of information. Source: D3."""
    day, one = on.date(), locked(information)
    require(can_keep_information(by, one.owner, day) + _standing(one))
    changes = audit.changes_of(one, {f: values[f] for f in TYPE_FIELDS if f in values})
    if not changes:
        return one
    for name in changes:
        setattr(one, name, values[name])
    if "owner" in changes:
        require(_owner(one.owner, day))
    require(_free(one.name, one.pk))
    one.changed_at = on
    one.save()
    _index(one)
    audit.note(subject=one.code, act="information.change", by=by, on=on, changes=changes)
    return one


def _standing(one: InformationType) -> Verdict:
    return can_be_master("", None, one.name, one.ended_on)


@act
def end_information(*, information: InformationType, reason: str, by: Person, on: datetime) -> InformationType:
    """End a type of information that no system in use holds; it stays in the register. Source: D3."""
    day, one = on.date(), locked(information)
    require(can_keep_information(by, one.owner, day) + _standing(one))
    held = Holding.objects.filter(information=one, system__retired_on=None).order_by("system__sort")
    require(nothing_holds(one.name, list(held.values_list("system__name", flat=True))))
    one.ended_on, one.ended_reason, one.changed_at = day, reason, on
    one.save()
    audit.note(subject=one.code, act="information.end", by=by, on=on, changes={"ended_on": [None, day]}, reason=reason)
    return one


@act
def name_master(
    *, information: InformationType, system: System, paragraph: str = "", reasons: str = "", by: Person, on: datetime
) -> Holding:
    """Name the master of a type of information; the one before becomes a copy.

    The owner names it. With a paragraph it is the executive board's decision that is recorded, and after that only a new one changes it.
    Source: P7.1 (3); D3.
    """
    day = on.date()
    system, one = locked(system), locked(information)  # as a retirement locks the system first
    before = Holding.objects.select_for_update().filter(information=one, role=HoldingRole.MASTER.value).select_related("system").first()
    require(can_record(by, day) if paragraph else can_keep_information(by, one.owner, day))
    require(can_be_master(system.name, system.retired_on, one.name, one.ended_on))
    earlier = before.decision if before else None
    require(board_has_decided(earlier.called if earlier else "", bool(paragraph)))
    decision = _decided(one, system, paragraph, reasons, earlier, by, on) if paragraph else None
    if before and before.system_id != system.pk:
        before.role, before.decision = HoldingRole.COPY.value, None
        before.save(update_fields=["role", "decision"])
    held, _ = Holding.objects.update_or_create(
        information=one, system=system, defaults={"role": HoldingRole.MASTER.value, "decision": decision},
        create_defaults={"role": HoldingRole.MASTER.value, "decision": decision, "since_on": day},
    )  # fmt: skip
    told = [before.system.code if before else None, system.code]
    audit.note(subject=one.code, act="information.master", by=by, on=on, changes={"master": told}, reason=paragraph or reasons)
    return held


def _decided(
    one: InformationType, system: System, paragraph: str, reasons: str, earlier: Decision | None, by: Person, on: datetime
) -> Decision:
    board = name_of(BodyKind.EXECUTIVE_BOARD)
    return decide(
        kind=DecisionKind.MASTER, subject=one.code, decider=board, body_name=board, mandate=paragraph, basis=one.definition,
        reasons=reasons, content={"master": system.code}, concerns=[system.code], supersedes=earlier, by=by, on=on,
    )  # fmt: skip


@act
def hold_copy(*, information: InformationType, system: System, note: str = "", by: Person, on: datetime) -> Holding:
    """Say that a system holds a copy of a type of information, and how it is kept up with the master. Source: P7.1 (3); D3."""
    day = on.date()
    system, one = locked(system), locked(information)
    require(can_change(by, system, day) + _standing(one))
    held = Holding.objects.filter(information=one, system=system).first()
    if held and held.role == HoldingRole.MASTER.value:
        require(no("master_is_copy", "%(system)s är huvuddatakälla för %(information)s.", "P7.1 (3); D3",
                   "Utse först ett annat system till huvuddatakälla.", field="information", system=system.name, information=one.name))  # fmt: skip
    made, _ = Holding.objects.update_or_create(
        information=one, system=system, defaults={"role": HoldingRole.COPY.value, "note": note},
        create_defaults={"role": HoldingRole.COPY.value, "note": note, "since_on": day},
    )  # fmt: skip
    audit.note(subject=system.code, act="system.copy", by=by, on=on, changes={"copy": [None, one.code], "note": note})
    return made


@act
def drop_holding(*, holding: Holding, by: Person, on: datetime) -> None:
    """Say that a system no longer holds a type of information. A master is not dropped: another is named. Source: P7.1 (3); D3."""
    system = locked(holding.system)
    held = locked(holding)
    require(can_change(by, system, on.date()))
    if held.role == HoldingRole.MASTER.value:
        require(no("master_dropped", "%(system)s är huvuddatakälla för %(information)s.", "P7.1 (3); D3",
                   "Utse först ett annat system till huvuddatakälla.", system=system.name, information=held.information.name))  # fmt: skip
    audit.note(subject=system.code, act="system.no_copy", by=by, on=on, changes={"holds": [held.information.code, None]})
    held.delete()


@act
def answer_principles(*, system: System, answers: Mapping[Principle, Answer], by: Person, on: datetime) -> System:
    """Answer how a system stands to some of the seven principles; what is answered again replaces what stood. Source: P7.1; D3."""
    day, system = on.date(), locked(system)
    require(can_answer_principles(by, system, day))
    stood = {Principle(a.principle): a for a in system.principle_answers.all()}
    for principle, said in answers.items():
        require(evidence_of(said.evidence, said.answered_on, day))
        values = {"answer": said.answer.value, "evidence": said.evidence, "address": said.address, "answered_on": said.answered_on}
        one = stood.get(principle) or PrincipleAnswer(system=system, principle=principle.value)
        changes = audit.changes_of(one, values)
        if not changes:
            continue
        for name, value in values.items():
            setattr(one, name, value)
        one.by = by
        one.save()
        audit.note(subject=system.code, act="system.principle", by=by, on=on, changes={"principle": principle.value, **changes})
    return system


@act
def write_concept_model(
    *, values: Mapping[str, Any], concepts: Sequence[tuple[str, str]], replaces: ConceptModel | None = None, by: Person, on: datetime
) -> ConceptModel:
    """Put a concept model in the register, or a new version of one: the types of information follow to the new. Source: P7.1 (3); D3."""
    day = on.date()
    one = ConceptModel(concepts=[list(pair) for pair in concepts], **{f: values[f] for f in MODEL_FIELDS if f in values})
    before = locked(replaces) if replaces else None
    require(_owner(one.owner, day))
    require(can_keep_information(by, before.owner if before else one.owner, day))
    require(concepts_once([word for word, _ in concepts]))
    if before and ConceptModel.objects.filter(replaces=before).exists():
        require(no("model_replaced", "Modellen har redan en senare version.", "D3", "Öppna den senaste versionen och utgå från den."))
    if ConceptModel.objects.filter(title=one.title, version=one.version).exists():
        require(no("model_once", "Modellen %(title)s finns redan i version %(version)s.", "D3", "Ange en ny version.", field="version",
                   title=one.title, version=one.version))  # fmt: skip
    one.code, one.replaces = f"BM-{next_number('BM'):03d}", before
    one.save(force_insert=True)
    if before:
        InformationType.objects.filter(model=before).update(model=one)
    changes = {"title": one.title, "version": one.version, "replaces": before.code if before else None}
    audit.note(subject=one.code, act="concept_model.write", by=by, on=on, changes=changes)
    return one
