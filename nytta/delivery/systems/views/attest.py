"""The page on which an owner's representative confirms the entries: what is doubtful stands first. Source: D1 "attestation"."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import AttestForm
from ..lists import LEAGUE
from ..models import Attestation, System
from ..queries import owned, represented
from ..queries.quality import flaws_of, to_attest
from ..queries.systems import as_said
from ..rules.systems import quality
from . import facts
from .systems import trail

SHOWN = 25  # entries on the page at a time: what is most doubtful, then the next ones
OF = "of_"


class Attest(ActPage):
    """Confirm entries, many at a time; each goes by what was shown."""

    also_sent = None  # a mark for each system
    template = "systems/attest.html"
    form_class = AttestForm
    title = _("Bekräfta uppgifter om system")
    button = _("Bekräfta de markerade")
    done = ""
    help = _(
        "Läs vad registret säger, rätta det som är fel och bekräfta resten. Det som är mest tveksamt står först. Bekräftelsen gäller ett år, eller tills något ändras."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_attest(self.person, None, self.on.date())

    def shown(self) -> list[Any]:
        """The entries on the page, read once."""
        if not hasattr(self, "_shown"):
            rows = to_attest(self.person, self.on.date()) if self.verdict(None) else System.objects.none()
            self._count = rows.count()
            self._shown = list(rows.prefetch_related("phases", "supports__capability")[:SHOWN])
        return self._shown

    def form(self, thing: Any, **data: Any) -> forms.Form:
        sent: Mapping[str, Any] = data.get("data") or {}
        codes = [key.removeprefix(OF) for key in sent if key.startswith(OF)] if sent else [s.code for s in self.shown()]
        return AttestForm({code: code for code in codes[: 10 * SHOWN]}, **data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> list[Attestation]:
        systems = owned(represented(self.person, self.on.date())).filter(code__in=cleaned["systems"]).select_related("owner")
        shown = {s: self.request.POST.get(OF + s.code, "") for s in systems}
        return commands.attest(shown=shown, note=cleaned["note"], by=self.person, on=self.on)

    def went_to(self, thing: Any, result: list[Attestation]) -> str:
        text = ngettext("Uppgifterna om %(n)s system är bekräftade.", "Uppgifterna om %(n)s system är bekräftade.", len(result))
        messages.success(self.request, text % {"n": len(result)})
        return reverse("systems:attest")

    def context(self, thing: Any) -> dict[str, Any]:
        on, chosen = self.on.date(), self.request.POST.getlist("systems")
        cards = [
            {
                "system": s, "flaws": facts.mends(s, flaws_of(s), may_change=True, may_attest=False), "quality": quality(flaws_of(s)),
                "of": as_said(s), "facts": facts.summary(s, on), "chosen": s.code in chosen,
                "change_url": reverse("systems:change", args=[s.code]), "url": reverse("systems:detail", args=[s.code]),
            }
            for s in self.shown()
        ]  # fmt: skip
        return {
            "cards": cards, "left": self._count, "more": max(self._count - len(cards), 0), "cancel_url": reverse("systems:list"),
            "league_url": reverse("systems:league"), "league": gettext(LEAGUE.title), "crumbs": trail((gettext(self.title), "")),
        }  # fmt: skip
