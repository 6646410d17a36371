"""Conditions of the grant: shown, confirmed, sent back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import HousePage, file
from nytta.plain.papers import wrong_with
from nytta.plain.verdicts import YES, Verdict, require

from .. import commands, policies, queries
from ..commands import EvidenceFile
from ..flow import CONDITION
from ..forms import EvidenceForm, LackingForm
from ..models import ConditionCheck, Project
from .acts import Fields, OfProject
from .pages import found_at


class OfCondition(OfProject):
    """An act on one condition of a project."""

    act_name = ""

    def thing(self, **address: Any) -> Project:
        found = super().thing(**address)
        one = queries.condition_at(found, address["condition"])
        if one is None:
            raise Http404
        self.condition = one
        return found

    def right_to(self, thing: Project) -> Verdict:
        """Who may."""
        return policies.can_confirm_condition(self.person, thing, self.on.date())

    def verdict(self, thing: Project) -> Verdict:
        verdict = self.right_to(thing)
        return verdict + (CONDITION.allows(self.condition.state, self.act_name) if verdict else YES)

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        one, check = self.condition, self.condition.check
        facts: list[tuple[str, Any]] = [
            (gettext("Villkor"), one.row.text), (gettext("Beslut"), one.decision), (gettext("År"), one.year),
            (gettext("Stoppar utbetalning"), gettext("ja") if one.row.stops_payment else gettext("nej")),
        ]  # fmt: skip
        if check:
            facts += [(gettext("Underlag"), check.evidence), (gettext("Visat av"), check.shown_by), (gettext("Visat"), check.shown_on)]
            facts += [(gettext("Fil"), check.filename)] if check.filename else []
            facts += [(gettext("Det som saknades"), check.lacking)] if check.lacking else []
        return facts

    def check(self) -> ConditionCheck:
        """What has been shown; the flow has let the act through, so there is something."""
        assert self.condition.check is not None
        return self.condition.check


class Show(OfCondition):
    """Show that a condition is met. Source: F11; U5."""

    act_name = "show"
    form_class = EvidenceForm
    title = _("Visa att ett villkor är uppfyllt")
    button = _("Lämna underlaget")
    done = _("Underlaget är lämnat. Projektkontoret eller coachen bekräftar.")
    help = _("Du visar vad som gör villkoret uppfyllt. Någon annan bekräftar det.")

    def right_to(self, thing: Project) -> Verdict:
        return policies.can_show_condition(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> ConditionCheck:
        sent = cleaned["file"]
        kept = None
        if sent:
            content = sent.read()
            verdict, kind = wrong_with(filename=sent.name, content=content)
            require(verdict)
            kept = EvidenceFile(sent.name, kind, content)
        return commands.show_condition(
            project=thing, condition=self.condition.row, evidence=cleaned["evidence"], file=kept, by=self.person, on=self.on
        )


class Confirm(OfCondition):
    """Confirm that a condition is met. Source: F11; U5, F15."""

    act_name = "confirm"
    title = _("Bekräfta att ett villkor är uppfyllt")
    button = _("Bekräfta")
    done = _("Villkoret är uppfyllt.")
    help = _("Läs underlaget. När villkoret är bekräftat hindrar det inte längre utbetalning.")

    def run(self, thing: Project, cleaned: Fields) -> ConditionCheck:
        return commands.confirm_condition(check=self.check(), by=self.person, on=self.on)


class SendBack(OfCondition):
    """Say what is lacking. Source: F11; U5."""

    act_name = "send_back"
    form_class = LackingForm
    title = _("Skicka tillbaka underlaget")
    button = _("Skicka tillbaka")
    done = _("Projektledaren ser vad som saknas.")
    help = _("Villkoret är öppet igen tills nytt underlag har lämnats.")

    def run(self, thing: Project, cleaned: Fields) -> ConditionCheck:
        return commands.send_back_condition(check=self.check(), **cleaned, by=self.person, on=self.on)


class EvidencePaper(HousePage):
    """The file that shows that a condition is met, always as a download."""

    def get(self, request: HttpRequest, code: str, condition: int) -> HttpResponse:
        check = ConditionCheck.objects.filter(project=found_at(code), condition=condition).exclude(filename="").first()
        if check is None or check.content is None:
            raise Http404
        return file(bytes(check.content), check.content_type, check.filename)
