"""The registers of baselines and of the city's dated figures."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, DecimalField, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Round
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.engine.appraisal import optimism_bias_table
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from .models import Baseline, BaselineVersion, Claim, Parameter, ReferenceProject
from .terms import OWN, BaselineKind, ClaimDriver, ClaimStatus, Outcome, ParameterKind, ProjectType


def _baselines(person: Any) -> QuerySet[Baseline]:
    return Baseline.objects.all()


def _measured(rows: QuerySet[Any]) -> QuerySet[Any]:
    last = BaselineVersion.objects.filter(baseline=OuterRef("pk")).order_by("-number")
    found: QuerySet[Any] = rows.annotate(cost=Subquery(last.values("yearly_cost_sek")[:1]), year=Subquery(last.values("year")[:1]))
    return found


def _claimed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    binding = Q(claims__status__in=[ClaimStatus.GRANTED.value, ClaimStatus.REALISED.value])
    return rows.filter(binding).distinct() if value == "granted" else rows.filter(claims__isnull=value == "free").distinct()


def _owners(person: Any) -> list[tuple[str, str]]:
    return [(str(k), n) for k, n in Body.objects.filter(pk__in=Baseline.objects.values("owner_body")).values_list("pk", "name")]


BASELINES = Listing(
    name="benefits:baselines",
    title=_("Nulägen"),
    one=_("nuläge"),
    many=_("nulägen"),
    rows=_baselines,
    columns=(
        Column("code", _("Kod"), "code", sort="code", link=True),
        Column("name", _("Arbetsmoment eller post"), "name", sort="name"),
        Column("kind", _("Slag"), "kind", kind="term", terms=BaselineKind),
        Column("process", _("Process"), "process", sort="process"),
        Column("owner", _("Förs av"), "owner_body__name", sort="owner_body__sort"),
        Column("year", _("Mätt för"), "year"),
        Column("cost", _("Kostnad per år"), "cost", kind="money"),
    ),
    url=lambda code: reverse("benefits:baseline", args=[code]),
    order=("code",),
    filters=(
        Filter("slag", _("Slag"), "kind", lambda person: term_choices(BaselineKind)),
        Filter("forsav", _("Förs av"), "owner_body", _owners),
        Filter(
            "ansprak",
            _("Anspråk"),
            _claimed,
            lambda person: [("free", gettext("Inget")), ("asked", gettext("Något")), ("granted", gettext("Beviljat"))],
        ),
    ),
    extra=_measured,
    search_kind="baseline",
    answers="baseline",
    called="name",
    help=_("Vad arbetsmoment och budgetposter kostar i dag. Varje besparing i en kalkyl knyts hit, så att den inte räknas två gånger."),
    empty=_("Här står vad arbetet kostar i dag, med källa. En processägare lägger upp det första nuläget."),
)


def _claims(person: Any) -> QuerySet[Claim]:
    return Claim.objects.all()


def _spanned(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(first=Min("shares__year"), last=Max("shares__year"))
    return found


def _called_on(person: Any) -> list[tuple[str, str]]:
    return [(str(k), f"{c} {n}") for k, c, n in Baseline.objects.filter(claims__isnull=False).distinct().values_list("pk", "code", "name")]


CLAIMS = Listing(
    name="benefits:claims",
    title=_("Anspråk på nulägen"),
    one=_("anspråk"),
    many=_("anspråk"),
    rows=_claims,
    columns=(
        Column("baseline", _("Nuläge"), "baseline__code", sort="baseline__code", link=True),
        Column("name", _("Arbetsmoment eller post"), "baseline__name", sort="baseline__name"),
        Column("case", _("Ärende"), "item__calculation__code", sort="item__calculation__code"),
        Column("item", _("Post"), "item__label"),
        Column("driver", _("Sänker"), "driver", kind="term", terms=ClaimDriver),
        Column("first", _("Från år"), "first"),
        Column("last", _("Till år"), "last"),
        Column("status", _("Status"), "status", kind="term", terms=ClaimStatus),
    ),
    url=lambda code: reverse("benefits:baseline", args=[code]),
    order=("baseline__code", "pk"),
    code="baseline",
    filters=(
        Filter("nulage", _("Nuläge"), "baseline", _called_on),
        Filter("status", _("Status"), "status", lambda person: term_choices(ClaimStatus)),
    ),
    extra=_spanned,
    help=_("Vilka besparingar som är knutna till vilka nulägen, och hur långt ärendena har kommit."),
    empty=_("Ingen besparing är knuten till ett nuläge."),
)


def _parameters(person: Any) -> QuerySet[Parameter]:
    return Parameter.objects.all()


PARAMETERS = Listing(
    name="benefits:parameters",
    title=_("Kalkylvärden"),
    one=_("kalkylvärde"),
    many=_("kalkylvärden"),
    rows=_parameters,
    columns=(
        Column("kind", _("Värde"), "kind", kind="term", terms=ParameterKind, sort="kind", link=True),
        Column("key", _("Gäller"), "named", sort="key"),
        Column("value", _("Tal"), "value", kind="number", sort="value"),
        Column("valid_from", _("Från"), "valid_from", kind="day", sort="valid_from"),
        Column("source", _("Källa"), "source"),
    ),
    url=lambda kind: f"{reverse('benefits:parameters')}?varde={kind}",
    order=("kind", "key", "-valid_from"),
    code="kind",
    extra=lambda rows: rows.annotate(named=Case(When(label="", then=F("key")), default=F("label"))),
    filters=(Filter("varde", _("Värde"), "kind", lambda person: term_choices(ParameterKind)),),
    help=_(
        "De tal som kalkyler räknas med: räntor, index, timkostnader och gränser, var och en med dag och källa. Ett beslutat ärende behåller de tal som gällde."
    ),
    empty=_("Inga kalkylvärden är införda."),
    public=True,
)


def _projects(person: Any) -> QuerySet[ReferenceProject]:
    return ReferenceProject.objects.all()


def _adjusted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The plan with the published bound for bespoke IT, nothing mitigated; and the outcome in percent of the plan."""
    bound = optimism_bias_table(ProjectType.BESPOKE.value).capex_upper or 0
    money: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=2)
    found: QuerySet[Any] = rows.annotate(
        whose=Concat("source", Value("|"), "key"),
        adjusted=ExpressionWrapper(F("planned") * Value(1 + Decimal(bound) / 100, output_field=money), output_field=money),
        percent=Round(ExpressionWrapper(F("actual") * Value(100, output_field=money) / F("planned"), output_field=money), 1),
    )
    return found


