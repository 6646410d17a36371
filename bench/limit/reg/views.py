"""The list, a detail page, sums, search, an API and two exports, written as one writes them with Django and nothing else."""

import csv
import io

import xlsxwriter
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from . import text
from .models import Contract, Link, Note, System, Unit

PAGE = 50
CHOSEN = ("status", "criticality", "hosting")
COLUMNS = [
    "id", "code", "name", "description", "status", "criticality", "hosting", "unit__name", "owner", "cost", "live_on", "ends_on",
    "changed_at",
]  # fmt: skip


class FilterForm(forms.Form):
    """Words and four selects."""

    q = forms.CharField(required=False)
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
            if self.cleaned_data["q"]:
                rows = text.matching(rows, self.cleaned_data["q"])
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


def sums():
    """For each unit: its frame, how many systems, what they cost, what is left."""
    rows = System.objects.exclude(status="retired").order_by().values_list("unit_id")
    found = {unit: (count, cost) for unit, count, cost in rows.annotate(n=Count("*"), sum=Sum("cost"))}
    for unit in Unit.objects.order_by("name"):
        count, cost = found.get(unit.pk, (0, 0))
        yield {"id": unit.pk, "name": unit.name, "frame": unit.frame, "count": count, "cost": cost, "left": unit.frame - cost}


@login_required
def portfolio(request):
    """The sums as a table."""
    rows = list(sums())
    total = {key: sum(row[key] for row in rows) for key in ("frame", "count", "cost", "left")}
    return render(request, "portfolio.html", {"rows": rows, "total": total})


@login_required
def what_if(request):
    """What the sums would be without a few systems, named by their keys: these are taken from the sums of all."""
    keys = [int(key) for key in request.GET.getlist("out") if key.isdecimal()]
    without = System.objects.filter(pk__in=keys).exclude(status="retired").order_by()
    less = dict(without.values_list("unit_id").annotate(Sum("cost")))
    rows = [{**row, "cost": row["cost"] - less.get(row["id"], 0), "left": row["left"] + less.get(row["id"], 0)} for row in sums()]
    return JsonResponse({"rows": rows})


@login_required
def search(request):
    """The twenty best, each with the words around what was found, and how many there are."""
    asked = request.GET.get("q", "")
    hits, total = text.best(asked, 20)
    return render(request, "search.html", {"asked": asked, "hits": hits, "total": total})


@login_required
def api_list(request):
    """Fifty rows as JSON, and how many there are."""
    rows = System.objects.order_by("name", "id")
    return JsonResponse({"count": rows.count(), "results": list(rows.values(*COLUMNS)[:PAGE])})


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
