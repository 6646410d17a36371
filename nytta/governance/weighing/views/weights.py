"""A member's own weights: on a phone, by steps, nobody else's in sight."""

import json
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.clashes import marks_of
from nytta.kit.words import said
from nytta.plain.verdicts import YES, Verdict

from .. import commands, policies, queries
from ..forms.preparing import WeighForm
from ..models import Round
from ..queries.before import ground_of
from ..rules import from_order, order_fits
from . import pieces
from .finding import RoundAct


class WeighInPage(RoundAct):
    """For each criterion the step from worst to best at hand, and what it weighs for the member."""

    also_sent = frozenset({"order"})
    title = _("Väg kriterierna")
    button = _("Spara mina vikter")
    done = _("Dina vikter är sparade. Du kan ändra dem tills rummet öppnas.")
    help = _(
        "Vilket steg skulle du helst ta? Ge det 100. Ge sedan de andra ett tal som säger hur mycket de är värda jämfört med det. "
        "Ingen annan ser dina vikter förrän de är låsta."
    )
    template = "weighing/weigh_in.html"
    proposed: dict[str, int] | None = None

    def thing(self, **address: Any) -> Round:
        one = super().thing(**address)
        self.ground = ground_of(one, self.on.date())
        self.mine = queries.weights_by(one, self.person)
        return one

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_weigh(self.person, thing, self.on.date())

    def form(self, thing: Round, **data: Any) -> forms.Form:
        given = self.proposed or (self.mine.points if self.mine else {})
        return WeighForm(scales=self.ground.scales, mark=self.ground.mark, given=given, **data)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if "order" not in request.POST:
            return super().post(request, **address)
        thing = self.thing(**address)
        form = self.form(thing, data=request.POST)
        assert isinstance(form, WeighForm)
        if form.is_valid() and (fits := order_fits(form.of("o"))):
            self.as_shown = json.dumps(marks_of(self.form(thing)))  # what is proposed is not what is kept
            self.proposed = from_order(form.of("o"))
            return self._page(thing, self.form(thing), self.verdict(thing))
        if form.is_valid():
            form.add_error(None, " ".join(said(f) for f in fits.blocking))
        return self._page(thing, form, YES, status=422)

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        points = {s.criterion.code: cleaned[f"w_{s.criterion.code}"] for s in self.ground.scales}
        return commands.give_weights(one=thing, points=points, shown=cleaned["ranges"], by=self.person, on=self.on)

    def context(self, thing: Round) -> dict[str, Any]:
        how = pieces.joined_said(thing)
        mine = [(s.criterion.title, self.mine.points.get(s.criterion.code, 0)) for s in self.ground.scales] if self.mine else []
        facts = [*super().context(thing)["facts"], (gettext("Så läggs vikterna ihop"), how)]
        return {
            **super().context(thing),
            "facts": facts,
            "mine": mine,
            "rows": self.rows,
            "verdict_heading": gettext("Vikterna är inte sparade") if self.verdict(thing) else gettext("Vikterna kan inte ändras nu"),
            "proposed": self.proposed is not None,
        }

    def _page(self, thing: Any, form: forms.Form, verdict: Verdict, status: int = 200) -> HttpResponse:
        assert isinstance(form, WeighForm)
        if status == HTTPStatus.CONFLICT:  # the page shows the ranges of now, and the next try is for them
            form.data = given = self.request.POST.copy()
            given["ranges"] = self.ground.mark
        self.rows = [{"c": s.criterion, "field": field, **pieces.ends(s)} for s, field in form.rows]
        return super()._page(thing, form, verdict, status)
