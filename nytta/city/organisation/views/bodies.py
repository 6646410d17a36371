"""Pages of the bodies on any day, open to anybody; what the programme binds is told by a later app's panels."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import lists
from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label

from ..lists import BODIES, ENDED
from ..models import Body, Person, Succession
from ..queries import tree, whole
from ..rules import Life
from .timeline import coming, moments, with_acts


def day_asked(text: str, otherwise: date) -> date:
    """The day that an address asks about, else another."""
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


def body_url(code: str, day: date, today: date) -> str:
    """The address of a body's page, as on a day when that is another than today."""
    url = reverse("organisation:detail", args=[code])
    return url if day == today else f"{url}?dag={day.isoformat()}"


class Bodies(ListPage):
    """The register of bodies, as it is on any day. Source: O1."""

    listing = BODIES
    public = True
    template = "organisation/body_list.html"

    def new_act(self) -> Act | None:
        return next(iter(gather("bodies.acts", self.person, self.on.date())), None)

    def more(self, asked: lists.Asked) -> dict[str, Any]:
        today = self.on.date()
        found = (
            []
            if asked.day
            else [(day, reverse("organisation:detail", args=[c]), what) for day, c, what in coming(whole(successions=False), today)]
        )
        day = f"?dag={asked.day.isoformat()}" if asked.day else ""
        return {"coming": found, "tree_url": reverse("organisation:tree") + day, "sheets": gather("bodies.sheets", self.person, today)}


class Ended(ListPage):
    """Bodies that had ended by a day, and who came after them. Source: O1."""

    listing = ENDED
    public = True

    def more(self, asked: lists.Asked) -> dict[str, Any]:
        return {"crumbs": [(gettext(BODIES.title), reverse("organisation:list")), (gettext(ENDED.title), "")]}


class Tree(DetailPage):
    """The whole organisation as a tree on any day. Source: O1."""

    public = True
    template = "organisation/tree.html"
    title = _("Organisationen som ett träd")

    def thing(self, **address: Any) -> date:
        return day_asked(self.request.GET.get("dag", ""), self.on.date())

    def context(self, thing: date) -> dict[str, Any]:
        today = self.on.date()
        return {
            "title": gettext(self.title), "day": thing, "kinds": [(label(kind), found) for kind, found in tree(thing)],
            "query": "" if thing == today else f"?dag={thing.isoformat()}",
            "crumbs": [(gettext(BODIES.title), reverse("organisation:list")), (gettext(self.title), "")],
        }  # fmt: skip


class BodyPage(DetailPage):
    """One body on a day: name, kind, whether the programme binds it, what belongs to it, and all its days. Source: O1."""

    public = True
    template = "organisation/body_detail.html"

    def thing(self, **address: Any) -> Body:
        self.whole = whole()
        found = self.whole.bodies.get(address["code"])
        if found is None:
            raise Http404
        return found

    def context(self, thing: Body) -> dict[str, Any]:
        today = self.on.date()
        day = day_asked(self.request.GET.get("dag", ""), today)
        life, form = self.whole.lives[thing.code], self.whole.lives[thing.code].form(day)
        rows = list(Succession.objects.all()) if self.whole.followed else []
        status, color = _status(life, day)
        return {
            "title": form.name, "subtitle": label(life.kind), "label": status, "color": color, "day": day, "today": today,
            "facts": self._facts(thing, life, day), "other_names": _other_names(life, form.name), "exists": life.exists(day),
            "answering": [] if life.exists(day) else self._links(self.whole.answering(thing.code, day), day),
            "bindings": gather("body.binding", thing, day),
            "blocks": [*self._blocks(thing, day, rows), *gather("body.blocks", thing, self.person, today)],
            "acts": gather("body.acts", thing, self.person, today),
            "crumbs": [(gettext(BODIES.title), reverse("organisation:list")), (form.name, "")],
        }  # fmt: skip

    def _links(self, codes: list[str], day: date) -> SafeString:
        today = self.on.date()
        return format_html_join(
            ", ", '<a class="ds-link" href="{}">{}</a>', ((body_url(c, day, today), self.whole.name(c, day)) for c in codes)
        )

    def _facts(self, thing: Body, life: Life, day: date) -> list[tuple[str, Any]]:
        parent = life.form(day).parent
        facts: list[tuple[str, Any]] = [
            (gettext("Hör till"), self._links([parent], day) if parent else ""),
            (gettext("Finns från"), life.first),
            (gettext("Sista dag"), life.last),
        ]
        if thing.is_company:
            facts.append((gettext("Styrelsen antog programmet"), thing.adopted_on or gettext("Nej, inte än")))
        return [(gettext("Kod"), thing.code), *(f for f in facts if f[1])]

    def _blocks(self, thing: Body, day: date, rows: list[Succession]) -> list[Block]:
        today = self.on.date()
        parts = [c for c, one in self.whole.lives.items() if one.exists(day) and one.form(day).parent == thing.code]
        parts.sort(key=lambda c: self.whole.lives[c].form(day).name.casefold())
        said = moments(thing.code, self.whole, today, rows, thing.adopted_on)
        acts = gather("body.fixes", thing, [m.when for m in said if m.when], self.person, today)
        found = []
        if parts:
            links = [(body_url(c, day, today), self.whole.name(c, day)) for c in parts]
            found.append(Block(gettext("Hör hit"), "organisation/_parts.html", {"parts": links}))
        found.append(Block(gettext("Tidslinje"), "organisation/_moments.html", {"moments": with_acts(said, acts)}, "tidslinje"))
        last = self.whole.lives[thing.code].last
        if self.person and last:
            remains = [r for r in gather("body.remains", thing, last) if r.count]
            found.insert(
                0, Block(gettext("Det här ska flyttas"), "organisation/_remains.html", {"remains": remains, "last": last}, "flytta")
            )
        if self.person and (people := list(Person.objects.filter(body=thing, is_active=True).exclude(title="").order_by("title"))):
            found.append(Block(gettext("Personer"), "organisation/_people.html", {"people": people}))
        return found


def _status(life: Life, day: date) -> tuple[str, str]:
    if life.first and day < life.first:
        return gettext("Fanns inte ännu"), "neutral"
    if life.last and day > life.last:
        return gettext("Upphörde %(day)s") % {"day": life.last}, "neutral"
    return "", ""


def _other_names(life: Life, name: str) -> str | SafeString:
    """What else it has been called or will be, from which days."""
    other = [(f.name, f.since or life.first) for f in life.forms if f.name != name]
    said = [format_html(gettext("{} från {}"), n, day.isoformat()) if day else n for n, day in dict(other).items()]
    return format_html_join(", ", "{}", ((s,) for s in said))
