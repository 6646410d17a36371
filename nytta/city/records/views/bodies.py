"""Acts on bodies over time: each is refused with its reason and keeps what was typed."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.forms import CorrectForm, EndForm, MergeForm, MoveForm, PartForm, ReasonForm, RenameForm
from nytta.city.organisation.models import Body, Succession
from nytta.city.organisation.queries import whole
from nytta.city.organisation.terms import PARENTS, BodyKind, SuccessionKind
from nytta.kit.pages import ActPage
from nytta.kit.panels import Block, gather
from nytta.plain.verdicts import Verdict

from .. import commands, policies


class _OnBody(ActPage):
    """What the acts on one body have in common: who may, its facts, and the way back to it."""

    template = "records/body_act.html"
    done = _("Det är infört. Tidslinjen visar vad som gäller vilken dag.")

    def thing(self, **address: Any) -> Body:
        self.whole = whole()
        found = self.whole.bodies.get(address["code"])
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: Body) -> dict[str, Any]:
        back = reverse("organisation:detail", args=[thing.code])
        return {
            "facts": [(gettext("Organ"), thing.name), *self.more_facts(thing)], "cancel_url": back,
            "crumbs": [(gettext("Organisation"), reverse("organisation:list")), (thing.name, back), (gettext(self.title), "")],
        }  # fmt: skip

    def more_facts(self, thing: Body) -> list[tuple[str, Any]]:
        """What else one needs to see beside the form."""
        life, today = self.whole.lives[thing.code], self.on.date()
        parent = life.form(today).parent
        facts = [
            (gettext("Hör till"), self.whole.name(parent, today) if parent else ""), (gettext("Finns från"), life.first),
            (gettext("Sista dag"), life.last),
        ]  # fmt: skip
        return [f for f in facts if f[1]]

    def went_to(self, thing: Any, result: Body) -> str:
        return reverse("organisation:detail", args=[result.code])


class Rename(_OnBody):
    """Another name from a day. Source: O1."""

    title = _("Byt namn")
    button = _("För in det nya namnet")
    help = _("Beslut och ärenden behåller det namn som gällde då. Skrev någon fel från början rättar du i tidslinjen i stället.")
    form_class = RenameForm

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.rename_body(body=thing, **cleaned, by=self.person, on=self.on)


class Move(_OnBody):
    """Another parent from a day. Source: O1."""

    title = _("Flytta")
    button = _("För in flytten")
    help = _("Förvaltningen arbetar för det nya organet från den dagen, och den som har uppdrag där svarar för dess ärenden.")
    form_class = MoveForm

    def thing(self, **address: Any) -> Body:
        found = super().thing(**address)
        if BodyKind(found.kind) not in PARENTS:
            raise Http404
        return found

    def form(self, thing: Body, **given: Any) -> forms.Form:
        return MoveForm(body=thing, **given)

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.move_body(body=thing, **cleaned, by=self.person, on=self.on)


class End(_OnBody):
    """The last day, who comes after, and what is left to move. Source: O1."""

    title = _("Låt upphöra")
    button = _("För in sista dagen")
    help = _("Organet finns kvar i beslut och ärenden med sitt namn, och visar vem som tog över.")
    form_class = EndForm

    def form(self, thing: Body, **given: Any) -> forms.Form:
        return EndForm(body=thing, on=self.on.date(), **given)

    def context(self, thing: Body) -> dict[str, Any]:
        remains = [r for r in gather("body.remains", thing, self.on.date()) if r.count]
        block = Block(gettext("Det här hör till organet i dag"), "records/_remains.html", {"remains": remains})
        return {**super().context(thing), "blocks": [block]}

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.end_body(body=thing, **cleaned, by=self.person, on=self.on)


class Merge(ActPage):
    """Several bodies become one. Source: O1."""

    template = "records/body_act.html"
    title = _("Slå samman")
    button = _("Slå samman")
    done = _("Sammanslagningen är införd.")
    help = _("De som slås samman upphör dagen före. Det nya organet svarar för deras ärenden från den dagen.")
    form_class = MergeForm

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return MergeForm(on=self.on.date(), initial={"bodies": [b.pk for b in self._chosen()]}, **given)

    def _chosen(self) -> list[Body]:
        """The bodies that are chosen so far: named in the address, or in a form that came back."""
        asked = [code.replace("\0", "") for code in self.request.GET.getlist("organ")]
        keys = [key for key in self.request.POST.getlist("bodies") if key.isdecimal() and len(key) < 10]
        return list(Body.objects.filter(Q(code__in=asked) | Q(pk__in=keys)).order_by("sort"))

    def context(self, thing: Any) -> dict[str, Any]:
        back, today, blocks = reverse("organisation:list"), self.on.date(), []
        for body in self._chosen() if self.verdict(thing) else ():
            left = [r for r in gather("body.remains", body, today) if r.count]
            blocks.append(
                Block(gettext("Det här hör till %(name)s i dag") % {"name": body.name}, "records/_remains.html", {"remains": left})
            )
        return {"cancel_url": back, "blocks": blocks, "crumbs": [(gettext("Organisation"), back), (gettext(self.title), "")]}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Body:
        name, code = cleaned.pop("name"), cleaned.pop("code")
        into = cleaned.pop("into") or commands.NewBody(code, name)
        return commands.merge_bodies(into=into, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Body) -> str:
        return reverse("organisation:detail", args=[result.code])


class _OnChange(_OnBody):
    """An act on one of a body's changes, named by its day in the address."""

    since: date | None = None

    def thing(self, **address: Any) -> Body:
        found = super().thing(**address)
        self.since = parse_date(address.get("day", "")) if address.get("day") else None
        if not any(f.since == self.since for f in self.whole.lives[found.code].forms):
            raise Http404
        return found


