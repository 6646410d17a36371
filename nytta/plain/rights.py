"""What there is to do in the house and who may: one row for each act, which policies, pages and documentation all read."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from .words import Term

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Right:
    """One act: who may do it, and what besides it takes.

    Anybody in one of the `roles`, or who is one of the `others` (who need no appointment); and who is `also` that, holds the
    `delegation`, and is not `barred` by a conflict of interest in the case. `scope` says for what an appointment gives the right.
    `reads` marks what is seen and not done.
    """

    name: str
    label: str
    roles: tuple[Term, ...]
    others: tuple[Term, ...]
    also: tuple[Term, ...]
    delegation: Term | None
    scope: Term
    barred: bool
    reads: bool
    source: str
    policy: Callable[..., Any]


RIGHTS: dict[str, Right] = {}


def right(
    name: str, label: str, *roles: Term, scope: Term, others: tuple[Term, ...] = (), also: tuple[Term, ...] = (),
    delegation: Term | None = None, barred: bool = False, reads: bool = False, source: str,
) -> Callable[[F], F]:  # fmt: skip
    """Say who may do an act, beside the policy that judges it. A name is said once."""

    def register(policy: F) -> F:
        if name in RIGHTS:
            raise ValueError(f"the right {name} is said twice")
        RIGHTS[name] = Right(name, label, roles, others, also, delegation, scope, barred, reads, source, policy)
        return policy

    return register


def allowed(one: Right, *, served: Collection[Term], being: Collection[Term], delegated: Collection[Term], in_conflict: bool) -> bool:
    """What the table answers for somebody who serves in these roles, is this without an appointment, and holds these delegations."""
    open_to_all = not one.roles and not one.others
    first = open_to_all or any(r in served for r in one.roles) or any(o in being for o in one.others)
    rest = all(a in being for a in one.also) and (one.delegation is None or one.delegation in delegated)
    return first and rest and not (one.barred and in_conflict)
