"""The preparation on the case page: the statement when it is signed, conflicts of interest proposed and declared, what can be done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import STEP, CaseState
from nytta.governance.valuation.panels import day_of
from nytta.kit.panels import Act, Block, panel
from nytta.kit.words import label, tell

from . import policies, queries
from .models import Conflict, Statement
from .queries import words_of
from .rules import NONE, Grounds
from .terms import Recommendation

tell({
    "preparation.conflict": _("tog ställning till jäv"),
    "preparation.settle": _("avgjorde en fråga om jäv"),
    "preparation.write": _("skrev på yttrandet"),
    "case.recommend": _("undertecknade yttrandet"),
})  # fmt: skip


def _begun(application: Application) -> bool:
    """Whether the case has come as far as its preparation group, or has been there and gone back."""
    return bool(application.submitted_on) and STEP[CaseState(application.state)] >= 3


@panel("case.blocks", order=40)
def stated(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """The signed statement with who stood behind it, and who has a conflict on which ground: by role and title, not by name."""
    if not _begun(application):
        return []
    known = queries.known(application)
    conflicts = [c for c in known.conflicts if c.ground != NONE]
    if known.signed is None and not conflicts:
        return []
    word = Recommendation(known.signed.recommendation) if known.signed else ""
    color = "success" if word is Recommendation.SUPPORT else "warning"
    signer = (known.signed.signed_by.title or gettext("Ledamot")) if known.signed and known.signed.signed_by else ""
    grounds = queries.grounds_on(day_of(on))[0] if conflicts else None
    context = {
        "statement": known.signed, "word": word, "color": color, "signer": signer, "me": person,
        "conflicts": [_conflict_line(c, grounds, person) for c in conflicts if grounds], **_behind(known.signed),
    }  # fmt: skip
    return [Block(gettext("Beredningsgruppens yttrande"), "preparation/_stated.html", context, "beredning")]


def _conflict_line(word: Conflict, grounds: Grounds, me: Any) -> dict[str, Any]:
    ground = grounds.ground(word.ground)
    title = f" ({word.person.title})" if word.person.title else ""
    who = gettext("Du") if me is not None and word.person_id == me.pk else gettext("En ledamot") + title
    return {"who": who, "ground": words_of(ground, word.ground), "clause": ground.clause if ground else "",
            "on": word.declared_on, "by_chair": bool(word.settled_by_id)}  # fmt: skip


def _behind(statement: Statement | None) -> dict[str, Any]:
    """Who took part in a signed statement and who did not, by role and title, as it was when it was signed."""
    if statement is None or not statement.took_part:
        return {}
    return {
        "took_part": [_by_title(s) for s in statement.took_part],
        "left_out": [(_by_title(s), _kept_ground(s), s["clause"]) for s in statement.left_out],
    }


def _by_title(seat: Mapping[str, str]) -> str:
    role = label(Role(seat["role"])) + (f", {gettext('ersättare')}" if seat.get("substitute") else "")
    return f"{role} ({seat['title']})" if seat["title"] else role


def _kept_ground(seat: Mapping[str, str]) -> str:
    return seat["en"] if get_language() == "en" and seat["en"] else gettext(seat["sv"]) if seat["sv"] else seat["ground"]


@panel("case.acts", order=40)
def acts(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """Declare, write, sign and ask: the members of the group while the case is prepared; declare: the development council."""
    day, code = day_of(on), application.code
    state = CaseState(application.state)
    out = [c.person_id for c in queries.known(application).conflicts if c.ground != NONE] if _begun(application) else []
    member = person is not None and policies.is_member(person, application, day, unable=out)
    adviser = has_role(person, Role.CITY_DIRECTOR, day) or queries.in_council(person, application, day, unable=out)
    prepared = state is CaseState.PREPARATION
    if not (member and prepared) and not (adviser and state in (CaseState.WEIGHING, CaseState.DECISION)):
        return []
    known, one = queries.known(application), queries.known_standing(application, person, day)
    label_ = _declare_label(one)
    found = [Act(label_, reverse("preparation:declare", args=[code]), one.declared is None or bool(one.open))]
    if member and prepared:
        why = one.takes_part.blocking
        found.append(
            Act(gettext("Bered och yttra er"), reverse("preparation:state", args=[code]), one.declared is not None and not one.open, why)
        )
        if not why and known.draft is not None:
            found.append(Act(gettext("Underteckna yttrandet"), reverse("preparation:recommend", args=[code])))
        if not why:
            found.append(Act(gettext("Skicka tillbaka med en fråga"), reverse("preparation:send_back", args=[code])))
    return [*found, Act(gettext("Se jäv i gruppen"), reverse("preparation:standing", args=[code]))]


def _declare_label(one: queries.Standing) -> str:
    if one.open:
        return gettext("Ta ställning till ett föreslaget jäv")
    return gettext("Ta ställning till jäv") if one.declared is None else gettext("Ändra ditt besked om jäv")


@panel("case.side", order=40)
def proposed_conflict(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """A proposed conflict beside the case until it is settled: one's own. Source: F10."""
    day = day_of(on)
    if person is None or application.state not in (CaseState.PREPARATION.value, CaseState.WEIGHING.value, CaseState.DECISION.value):
        return []
    if not queries.sits(person, application, day):
        return []
    one = queries.known_standing(application, person, day)
    if not one.open:
        return []
    ties: Sequence[str] = [label(t) for t in one.open]
    context = {"ties": ties, "code": application.code}
    return [Block(gettext("Föreslaget jäv"), "preparation/_proposed.html", context, "jav")]
