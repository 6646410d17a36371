"""The register of drafts, a new one, and a draft's own page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.models import RuleSet
from nytta.kit import audit
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import StartForm
from ..lists import CONSEQUENCES, DRAFTS, TAGS
from ..models import Draft, Trial
from ..queries.beyond import Beyond, beyond
from ..queries.words import Row, compared, name_of, part_blocks
from ..rules import KEY_OF, Known, Lines, keys_of, lines_of, placed
from ..terms import DraftState, Part
from .finding import draft_of, trail, url_of


class DraftsPage(ListPage):
    """Every draft, for those who write, advise on, decide or audit the rules. Source: O4."""

    listing = DRAFTS

    def may_see(self) -> Verdict:
        return policies.can_read(self.person, self.on.date())

    def new_act(self) -> Act | None:
        may = policies.can_start(self.person, self.on.date())
        return Act(gettext("Nytt utkast"), reverse("rulesets:start")) if may else None


class ConsequencesPage(ListPage):
    """What drafts would change, case by case. Source: O4."""

    listing = CONSEQUENCES
    template = "rulesets/consequences.html"

    def may_see(self) -> Verdict:
        return policies.can_read(self.person, self.on.date())

    def more(self, asked: Asked) -> dict[str, Any]:
        """The way back to the drafts, and to the one that is shown."""
        code = asked.values.get("utkast")
        back = [(code, reverse("rulesets:detail", args=[code]))] if code else []
        return {"crumbs": [*trail(None), *back, (gettext(CONSEQUENCES.title), "")]}


class StartPage(ActPage):
    """Start a draft as a copy of a version. Source: O4."""

    form_class = StartForm
    title = _("Nytt utkast till regelverk")
    button = _("Börja utkastet")
    done = _("Utkastet är en kopia av versionen. Ändra rad för rad; ingenting gäller förrän det är beslutat.")
    help = _("Ett utkast ändrar ingenting för något ärende. Det kan prövas mot ärendena innan det läggs fram för beslut.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_start(self.person, self.on.date())

    def form(self, thing: Any, **data: Any) -> forms.Form:
        newest = queries.newest()
        return StartForm(initial={"base": self.request.GET.get("version") or (newest.version if newest else "")}, **data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Draft:
        return commands.start_draft(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Draft) -> str:
        return url_of(result)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("rulesets:list"), "crumbs": [*trail(None), (gettext(self.title), "")]}


class DraftPage(DetailPage):
    """A draft: what it changes, what that would mean for the cases, and every line of it. Source: O4."""

    template = "rulesets/detail.html"

    def thing(self, **address: Any) -> Draft:
        found = draft_of(self, address["code"])
        self.known, self.last = queries.known_on(self.on.date()), queries.newest()
        return found

    def get(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        if "bit" in request.GET:
            return self.progress(self.thing(**address))
        return super().get(request, **address)

    def progress(self, thing: Draft) -> HttpResponse:
        """How far the trial has come, for the page that waits for it."""
        return render(self.request, "rulesets/_progress.html", {"trial": queries.trial_of(thing)})

    def context(self, thing: Draft) -> dict[str, Any]:
        day = self.on.date()
        known, old, new = self.known, lines_of(thing.base.content), lines_of(thing.content)
        differing, state = queries.differing(thing), DraftState(thing.state)
        editing = bool(policies.can_write(self.person, thing, day))
        finish = Editing(thing, new, known, {d.where for d in differing}, editing).finish
        title = gettext("Skillnader mot version %(version)s") % {"version": thing.base.version}
        rows = compared(differing, old, new, known)
        for row in rows:
            row["url"] = url_of(thing, "line", *row["where"].split("/")) if editing and row["where"] in new else ""
        return {
            "title": thing.title, "code": thing.code, "label": label(state), "color": TAGS[thing.state], "crumbs": trail(thing),
            "subtitle": gettext("Kopia av regelverk %(version)s") % {"version": thing.base.version}, "motive": thing.motive,
            "differences": Block(title, "rulesets/_differences.html", {"rows": rows}, "skillnader"),
            "trial": trial_block(thing, queries.trial_of(thing), {**old, **new}, known), "blocks": part_blocks(new, known, finish=finish),
            "newer": self.newer(thing, state), "acts": self.acts(thing), "events": audit.history(thing.code)[:20], "verdict": None,
            "beyond": beyond_of(thing, day), "going": (found := queries.trial_of(thing)) is not None and found.ended_at is None,
        }  # fmt: skip

    def newer(self, thing: Draft, state: DraftState) -> RuleSet | None:
        """A version that was decided since the draft was begun."""
        if state not in (DraftState.WRITTEN, DraftState.PROPOSED) or self.last is None or self.last.pk == thing.base_id:
            return None
        return self.last

    def acts(self, thing: Draft) -> list[Act]:
        """What can be done with the draft now."""
        day, found = self.on.date(), []
        told, lacks = queries.trial_of(thing), queries.ready(thing, self.known, self.last).blocking
        fresh = told is not None and told.edition == thing.edition
        if policies.can_try(self.person, thing, day):
            found.append(Act(gettext("Pröva mot ärendena"), url_of(thing, "try"), primary=not fresh))
        if policies.can_propose(self.person, thing, day):
            found.append(Act(gettext("Lägg fram för beslut"), url_of(thing, "propose"), primary=fresh, why_not=lacks))
        if policies.can_decide(self.person, thing, day):
            found.append(Act(gettext("Besluta regelverket"), url_of(thing, "decide"), primary=fresh, why_not=lacks))
        if policies.can_write(self.person, thing, day) and self.newer(thing, DraftState(thing.state)):
            found.append(Act(gettext("Ta in den nyare versionen"), url_of(thing, "rebase")))
        if policies.can_send_back(self.person, thing, day):
            found.append(Act(gettext("Skicka tillbaka"), url_of(thing, "send_back")))
        if policies.can_drop(self.person, thing, day):
            found.append(Act(gettext("Lägg ned utkastet"), url_of(thing, "drop")))
        return found


class Editing:
    """What can be done with the lines of a draft, by one who may write it."""

    def __init__(self, draft: Draft, lines: Lines, known: Known, changed: set[str], editing: bool) -> None:
        self.draft, self.lines, self.known, self.changed, self.editing = draft, lines, known, changed, editing

    def finish(self, part: Part, rows: list[Row]) -> Mapping[str, Any]:
        """Mark what is changed; where one may write, what can be done with each row and the address that adds one."""
        for row in rows:
            row.changed = row.where in self.changed
            if self.editing:
                key = placed(row.where)[1]
                row.acts = [(gettext("Ändra"), url_of(self.draft, "line", part.value, key))]
                if part is not Part.LIMITS:
                    row.acts.append((gettext("Ta bort"), url_of(self.draft, "remove", part.value, key)))
        free = part in KEY_OF and not keys_of(part, self.known)
        more = free or any(f"{part.value}/{key}" not in self.lines for key in keys_of(part, self.known))
        return {"editing": self.editing, "add_url": url_of(self.draft, "add", part.value) if more and self.editing else ""}


def beyond_of(draft: Draft, day: date) -> list[Beyond]:
    """What a draft that is not decided yet would change besides what is tried on cases, as things stand on a day."""
    return beyond(draft, day) if draft.state in (DraftState.WRITTEN.value, DraftState.PROPOSED.value) else []


def trial_block(draft: Draft, trial: Trial | None, lines: Lines, known: Known) -> dict[str, Any]:
    """What the last trial said: how many cases each line of the draft changes, with links; and whether it speaks of the draft as it is."""
    if trial is None:
        return {}
    told, base = queries.told(trial), f"{reverse('rulesets:consequences')}?utkast={draft.code}"
    causes = [(name_of(where, lines, known), n) for where, n in sorted(told.causes.items(), key=lambda pair: -pair[1])]
    return {
        "trial": trial, "told": told, "stale": trial.edition != draft.edition, "url": base, "causes": causes,
        "effects": [(label(e), n, f"{base}&andring={e.value}") for e, n in told.effects.items()],
        "groups": [(label(g), n) for g, n in told.groups.items()],
    }  # fmt: skip
