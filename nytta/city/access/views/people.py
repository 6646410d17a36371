"""The registrar's page of a person: how they are known, which groups they are in, and whether they are removed or merged."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_record
from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, ListPage, admit
from nytta.kit.panels import Act
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import identity as identities
from ..commands.merging import merge_persons
from ..commands.people import remove_person, restore_person
from ..forms.providers import LinkForm, MergeForm, ReasonForm
from ..lists.accounts import PEOPLE
from ..models import Identity, Merge, Removal
from ..queries import identity as queries


def _the_person(username: str) -> Person:
    found = Person.objects.select_related("body").filter(username=username).first()
    if found is None:
        raise Http404
    return found


def trail(thing: Person, *below: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register of persons down to a person, and what is below."""
    found = [(gettext(PEOPLE.title), reverse("access:people"))]
    if not below:
        return [*found, (str(thing), "")]
    return [*found, (str(thing), reverse("access:person", args=[thing.username])), *below]


class People(ListPage):
    """The register of those who can log in or could. Source: O2; D14."""

    listing = PEOPLE

    def may_see(self) -> Verdict:
        return policies.can_see_groups(self.person, self.on.date())

    def new_act(self) -> Act | None:
        may = can_record(self.person, self.on.date())
        return Act(gettext("Lägg till en person"), reverse("access:let_in")) if may else None


class PersonPage(DetailPage):
    """A person as the registrar keeps them. Source: D14; O2."""

    template = "access/person.html"

    def thing(self, **address: Any) -> Person:
        admit(policies.can_keep(self.person, self.on.date()))
        return _the_person(address["username"])

    def context(self, thing: Person) -> dict[str, Any]:
        merge = queries.merge_of(thing)
        removal = queries.removal_of(thing)
        label, color = (
            (gettext("Sammanslagen"), "neutral") if merge else (gettext("Borttagen"), "danger") if not thing.is_active else ("", "")
        )
        return {
            "title": str(thing), "subtitle": ", ".join(str(p) for p in (thing.title, thing.body) if p), "code": thing.username,
            "label": label, "color": color, "acts": self.acts(thing, merge), "merge": merge, "removal": removal,
            "ended": list(removal.ended.all()) if removal else [], "identities": list(queries.identities_of(thing)),
            "groups": queries.groups_of(thing), "events": audit.history(thing.username)[:20],
            "others": list(Merge.objects.filter(into=thing).select_related("person")),
            "crumbs": trail(thing), "verdict": None,
        }  # fmt: skip

    def acts(self, thing: Person, merge: Merge | None) -> list[Act]:
        """What the registrar can do with the person."""
        name = [thing.username]
        account = Act(gettext("Inloggning och inbjudningar"), reverse("access:account", args=name))
        if merge:
            return [account]
        if not thing.is_active:
            return [Act(gettext("Återställ personen"), reverse("access:restore", args=name)), account]
        return [
            account,
            Act(gettext("Vad personen får göra, och varför"), reverse("records:rights_of", args=name)),
            Act(gettext("Koppla en inloggning"), reverse("access:link", args=name)),
            Act(gettext("Slå ihop med en annan"), reverse("access:merge", args=name)),
            Act(gettext("Begär ut uppgifterna åt personen"), reverse("portal:ask_extract_for", args=name)),
            Act(gettext("Ta bort personen"), reverse("access:remove", args=name)),
        ]


class _OfPerson(ActPage):
    """An act of the registrar's on a person."""

    form_class: ClassVar[type[forms.Form]] = ReasonForm

    def thing(self, **address: Any) -> Person:
        return _the_person(address["username"])

    def verdict(self, thing: Person) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def context(self, thing: Person) -> dict[str, Any]:
        back = reverse("access:person", args=[thing.username])
        facts = [(gettext("Person"), thing), (gettext("Befattning"), thing.title), (gettext("Organ"), thing.body or "")]
        return {"cancel_url": back, "crumbs": trail(thing, (gettext(self.title), "")), "facts": [f for f in facts if f[1]]}

    def went_to(self, thing: Person, result: Any) -> str:
        return reverse("access:person", args=[thing.username])


class RemovePerson(_OfPerson):
    """Somebody no longer works here. Source: D14; O2."""

    title = _("Ta bort personen")
    button = _("Ta bort")
    done = _("Personen är borttagen: inloggning, sessioner och nycklar har upphört.")
    help = _(
        "Personen kan inte längre logga in på något sätt, sessioner och nycklar upphör genast, och uppdragen slutar i dag. Beslut och historik står kvar."
    )

    def run(self, thing: Person, cleaned: dict[str, Any]) -> Removal:
        return remove_person(person=thing, **cleaned, by=self.person, on=self.on)


class RestorePerson(_OfPerson):
    """Somebody who was removed may log in again. Source: D14; O2."""

    title = _("Återställ personen")
    button = _("Återställ")
    done = _("Personen kan logga in igen. Uppdrag ges på nytt.")
    help = _("Inga uppdrag eller nycklar kommer tillbaka: de ges på nytt, med ett nytt beslut.")

    def verdict(self, thing: Person) -> Verdict:
        return super().verdict(thing) + policies.not_merged(queries.merge_of(thing))

    def run(self, thing: Person, cleaned: dict[str, Any]) -> Person:
        return restore_person(person=thing, **cleaned, by=self.person, on=self.on)


class MergePerson(_OfPerson):
    """A duplicate goes up into another. Source: D14; O2."""

    title = _("Slå ihop med en annan")
    button = _("Slå ihop")
    done = _("Personerna är sammanslagna.")
    help = _(
        "För den som har blivit införd två gånger. Inloggningar, grupper och uppdrag som löper går över till den andra. Det som är gjort står kvar där det gjordes. Den här kan sedan inte logga in."
    )

    def form(self, thing: Person, **given: Any) -> forms.Form:
        return MergeForm(person=thing, **given)

    def run(self, thing: Person, cleaned: dict[str, Any]) -> Merge:
        return merge_persons(person=thing, **cleaned, by=self.person, on=self.on)


class LinkPerson(_OfPerson):
    """Say who at a provider somebody is. Source: D14; O2."""

    form_class = LinkForm
    title = _("Koppla en inloggning")
    button = _("Koppla")
    done = _("Personen känns igen nästa gång.")
    help = _("När leverantörens uppgifter inte räcker för att känna igen den som redan är införd.")

    def run(self, thing: Person, cleaned: dict[str, Any]) -> Identity:
        return identities.link_identity(person=thing, **cleaned, by=self.person, on=self.on)


class UnlinkPerson(_OfPerson):
    """Say that somebody at a provider is not this person. Source: D14; O2."""

    title = _("Ta bort kopplingen")
    button = _("Ta bort kopplingen")
    done = _("Kopplingen är borttagen.")
    help = _("Sessioner som började hos leverantören upphör, och grupper som leverantören gav försvinner.")

    def identity(self) -> Identity:
        """The identity at the address."""
        rows = Identity.objects.select_related("provider", "person")
        found = rows.filter(person__username=self.kwargs["username"], pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Person) -> dict[str, Any]:
        one = self.identity()
        return {**super().context(thing), "facts": [(gettext("Leverantör"), one.provider), (gettext("Id hos leverantören"), one.subject)]}

    def run(self, thing: Person, cleaned: dict[str, Any]) -> None:
        identities.unlink_identity(identity=self.identity(), **cleaned, by=self.person, on=self.on)
