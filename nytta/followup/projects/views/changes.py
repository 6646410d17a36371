"""Changes of a project: proposed, compared with the first decision and what holds, accepted, decided. Source: U5."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Column, Table
from nytta.kit.pages import ActPage, DetailPage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import changes as commands
from ..forms.changes import AcceptChangeForm, ChangeForm, DecideChangeForm, DecideLargeForm, WithdrawForm
from ..models import Change, Project
from ..queries import changes as queries
from ..rules.changes import Plan
from ..terms import ChangeState
from .acts import Fields, OfProject
from .pages import trail
from .sections import CHANGE_TAGS


def found_change(code: str, number: int) -> Change:
    """A change of a project, or not found."""
    found = queries.change_at(code, number)
    if found is None:
        raise Http404
    return found


def _at(change: Change, name: str) -> str:
    return reverse(f"projects:{name}", args=[change.project.code, change.number])


def table_of(change: Change) -> Table:
    """The first decision, what held when it was proposed, what is proposed, and the difference."""
    pair = queries.first_and_current(change.project)
    base = queries.plan_of(change.base)
    first = queries.plan_of(pair[0]) if pair else base
    names = (gettext("Första beslutet"), gettext("Gäller nu"), gettext("Föreslås"), gettext("Skillnad"))
    lines = queries.compared(first, base, queries.proposed_of(change))
    rows = [(x.label, *(_cell(v, x.kind) for v in (x.first, x.current, x.proposed)), _difference(x)) for x in lines]
    return Table(gettext("Ändringen bredvid det som har beslutats"), (Column(""), *(Column(n, num=True) for n in names)), rows)


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return gettext("aldrig") if kind == "months" else "–"
    return value.isoformat() if kind == "day" else sek(value) if kind == "sek" else gettext("%(n)s månader") % {"n": value}


def _difference(line: queries.Compared) -> str:
    found = line.difference
    if found is None:
        return "–"
    said = gettext("%(n)s dagar") % {"n": found} if line.kind == "day" else _cell(found, line.kind)
    return f"+{said}" if found > 0 else said


class Propose(OfProject):
    """Propose to change what was decided. Source: U5."""

    title = _("Föreslå en ändring")
    button = _("Föreslå ändringen")
    done = ""
    help = _(
        "Den första planen står kvar, och ändringen visas bredvid den. Små ändringar beslutar systemägaren, större direktören, och mer pengar vägs som alla förslag."
    )

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_propose_change(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        pair = queries.first_and_current(thing)
        base = queries.plan_of(pair[1]) if pair else Plan("", thing.planned_end_on, {}, [])
        years = [self.on.year + n for n in range(3)]
        self.bound = ChangeForm(base=base, years=years, initial={"scope": base.scope, "ends_on": base.ends_on}, **given)
        return self.bound

    def run(self, thing: Project, cleaned: Fields) -> Change:
        return commands.propose_change(project=thing, **self.bound.proposed(), by=self.person, on=self.on)

    def went_to(self, thing: Project, result: Change) -> str:
        return _at(result, "change")


class ChangePage(DetailPage):
    """A change: why, its consequences beside the first decision, who decides it and what was decided. Source: U5."""

    template = "projects/change.html"

    def thing(self, **address: Any) -> Change:
        return found_change(address["code"], address["number"])

    def context(self, thing: Change) -> Fields:
        state, here = ChangeState(thing.state), reverse("projects:detail", args=[thing.project.code])
        facts = [
            (gettext("Ändrar"), queries.kinds_said(thing)), (gettext("Föreslagen"), thing.proposed_on), (gettext("Föreslagen av"), thing.proposed_by),
            (gettext("Nyttorna godtagna"), thing.accepted_on), (gettext("Mandat"), thing.accepted_mandate), (gettext("Avgjord"), thing.settled_on),
        ]  # fmt: skip
        return {
            "title": gettext("Ändring %(n)s") % {"n": thing.number}, "code": thing.project.code, "subtitle": thing.project.application.title,
            "label": label(state), "color": CHANGE_TAGS[thing.state], "facts": [(n, v) for n, v in facts if v], "table": table_of(thing),
            "why": _why(thing, self.on.date()), "acts": self._acts(thing), "crumbs": trail((thing.project.code, here), (gettext("Ändring %(n)s") % {"n": thing.number}, "")),
        }  # fmt: skip

    def _acts(self, change: Change) -> list[Act]:
        day, person = self.on.date(), self.person
        settled = change.continuation is not None and change.continuation.state in queries.SETTLED
        asked = (
            (gettext("Godta nyttorna"), "accept_change", policies.can_accept_change(person, change, day)),
            (gettext("Besluta om ändringen"), "decide_change", policies.can_decide_change(person, change, day)),
            (gettext("Besluta om ändringen"), "decide_large_change", policies.can_decide_large_change(person, change, day)),
            (
                gettext("För in vad som beslutades om pengarna"),
                "settle_change",
                settled and policies.can_settle_change(person, change, day),
            ),
        )
        found = [Act(words, _at(change, name), primary=True) for words, name, may in asked if may]
        if policies.can_withdraw_change(person, change, day):
            found.append(Act(gettext("Återkalla"), _at(change, "withdraw_change")))
        return found


_WHY_TEXTS = {
    "more_money": _("Mer pengar vägs mot andra förslag och prövas mot ramen. Beslutet om pengarna avgör hela ändringen."),
    "time": _("Slutet flyttas längre från det första beslutet än systemägaren får besluta om."),
    "benefits": _("Nyttan blir så mycket mindre än i det första beslutet att direktören beslutar."),
}


def _why(change: Change, on: Any) -> list[str]:
    """Who decides, and by which limit."""
    to, why = queries.route_of(change.project, queries.proposed_of(change), change.more_sek, on)
    small = gettext("Ändringen håller sig inom regelverkets gränser, och systemägaren beslutar.")
    return [gettext(_WHY_TEXTS[w]) for w in why] or ([small] if to is ChangeState.OWNER else [])


class _OfChange(ActPage):
    """An act on a change: found by its project and number, its consequences shown first."""

    template = "projects/change_act.html"

    def thing(self, **address: Any) -> Change:
        return found_change(address["code"], address["number"])

    def context(self, thing: Change) -> Fields:
        project = reverse("projects:detail", args=[thing.project.code])
        crumbs = trail(
            (thing.project.code, project), (gettext("Ändring %(n)s") % {"n": thing.number}, _at(thing, "change")), (gettext(self.title), "")
        )
        return {"cancel_url": _at(thing, "change"), "crumbs": crumbs, "table": table_of(thing), "change": thing}

    def went_to(self, thing: Change, result: Change) -> str:
        return _at(result, "change")


class Accept(_OfChange):
    """The business accepts the benefits as they would be. Source: F12; U5."""

    form_class = AcceptChangeForm
    title = _("Godta ändrade nyttor")
    button = _("Godta nyttorna")
    done = _("Nyttorna är godtagna, och ändringen går vidare.")

    def verdict(self, thing: Change) -> Verdict:
        return policies.can_accept_change(self.person, thing, self.on.date())

    def run(self, thing: Change, cleaned: Fields) -> Change:
        return commands.accept_benefits(change=thing, **cleaned, by=self.person, on=self.on)


class Decide(_OfChange):
    """The owner decides a small change. Source: U5."""

    form_class = DecideChangeForm
    title = _("Besluta om ändring av projekt")
    button = _("Besluta")
    done = _("Beslutet är infört.")

    def verdict(self, thing: Change) -> Verdict:
        return policies.can_decide_change(self.person, thing, self.on.date())

    def run(self, thing: Change, cleaned: Fields) -> Change:
        return commands.decide_change(change=thing, **cleaned, by=self.person, on=self.on)


class DecideLarge(_OfChange):
    """The director decides a change past the limits. Source: P5; U5."""

    form_class = DecideLargeForm
    title, button, done = Decide.title, Decide.button, Decide.done

    def verdict(self, thing: Change) -> Verdict:
        return policies.can_decide_large_change(self.person, thing, self.on.date())

    def run(self, thing: Change, cleaned: Fields) -> Change:
        return commands.decide_large_change(change=thing, **cleaned, by=self.person, on=self.on)


class Settle(_OfChange):
    """Enter what was decided on a change's money. Source: P5; U5."""

    title = _("För in vad som beslutades om pengarna")
    button = _("För in beslutet")
    done = _("Ändringen är avgjord.")

    def verdict(self, thing: Change) -> Verdict:
        return policies.can_settle_change(self.person, thing, self.on.date())

    def run(self, thing: Change, cleaned: Fields) -> Change:
        return commands.settle_change(change=thing, by=self.person, on=self.on)


class Withdraw(_OfChange):
    """Take a proposal back. Source: U5."""

    form_class = WithdrawForm
    title = _("Återkalla ändringen")
    button = _("Återkalla")
    done = _("Förslaget är återkallat.")

    def verdict(self, thing: Change) -> Verdict:
        return policies.can_withdraw_change(self.person, thing, self.on.date())

    def run(self, thing: Change, cleaned: Fields) -> Change:
        return commands.withdraw_change(change=thing, **cleaned, by=self.person, on=self.on)
