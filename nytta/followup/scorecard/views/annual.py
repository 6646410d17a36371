"""The annual report: written beside live figures, handed over frozen, approved by the city council."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import programme_in_force
from nytta.kit.audit import history
from nytta.kit.documents import Section
from nytta.kit.models import Job
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, SavedAsWritten, file
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..documents import annual, frozen, read_back
from ..documents.sections import PARTS
from ..forms import ApprovalForm, BeginForm, CommentForm, ProposeForm, TakeBackForm
from ..lists import ANNUAL_REPORTS, STATE_TAGS
from ..models import AnnualReport
from ..rules import mark_of, subject_of
from ..terms import Part, ReportState

LIST = _("Årsrapporter")


def found_at(page: HousePage, year: int) -> AnnualReport:
    """The report of a year that the reader may see, or not found."""
    report = queries.report_of(year)
    if report is None or not (page.person or policies.is_public(report)):
        raise Http404
    return report


def figures_of(page: HousePage, year: int) -> queries.Figures:
    """The figures of a year as they stand now."""
    on = page.on.date()
    return queries.figures(programme_in_force(on), year, on, for_all=True)


def live(page: HousePage, report: AnnualReport) -> list[Section]:
    """What a draft says now, in Swedish: the language that it is handed over in."""
    with translation.override("sv"):
        return annual(figures_of(page, report.year), queries.comments_of(report))


def trail(report: AnnualReport | None = None, *last: str) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    here = [(str(report.year), reverse("scorecard:annual", args=[report.year]))] if report else []
    return [(gettext(LIST), reverse("scorecard:annuals")), *here, *((text, "") for text in last)]


class Annuals(ListPage):
    """All annual reports. Source: U9."""

    public = True
    listing = ANNUAL_REPORTS

    def new_act(self) -> Act | None:
        may = policies.can_begin(self.person, None, self.on.date())
        return Act(gettext(Begin.title), reverse("scorecard:begin")) if may else None


def _job(report: AnnualReport) -> Job | None:
    """The work that makes the report's document."""
    return Job.objects.filter(key__startswith=f"{commands.DOCUMENT}@{report.year}-").order_by("-pk").first()


class Annual(DetailPage):
    """An annual report: live while it is written, and for ever as it was handed over. Source: T; U9."""

    public = True
    template = "scorecard/annual.html"

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if "bit" not in request.GET:
            return super().get(request, **address)
        report = self.thing(**address)
        return render(request, "scorecard/_progress.html", {"job": _job(report), "has_file": queries.has_file(report)})

    def thing(self, **address: Any) -> AnnualReport:
        return found_at(self, address["year"])

    def context(self, thing: AnnualReport) -> dict[str, Any]:
        state = ReportState(thing.state)
        parts = live(self, thing) if thing.content is None else read_back(thing.content)
        return {
            "title": gettext("Årsrapport %(year)s") % {"year": thing.year}, "label": label(state), "color": STATE_TAGS[thing.state], "parts": parts,
            "draft": state is ReportState.DRAFT, "acts": self._acts(thing), "has_file": queries.has_file(thing), "job": _job(thing),
            "events": history(subject_of(thing.year)) if self.person else None, "crumbs": trail(thing),
        }  # fmt: skip

    def _acts(self, thing: AnnualReport) -> list[Act]:
        on = self.on.date()
        every = (
            (policies.can_write, _("Skriv kommentarer"), "comment"), (policies.can_propose, Propose.button, "propose"),
            (policies.can_take_back, TakeBack.button, "take_back"), (policies.can_record_approval, Approve.button, "approve"),
        )  # fmt: skip
        return [
            Act(gettext(text), reverse(f"scorecard:{name}", args=[thing.year]), primary=nth == 0)
            for nth, (_may, text, name) in enumerate([e for e in every if e[0](self.person, thing, on)])
        ]


class AnnualFile(HousePage):
    """The document that the city council has before it. Source: U9; O6."""

    public = True

    def get(self, request: HttpRequest, year: int) -> HttpResponse:
        report = found_at(self, year)
        if not queries.has_file(report):
            raise Http404
        return file(bytes(report.file.pdf), "application/pdf", f"arsrapport-{year}.pdf")


