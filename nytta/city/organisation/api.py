"""Bodies for programs: as they are on a day, and when they had another name. Source: O1; D14."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.kit.api import Choice, Detail, Field, Resource
from nytta.kit.api.shapes import Json

from .lists import BODIES, ENDED
from .models import Body
from .terms import BodyKind

BODY = (Field("code", _("Kod"), "code", example="byggnadsnamnden"), Field("name", _("Namn"), example="Byggnadsnämnden"))


def told_body(body: Body | None) -> Json | None:
    """A body as others refer to it."""
    return {"code": body.code, "name": body.name} if body else None


def body_codes(keys: Collection[str]) -> dict[str, str]:
    """{code: key} of bodies, for filters by key."""
    return {code: str(key) for code, key in Body.objects.filter(pk__in=list(keys)).order_by("sort").values_list("code", "pk")}


def _body(page: Any, thing: Body) -> Json:
    whole, today = page.whole, page.on.date()
    life = whole.lives[thing.code]
    parent = life.form(today).parent
    parts = [c for c, one in whole.lives.items() if one.exists(today) and one.form(today).parent == thing.code]
    named = [{"code": c, "name": whole.name(c, today)} for c in parts]
    return {
        "code": thing.code, "name": life.form(today).name, "kind": life.kind, "exists": life.exists(today),
        "parent": {"code": parent, "name": whole.name(parent, today)} if parent else None,
        "valid_from": life.first, "valid_until": life.last, "adopted_on": thing.adopted_on if thing.is_company else None,
        "parts": sorted(named, key=lambda one: one["name"].casefold()),
        "answering": [{"code": c, "name": whole.name(c, today)} for c in ([] if life.exists(today) else whole.answering(thing.code, today))],
        "forms": [{"name": form.name, "since": first, "until": last} for first, last, form in life.spans()],
    }  # fmt: skip


ONE_BODY = Detail(
    page="organisation:detail",
    fields=(
        Field("code", _("Kod"), "code", null=False, example="byggnadsnamnden"), Field("name", _("Namn"), example="Byggnadsnämnden"),
        Field("kind", _("Slag"), "term", terms=BodyKind), Field("exists", _("Finns i dag"), "yes_no"),
        Field("parent", _("Hör till"), "thing", of=BODY), Field("valid_from", _("Finns från"), "day"),
        Field("valid_until", _("Sista dag"), "day"), Field("adopted_on", _("Styrelsen antog programmet"), "day"),
        Field("parts", _("Hör hit"), "things", of=BODY), Field("answering", _("Svarar nu"), "things", of=BODY),
        Field("forms", _("Namn genom tiden"), "things", of=(
            Field("name", _("Namn")), Field("since", _("Från dag"), "day"), Field("until", _("Till dag"), "day"),
        )),
    ),
    read=_body,
)  # fmt: skip

RESOURCES = (
    Resource(
        "bodies", "body", BODIES, _("Nämnder, bolag och förvaltningar som de är en viss dag, och vilka programmet binder."),
        detail=ONE_BODY, filters={"bound": Choice("bound", {"true": "ja", "false": "nej"})},
    ),
    Resource("ended-bodies", "ended-body", ENDED, _("Organ som har upphört, vad de hette och vilka som tog över.")),
)  # fmt: skip
