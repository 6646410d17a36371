"""The city's plan for its archive, and a decision as a document."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Column, Section, Table
from nytta.kit.pages import ActPage, DetailPage, HousePage, file
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, imports, policies, queries
from ..documents import decision_report, retention_said
from ..forms import PlanForm
from ..models import InformationPlan
from ..terms import DocumentKind, Openness

TITLE = _("Informationshanteringsplan")


class Plan(DetailPage):
    """What the city's plan says of each document that is made here, and the whole plan; open to anybody. Source: O6; U9."""

    public = True
    template = "records/information_plan.html"

    def thing(self, **address: Any) -> InformationPlan | None:
        return queries.information_plan(self.on.date())

    def context(self, thing: InformationPlan | None) -> dict[str, Any]:
        said = queries.plan_lines(self.on.date()) if thing else {}
        missing = [label(k) for k in DocumentKind if k not in said]
        may = policies.can_record(self.person, self.on.date())
        facts = [
            (gettext("Plan"), thing.name), (gettext("Klassificeringsstruktur"), thing.structure), (gettext("Gäller från"), thing.valid_from),
            (gettext("Beslutad av"), f"{thing.decision.decider}, {thing.decision.mandate}"), (gettext("Diarienummer"), thing.decision.registry_number),
        ] if thing else []  # fmt: skip
        return {
            "title": gettext(TITLE), "facts": facts, "missing": missing, "sections": _sections(thing, said) if thing else [],
            "decision": thing.decision if thing else None, "made": None,
            "acts": [Act(gettext("För in en beslutad plan"), reverse("records:new_plan"), primary=True)] if may else [],
            "crumbs": [(gettext(TITLE), "")],
        }  # fmt: skip


def _sections(plan: InformationPlan, said: dict[DocumentKind, Any]) -> list[Section]:
    columns = [
        Column(gettext("Handlingstyp")),
        Column(gettext("Klass")),
        Column(gettext("Bevaras eller gallras")),
        Column(gettext("Anmärkning")),
    ]

    def row(line: Any) -> list[str]:
        return [line.document_type, f"{line.class_code} {line.class_name}", retention_said(line), line.note]

    nothing = gettext("saknas i planen")
    mine = [[label(k), *(row(said[k])[1:] if k in said else [nothing, nothing, ""])] for k in DocumentKind]
    every = [row(line) for line in plan.lines.all()]
    here = Table(gettext("Handlingar som görs i systemet"), [Column(gettext("Handling")), *columns[1:]], mine)
    return [
        Section(gettext("Handlingar som görs här"), [gettext("Det här står i varje dokument och i akten till arkivet.")], table=here),
        Section(gettext("Hela planen"), table=Table(gettext("Alla handlingstyper"), columns, every)),
    ]


class NewPlan(ActPage):
    """Record the plan that the city decided, from a sheet: all of it or nothing. Source: O6."""

    form_class = PlanForm
    title = _("För in en informationshanteringsplan")
    button = _("För in planen")
    done = _("Planen är införd.")
    help = _(
        "Fyll i mallen med klass och gallring för varje handlingstyp. Finns ett fel förs inget in, och varje fel sägs med rad och kolumn."
    )

    def thing(self, **address: Any) -> None:
        return None

    def verdict(self, thing: None) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: None) -> dict[str, Any]:
        back = reverse("records:plan")
        lead = format_html('<a class="ds-link" href="{}">{}</a>', reverse("records:plan_template"), gettext("Hämta mallen"))
        return {"cancel_url": back, "crumbs": [(gettext(TITLE), back), (gettext(self.title), "")], "lead": lead}

    def form(self, thing: None, **given: Any) -> forms.Form:
        return PlanForm(**given)

    def run(self, thing: None, cleaned: dict[str, Any]) -> InformationPlan:
        sheet = cleaned.pop("sheet")
        lines = imports.plan_rows(sheet, filename=sheet.name)
        return commands.adopt_information_plan(**cleaned, lines=lines, by=self.person, on=self.on)

    def went_to(self, thing: None, result: InformationPlan) -> str:
        return reverse("records:plan")


class PlanTemplate(HousePage):
    """A sheet with the headings, and one row for each document that is made here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [";".join(imports.headings()), *(f"{k.sv};{k.sv};;;;" for k in DocumentKind)]
        return file("\ufeff" + "\r\n".join(rows) + "\r\n", "text/csv; charset=utf-8", "informationshanteringsplan.csv")


class DecisionFile(HousePage):
    """A decision as an accessible document for archive: the same words as its page, and nothing that is closed to who asks."""

    public = True

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        rows = queries.decisions_for(self.person).select_related("text", "supersedes")
        found = rows.filter(number=number).first()
        if found is None:
            raise Http404
        seen = queries.examined(f"beslut-{number}").get("text")
        closed = seen.clause if seen and seen.openness == Openness.CLOSED.value and self.person is None else ""
        answer = self.pdf(decision_report(found, closed_clause=closed, on=self.on.date()), f"beslut-{number}.pdf")
        commands.note_copy(decision=found, content=answer.content, by=self.person, on=self.on)
        return answer
