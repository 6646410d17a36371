"""The office's overview: where every case stands, reminders by hand with a preview, and the rules that remind by themselves."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Passage
from nytta.governance.applications.terms import WaitsOn
from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, ListPage, admit
from nytta.kit.words import label
from nytta.plain.money import comma
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies
from ..forms import EscalationForm, RemindForm
from ..lists import OVERSIGHT
from ..models import Escalation, Reminder
from ..queries.oversight import lead_times, waits_by_party
from ..queries.parties import open_stays, parties
from ..rules import OLD_MODEL_MONTHS
from ..terms import Recipient

MOST = 200


def days_said(found: Any) -> str:
    """A median of days, with a decimal only where there is one."""
    if found is None:
        return "–"
    return str(int(found)) if found == int(found) else comma(found, 1)


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the overview down."""
    return [(gettext(OVERSIGHT.title), reverse("portal:oversight")), *last]


class Oversight(ListPage):
    """Every case, whom it waits on by name and for how long. Source: T; F5, F15."""

    listing = OVERSIGHT
    template = "portal/oversight.html"

    def may_see(self) -> Verdict:
        return policies.can_oversee(self.person, self.on.date())

    def more(self, asked: Asked) -> dict[str, Any]:
        day = self.on.date()
        t = lead_times(day)
        return {
            "times": [
                (gettext("Inlämning till beslut, median"), days_said(t.to_decision)), (gettext("Varav hos kommunen"), days_said(t.on_city)),
                (gettext("Varav hos sökanden"), days_said(t.on_applicant)), (gettext("Inlämning till projektstart"), days_said(t.to_start)),
            ],
            "decided": t.decided, "share": f"{round(t.share * 100)} %" if t.share is not None else "", "months": OLD_MODEL_MONTHS,
            "parties": [(label(p.who), p.number, days_said(p.days), p.longest, days_said(p.ended_days)) for p in waits_by_party(day)],
            "may_remind": bool(policies.can_remind(self.person, day)), "query": asked.address(),
        }  # fmt: skip


class Remind(ActPage):
    """Remind those whom the cases of the list wait on: first who will be told of what, and what cannot be and why. Source: F15."""

    also_sent = frozenset({"med"})
    form_class = RemindForm
    template = "portal/remind.html"
    title = _("Påminn")
    button = _("Skicka påminnelserna")
    done = _("Påminnelserna är skickade.")
    help = _("Varje person får ett brev för varje ärende nedan, och ärendet står på deras bord tills det går vidare.")

    def thing(self, **address: Any) -> list[Passage]:
        admit(policies.can_oversee(self.person, self.on.date()))
        day, asked = self.on.date(), Asked(OVERSIGHT, self.person, self.request.GET, self.on.date())
        found = list(open_stays().filter(pk__in=asked.filtered().filter(rank=0).values("pk")).order_by("entered_on", "pk")[:MOST])
        held = parties(found, day)
        today = set(Reminder.objects.filter(passage__in=found, escalation=None, sent_on=day).values_list("passage", "person"))
        self.able, self.unable = [], []
        for passage in found:
            people = held.of(passage)
            left = [p for p in people if (passage.pk, p.pk) not in today]
            if left:
                self.able.append((passage, left, label(WaitsOn(passage.waits_on)), (day - passage.entered_on).days))
            else:
                self.unable.append((passage, gettext("Alla är redan påminda i dag.") if people else gettext("Ingen person är utsedd.")))
        self.back = f"{reverse('portal:oversight')}?{asked.address()}"
        return found

    def verdict(self, thing: list[Passage]) -> Verdict:
        verdict = policies.can_remind(self.person, self.on.date())
        if verdict and not self.able:
            return no("nobody", "Inget ärende i urvalet väntar på någon som kan påminnas.", "F15", "Gå tillbaka och ändra urvalet.")
        return verdict

    def context(self, thing: list[Passage]) -> dict[str, Any]:
        marked = self.request.POST.getlist("med") if self.request.method == "POST" else None
        rows = [(*row, marked is None or str(row[0].pk) in marked) for row in self.able]
        people = {p.pk for _passage, found, *_rest in self.able for p in found}
        return {
            "rows": rows,
            "unable": self.unable,
            "people": len(people),
            "cancel_url": self.back,
            "crumbs": trail((gettext(self.title), "")),
        }

    def run(self, thing: list[Passage], cleaned: dict[str, Any]) -> Any:
        marked = set(self.request.POST.getlist("med"))
        return commands.remind(passages=[row[0].pk for row in self.able if str(row[0].pk) in marked], **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: list[Passage], result: Any) -> str:
        return self.back


class Escalations(DetailPage):
    """The rules that remind by themselves, for each portfolio. Source: F15."""

    template = "portal/escalations.html"

    def thing(self, **address: Any) -> None:
        admit(policies.can_oversee(self.person, self.on.date()))

    def context(self, thing: None) -> dict[str, Any]:
        rules = Escalation.objects.filter(ended_on=None).select_related("set_by")
        rows = [(r, label(WaitsOn(r.waits_on)), ", ".join(str(d) for d in r.after_days), label(Recipient(r.to))) for r in rules]
        sent = Reminder.objects.exclude(escalation=None).select_related("passage__application", "person").order_by("-sent_on", "-pk")[:30]
        may = bool(policies.can_set_escalation(self.person, self.on.date()))
        title = gettext("Påminnelser som går av sig själva")
        return {"title": title, "rules": rows, "sent": sent, "may": may, "crumbs": trail((title, ""))}


class SetEscalation(ActPage):
    """A rule: after how many days of waiting on whom, who is told."""

    form_class = EscalationForm
    title = _("Regel för påminnelser")
    button = _("Spara regeln")
    done = _("Regeln är sparad.")
    help = _("Regeln prövas varje morgon. Ingen får samma påminnelse två gånger, och den upphör när ärendet går vidare.")

    def thing(self, **address: Any) -> Escalation | None:
        if "pk" not in address:
            return None
        found = Escalation.objects.filter(pk=address["pk"], ended_on=None).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Escalation | None) -> Verdict:
        return policies.can_set_escalation(self.person, self.on.date())

    def form(self, thing: Escalation | None, **given: Any) -> forms.Form:
        return EscalationForm(rule=thing, on=self.on.date(), **given)

    def context(self, thing: Escalation | None) -> dict[str, Any]:
        up = reverse("portal:escalations")
        return {"cancel_url": up, "crumbs": trail((gettext("Påminnelser som går av sig själva"), up), (gettext(self.title), ""))}

    def run(self, thing: Escalation | None, cleaned: dict[str, Any]) -> Escalation:
        return commands.set_escalation(escalation=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Escalation | None, result: Any) -> str:
        return reverse("portal:escalations")


class EndEscalation(SetEscalation):
    """Stop a rule."""

    form_class = forms.Form  # type: ignore[assignment]
    title = _("Avsluta regeln")
    button = _("Avsluta regeln")
    done = _("Regeln är avslutad.")
    help = _("Det som har skickats finns kvar i historiken.")

    def form(self, thing: Escalation | None, **given: Any) -> forms.Form:
        return forms.Form(**given)

    def run(self, thing: Escalation | None, cleaned: dict[str, Any]) -> Escalation:
        assert thing is not None
        return commands.end_escalation(escalation=thing, by=self.person, on=self.on)
