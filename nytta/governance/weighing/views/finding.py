"""What every page of a weighing has: the round at its address, the way back, and who may come in."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.pages import ActPage, HousePage

from .. import policies, queries
from ..lists import ROUNDS
from ..models import Round


def round_at(page: HousePage, code: str) -> Round:
    """The round under a code, for those who may enter."""
    found = queries.round_with_rules(code) if policies.can_enter(page.person, page.on.date()) else None
    if found is None:
        raise Http404
    return found


def trail(one: Round | None, *last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where one is, from the register down."""
    own = ((one.title, reverse("weighing:detail", args=[one.code])),) if one else ()
    return ((gettext(ROUNDS.title), reverse("weighing:list")), *own, *last)


class RoundAct(ActPage):
    """An act on a round; afterwards one is back on its page. Of two who save at once the last is told what the first wrote."""

    one_at_a_time = True

    def hold(self, **address: Any) -> None:
        queries.hold(address["code"])

    def thing(self, **address: Any) -> Round:
        found = round_at(self, address["code"])
        self.crumbs = trail(found, (gettext(self.title), ""))
        return found

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("weighing:detail", args=[thing.code])

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": self.went_to(thing, None), "facts": [(gettext("Vägning"), thing.title), (gettext("År"), str(thing.year))]}
