"""What every page shows around itself: the menu, the city's name; and what the portal's acts are called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from nytta.city.organisation.queries import the_city
from nytta.city.organisation.queries.municipalities import municipality
from nytta.city.records.policies import can_examine
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.models import Application
from nytta.kit import events
from nytta.kit.panels import Act, Block, gather, panel
from nytta.kit.words import label, tell

from .documents import dossier_links
from .lists import CASES
from .management.demo_accounts import ACCOUNTS, PASSWORD
from .policies import can_follow_case
from .queries.insight import follows, paces
from .queries.public import registered_cases, with_titles
from .terms import CasePart


@cache
def _address(route: str, prefix: str) -> str:
    """A route's address under the site's prefix: looked up once, since every page has the whole menu."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Item:
    """One entry of the menu; it is the current one on the pages of its app (or of its own address)."""

    label: Any
    route: str
    apps: tuple[str, ...] = ()
    current: bool = False

    @property
    def url(self) -> str:
        """Where it leads."""
        return _address(self.route, get_script_prefix())


PUBLIC = (
    Item(_("Start"), "portal:start"),
    Item(_("Program och mål"), "goals:programme", ("goals",)),
    Item(_("Ärenden"), "portal:cases", ("portal:case",)),
    Item(_("Besluten"), "records:decisions", ("records:decision",)),
    Item(_("Portföljer"), "portfolios:list", ("portfolios",)),
    Item(_("Anslag"), "meetings:postings", ("meetings",)),
)
OWN = (
    Item(_("Mitt bord"), "portal:desk"),
    Item(_("Idéer"), "intake:list", ("intake", "support")),
    Item(_("Ansökningar"), "applications:list", ("applications", "valuation", "preparation")),
    Item(_("Portföljer"), "portfolios:list", ("portfolios", "weighing")),
    Item(_("Möten"), "meetings:list", ("meetings",)),
    Item(_("Projekt"), "projects:list", ("projects", "scorecard")),
    Item(_("Programmet"), "goals:programme", ("goals",)),
    Item(_("Nulägen"), "benefits:baselines", ("benefits",)),
    Item(_("System"), "systems:list", ("systems", "flows", "changes")),
    Item(_("Register"), "portal:registers", ("records", "organisation", "rulesets", "access")),
)


@cache
def _menu(items: Sequence[Item], app: str, view: str) -> list[Item]:
    """The menu on the pages of a route: a few for each route that there is."""
    return [Item(i.label, i.route, i.apps, view in (i.route, *i.apps) or app in i.apps) for i in items]


def frame_of_page(request: HttpRequest) -> dict[str, Any]:
    """Menu, city and the city's name, for every template."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    items = OWN if user is not None and user.is_authenticated else PUBLIC
    city = SimpleLazyObject(lambda: the_city(user))
    demo = {"demo_accounts": ACCOUNTS, "demo_password": PASSWORD} if settings.DEMO else {}
    return {
        **demo,
        "login_ways": SimpleLazyObject(lambda: gather("login.ways", request)),
        "menu": _menu(items, match.app_name if match else "", match.view_name if match else ""),
        "city": city,
        "city_name": SimpleLazyObject(lambda: city.name),
        "municipality": SimpleLazyObject(lambda: municipality(city.municipality_code)),
    }


tell({
    "accessibility.answer": gettext_noop("svarade om en brist i tillgängligheten"),
    "person.choose": gettext_noop("ändrade sina val"),
    "extract.ask": gettext_noop("begärde ut det som finns om personen"),
    "logs.dispose": gettext_noop("gallrade loggar"),
    "case.remind": gettext_noop("påminde om ärendet"),
    "case.escalate": gettext_noop("påminde efter lång väntan"),
    "case.follow": gettext_noop("följer ett ärende"),
    "case.leave": gettext_noop("slutade följa ett ärende"),
    "escalation.set": gettext_noop("satte en regel för påminnelser"),
    "escalation.end": gettext_noop("avslutade en regel för påminnelser"),
})  # fmt: skip

events.kind(
    "case.state_changed", gettext_noop("Ett ärende har gått vidare"), gettext_noop("Ärenden"), acts={f"case.{name}" for _state, name in CASE.moves},
    seen=events.seen_in(CASES.rows), path=lambda code: f"/api/v1/cases/{code}",
)  # fmt: skip


@panel("subject.links", order=60)
def public_page(subject: str, person: Any) -> list[tuple[str, str]]:
    """The public page of a registered case."""
    found = registered_cases().filter(code=subject).exists()
    return [(gettext("Ärendets publika sida"), reverse("portal:case", args=[subject]))] if found else []


@panel("notices.paces")
def chosen_paces(people: Iterable[Any]) -> list[tuple[int, str]]:
    """How people have chosen to hear of what happens, for those who write to them."""
    return [(key, pace.value) for key, pace in paces(people).items()]


@panel("openness.words")
def part_words(subject: str, part: str) -> list[str]:
    """What a part of a case is called."""
    return [label(CasePart(part))] if part in CasePart.codes() else []


@panel("case.acts", order=95)
def follow_act(application: Any, person: Any, on: date | datetime) -> list[Act]:
    """Follow a registered case, or leave it."""
    if not can_follow_case(person, application):
        return []
    if follows(person, application):
        return [Act(gettext("Sluta följa ärendet"), reverse("portal:leave", args=[application.code]))]
    return [Act(gettext("Följ ärendet"), reverse("portal:follow", args=[application.code]))]


@panel("case.acts", order=90)
def examine_act(application: Any, person: Any, on: date | datetime) -> list[Act]:
    """The registrar's way from the case to the examination."""
    day = on.date() if isinstance(on, datetime) else on
    if not application.registry_number or not can_examine(person, day):
        return []
    return [Act(gettext("Pröva vad som kan visas"), reverse("portal:examine", args=[application.code]))]


@panel("case.side", order=90)
def dossier_of(application: Any, person: Any, on: date) -> Sequence[Block]:
    """The whole case as files, once it is registered."""
    if not application.registry_number:
        return []
    links = dossier_links(application.code, whole=True)
    return [Block(gettext("Hela ärendet"), "portal/_dossier.html", {"links": links})]


@panel("case.titles")
def titles(cases: Iterable[Application]) -> Iterable[tuple[int, str]]:
    """(case, its title as anybody sees it); one query. Source: O6."""
    rows = with_titles(Application.objects.filter(pk__in=[a.pk for a in cases]))
    return [(pk, title or "") for pk, title in rows.values_list("pk", "shown_title")]  # type: ignore[misc]
