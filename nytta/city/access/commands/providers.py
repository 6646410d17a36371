"""Providers and their rules, kept by the registrar."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import require

from .. import policies
from ..models import ClaimRule, DirectoryGroup, IdentityProvider
from ..queries.identity import rows_of, rule_of
from ..rules.claims import rule_valid
from ..rules.providers import Settings, provider_valid, rules_few
from ..rules.saml import openable
from ..terms import ClaimOutcome, ClaimTest, ProviderKind


def _taken(settings: Settings, but: int | None) -> bool:
    """Whether another row is the same provider for the same client."""
    others = IdentityProvider.objects.exclude(pk=but) if but else IdentityProvider.objects.all()
    return others.filter(kind=settings.kind.value, issuer=settings.issuer, client_id=settings.client_id).exists()


@act
def record_provider(*, code: str, settings: Settings, body: Body | None, by: Person, on: datetime) -> IdentityProvider:
    """A new provider, paused until it has been tried. Source: D14."""
    require(policies.can_keep(by, on.date()))
    code_taken = IdentityProvider.objects.filter(code=code).exists()
    require(provider_valid(settings, code_taken=code_taken, same_taken=_taken(settings, None)))
    made = IdentityProvider(code=code, body=body, created_at=on, in_force=False)
    _written(made, settings)
    made.save()
    audit.note(subject=code, act="provider.record", by=by, on=on, changes={k: v for k, v in _told(settings, body).items() if v})
    return made


def _told(settings: Settings, body: Body | None) -> dict[str, Any]:
    told = asdict(settings) | {"kind": settings.kind.value, "first_login": settings.first_login.value, "body": body.code if body else ""}
    return told | {
        "match_with": settings.match_with.value if settings.match_with else "",
        "metadata": hashlib.sha256(settings.metadata.encode()).hexdigest()[:16] if settings.metadata else "",
    }


def _written(provider: IdentityProvider, settings: Settings) -> None:
    for name, value in asdict(settings).items():
        setattr(provider, name, value.value if hasattr(value, "value") else value if value is not None or name == "max_age_minutes" else "")


@act
def change_provider(*, provider: IdentityProvider, settings: Settings, body: Body | None, by: Person, on: datetime) -> IdentityProvider:
    """Change what is said of a provider; audited from what to what. Source: D14."""
    require(policies.can_keep(by, on.date()))
    provider = locked(provider)
    taken = _taken(settings, provider.pk)
    before_issuer = provider.issuer if provider.identities.exists() else ""
    require(provider_valid(settings, code_taken=False, same_taken=taken, issuer_before=before_issuer))
    before = _told(Settings.of(provider), provider.body)
    _written(provider, settings)
    provider.body = body
    provider.save()
    after = _told(settings, body)
    told = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if told:
        audit.note(subject=provider.code, act="provider.change", by=by, on=on, changes=told)
    return provider


@act
def set_in_force(*, provider: IdentityProvider, in_force: bool, reason: str, by: Person, on: datetime) -> IdentityProvider:
    """Open a provider for log-in, or pause it; sessions that have begun go on. Source: D14."""
    require(policies.can_keep(by, on.date()))
    provider = locked(provider)
    if in_force:
        require(openable(ProviderKind(provider.kind)))
    if provider.in_force != in_force:
        provider.in_force = in_force
        provider.save(update_fields=["in_force"])
        act_name = "provider.open" if in_force else "provider.pause"
        audit.note(subject=provider.code, act=act_name, by=by, on=on, changes={"in_force": [not in_force, in_force]}, reason=reason)
    return provider


@dataclass(frozen=True)
class RuleText:
    """One rule as it is written."""

    path: str
    test: ClaimTest
    value: str
    outcome: ClaimOutcome
    body: Body | None = None
    group: DirectoryGroup | None = None


@act
def set_rule(
    *, provider: IdentityProvider, rule: ClaimRule | None, text: RuleText, place: int, new_group: str = "", by: Person, on: datetime
) -> ClaimRule:  # fmt: skip
    """Write a rule, new or changed, at a place (from 1); those after it move down. The rules get a new version.

    `new_group` names a group that there is not yet: it is made, empty. Source: D14.
    """
    require(policies.can_keep(by, on.date()))
    provider = locked(provider)
    if new_group and text.group is None and text.outcome is ClaimOutcome.GROUP:
        group, made = DirectoryGroup.objects.get_or_create(
            key=new_group.casefold(), defaults={"name": new_group, "created_at": on, "changed_at": on}
        )  # fmt: skip
        text = replace(text, group=group)
        if made:
            audit.note(subject=provider.code, act="provider.group", by=by, on=on, changes={"group": new_group})
    require(rule_valid(
        path=text.path, test=text.test, value=text.value, outcome=text.outcome, body=text.body is not None, group=text.group is not None
    ))  # fmt: skip
    before = rows_of(provider)
    require(rules_few(len(before) + (rule is None)))
    row = next((r for r in before if rule is not None and r.pk == rule.pk), None) or ClaimRule(provider=provider)
    row.path, row.test, row.value, row.outcome = text.path.strip(), text.test.value, text.value.strip(), text.outcome.value
    row.body, row.group = text.body, text.group
    others = [r for r in before if r.pk != row.pk]
    told = _lines(provider)
    others.insert(min(max(place, 1) - 1, len(others)), row)
    _numbered(others)
    _new_version(provider, told, by, on)
    return row


@act
def remove_rule(*, rule: ClaimRule, by: Person, on: datetime) -> None:
    """Take a rule away; those after it move up. Source: D14."""
    require(policies.can_keep(by, on.date()))
    provider = locked(rule.provider)
    told = _lines(provider)
    ClaimRule.objects.filter(pk=rule.pk).delete()
    _numbered(rows_of(provider))
    _new_version(provider, told, by, on)


def _numbered(rows: Sequence[ClaimRule]) -> None:
    """Number rows from 1 in their order. Places are unique: first all are moved out of the way."""
    kept = [r for r in rows if r.pk]
    for number, row in enumerate(kept):
        ClaimRule.objects.filter(pk=row.pk).update(place=10_000 + number)
    for number, row in enumerate(rows, 1):
        row.place = number
        row.save()


def _lines(provider: IdentityProvider) -> list[str]:
    return [f"{r.path} {r.test} {r.value} → {r.outcome} {r.target}".strip() for r in map(rule_of, rows_of(provider))]


def _new_version(provider: IdentityProvider, before: list[str], by: Person, on: datetime) -> None:
    after = _lines(provider)
    if after == before:
        return
    provider.rules_version += 1
    provider.save(update_fields=["rules_version"])
    audit.note(
        subject=provider.code, act="provider.rules", by=by, on=on, changes={"version": provider.rules_version, "rules": [before, after]}
    )  # fmt: skip
