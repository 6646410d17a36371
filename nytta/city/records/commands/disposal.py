"""A recorded disposal: a decision of its own that says which texts went, and by what right. Their hashes stay in the chain."""

from collections.abc import Sequence
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit, search
from nytta.kit.commands import act
from nytta.plain.verdicts import require

from .. import policies, queries
from ..models import Decision, DecisionText, FileContent
from ..rules import disposable
from ..terms import DecisionKind, Role, TextPart
from .decisions import decide


@act
def dispose(*, decision: Decision, parts: Sequence[TextPart], mandate: str, reasons: str, by: Person, on: datetime) -> Decision:
    """Remove texts of a decision for ever, by the decision on disposal named as `mandate`. Returns the disposal in the chain.

    With the letter go the documents that were issued. Source: O6; house ("what must go later lies outside the chain").
    """
    require(policies.can_keep_register(by, on.date()))
    text = DecisionText.objects.select_for_update().get(decision=decision)
    picked = [part.value for part in parts]
    require(disposable(parts=picked, disposed=text.disposed, numbered=decision.called))
    disposal = decide(
        kind=DecisionKind.DISPOSAL, subject=f"beslut-{decision.number}", decider=Role.REGISTRAR.sv, body_name=decision.body_name,
        mandate=mandate, basis=decision.called, reasons=reasons, content={"numbers": [decision.number], "parts": picked},
        registry=decision.registry_number, published=decision.published, by=by, on=on,
    )  # fmt: skip
    for part in picked:
        setattr(text, part, {} if part == TextPart.PERSON.value else "")
        text.salts.pop(part, None)
        text.disposed[part] = disposal.number
    text.disposal = disposal
    text.save(update_fields=[*picked, "salts", "disposed", "disposal"])
    if TextPart.LETTER in parts:
        FileContent.objects.filter(file__decision=decision).update(data=b"", disposal=disposal)
    search.put("decision", str(decision.number), *queries.words_of(decision, text))
    audit.note(subject=f"beslut-{decision.number}", act="decision.dispose", by=by, on=on, changes={"parts": [None, picked]}, reason=mandate)
    return disposal