def _row_address(whose: str) -> str:
    """The case of one of the city's own projects; of a published one all of its source."""
    source, _bar, key = whose.partition("|")
    if source == OWN:
        return reverse("applications:detail", args=[key])
    return f"{reverse('benefits:reference_projects')}?{urlencode({'kalla': source})}"


def _sources(person: Any) -> list[tuple[str, str]]:
    return [(s, s) for s in ReferenceProject.objects.order_by("source").values_list("source", flat=True).distinct()]


REFERENCE = Listing(
    name="benefits:reference_projects",
    title=_("Projekt som planer jämförs med"),
    one=_("projekt"),
    many=_("projekt"),
    rows=_projects,
    columns=(
        Column("key", _("Projekt"), "title", sort="key", below="key", link=True),
        Column("source", _("Källa"), "source", sort="source", below="currency"),
        Column("planned", _("Planerad kostnad"), "planned", kind="number", sort="planned"),
        Column("adjusted", _("Planerad, justerad"), "adjusted", kind="number"),
        Column("actual", _("Utfall eller prognos"), "actual", kind="number", sort="actual"),
        Column("percent", _("Procent av planen"), "percent", kind="number", sort="percent"),
        Column("outcome", _("Slag"), "outcome", kind="term", terms=Outcome),
        Column("closed_on", _("Avslutat"), "closed_on", kind="day", sort="closed_on"),
    ),
    url=_row_address,
    order=("source", "key"),
    code="whose",
    filters=(
        Filter("kalla", _("Källa"), "source", _sources),
        Filter("slag", _("Slag"), "outcome", lambda person: term_choices(Outcome)),
    ),
    extra=_adjusted,
    help=_(
        "Raderna bakom referensklasserna, i källans valuta. Den justerade planen är planen med den övre gränsen för utveckling av it-stöd (200 procent, Mott MacDonald 2002), utan något hanterat."
    ),
    empty=_("Här står avslutade projekt när det finns några, kommunens egna och publicerade."),
)
