"""Service accounts and tokens as their pages and the desk read them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from nytta.city.organisation.models import Body, Person, in_existence
from nytta.city.records.queries import bodies_of, has_role, holders
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import AccessToken, ServiceAccount, TokenAddress
from ..rules import LEADS, account_state, due_lead
from ..terms import AccountState
from . import exists_on


def account_at(username: str) -> ServiceAccount | None:
    """The service account with a name, with its person and body."""
    wanted = ("person__body", "opened_by", "closed_by")
    return ServiceAccount.objects.select_related(*wanted).filter(person__username=username).first()


def state_of_account(account: ServiceAccount, on: date) -> AccountState:
    """How an account stands on a day. Reads its person's body."""
    body = account.person.body
    return account_state(closed=account.closed_at is not None, body_stands=body is not None and exists_on(body, on))


def with_state(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """`state` of every account on a day, made in the database."""
    there = Q(person__body__in=Body.objects.filter(in_existence(on)))
    S = AccountState
    found: QuerySet[Any] = rows.annotate(
        state=Case(
            When(closed_at__isnull=False, then=Value(S.CLOSED.value)), When(there, then=Value(S.OPEN.value)), default=Value(S.STOPPED.value),
            output_field=CharField(),
        )
    )  # fmt: skip
    return found


def with_tokens(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """`in_force`, the tokens that have neither ended nor been revoked on a day, and `last_used`, of every account."""
    mine = AccessToken.objects.filter(holder=OuterRef("person")).order_by()
    held = mine.filter(revoked_at=None, expires_at__date__gt=on).values("holder").annotate(n=Count("pk")).values("n")
    last = mine.filter(last_used_at__isnull=False).order_by("-last_used_at").values("last_used_at")[:1]
    found: QuerySet[Any] = rows.annotate(in_force=Coalesce(Subquery(held), 0), last_used=Subquery(last))
    return found


def tokens_of(holder: Person) -> list[AccessToken]:
    """All tokens of a holder, the newest first, with who issued and revoked them and from where they were used; two queries."""
    rows = AccessToken.objects.filter(holder=holder).select_related("created_by", "revoked_by", "holder__body")
    return list(rows.prefetch_related("addresses"))


def _over(before: datetime, token: str = "") -> Q:
    """The condition that a token had ended or been revoked before a moment."""
    return Q(**{f"{token}expires_at__lt": before}) | Q(**{f"{token}revoked_at__lt": before})


def addresses_before(before: datetime) -> QuerySet[TokenAddress]:
    """From where tokens were used that ended before a moment. Source: D14."""
    return TokenAddress.objects.filter(_over(before, "token__"))


def tokens_ended(before: datetime) -> QuerySet[AccessToken]:
    """Tokens that ended before a moment and still tell from where they were used last. Source: D14."""
    return AccessToken.objects.filter(_over(before)).exclude(last_address="")


def token_at(pk: int, holder: Person) -> AccessToken | None:
    """One token of a holder."""
    return AccessToken.objects.filter(pk=pk, holder=holder).select_related("holder__body").first()


def last_day(token: AccessToken) -> date:
    """The last day on which a token holds, whole or in part."""
    return timezone.localtime(token.expires_at - timedelta(seconds=1)).date()


def ending(at: datetime) -> list[AccessToken]:
    """The tokens in force that end within 30 days, the first to end first, with holder and body."""
    within = at + timedelta(days=max(LEADS) + 1)
    rows = AccessToken.objects.filter(revoked_at=None, holder__is_active=True, expires_at__gt=at, expires_at__lte=within)
    return list(rows.select_related("holder__body").order_by("expires_at", "pk"))


def told_of(token: AccessToken, on: date) -> list[Person]:
    """Who is told that a token ends: its holder; of a program the registrars and whoever answers for the body's systems."""
    holder = token.holder
    if not holder.is_program or holder.body is None:
        return [holder]
    keys = dict.fromkeys([*holders(Role.REGISTRAR, on), *holders(Role.OWNER_REPRESENTATIVE, on, body=holder.body.answers_for_id)])
    return list(keys)


def looked_after(person: Person, on: date) -> QuerySet[Body] | None:
    """The bodies whose programs somebody looks after: the registrar all, others those whose systems they answer for."""
    if has_role(person, Role.REGISTRAR, on):
        return Body.objects.all()
    mine = bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    return Body.objects.filter(Q(pk__in=mine) | Q(parent__in=mine)) if mine else None


@worklist
def tokens_ending(person: Person, on: date) -> Iterable[Waiting]:
    """Tokens that end soon: one's own, and those of the programs that one looks after; one query."""
    which, owned = Q(holder=person), looked_after(person, on)
    if owned is not None:
        which |= Q(holder__is_program=True, holder__body__in=owned)
    within = on + timedelta(days=max(LEADS) + 1)
    rows = AccessToken.objects.filter(which, revoked_at=None, holder__is_active=True, expires_at__date__gt=on, expires_at__date__lte=within)
    for token in rows.select_related("holder__body").order_by("expires_at", "pk")[:25]:
        issued, last = timezone.localtime(token.created_at).date(), last_day(token)
        lead, program = due_lead(issued_on=issued, last_on=last, on=on), token.holder.is_program
        if lead is None:
            continue
        yield Waiting(
            what=gettext("Nyckel som går ut: utfärda en ny"), title=f"{token.holder}: {token.name}" if program else token.name,
            code=token.hint + "…", since=None, note=gettext("sista dag %(day)s") % {"day": last.isoformat()},
            order=2 if lead == min(LEADS) else 4,
            url=reverse("access:program", args=[token.holder.username]) if program else reverse("access:own_tokens"),
        )  # fmt: skip
