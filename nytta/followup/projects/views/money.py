"""A project's money on any day, the register of its entries, and what becomes of what is not spent."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.views.bodies import day_asked
from nytta.governance.portfolios.queries.money import entries_of
from nytta.governance.portfolios.rules import Balance
from nytta.kit.pages import ActPage, DetailPage, LetterFirst, ListPage
from nytta.kit.panels import Act
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict

from .. import commands, policies, queries
from ..documents import move_letter
from ..flow import MOVE
from ..forms import MoveForm, UnspentForm
from ..lists import ENTRIES, MONEY_TAGS
from ..models import MoveRequest, Project
from ..terms import MoveState
from .acts import Fields, OfProject
from .pages import found_at, trail

SHOWN = 50


class Entries(ListPage):
    """Every entry of the ledger. Source: P5; F13, U5."""

    listing = ENTRIES


class MoneyPage(DetailPage):
    """Where each krona of a project stood at the end of any day, and every entry until then. Source: P5; F13, U5."""

    template = "projects/money.html"

    def thing(self, **address: Any) -> Project:
        return found_at(address["code"])

    def context(self, thing: Project) -> dict[str, Any]:
        today = self.on.date()
        day = day_asked(self.request.GET.get("dag", ""), today)
        years = queries.balances_on(thing.application_id, day)
        rows = entries_of(thing.application_id).filter(booked_on__lte=day)
        return {
            "title": gettext("Pengar: %(title)s") % {"title": thing.application.title}, "day": day, "today": today, "years": years,
            "total": sum((b for _year, b in years), Balance()), "entries": rows[:SHOWN], "count": rows.count(), "tags": MONEY_TAGS,
            "unspent": queries.unspent_of(thing, today), "acts": self._acts(thing), "moves": MoveRequest.objects.filter(project=thing).select_related("allocation", "decision"),
            "crumbs": trail((thing.code, reverse("projects:detail", args=[thing.code])), (gettext("Pengar"), "")),
        }  # fmt: skip

    def _acts(self, thing: Project) -> list[Act]:
        day, found = self.on.date(), []
        if policies.can_request_money(self.person, thing, day):
            found.append(Act(gettext("Begär pengar"), reverse("projects:ask_money", args=[thing.code]), primary=True))
            found.append(Act(gettext("Begär att medel förs till nästa år"), reverse("projects:ask_move", args=[thing.code])))
        if policies.can_give_back(self.person, thing, day):
            found.append(Act(gettext("Lämna tillbaka medel"), reverse("projects:give_back", args=[thing.code])))
        return found


class _OfUnspent(OfProject):
    """An act on what is left of a year's money; back to the money page."""

    def form(self, thing: Project, **given: Any) -> forms.Form:
        places = queries.unspent_of(thing, self.on.date())
        return UnspentForm(places=places, initial={"amount_sek": places[0].left_sek if places else None}, **given)

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        left = queries.unspent_of(thing, self.on.date())
        return [(gettext("Medlen för %(year)s förfaller efter") % {"year": u.place.year}, u.last_on) for u in left]

    def went_to(self, thing: Project, result: Any) -> str:
        return reverse("projects:money", args=[thing.code])


class GiveBack(_OfUnspent):
    """Give unspent money back. Source: P5; F13."""

    title = _("Lämna tillbaka medel")
    button = _("Lämna tillbaka")
    done = _("Medlen är återlämnade.")
    help = _(
        "Det som beviljades ur ramen går tillbaka till den och kan beviljas till andra. Medel som har förts över från ett annat år förfaller."
    )

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_give_back(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Any:
        return commands.give_back(project=thing, **cleaned, by=self.person, on=self.on)


class AskToMove(_OfUnspent):
    """Ask that unspent money is moved to the next year. Source: P5; F13."""

    title = _("Begär att medel förs till nästa år")
    button = _("Begär överföring")
    done = _("Begäran ligger för beslut.")
    help = _(
        "Pengar beviljas för ett år i taget. Det som blir över kan föras till nästa år genom ett beslut på delegation; annars lämnas det tillbaka eller förfaller."
    )

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_request_money(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Any:
        return commands.ask_to_move(project=thing, **cleaned, by=self.person, on=self.on)


class _OfMove(ActPage):
    """An act on a request to move; back to the money page."""

    def thing(self, **address: Any) -> MoveRequest:
        found = queries.move_at(address["move"])
        if found is None:
            raise Http404
        return found

    def went_to(self, thing: MoveRequest, result: Any) -> str:
        return reverse("projects:money", args=[thing.project.code])

    def context(self, thing: MoveRequest) -> Fields:
        project, here = thing.project, self.went_to(thing, None)
        facts = [
            (gettext("Projekt"), f"{project.code} {project.application.title}"), (gettext("Från år"), thing.allocation.year),
            (gettext("Till år"), thing.allocation.year + 1), (gettext("Belopp"), sek(thing.amount_sek)), (gettext("Begärd av"), thing.asked_by),
            (gettext("Begärd"), thing.asked_on), (gettext("Skäl"), thing.reasons), (gettext("Fritt"), sek(thing.allocation.available_sek)),
            (gettext("Förfaller efter"), queries.last_day_of(thing.allocation, self.on.date())),
        ]  # fmt: skip
        crumbs = trail(
            (project.code, reverse("projects:detail", args=[project.code])), (gettext("Pengar"), here), (gettext(self.title), "")
        )
        return {**super().context(thing), "facts": facts, "cancel_url": here, "crumbs": crumbs}


class WithdrawMove(_OfMove):
    """Take the request back. Source: F13."""

    title = _("Ta tillbaka begäran om överföring")
    button = _("Ta tillbaka")
    done = _("Begäran är tillbakatagen.")

    def verdict(self, thing: MoveRequest) -> Verdict:
        verdict = policies.can_request_money(self.person, thing.project, self.on.date())
        return verdict + (MOVE.allows(MoveState(thing.state), "withdraw") if verdict else YES)

    def run(self, thing: MoveRequest, cleaned: Fields) -> MoveRequest:
        return commands.withdraw_move(move=thing, by=self.person, on=self.on)


class DecideMove(LetterFirst, _OfMove):
    """Move unspent money or refuse it: the letter is always read first. Source: P5; F11, F13."""

    form_class = MoveForm
    template = "projects/decide_move.html"
    title = _("Besluta om oförbrukade medel")
    done = _("Beslutet är fattat, infört och publicerat. Brevet är expedierat.")
    help = _("Skriv beslutet och läs brevet innan du beslutar. Inget skickas förrän du trycker på beslutsknappen under brevet.")

    def verdict(self, thing: MoveRequest) -> Verdict:
        verdict = policies.can_decide_move(self.person, thing.project, thing.amount_sek, self.on.date())
        return verdict + (MOVE.allows(MoveState(thing.state), "move") if verdict else YES)

    def would(self, thing: MoveRequest, cleaned: Fields) -> Verdict:
        return self.verdict(thing)

    def write_letter(self, thing: MoveRequest, cleaned: Fields) -> str:
        return move_letter(granted=self.granting, move=thing, reasons=cleaned["reasons"], on=self.on.date())

    def run(self, thing: MoveRequest, cleaned: Fields) -> MoveRequest:
        act = commands.move_unspent if self.granting else commands.refuse_move
        return act(move=thing, reasons=cleaned["reasons"], letter=self.as_read(thing, cleaned), by=self.person, on=self.on)
