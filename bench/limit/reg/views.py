"""The list, the detail page and the two exports, written as one writes them with Django and nothing else."""

import csv
import io

import xlsxwriter
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from .models import Contract, Link, Note, System, Unit

PAGE = 50
CHOSEN = ("status", "criticality", "hosting")
COLUMNS = [
    "id", "code", "name", "description", "status", "criticality", "hosting", "unit__name", "owner", "cost", "live_on", "ends_on",
    "changed_at",
]  # fmt: skip


class FilterForm(forms.Form):
    """Four selects."""

    status = forms.ChoiceField(required=False)
    criticality = forms.ChoiceField(required=False)
    hosting = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in CHOSEN:
            self.fields[name].choices = [("", "—"), *System._meta.get_field(name).choices]
        self.fields["unit"].choices = [("", "—"), *Unit.objects.order_by("name").values_list("id", "name")]

    def apply(self, rows):
        """The rows that the form lets through."""
        if self.is_valid():
            for name in (*CHOSEN, "unit"):
                if self.cleaned_data[name]:
                    rows = rows.filter(**{name: self.cleaned_data[name]})
        return rows


def annotated(rows):
    """Three figures of each row: number of links, sum of contracts, day of the last note."""

    def of_each(model, value):
        own = model.objects.filter(system=OuterRef("pk")).order_by()
        return Subquery(own.values("system").annotate(v=value).values("v"))

    return rows.annotate(
        n_links=Coalesce(of_each(Link, Count("pk")), 0),
        contract_sum=of_each(Contract, Sum("amount")),
        last_note=Subquery(Note.objects.filter(system=OuterRef("pk")).order_by("-made_at").values("made_at")[:1]),
    )


@login_required
def system_list(request):
    """Keys of the page first, then the annotations of those alone: with a deep offset, much less than in one query."""
    form = FilterForm(request.GET)
    rows = form.apply(System.objects.all())
    page = Paginator(rows.order_by("name", "id"), PAGE).get_page(request.GET.get("page"))
    keys = list(page.object_list.values_list("pk", flat=True))
    shown = System.objects.filter(pk__in=keys).select_related("unit").defer("description")
    page.object_list = annotated(shown).order_by("name", "id")
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "list.html", {"form": form, "page": page, "query": query.urlencode()})


@login_required
def system_detail(request, pk):
    """One row and its three lists."""
    system = get_object_or_404(System.objects.select_related("unit"), pk=pk)
    related = {
        "contracts": system.contracts.order_by("ends_on"),
        "links": system.links.order_by("target"),
        "notes": system.notes.order_by("-made_at")[:20],
    }
    return render(request, "detail.html", {"system": system, **related})


def export_rows(request):
    """All rows that the filter lets through, read in pieces."""
    rows = FilterForm(request.GET).apply(System.objects.all()).order_by("name", "id")
    return rows.values_list(*COLUMNS).iterator(chunk_size=2000)


@login_required
def export_csv(request):
    """Streamed."""

    def pieces():
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(COLUMNS)
        for number, row in enumerate(export_rows(request), 1):
            writer.writerow(row)
            if not number % 500:
                yield out.getvalue()
                out.seek(0)
                out.truncate()
        yield out.getvalue()

    return StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")


@login_required
def export_xlsx(request):
    """With xlsxwriter, row by row."""
    out = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    for number, row in enumerate(export_rows(request), 1):
        sheet.write_row(number, 0, row)
    book.close()
    return HttpResponse(out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
