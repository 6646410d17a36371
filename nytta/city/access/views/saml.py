"""SAML 2.0 metadata: read, chosen from and read anew by the registrar; and the city's own, for providers to read."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt

from nytta.city.organisation.queries import the_city
from nytta.kit.pages import ActPage, DetailPage, HousePage, admit
from nytta.kit.words import change_called
from nytta.plain.verdicts import Verdict

from .. import policies
from ..commands import saml as commands
from ..forms.providers import ReasonForm
from ..forms.saml import MetadataForm, SamlForm
from ..models import IdentityProvider, SamlCandidate
from ..queries import saml as queries
from ..queries.identity import provider_at
from ..rules.saml import Entity, differences, openable, signer_kept
from ..terms import ProviderKind

SHOWN = 50
ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+\.[a-z]{2,}", re.IGNORECASE)


def own_address() -> str:
    """Where the city's own metadata is read, which is also its entityID."""
    return settings.SITE_URL.rstrip("/") + reverse("saml_metadata")


def facts_of(held: dict[str, Any], signer: str) -> list[tuple[str, Any]]:
    """What metadata says, and by whose certificate it was signed, in pairs."""
    entity = Entity.of(held)
    uses = {"signing": gettext("Certifikat för signering"), "encryption": gettext("Certifikat för kryptering"), "": gettext("Certifikat")}
    services = {"SSO": gettext("Adress för inloggning"), "SLO": gettext("Adress för utloggning")}
    found: list[tuple[str, Any]] = [(gettext("entityID"), entity.entity_id)]
    found += [(f"{gettext('Namn i metadata')} ({lang or '–'})", name) for lang, name in entity.names.items()]
    found += [(f"{services[e.service]} ({e.known})", e.location) for e in entity.endpoints if e.known]
    for one in entity.certificates:
        if one.fault:
            told = gettext("Går inte att läsa")
        else:
            told = gettext("Sista dag %(day)s. SHA-256 %(mark)s") % {"day": one.ends_on, "mark": _grouped(one.sha256)}
        found.append((uses.get(one.use, uses[""]), told))
    signed = gettext("Inte prövad: jämför certifikatens fingeravtryck med leverantören på annat sätt")
    if signer:
        one = queries.certificate_of(signer)
        told = gettext("Prövad, och rätt. Certifikatets sista dag %(day)s, SHA-256 %(mark)s")
        signed = told % {"day": one.ends_on, "mark": _grouped(one.sha256)}
    found.append((gettext("Filens signatur"), signed))
    found.append((gettext("Metadata gäller till"), entity.until.date() if entity.until else gettext("Sägs inte")))
    return [*found, (gettext("Kräver signerade frågor"), gettext("Ja") if entity.wants_signed else gettext("Nej"))]


def _grouped(mark: str) -> str:
    """A fingerprint in groups of four, as it is read aloud."""
    return " ".join(mark[at : at + 4] for at in range(0, len(mark), 4))


def _trail(title: str) -> list[tuple[str, str]]:
    return [(gettext("Inloggning genom andra"), reverse("access:providers")), (title, "")]


