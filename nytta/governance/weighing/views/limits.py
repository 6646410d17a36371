"""A rule of the year: written, changed, taken away."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import what_was_written
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms.limits import FORMS
from ..models import Limit, Round
from ..queries.before import Ground, ground_of
from ..terms import LimitKind
from .finding import RoundAct, round_at
from .pieces import limit_said


class LimitPage(RoundAct):
    """One rule, by a form for its kind."""

    title = _("Årets regel")
    done = _("Regeln är sparad.")
    help = _("Regeln gäller alla uträkningar i rummet. Skriv vem som har beslutat den: rummet hittar inte på egna regler.")
    template = "weighing/limit.html"
    kind: LimitKind
    limit: Limit | None
    ground: Ground

    def thing(self, **address: Any) -> Round:
        if address["kind"] not in LimitKind.codes():
            raise Http404
        one, self.kind = super().thing(**address), LimitKind(address["kind"])
        self.limit = one.limits.filter(kind=self.kind.value, name=address["name"]).first() if "name" in address else None
        if "name" in address and self.limit is None:
            raise Http404
        self.title = label(self.kind)
        self.crumbs = (*self.crumbs[:-1], (self.title, ""))
        self.ground = ground_of(one, self.on.date())
        return one

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        try:
            return super().post(request, **address)
        except Http404:
            round_at(self, address["code"])
            return what_was_written(request, status=409)  # somebody has taken the rule away: what was typed is given back

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_set_limit(self.person, thing, self.on.date())

    def form(self, thing: Round, **data: Any) -> forms.Form:
        taken = list(thing.limits.filter(kind=self.kind.value).values_list("name", flat=True))
        return FORMS[self.kind](ground=self.ground, limit=self.limit, taken=taken, **data)

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.set_limit(one=thing, kind=self.kind, **cleaned, by=self.person, on=self.on)

    def context(self, thing: Round) -> dict[str, Any]:
        return {**super().context(thing), "limit": self.limit}


class DropLimitPage(LimitPage):
    """Take a rule away."""

    template = "kit/act.html"
    button = _("Ta bort regeln")
    done = _("Regeln är borttagen.")
    help = _("Regeln slutar gälla i vägningen. Historiken behåller den.")

    def form(self, thing: Round, **data: Any) -> forms.Form:
        return forms.Form(**data)

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        assert self.limit is not None
        return commands.drop_limit(limit=self.limit, by=self.person, on=self.on)

    def context(self, thing: Round) -> dict[str, Any]:
        assert self.limit is not None
        said, who = limit_said(self.limit, self.ground), f"{self.limit.decided_by}, {self.limit.paragraph}"
        return {**super().context(thing), "facts": [(label(self.kind), said), (gettext("Beslutat av"), who)]}
