"""The city's directory as the registrar sees it: how provisioning stands, what departments mean, and groups beside the seats."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.policies import can_appoint
from nytta.city.records.terms import Role
from nytta.kit.documents import Column, Table
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, gather
from nytta.kit.sections import drawn_table
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import directory as commands
from ..forms.directory import AdoptForm, DepartmentForm, GroupForm
from ..lists.directory import DEPARTMENTS, GROUPS
from ..models.directory import DirectoryCall, DirectoryDepartment, DirectoryGroup, DirectorySettings
from ..queries.directory import Provisioning, beside, last_calls, provisioning

TITLE = _("Kontoförsörjning från stadens katalog")


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the overview down."""
    return [(gettext(TITLE), reverse("access:directory")), *more]


class DirectoryPage(DetailPage):
    """How the directory and Nytta stand: last heard of, counts, what is unknown, and the last calls. Source: D14."""

    template = "access/directory.html"

    def thing(self, **address: Any) -> Provisioning:
        return provisioning()

    def may_see(self, thing: Provisioning) -> bool:
        return bool(policies.can_keep(self.person, self.on.date()))

    def context(self, thing: Provisioning) -> dict[str, Any]:
        calls = last_calls()
        figures = [
            (gettext("Personer som får logga in"), thing.active), (gettext("Stängda i katalogen"), thing.inactive),
            (gettext("Borttagna i katalogen"), thing.deleted), (gettext("Grupper"), thing.groups),
            (gettext("Avdelningar utan organ"), thing.unknown),
        ]  # fmt: skip
        failed = [c for c in calls if c.status >= 400]
        return {
            "title": gettext(TITLE), "heard": bool(calls), "figures": [(name, str(number)) for name, number in figures], "unknown": thing.unknown,
            "facts": [
                (gettext("Katalogen hördes senast"), thing.heard_at), (gettext("Katalogen ändrade något senast"), thing.wrote_at),
                (gettext("Får ta över den som redan finns här"), gettext("Ja") if thing.adopts else gettext("Nej")),
                (gettext("Adress"), self.request.build_absolute_uri("/scim/v2")),
            ],
            "failed": drawn_table(_calls(gettext("Anrop som inte gick"), failed)) if failed else "", "number_failed": len(failed),
            "calls": drawn_table(_calls(gettext("De senaste anropen"), calls)) if calls else "", "number": len(calls),
            "acts": [
                Act(gettext("Ändra hur katalogen släpps in"), reverse("access:set_directory")),
                Act(gettext("Katalogens avdelningar"), reverse("access:departments")),
                Act(gettext("Grupper i katalogen"), reverse("access:directory_groups")),
            ],
        }  # fmt: skip


def _calls(caption: str, calls: list[DirectoryCall]) -> Table:
    columns = [Column(gettext(t)) for t in (_("När"), _("Anrop"), _("Id"), _("Svar"), _("Systemkonto"))]
    rows = [
        (f"{c.at.astimezone():%Y-%m-%d %H:%M}", f"{c.method} {c.kind}", c.uid or "–", f"{c.status} {c.error}".strip(), str(c.caller or "–"))
        for c in calls
    ]
    return Table(caption, columns, rows)


class _Kept(ActPage):
    """An act of who keeps log-in."""

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep(self.person, self.on.date())


