"""The page on which a file that was handed in is looked at before anything is written, and brought in by one press."""

from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict

from .kept import WHOLE, KeptFile, LookedFile, Told

K = TypeVar("K", bound=KeptFile)
L = TypeVar("L", bound=LookedFile)
NAMED = "fil"


def look_url(route: str, kept: KeptFile, *keys: str) -> str:
    """Where a kept file is looked at."""
    return f"{reverse(route, args=keys)}?{urlencode({NAMED: kept.token})}"


class LookPage(ActPage, Generic[K]):
    """What a kept file would do. A subclass names what it is kept as and the route of the page where it is handed in.

    Who comes back when it is no longer kept is led there, with the reason.
    """

    files: type[K]
    handed_in_at = ""
    form_class = forms.Form
    done = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.held = self.files.of(request.GET.get(NAMED, ""))
        if self.held is not None and not self.belongs(self.held, **kwargs):
            self.held = None
        if request.user.is_authenticated and self.held is None:
            messages.warning(request, gettext("Filen finns inte kvar. Välj den igen."))
            return HttpResponseRedirect(reverse(self.handed_in_at, kwargs=kwargs))
        return super().dispatch(request, *args, **kwargs)

    def belongs(self, kept: K, **address: Any) -> bool:
        """Whether the file was handed in for what the address names."""
        return True

    @property
    def kept(self) -> K:
        """The file."""
        if self.held is None:
            raise Http404
        return self.held

    def thing(self, **address: Any) -> Any:
        """What the page is about: the file itself, where nothing else is."""
        return self.kept


class WaitedLookPage(LookPage[L]):
    """A look that may take long: until the worker has looked at a large file, the page says how far that has come.

    `look` is what was found, once there is something; a subclass says in `may_hand_in` who sees it.
    """

    look: Told | None = None

    def may_hand_in(self) -> Verdict:
        """Whether the person may hand such a file in."""
        raise NotImplementedError

    def may_see(self, thing: Any) -> bool:
        return bool(self.may_hand_in())

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        return self._waiting(request) or super().get(request, **address)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        return self._waiting(request) or super().post(request, **address)

    def _waiting(self, request: HttpRequest) -> HttpResponseBase | None:
        """The page that says how far the look has come; None when it is done, or is not for this person."""
        if self.held is None or not self.may_hand_in():
            return None
        self.look, bit = self.held.looked(self.on), "bit" in request.GET
        if self.look is not None:
            return render(request, "kit/_looking.html", {"going": False}) if bit else None
        context = {
            "title": gettext("Granska %(name)s") % {"name": self.held.name}, "going": not self.held.look_failed(), "whole": WHOLE,
            "gone": min(self.held.told(), WHOLE), "poll": f"?{request.GET.urlencode()}&bit=1", "again_url": reverse(self.handed_in_at),
            "crumbs": self.context(self.held)["crumbs"],
        }  # fmt: skip
        return render(request, "kit/_looking.html" if bit else "kit/looking.html", context)