def _candidate(pk: int) -> SamlCandidate:
    found = SamlCandidate.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class ReadMetadata(ActPage):
    """Read metadata from a file or from text. Source: D14."""

    form_class = MetadataForm
    title = _("Läs in SAML-metadata")
    button = _("Läs")
    done = ""
    help = _(
        "Leverantören av inloggning lämnar en fil som säger var den finns och vilka certifikat den har. Inget ändras förrän du har sett vad filen säger."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        self.asked = MetadataForm(initial={"certificate": queries.last_signer()}, **given)
        return self.asked

    def context(self, thing: Any) -> dict[str, Any]:
        own = queries.own()
        told = gettext("Inget: NYTTA_SAML_CERT_FILE är inte satt")
        if own.key_wrong:
            told = gettext("Går inte att använda: NYTTA_SAML_KEY_FILE är inte certifikatets nyckel")
        elif own.certificate:
            told = gettext("Sista dag %(day)s. SHA-256 %(mark)s") % {
                "day": own.certificate.ends_on,
                "mark": _grouped(own.certificate.sha256),
            }
        facts = [
            (gettext("Nyttas egen metadata, för leverantören"), own_address()),
            (gettext("Nyttas certifikat"), told),
            (gettext("Inloggning över SAML 2.0"), gettext("Finns inte. Metadata kan läsas in och lämnas ut, men ingen kan logga in så.")),
        ]
        return {"cancel_url": reverse("access:providers"), "crumbs": _trail(gettext(self.title)), "facts": facts, "form_forget": True}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> list[int]:
        signer = queries.signer_of(cleaned["certificate"])
        return commands.stage_metadata(reads=queries.read(self.asked.body(), signer, self.on), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: list[int]) -> str:
        return onward(_candidate(result[0])) if len(result) == 1 else reverse("access:candidates")


def onward(candidate: SamlCandidate, known: dict[str, str] | None = None) -> str:
    """Where one goes on with what was read: to what would change where the provider is kept already."""
    if known is None:
        provider = queries.saml_provider(candidate.entity_id)
        known = {candidate.entity_id: provider.code} if provider else {}
    if code := known.get(candidate.entity_id):
        return reverse("access:reload_metadata", args=[code, candidate.pk])
    return reverse("access:new_saml_provider", args=[candidate.pk])


class Candidates(DetailPage):
    """Choose among the providers of a file. Source: D14."""

    template = "access/candidates.html"

    def thing(self, **address: Any) -> list[SamlCandidate]:
        admit(policies.can_keep(self.person, self.on.date()))
        self.words = self.request.GET.get("q", "").replace("\0", "")[:200]
        self.found = queries.candidates_of(self.person, self.words)
        return list(self.found.defer("raw", "described")[:SHOWN])

    def context(self, thing: list[SamlCandidate]) -> dict[str, Any]:
        kept = IdentityProvider.objects.filter(kind=ProviderKind.SAML.value, issuer__in=[c.entity_id for c in thing])
        known = dict(kept.values_list("issuer", "code"))
        rows = [(c, onward(c, known), c.entity_id in known) for c in thing]
        title = gettext("Välj identitetsleverantör")
        return {
            "title": title,
            "crumbs": _trail(title),
            "rows": rows,
            "words": self.words,
            "number": self.found.count(),
            "shown": len(rows),
        }


class _OnRead(ActPage):
    """An act on what was read."""

    template = "access/saml_act.html"

    def read(self, thing: Any) -> SamlCandidate:
        """What was read."""
        return _candidate(self.kwargs["pk"])

    def verdict(self, thing: Any) -> Verdict:
        allowed = policies.can_keep(self.person, self.on.date())
        return allowed + queries.candidate_valid(self.read(thing), self.on) if allowed else allowed

    def context(self, thing: Any) -> dict[str, Any]:
        told = {"cancel_url": reverse("access:read_metadata"), "crumbs": _trail(gettext(self.title))}
        if not policies.can_keep(self.person, self.on.date()):
            return told
        return {**told, "facts": facts_of(self.read(thing).described, self.read(thing).signer)}

    def went_to(self, thing: Any, result: IdentityProvider) -> str:
        return reverse("access:provider", args=[result.code])


class NewSamlProvider(_OnRead):
    """Keep a provider as its metadata says. Source: D14."""

    title = _("Ny leverantör med SAML 2.0")
    button = _("Lägg till")
    done = _("Leverantören är införd och pausad.")
    help = _("Inloggning över SAML 2.0 finns inte i Nytta. Leverantörens uppgifter sparas och bevakas, men den kan inte tas i bruk.")

    def thing(self, **address: Any) -> SamlCandidate:
        return _candidate(address["pk"])

    def form(self, thing: SamlCandidate, **given: Any) -> forms.Form:
        self.asked = SamlForm(on=self.on.date(), candidate=thing, **given)
        return self.asked

    def run(self, thing: SamlCandidate, cleaned: dict[str, Any]) -> IdentityProvider:
        return commands.record_saml(candidate=thing, **self.asked.settings(), by=self.person, on=self.on)


class ReloadMetadata(_OnRead):
    """Let a new reading take the place of the former; what would change is shown first. Source: D14."""

    form_class = ReasonForm
    title = _("Läs om metadata")
    button = _("Byt metadata")
    done = _("Leverantörens metadata är bytt.")

    def thing(self, **address: Any) -> IdentityProvider:
        found = provider_at(address["code"])
        if found is None or found.kind != ProviderKind.SAML.value:
            raise Http404
        return found

    def verdict(self, thing: IdentityProvider) -> Verdict:
        told = super().verdict(thing)
        return told + signer_kept(thing.metadata_signer, self.read(thing).signer) if told else told

    def context(self, thing: IdentityProvider) -> dict[str, Any]:
        told = super().context(thing)
        if "facts" not in told:
            return told
        before, found = Entity.of(thing.described) if thing.described else None, self.read(thing)
        changes = differences(before, Entity.of(found.described))
        if thing.metadata_signer != found.signer:
            gone, come = ([queries.signer_mark(one)] if one else [] for one in (thing.metadata_signer, found.signer))
            changes.append(("signer", gone, come))
        return {
            **told,
            "reload": True,
            "changes": [(change_called("provider.metadata", f"saml_{what}"), gone, come) for what, gone, come in changes],
        }

    def run(self, thing: IdentityProvider, cleaned: dict[str, Any]) -> IdentityProvider:
        return commands.reload_metadata(provider=thing, candidate=self.read(thing), **cleaned, by=self.person, on=self.on)


class OwnMetadata(HousePage):
    """The city as a service provider, for a provider of log-in to read; nothing in it is secret. Source: D14; SAML 2.0 Metadata, 2.4.4."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        city, site = the_city(), settings.SITE_URL.rstrip("/")
        mail = ADDRESS.search(city.contact)
        context = {
            "entity_id": own_address(), "answer": site + reverse("saml_answer"), "site": site + "/", "city": city.name, "contact": city.contact,
            "mail": mail[0] if mail else "", "certificate": queries.own().text,
        }  # fmt: skip
        return render(request, "access/saml_metadata.xml", context, content_type="application/samlmetadata+xml")


@method_decorator(csrf_exempt, name="dispatch")
class NoLogIn(HousePage):
    """Where a provider would send answers: each is refused, and told so in words, since log-in over SAML 2.0 is not there. Source: ADR 0040."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "access/not_in.html", {"verdict": openable(ProviderKind.SAML)}, status=404)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.get(request)
