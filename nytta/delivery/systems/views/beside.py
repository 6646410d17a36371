"""What flows and changes show on other pages, and what their acts are called."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit import words
from nytta.kit.panels import Act, Block, Remains, panel, remains
from nytta.kit.words import label

from .. import policies
from ..lists.changes import TAGS
from ..models import ChangeNotice, Flow, System
from ..queries.changes import TOLD, outages_from, reaching
from ..queries.flows import flows_of
from ..terms import ChangeKind, Impact, NoticeState
from .changes import times_said

SHOWN = 8

words.tell({
    "flow.register": _("förde in integrationen"),
    "flow.change": _("ändrade uppgifter om integrationen"),
    "flow.end": _("avslutade integrationen"),
    "change.draft": _("skrev ett utkast till ändringsanmälan"),
    "change.write": _("ändrade utkastet"),
    "change.announce": _("anmälde ändringen"),
    "change.yes": _("svarade ja"),
    "change.no": _("svarade nej"),
    "change.ask": _("ställde en fråga"),
    "change.reply": _("besvarade en fråga"),
    "change.move": _("flyttade ändringen"),
    "change.go_ahead": _("bestämde att ändringen genomförs"),
    "change.cancel": _("ställde in ändringen"),
    "change.close": _("antecknade hur det gick"),
    "change.escalate": _("frågade högre upp om ett svar som inte kommit"),
    "change.feed": _("förnyade sin kalenderadress"),
})  # fmt: skip


@panel("system.blocks", order=60)
def flows_beside(system: System, person: Any, on: date) -> list[Block]:
    """A system's flows, for those who work in the city: the first few, and the ways to the picture and the register."""
    if person is None:
        return []
    found = list(flows_of(system, on)[: SHOWN + 1])
    return [
        Block(
            gettext("Integrationer"),
            "systems/_flows.html",
            {"flows": found[:SHOWN], "more": len(found) > SHOWN, "system": system},
            "integrationer",
        )
    ]


@panel("system.blocks", order=61)
def changes_beside(system: System, person: Any, on: date) -> list[Block]:
    """What is announced for a system and what others have announced that reaches it, by which way; for the public the outages that
    its owner has said are public. Source: D4; D7.
    """
    if person is None:
        found = [(n, times_said(n)) for n in outages_from(on).filter(system=system)[:SHOWN]]
        return [Block(gettext("Planerade driftstopp"), "systems/_outages.html", {"rows": found}, "driftstopp")] if found else []
    rows = ChangeNotice.objects.filter(system=system, state__in=[s.value for s in TOLD]).order_by("starts_at")[:SHOWN]
    own = [(n, times_said(n), label(NoticeState(n.state)), TAGS[n.state]) for n in rows]
    blocks = [Block(gettext("Anmälda ändringar"), "systems/_changes.html", {"rows": own}, "andringar")] if own else []
    reach = [
        (a, label(ChangeKind(a.notice.kind)), label(Impact(a.notice.impact)), times_said(a.notice)) for a in reaching(system, on)[:SHOWN]
    ]
    if reach:
        blocks.append(Block(gettext("Ändringar och driftstopp som når systemet"), "systems/_reaching.html", {"rows": reach}, "nar"))
    return blocks


@panel("system.acts", order=60)
def acts_beside(system: System, person: Any, on: date) -> list[Act]:
    """Announce a change, and put in a flow, for those who may."""
    if person is None or system.retired_on:
        return []
    acts = []
    if policies.can_announce(person, system, on):
        acts.append(Act(gettext("Anmäl en ändring"), f"{reverse('changes:new')}?system={system.code}"))
    if policies.can_keep_flow(person, (), on):
        acts.append(Act(gettext("Ny integration"), f"{reverse('flows:new')}?fran={system.code}"))
    return acts


@panel("body.remains", order=35)
def flows_left(body: Body, last: date) -> list[Remains]:
    """The flows of which a body that ends is named to answer for a side."""
    named = Q(source_owner=body) | Q(target_owner=body)
    rows = Flow.objects.filter(named, Q(valid_until=None) | Q(valid_until__gt=last)).order_by("code")
    mend = gettext("Skriv vem som ansvarar för sidan i stället, eller lämna det till systemets ägare.")
    return [remains(gettext("Integrationer"), rows, lambda f: (f"{f.code} {f.information}", reverse("flows:detail", args=[f.code])), mend)]


@panel("systems.links", order=60)
def ways(person: Any, on: date) -> list[tuple[str, str]]:
    """From the register of systems to those of flows and changes."""
    if person is None:
        return [(gettext("Planerade driftstopp"), reverse("changes:outages"))]
    return [
        (gettext("Integrationer"), reverse("flows:list")), (gettext("Ändringar"), reverse("changes:list")),
        (gettext("Ändringskalender"), reverse("changes:calendar")),
    ]  # fmt: skip
