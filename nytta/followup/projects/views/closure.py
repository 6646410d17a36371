"""Closure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_noop as _

from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import AcceptForm, CloseForm, ReturnForm
from ..models import Project
from .acts import Fields, OfProject


class Close(OfProject):
    """Ask to close. Source: P5 step 7; F6, N6."""

    form_class = CloseForm
    title = _("Begär avslut")
    button = _("Begär avslut")
    done = _("Systemägaren ombeds godta avslutet.")
    help = _("Systemägarens representant godtar det som lämnas över. Ett år senare redovisas effekten.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        return CloseForm(initial={"delivered": thing.delivered}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.ask_to_close(project=thing, **cleaned, by=self.person, on=self.on)


class Accept(OfProject):
    """The owner accepts what is handed over. Source: P4; F6."""

    form_class = AcceptForm
    template = "projects/accept.html"
    title = _("Godta projektets avslut")
    button = _("Godta avslutet")
    done = _("Avslutet är godtaget. Effekten redovisas om ett år.")

    def context(self, thing: Project) -> Fields:
        return {**super().context(thing), "lessons": queries.lessons_of(thing)}

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_accept_closure(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.accept_closure(project=thing, **cleaned, by=self.person, on=self.on)


class Return(OfProject):
    """The owner does not accept; the project goes on. Source: F6."""

    form_class = ReturnForm
    template = "projects/accept.html"
    title = _("Skicka tillbaka projektets avslut")
    button = _("Skicka tillbaka")
    done = _("Projektet fortsätter.")

    def context(self, thing: Project) -> Fields:
        return {**super().context(thing), "lessons": queries.lessons_of(thing)}

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_accept_closure(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.return_closure(project=thing, **cleaned, by=self.person, on=self.on)
