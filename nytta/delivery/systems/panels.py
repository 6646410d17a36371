"""What other pages ask of the registers of systems and common solutions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.records.policies import can_seek_exemption
from nytta.city.records.queries import has_role
from nytta.city.records.queries.exemptions import resting
from nytta.city.records.rules.exemptions import Thing
from nytta.city.records.terms import Role, Target
from nytta.kit import events, words
from nytta.kit.panels import Act, Block, Remains, panel, remains

from .lists.capabilities import CAPABILITIES
from .lists.information import ANSWER_TAGS, INFORMATION, PRINCIPLES
from .lists.systems import RETIRED, SYSTEMS
from .models import System
from .policies import can_answer_principles, can_change, can_export_model, can_import
from .queries import answers_of, held_by, owned, solutions
from .queries.overlaps import breaches
from .queries.overviews import to_look_at
from .terms import Ending, Principle

words.tell(
    {
        "capability.add": _("förde in förmågan"),
        "capability.register": _("förde in förmågan"),
        "capability.change": _("ändrade förmågan"),
        "capability.retire": _("avslutade förmågan"),
        "solution.add": _("förde in lösningen"),
        "solution.change": _("ändrade uppgifter om lösningen"),
        "system.register": _("förde in systemet"),
        "system.change": _("ändrade uppgifter om systemet"),
        "system.copy": _("angav information i systemet"),
        "system.no_copy": _("tog bort information från systemet"),
        "system.principle": _("svarade på en arkitekturprincip"),
        "information.register": _("förde in informationstypen"),
        "information.change": _("ändrade informationstypen"),
        "information.end": _("avslutade informationstypen"),
        "information.master": _("utsåg huvuddatakälla"),
        "concept_model.write": _("förde in begreppsmodellen"),
        "system.attest": _("bekräftade uppgifterna"),
        "system.retire": _("avvecklade systemet"),
        "system.document": _("lade till ett dokument"),
        "system.document_removed": _("tog bort ett dokument"),
    }
)

for _name, _label, _acts, _listing in (
    ("system.registered", _("Ett system är infört"), ["system.register"], SYSTEMS),
    ("system.changed", _("Ett systems uppgifter är ändrade"), ["system.change"], SYSTEMS),
    ("system.retired", _("Ett system är avvecklat"), ["system.retire"], RETIRED),
):
    events.kind(_name, _label, _("System"), acts=_acts, seen=events.seen_in(_listing.rows), path="/api/v1/systems/{}".format)


@panel("exemption.solutions")
def that_may_be_exempted(on: date) -> Iterable[tuple[str, str]]:
    """(code, name) of the solutions that an exemption can be given from."""
    return solutions(on).values_list("code", "name")


@panel("exemption.things", order=30)
def things_to_exempt(bodies: Sequence[int], person: Any, on: date) -> list[Thing]:
    """The standing systems of some bodies: what an exemption can be asked for. Source: O5."""
    rows = owned(bodies).values_list("code", "name", "owner")
    return [Thing(Target.SYSTEM, code, f"{code} {name}", owner) for code, name, owner in rows]


@panel("exemption.gone", order=30)
def retired_systems(codes: Sequence[str]) -> Iterable[str]:
    """Which of some codes are systems that have been retired: they are in breach of nothing any more."""
    return System.objects.filter(code__in=codes, retired_on__isnull=False).values_list("code", flat=True)


@panel("subject.links", order=30)
def system_link(subject: str, person: Any) -> list[tuple[str, str]]:
    """The page of the system that a decision or an exemption is about."""
    found = System.objects.filter(code=subject).first() if subject.startswith("S-") else None
    return [(str(found), reverse("systems:detail", args=[subject]))] if found else []


@panel("system.blocks", order=20)
def exemptions_of(system: System, person: Any, on: date) -> list[Block]:
    """The exemptions that a system stands on, and what each is worth today. Source: O5."""
    found = resting([system.code, system.owner.code], on, shown=person is None)
    return [Block(gettext("Undantag"), "records/_exemptions.html", {"found": found}, "undantag")] if found else []


@panel("system.acts", order=20)
def exempt_act(system: System, person: Any, on: date) -> list[Act]:
    """Ask for an exemption for a system that is in breach, for those who may. Source: O5; D2."""
    if system.retired_on or not can_seek_exemption(person, system.owner_id, on):
        return []
    lacking = breaches(on).filter(system=system).values_list("solution__code", flat=True).first()
    if lacking is None:
        return []
    return [Act(gettext("Sök undantag"), f"{reverse('records:seek_exemption')}?for=system:{system.code}&losning={lacking}")]


SHOWN = 12


@panel("body.blocks", order=60)
def systems_of(body: Body, person: Any, on: date) -> list[Block]:
    """The systems that a body owns, on its page. Source: D1."""
    rows = list(owned([body.pk]).values_list("code", "name")[: SHOWN + 1])
    if not rows:
        return []
    url = f"{reverse('systems:list')}?owner={body.code}"
    return [
        Block(gettext("System"), "systems/_of_body.html", {"systems": rows[:SHOWN], "all_url": url if len(rows) > SHOWN else ""}, "system")
    ]


@panel("body.remains", order=65)
def left_without_owner(body: Body, last: date) -> list[Remains]:
    """The systems of a body that ends: they need another owner. Source: G3; O1."""

    def told(system: System) -> tuple[str, str]:
        return str(system), reverse("systems:change", args=[system.code])

    return [remains(gettext("System som organet äger"), owned([body.pk]), told, gettext("Välj den nämnd eller styrelse som tar över dem."))]


@panel("system.blocks", order=30)
def information_in(system: System, person: Any, on: date) -> list[Block]:
    """What information a system has, and how it stands to the seven principles; for those who work in the city. Source: P7.1; D3."""
    if person is None:
        return []
    may_change = bool(can_change(person, system, on))
    stood = answers_of(system)
    answers = [(p, stood.get(p)) for p in Principle]
    return [
        Block(gettext("Information i systemet"), "systems/_information.html",
              {"holdings": held_by(system), "system": system, "may_change": may_change}, "information"),
        Block(gettext("Arkitekturprinciper"), "systems/_answers.html", {"answers": answers, "tags": ANSWER_TAGS}, "principles"),
    ]  # fmt: skip


@panel("system.acts", order=30)
def acts_on_information(system: System, person: Any, on: date) -> list[Act]:
    """Say what information a system has, and answer the principles. Source: P7.1; D3."""
    if system.retired_on:
        return []
    code = [system.code]
    return [
        Act(gettext("Ange information"), reverse("systems:hold_information", args=code), why_not=can_change(person, system, on).blocking),
        Act(gettext("Svara på principerna"), reverse("systems:answer_principles", args=code),
            why_not=can_answer_principles(person, system, on).blocking),
    ]  # fmt: skip


@panel("systems.links", order=30)
def beside_the_register(person: Any, on: date) -> list[tuple[str, str]]:
    """What stands beside the register of systems for those who work in the city. Source: D1; D3."""
    if person is None:
        return []
    found = [(gettext(listing.title), reverse(listing.name)) for listing in (CAPABILITIES, INFORMATION, PRINCIPLES)]
    if can_import(person, on) or can_export_model(person, on):
        found.append((gettext("Modell i ArchiMate"), reverse("systems:model")))
    return found


_LOOK = (Role.CITY_DIRECTOR, Role.PROJECT_OFFICE)


@panel("desk.side", order=40)
def on_the_desk(person: Any, on: date) -> list[Block]:
    """What stands out among the systems, for the director and the project office. Source: D1."""
    if not any(has_role(person, role, on) for role in _LOOK) or not (found := to_look_at(on))["every"]:
        return []
    life = reverse("systems:life")
    lines = [
        (gettext("Skulle redan ha avvecklats"), found["passed"], f"{life}?slut={Ending.PASSED}"),
        (gettext("Avvecklas i år"), found["this_year"], f"{life}?slut={Ending.THIS_YEAR}"),
        (gettext("Lämnade system"), found["left"], reverse("systems:left")),
        (gettext("Kostnad saknas"), found["without_cost"], reverse("systems:costs")),
    ]
    return [Block(gettext("Systemen"), "systems/_desk.html", {"lines": lines}, "systems")]
