"""The registers of information and concept models, and how systems stand to the principles."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from ..models import ConceptModel, InformationType, System
from ..queries.information import answered, current_models, outdated, types, with_holdings, without_master
from ..terms import DataHeld, Fulfilment, OpenData, Principle
from .systems import MISSING

ANSWER_TAGS = {
    Fulfilment.MET.value: "success", Fulfilment.PARTLY.value: "warning", Fulfilment.NOT_MET.value: "danger",
    Fulfilment.NOT_APPLICABLE.value: "neutral",
}  # fmt: skip
ANSWERED_FOR_YEARS = 2
SHORT = (_("1 Metoder"), _("2 Säkerhet"), _("3 Modeller"), _("4 Återbruk"), _("5 Öppna data"), _("6 Portfölj"), _("7 Stöd"))


def _owners_of(model: Any) -> Any:
    def choices(person: Any) -> list[tuple[str, str]]:
        return list(Body.objects.filter(pk__in=model.objects.values("owner")).order_by("sort").values_list("code", "name"))

    return choices


def _known(field: str) -> Any:
    return lambda rows, value: rows.filter(**{field: "" if value == MISSING else value})


def _lacking(terms: Any) -> Any:
    return lambda person: [*term_choices(terms), (MISSING, gettext("Uppgift saknas"))]


def _mastered(rows: QuerySet[InformationType], value: str) -> QuerySet[InformationType]:
    lacking = without_master(rows)
    return lacking if value == MISSING else rows.exclude(pk__in=lacking.values("pk"))


INFORMATION = Listing(
    name="systems:information",
    title=_("Information"),
    one=_("informationstyp"),
    many=_("informationstyper"),
    rows=lambda person: types(),
    extra=with_holdings,
    columns=(
        Column("name", _("Informationstyp"), "name", sort="sort", link=True, swedish=True),
        Column("code", _("Kod"), "code", kind="code", under="name"),
        Column("owner", _("Informationsägare"), "owner__name", sort="owner__sort"),
        Column("master", _("Huvuddatakälla"), "master_name", swedish=True),
        Column("copies", _("Kopior"), "copies", kind="number"),
        Column("personal_data", _("Personuppgifter"), "personal_data", kind="term", terms=DataHeld, sort="personal_data"),
        Column("open_data", _("Öppna data"), "open_data", kind="term", terms=OpenData, sort="open_data"),
        Column("model", _("Begreppsmodell"), "model__title", sort="model__title", swedish=True),
    ),
    url=lambda code: reverse("systems:information_type", args=[code]),
    order=("sort",),
    filters=(
        Filter("owner", _("Informationsägare"), "owner__code", _owners_of(InformationType)),
        Filter("master", _("Huvuddatakälla"), _mastered, lambda person: [("+", gettext("Utsedd")), (MISSING, gettext("Uppgift saknas"))]),
        Filter("personuppgifter", _("Personuppgifter"), _known("personal_data"), _lacking(DataHeld)),
        Filter("oppna", _("Öppna data"), _known("open_data"), _lacking(OpenData)),
    ),
    search_kind="information",
    answers="information",
    help=_("Varje slags information har en ägare och högst ett system som är huvuddatakälla. Andra system har kopior."),
    empty=_("Här står vilken information kommunen har, vem som äger den och vilket system som är huvuddatakälla."),
)


def _concepts(rows: QuerySet[ConceptModel]) -> QuerySet[ConceptModel]:
    return rows.annotate(types_count=Count("types", filter=Q(types__ended_on=None)))


CONCEPT_MODELS = Listing(
    name="systems:concept_models",
    title=_("Begreppsmodeller"),
    one=_("begreppsmodell"),
    many=_("begreppsmodeller"),
    rows=lambda person: current_models(),
    extra=_concepts,
    columns=(
        Column("title", _("Modell"), "title", sort="title", link=True, swedish=True),
        Column("version", _("Version"), "version", under="title"),
        Column("owner", _("Ägare"), "owner__name", sort="owner__sort"),
        Column("types", _("Informationstyper"), "types_count", kind="number"),
        Column("decided", _("Beslut"), "decided", swedish=True),
        Column("valid_from", _("Gäller från"), "valid_from", kind="day", sort="valid_from"),
    ),
    url=lambda code: reverse("systems:concept_model", args=[code]),
    order=("title",),
    filters=(Filter("owner", _("Ägare"), "owner__code", _owners_of(ConceptModel)),),
    help=_("En begreppsmodell säger vad verksamhetens ord betyder. Den senaste versionen gäller."),
    empty=_("Här står modellerna över verksamhetens begrepp, med ägare och version."),
)


def _standing(person: Any) -> QuerySet[System]:
    return System.objects.filter(retired_on=None)


def _outdated(rows: QuerySet[System], value: str, on: Any) -> QuerySet[System]:
    late = outdated(rows, on.replace(year=on.year - ANSWERED_FOR_YEARS, day=min(on.day, 28)))
    return late if value == MISSING else rows.exclude(pk__in=late.values("pk"))


def _answer(principle: Principle) -> Any:
    def where(rows: QuerySet[System], value: str) -> QuerySet[System]:
        mine = {"principle_answers__principle": principle.value}
        if value == MISSING:
            return rows.exclude(pk__in=System.objects.filter(**mine).values("pk"))
        return rows.filter(**mine, principle_answers__answer=value)

    return where


PRINCIPLES = Listing(
    name="systems:principles",
    title=_("Arkitekturprinciper"),
    one=_("system"),
    many=_("system"),
    rows=_standing,
    extra=answered,
    columns=(
        Column("name", _("System"), "name", sort="sort", link=True),
        Column("code", _("Kod"), "code", kind="code", under="name"),
        Column("owner", _("Systemägare"), "owner__name", sort="owner__sort", under="name"),
        *(
            Column(f"p{p}", short, f"principle_{p}", kind="term", terms=Fulfilment, tags=ANSWER_TAGS)
            for p, short in zip(Principle.codes(), SHORT, strict=True)
        ),
        Column("oldest", _("Äldsta svar"), "answered_oldest", kind="day"),
    ),
    url=lambda code: f"{reverse('systems:detail', args=[code])}#principles",
    order=("sort",),
    filters=(
        Filter("owner", _("Systemägare"), "owner__code", _owners_of(System)),
        Filter("svar", _("Svaren"), "", lambda person: [("+", gettext("Alla sju, från de senaste två åren")), (MISSING, gettext("Saknas eller är äldre än två år"))], _outdated),
        *(Filter(f"p{p}", short, _answer(p), _lacking(Fulfilment)) for p, short in zip(Principle, SHORT, strict=True)),
    ),
    search_kind="system",
    help=_("Arkitekturen har sju principer. Varje ägare svarar för sina system, med underlag och dag."),
    empty=_("När det finns system i registret visas här hur vart och ett står till de sju principerna."),
)  # fmt: skip
