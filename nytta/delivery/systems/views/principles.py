"""The seven principles of the architecture: how all systems stand, and the answers of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Asked
from nytta.kit.pages import ListPage
from nytta.kit.templatetags.kit import cell
from nytta.kit.words import label
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms.information import PrinciplesForm
from ..lists.information import PRINCIPLES
from ..models import System
from ..queries.information import standings
from ..terms import Fulfilment
from .systems import _OfSystem as OfSystem


class Principles(ListPage):
    """How the systems that the filter shows stand to the principles, in all and one by one. Source: P7.1; D3."""

    listing = PRINCIPLES
    template = "systems/principles.html"

    def more(self, asked: Asked) -> dict[str, Any]:
        names = [gettext("Princip"), *(label(f) for f in Fulfilment), gettext("Inte besvarat")]
        rows = []
        for one in standings(asked.filtered()):
            row = cell(f"{one.principle}. {label(one.principle)}", head=True)
            for name, number in zip(names[1:], [*one.counts.values(), one.unanswered], strict=True):
                row += cell(sek(number, ""), name, num=True)
            rows.append(row)
        columns = [{"label": n, "num": bool(k)} for k, n in enumerate(names)]
        return {"standings": {"caption": gettext("Så står systemen till principerna"), "columns": columns, "rows": rows}}


class AnswerPrinciples(OfSystem):
    """Answer how a system stands to the seven principles. Source: P7.1; D3."""

    title = _("Svara på arkitekturprinciperna")
    button = _("Spara svaren")
    done = _("Svaren är sparade.")
    help = _("Ett svar har underlag och en dag. Lämna obesvarat det som inte är undersökt.")

    def verdict(self, thing: System) -> Verdict:
        return policies.can_answer_principles(self.person, thing, self.on.date())

    def form(self, thing: System, **data: Any) -> forms.Form:
        return PrinciplesForm(system=thing, on=self.on.date(), **data)

    def run(self, thing: System, cleaned: dict[str, Any]) -> System:
        said = PrinciplesForm.said_of(cleaned)
        return commands.answer_principles(system=thing, answers=said, by=self.person, on=self.on)
