"""Providers whose metadata in SAML 2.0 the registrar reads, chooses from and reads anew."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import IdentityProvider, SamlCandidate
from ..queries.saml import Read, candidate_valid, signer_mark
from ..rules.providers import Settings
from ..rules.saml import SOURCE, Entity, differences, ends_on, entity_valid, repeated, signer_kept
from .providers import record_provider

BATCH = 200
KEPT = ["metadata", "metadata_signer", "described", "certificate_ends_on"]


@act
def stage_metadata(*, reads: Iterable[Read], by: Person, on: datetime) -> list[int]:
    """Keep what a file holds for a day, so that one can be chosen; what the person read before goes. The keys of at most two.

    Refused where the file holds no identity provider, or only one that cannot be kept. Source: D14.
    """
    require(policies.can_keep(by, on.date()))
    SamlCandidate.objects.filter(read_by=by).delete()
    waiting: list[SamlCandidate] = []
    entities: list[Entity] = []
    for one in reads:
        entities.append(one.entity)
        waiting.append(_candidate(one, by, on))
        if len(waiting) >= BATCH:
            SamlCandidate.objects.bulk_create(waiting)
            waiting = []
    if not entities:
        require(
            no("saml_none", "Filen har ingen identitetsleverantör.", SOURCE, "Be om metadata för leverantören (IdP), inte för en tjänst.")
        )
    if len(entities) == 1:
        require(entity_valid(entities[0], on))
    SamlCandidate.objects.bulk_create(waiting)
    for name, verdict in repeated(entities).items():
        SamlCandidate.objects.filter(read_by=by, entity_id=name).update(twice=verdict.findings[0].params["lines"][:200])
    return list(SamlCandidate.objects.filter(read_by=by).values_list("pk", flat=True)[:2])


def _candidate(one: Read, by: Person, on: datetime) -> SamlCandidate:
    entity = one.entity
    return SamlCandidate(
        read_by=by, read_at=on, entity_id=entity.entity_id, name=entity.name, names=" ".join(entity.names.values()), raw=one.raw, signer=one.signer,
        described=entity.kept(), faults=len(entity_valid(entity, on).blocking),
    )  # fmt: skip


@act
def record_saml(
    *, candidate: SamlCandidate, code: str, settings: Settings, body: Body | None, by: Person, on: datetime
) -> IdentityProvider:
    """A provider as its metadata says, paused: nobody can log in over SAML 2.0. Source: D14; ADR 0040."""
    require(policies.can_keep(by, on.date()))
    require(candidate_valid(candidate, on))
    made = record_provider(code=code, settings=settings, body=body, by=by, on=on)
    _described(made, candidate, on)
    made.save(update_fields=KEPT)
    SamlCandidate.objects.filter(read_by=candidate.read_by).delete()
    return made


def _described(provider: IdentityProvider, candidate: SamlCandidate, on: datetime) -> None:
    provider.metadata, provider.metadata_signer, provider.described = candidate.raw, candidate.signer, candidate.described
    provider.certificate_ends_on = ends_on(Entity.of(candidate.described), on.date())


@act
def reload_metadata(*, provider: IdentityProvider, candidate: SamlCandidate, reason: str, by: Person, on: datetime) -> IdentityProvider:
    """Let a new reading take the place of the former; audited from what to what. Source: D14."""
    require(policies.can_keep(by, on.date()))
    provider = locked(provider)
    if candidate.entity_id != provider.issuer:
        require(no("saml_other", "Metadata är för %(said)s och inte för %(issuer)s.", SOURCE, "Läs in leverantörens egen metadata.",
                   said=candidate.entity_id[:200], issuer=provider.issuer))  # fmt: skip
    require(candidate_valid(candidate, on) + signer_kept(provider.metadata_signer, candidate.signer))
    before = Entity.of(provider.described) if provider.described else None
    told = {f"saml_{what}": [", ".join(gone), ", ".join(come)] for what, gone, come in differences(before, Entity.of(candidate.described))}
    if provider.metadata_signer != candidate.signer:
        told["saml_signer"] = [signer_mark(provider.metadata_signer), signer_mark(candidate.signer)]
    marks = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in (provider.metadata, candidate.raw)]
    _described(provider, candidate, on)
    provider.save(update_fields=KEPT)
    audit.note(subject=provider.code, act="provider.metadata", by=by, on=on, changes={"metadata": marks, **told}, reason=reason)
    SamlCandidate.objects.filter(read_by=candidate.read_by).delete()
    return provider


@act
def forget_candidates(*, by: Person | None, on: datetime) -> int:
    """Remove what was read and not chosen from within a day. How many. Source: D14."""
    return SamlCandidate.objects.filter(read_at__lt=on - timedelta(days=1)).delete()[0]
