"""The preparation on the case page: the statement when it is signed, declared conflicts, and what can be done."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import STEP, CaseState
from nytta.governance.valuation.panels import day_of
from nytta.kit.panels import Act, Block, panel
from nytta.kit.words import tell

from . import policies, queries
from .rules import may_take_part
from .terms import ConflictGround, Recommendation

tell({
    "preparation.conflict": _("tog ställning till jäv"),
    "preparation.write": _("skrev på yttrandet"),
    "case.recommend": _("undertecknade yttrandet"),
})  # fmt: skip


def _begun(application: Application) -> bool:
    """Whether the case has come as far as its preparation group, or has been there and gone back."""
    return bool(application.submitted_on) and STEP[CaseState(application.state)] >= 3


@panel("case.blocks", order=40)
def stated(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """The signed statement, and how many have declared a conflict on which ground: by role, not by name."""
    if not _begun(application):
        return []
    known = queries.known(application)
    conflicts = [(c, ConflictGround(c.ground)) for c in known.conflicts if c.ground != ConflictGround.NONE.value]
    if known.signed is None and not conflicts:
        return []
    word = Recommendation(known.signed.recommendation) if known.signed else ""
    color = "success" if word is Recommendation.SUPPORT else "warning"
    signer = (known.signed.signed_by.title or gettext("Ledamot")) if known.signed and known.signed.signed_by else ""
    context = {"statement": known.signed, "word": word, "color": color, "signer": signer, "conflicts": conflicts, "me": person}
    return [Block(gettext("Beredningsgruppens yttrande"), "preparation/_stated.html", context, "beredning")]


@panel("case.acts", order=40)
def acts(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """Declare, write, sign and ask: the members of the group while the case is prepared."""
    day, code = day_of(on), application.code
    state = CaseState(application.state)
    member = person is not None and policies.is_member(person, application, day)
    adviser = person is not None and has_role(person, Role.DEVELOPMENT_COUNCIL, day)
    prepared = state is CaseState.PREPARATION
    if not (member and prepared) and not (adviser and state in (CaseState.WEIGHING, CaseState.DECISION)):
        return []
    known = queries.known(application)
    declared = known.declared_by(person)
    label = gettext("Ta ställning till jäv") if declared is None else gettext("Ändra ditt besked om jäv")
    found = [Act(label, reverse("preparation:declare", args=[code]), declared is None)]
    if member and prepared:
        why = may_take_part(declared=declared).blocking
        found.append(Act(gettext("Bered och yttra er"), reverse("preparation:state", args=[code]), declared is not None, why))
        if not why and known.draft is not None:
            found.append(Act(gettext("Underteckna yttrandet"), reverse("preparation:recommend", args=[code])))
        if not why:
            found.append(Act(gettext("Skicka tillbaka med en fråga"), reverse("preparation:send_back", args=[code])))
    return found