class Begin(ActPage):
    """Begin the report of a year."""

    form_class = BeginForm
    title = _("Börja på en årsrapport")
    button = _("Börja")
    done = _("Årsrapporten är påbörjad.")
    help = _("Siffrorna hämtas av sig själva. Du skriver det som behöver sägas vid sidan av dem.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_begin(self.person, None, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return BeginForm(initial={"year": self.on.year - 1}, **given)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> AnnualReport:
        return commands.begin(year=cleaned["year"], by=self.person, on=self.on)

    def went_to(self, thing: Any, result: AnnualReport) -> str:
        return reverse("scorecard:annual", args=[result.year])

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("scorecard:annuals"), "crumbs": trail(None, gettext(self.title))}


class OfReport(ActPage):
    """An act on a report, and back to its page."""

    def thing(self, **address: Any) -> AnnualReport:
        return found_at(self, address["year"])

    def context(self, thing: AnnualReport) -> dict[str, Any]:
        here = reverse("scorecard:annual", args=[thing.year])
        return {**super().context(thing), "cancel_url": here, "crumbs": trail(thing, gettext(self.title))}

    def went_to(self, thing: AnnualReport, result: Any) -> str:
        return reverse("scorecard:annual", args=[thing.year])


class Comment(SavedAsWritten, OfReport):
    """Write beside the figures. Source: U9."""

    title = _("Skriv kommentarer till årsrapporten")
    button = _("Spara")
    done = _("Kommentarerna är sparade.")
    help = _("Under varje rubrik står vad siffrorna säger. Skriv det som läsaren behöver veta utöver det, eller lämna tomt.")
    one_at_a_time = True

    def hold(self, **address: Any) -> None:
        AnnualReport.objects.select_for_update().filter(year=address["year"]).first()

    def verdict(self, thing: AnnualReport) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())

    def form(self, thing: AnnualReport, **given: Any) -> forms.Form:
        with translation.override("sv"):
            found = figures_of(self, thing.year)
            said = {part: list(make(found).texts) for part, make in PARTS.items()}
        held = {part.value: text for part, text in queries.comments_of(thing).items()}
        return CommentForm(said=said, initial=held, **given)

    def run(self, thing: AnnualReport, cleaned: dict[str, Any]) -> AnnualReport:
        texts = {part: cleaned[part.value] for part in Part}
        return commands.comment(report=thing, texts=texts, by=self.person, on=self.on)


class Propose(OfReport):
    """Hand the report over to the city council. Source: T; U9."""

    form_class = ProposeForm
    template = "scorecard/propose.html"
    title = _("Överlämna årsrapporten till fullmäktige")
    button = _("Överlämna till fullmäktige")
    done = _("Årsrapporten är överlämnad. Dokumentet görs i bakgrunden.")
    help = _("Siffrorna och orden låses som de står här. Rapporten blir öppen för alla.")

    def verdict(self, thing: AnnualReport) -> Verdict:
        return policies.can_propose(self.person, thing, self.on.date())

    def form(self, thing: AnnualReport, **given: Any) -> forms.Form:
        self.parts = live(self, thing)
        return ProposeForm(initial={"seen": mark_of(frozen(self.parts))}, **given)

    def context(self, thing: AnnualReport) -> dict[str, Any]:
        return {**super().context(thing), "parts": self.parts}

    def run(self, thing: AnnualReport, cleaned: dict[str, Any]) -> AnnualReport:
        return commands.propose(report=thing, content=frozen(live(self, thing)), seen=cleaned["seen"], by=self.person, on=self.on)


class TakeBack(OfReport):
    """Take the report back. Source: U9."""

    form_class = TakeBackForm
    title = _("Ta tillbaka årsrapporten")
    button = _("Ta tillbaka")
    done = _("Årsrapporten är ett utkast igen.")

    def verdict(self, thing: AnnualReport) -> Verdict:
        return policies.can_take_back(self.person, thing, self.on.date())

    def run(self, thing: AnnualReport, cleaned: dict[str, Any]) -> AnnualReport:
        return commands.take_back(report=thing, reasons=cleaned["reasons"], by=self.person, on=self.on)


class Approve(OfReport):
    """Record that the city council has approved the report. Source: U9; O6."""

    form_class = ApprovalForm
    title = _("För in att fullmäktige har godkänt årsrapporten")
    button = _("För in godkännandet")
    done = _("Godkännandet är infört, och rapporten kan inte längre ändras.")

    def verdict(self, thing: AnnualReport) -> Verdict:
        return policies.can_record_approval(self.person, thing, self.on.date())

    def run(self, thing: AnnualReport, cleaned: dict[str, Any]) -> AnnualReport:
        return commands.record_approval(report=thing, paragraph=cleaned["paragraph"], by=self.person, on=self.on)