class SetDirectory(_Kept):
    """Say whether the directory may take over somebody. Source: D14."""

    form_class = AdoptForm
    title = _("Ändra hur katalogen släpps in")

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return AdoptForm(initial={"adopts": DirectorySettings.objects.filter(adopts=True).exists()}, **data)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("access:directory"), "crumbs": trail((gettext(self.title), ""))}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> DirectorySettings:
        return commands.set_directory(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("access:directory")


class Departments(ListPage):
    """What the directory writes of where somebody works that names no body. Source: D14; O1."""

    listing = DEPARTMENTS

    def may_see(self) -> Verdict:
        return policies.can_see_groups(self.person, self.on.date())

    def more(self, asked: Any) -> dict[str, Any]:
        return {"crumbs": trail((gettext(DEPARTMENTS.title), ""))}


class TieDepartment(_Kept):
    """Say what a department means; everybody there follows at once. Source: D14; O1."""

    title = _("Säg vad avdelningen betyder")
    button = _("Knyt")
    done = _("Alla på avdelningen hör nu till det organet.")
    help = _(
        "Var någon arbetar avgör vad de får skriva och läsa. De som är på avdelningen flyttas genast, och ändringen syns i historiken för var och en."
    )

    def thing(self, **address: Any) -> DirectoryDepartment:
        found = DirectoryDepartment.objects.select_related("body").filter(pk=address["pk"]).first()
        if found is None:
            raise Http404
        return found

    def form(self, thing: DirectoryDepartment, **data: Any) -> forms.Form:
        return DepartmentForm(on=self.on.date(), initial={"body": thing.body_id}, **data)

    def context(self, thing: DirectoryDepartment) -> dict[str, Any]:
        back = reverse("access:departments")
        return {
            "cancel_url": back, "facts": [(gettext("Katalogen skriver"), thing.name), (gettext("Betyder"), thing.body)],
            "crumbs": trail((gettext(DEPARTMENTS.title), back), (thing.name, "")),
        }  # fmt: skip

    def run(self, thing: DirectoryDepartment, cleaned: dict[str, Any]) -> DirectoryDepartment:
        return commands.tie_department(department=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("access:departments")


class Groups(ListPage):
    """The directory's groups beside the seats. Source: O2."""

    listing = GROUPS

    def may_see(self) -> Verdict:
        return policies.can_see_groups(self.person, self.on.date())


def _group(pk: int) -> DirectoryGroup:
    found = DirectoryGroup.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class GroupPage(DetailPage):
    """Who is in a group and who has a seat: what to look into, and never a right. Source: O2."""

    template = "access/directory_group.html"

    def thing(self, **address: Any) -> DirectoryGroup:
        return _group(address["pk"])

    def may_see(self, thing: DirectoryGroup) -> bool:
        return bool(policies.can_see_groups(self.person, self.on.date()))

    def context(self, thing: DirectoryGroup) -> dict[str, Any]:
        rows = beside(thing, self.on.date())
        role = label(Role(thing.role)) if thing.role else ""
        acts = (
            [Act(gettext("Knyt till ett uppdrag"), reverse("access:tie_group", args=[thing.pk]))]
            if policies.can_keep(self.person, self.on.date())
            else []
        )
        if thing.role and can_appoint(self.person, Role(thing.role), self.on.date()):
            acts.insert(0, Act(gettext("Nytt uppdrag"), reverse("records:new_appointment"), primary=True))
        return {
            "title": thing.name, "role": role, "acts": acts,
            "facts": [(gettext("Jämförs med uppdraget"), role), (gettext("Portfölj"), thing.portfolio or (gettext("Alla") if role else "")), (gettext("Ändrad i katalogen"), thing.changed_at)],
            "lacking": [m for m in rows if m.in_group and not m.seats], "outside": [m for m in rows if not m.in_group],
            "both": [m for m in rows if m.in_group and m.seats],
            "crumbs": [(gettext(GROUPS.title), reverse("access:directory_groups")), (thing.name, "")],
        }  # fmt: skip


class TieGroup(_Kept):
    """Say which role a group is compared with. Source: O2."""

    title = _("Knyt gruppen till ett uppdrag")
    button = _("Knyt")
    done = _("Gruppen jämförs nu med uppdraget.")
    help = _(
        "Ingen får eller förlorar ett uppdrag av detta. Sidan visar vilka i gruppen som saknar uppdraget, och vilka som har det utan att vara i gruppen."
    )

    def thing(self, **address: Any) -> DirectoryGroup:
        return _group(address["pk"])

    def form(self, thing: DirectoryGroup, **data: Any) -> forms.Form:
        initial = {"role": thing.role, "portfolio": thing.portfolio}
        return GroupForm(portfolios=gather("appointment.portfolios", self.on.date()), initial=initial, **data)

    def context(self, thing: DirectoryGroup) -> dict[str, Any]:
        back = reverse("access:directory_group", args=[thing.pk])
        return {
            "cancel_url": back,
            "crumbs": [(gettext(GROUPS.title), reverse("access:directory_groups")), (thing.name, back), (gettext(self.title), "")],
        }

    def run(self, thing: DirectoryGroup, cleaned: dict[str, Any]) -> DirectoryGroup:
        return commands.tie_group(group=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: DirectoryGroup, result: Any) -> str:
        return reverse("access:directory_group", args=[thing.pk])
