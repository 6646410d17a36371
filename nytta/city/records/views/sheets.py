"""The organisation as a sheet: a template, what stands in the register, and a sheet that is tried, shown and brought in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation import imports
from nytta.city.organisation.forms import KeptForm, SheetForm
from nytta.city.organisation.queries import whole
from nytta.city.organisation.rules.sheet import Plan
from nytta.city.organisation.terms import BodyKind
from nytta.kit.exports import XLSX, workbook
from nytta.kit.pages import ActPage, HousePage, file
from nytta.kit.words import label
from nytta.plain.verdicts import Refused, Verdict, no, require

from .. import commands, policies

SALT = "records.sheet"


class _Sheet(ActPage):
    """What both steps have in common."""

    title = _("För in organisationen från en fil")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        back = reverse("organisation:list")
        return {"cancel_url": back, "crumbs": [(gettext("Organisation"), back), (gettext(self.title), "")]}


class BringIn(_Sheet):
    """The first step: the file is read and tried, and what it would do is shown. Source: O1."""

    button = _("Läs filen")
    template = "records/sheet.html"
    help = _(
        "En rad säger vad ett organ heter och hör till från en dag. Först visas vad som blir nytt, ändras och är oförändrat. Finns ett fel förs inget in, och varje fel sägs med rad och kolumn. Det som inte står i filen ändras inte."
    )
    form_class = SheetForm

    def context(self, thing: Any) -> dict[str, Any]:
        return {**super().context(thing), "kinds": [(kind.sv, label(kind)) for kind in BodyKind]}

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return SheetForm(initial={"from_day": self.on.date()}, **given)

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        form = self.form(None, data=request.POST, files=request.FILES)
        if not form.is_valid():
            verdict = self.verdict(None)  # who may not is told so, before what is missing in the form
            return self._page(None, form, verdict, status=422 if verdict else 409)
        asked, was = form.cleaned_data, whole()
        try:
            require(self.verdict(None))
            lines = imports.read(asked["sheet"].file, filename=asked["sheet"].name, known=was.bodies)
            plan = imports.tried(lines, was, day=asked["from_day"], today=self.on.date())
        except Refused as refused:
            return self._page(None, form, refused.verdict, status=409)
        kept = {
            "kept": signing.dumps(imports.kept(lines), salt=SALT, compress=True),
            "from_day": asked["from_day"],
            "paragraph": asked["paragraph"],
        }
        context = {"form": KeptForm(initial=kept), "plan": told(plan, was.bodies), "sheet": asked["sheet"].name, "title": self.title}
        return render(request, "records/sheet_preview.html", {**self.context(None), **context})


class Confirm(_Sheet):
    """The second step: what was shown is brought in, tried once more. Source: O1."""

    button = _("För in")
    done = ""
    form_class = KeptForm

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        try:
            lines = imports.unkept(signing.loads(cleaned["kept"], salt=SALT, max_age=24 * 3600))
        except (signing.BadSignature, ValueError):
            raise Refused(no("sheet_kept", "Filen behöver läsas in på nytt.", "O1", "Gå tillbaka och välj filen igen.")) from None
        day, today = cleaned["from_day"], self.on.date()
        return commands.bring_in_bodies(
            read=lambda was: imports.tried(lines, was, day=day, today=today), paragraph=cleaned["paragraph"], by=self.person, on=self.on
        )

    def went_to(self, thing: Any, result: Plan) -> str:
        text = gettext("%(new)s nya, %(changed)s ändrade, %(unchanged)s oförändrade.")
        messages.success(self.request, text % {n: len(getattr(result, n)) for n in ("new", "changed", "unchanged")})
        return reverse("organisation:list")


def told(plan: Plan, bodies: Any) -> dict[str, Any]:
    """What a sheet would do, by name: new and changed with their forms, and what it does not name."""

    def forms_of(codes: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {"code": c, "forms": [(first, form.name, form.parent) for first, _last, form in plan.lives[c].spans()], "last": plan.lives[c].last}
            for c in codes
        ]  # fmt: skip

    return {
        "new": forms_of(plan.new), "changed": forms_of(plan.changed), "unchanged": len(plan.unchanged),
        "gone": [bodies[c].name for c in plan.gone],
    }  # fmt: skip


class Download(HousePage):
    """The template, or the organisation as it stands in the register, in the form that can be read again."""

    public = True

    def get(self, request: HttpRequest, what: str, kind: str) -> HttpResponse:
        rows = imports.table(whole()) if what == "uttag" else []
        name = f"organisation-{what}.{kind}"
        if kind == "xlsx":
            return file(workbook(gettext("Organisation"), imports.headings(), rows), XLSX, name)
        return file(imports.as_csv(rows), "text/csv; charset=utf-8", name)
