"""The draft at an address, for those who may read drafts; and the way to it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, HousePage
from nytta.plain.verdicts import Verdict

from .. import policies, queries
from ..lists import DRAFTS
from ..models import Draft


def draft_of(page: HousePage, code: str) -> Draft:
    """The draft, or not found: a draft is working material."""
    found = queries.draft_at(code) if policies.can_read(page.person, page.on.date()) else None
    if found is None:
        raise Http404
    return found


def url_of(draft: Draft, name: str = "detail", *more: Any) -> str:
    """An address of a draft's."""
    return reverse(f"rulesets:{name}", args=[draft.code, *more])


def trail(draft: Draft | None, here: str = "") -> list[tuple[str, str]]:
    """The way to a draft, and to what is done with it."""
    way = [(gettext(DRAFTS.title), reverse("rulesets:list"))]
    if draft is not None:
        way.append((f"{draft.code} {draft.title}", url_of(draft) if here else ""))
    return [*way, (here, "")] if here else way


class OnDraft(ActPage):
    """An act on a draft, after which its page is shown."""

    title = _("Ändra utkastet")

    def thing(self, **address: Any) -> Draft:
        return draft_of(self, address["code"])

    def verdict(self, thing: Draft) -> Verdict:
        raise NotImplementedError

    def went_to(self, thing: Draft, result: Any) -> str:
        return url_of(thing)

    def context(self, thing: Draft) -> dict[str, Any]:
        facts = [(gettext("Utkast"), f"{thing.code} {thing.title}"), (gettext("Kopia av version"), thing.base.version)]
        return {"cancel_url": url_of(thing), "crumbs": trail(thing, gettext(self.title)), "facts": facts}