class Correct(_OnChange):
    """What was recorded wrongly. Source: O1."""

    title = _("Rätta")
    button = _("Rätta uppgiften")
    help = _("Rättar det som fördes in fel. Har något ändrats i verkligheten byter du namn eller flyttar i stället.")
    form_class = CorrectForm

    def form(self, thing: Body, **given: Any) -> forms.Form:
        return CorrectForm(body=thing, whole=self.whole, since=self.since, **given)

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.correct_body(body=thing, since=self.since, **cleaned, by=self.person, on=self.on)


class Withdraw(_OnChange):
    """A change that will not take place, or did not. Source: O1."""

    title = _("Återta ändringen")
    button = _("Återta")
    help = _("Det som gällde före ändringen fortsätter att gälla.")
    form_class = ReasonForm

    def more_facts(self, thing: Body) -> list[tuple[str, Any]]:
        forms = self.whole.lives[thing.code].forms
        then = next(f for f in forms if f.since == self.since)
        return [(gettext("Från dag"), then.since), (gettext("Namn"), then.name)]

    def thing(self, **address: Any) -> Body:
        found = super().thing(**address)
        if self.since is None:
            raise Http404
        return found

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.withdraw_change(body=thing, day=self.since or self.on.date(), **cleaned, by=self.person, on=self.on)


class WithdrawEnd(_OnBody):
    """An end that will not take place, or did not. Source: O1."""

    title = _("Återta att organet upphör")
    button = _("Återta")
    help = _("Organet fortsätter att finnas, och ingen tar över. Förvaltningar som har flyttats flyttar du tillbaka själv.")
    form_class = ReasonForm

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.withdraw_end(body=thing, **cleaned, by=self.person, on=self.on)


class HandOverPart(_OnBody):
    """A part of its tasks goes to another, and both go on. Source: O1."""

    title = _("Lämna en del till ett annat")
    button = _("För in övergången")
    help = _("Båda organen finns kvar. Övergången syns i bådas tidslinjer; ärenden och system som följer med flyttas var för sig.")
    form_class = PartForm

    def thing(self, **address: Any) -> Body:
        found = super().thing(**address)
        if BodyKind(found.kind) is BodyKind.CITY_COUNCIL:
            raise Http404
        return found

    def form(self, thing: Body, **given: Any) -> forms.Form:
        return PartForm(body=thing, on=self.on.date(), **given)

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.hand_over_part(body=thing, **cleaned, by=self.person, on=self.on).before


class WithdrawPart(_OnBody):
    """A part that does not go over after all. Source: O1."""

    title = _("Återta övergången av en del")
    button = _("Återta")
    help = _("Uppgiften hör till organet som förut.")
    form_class = ReasonForm

    def thing(self, **address: Any) -> Body:
        found = super().thing(**address)
        rows = Succession.objects.filter(pk=address["part"], before=found, kind=SuccessionKind.PART.value).select_related("before", "after")
        part = rows.first()
        if part is None:
            raise Http404
        self.part = part
        return found

    def more_facts(self, thing: Body) -> list[tuple[str, Any]]:
        return [(gettext("Går till"), self.part.after), (gettext("Vad"), self.part.what), (gettext("Från dag"), self.part.on)]

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.withdraw_part(part=self.part, **cleaned, by=self.person, on=self.on)
