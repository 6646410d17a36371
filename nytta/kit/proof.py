"""Proof of a hash chain: one pass with constant memory that says what was done to it, and where. Source: O6; ADR 0005.

What is held against the chain: each link's own hash, the hash before, the head that the program signed, and the seals
(`anchors`: the hash that a number had when it was sealed). Where a seal speaks it is believed; after the last seal the
neighbours and the head are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from .ledger import Link
from .models import ChainHead

Anchor = tuple[int, str]
Beside = Callable[[list[Any]], Iterable["Fault"]]
WINDOW, MOST_SEARCHES, CHUNK = 256, 200, 500


class Fault(NamedTuple):
    """What was done to the links from `first` to `last`. Kinds:

    content (rewritten), order (moved; `note` is the number it had), gap (removed), inserted (never written by the program),
    end (the last ones are missing), chained (rewritten so that it fits one that was changed), head (the end was moved by
    somebody else), text, file, seal; and gone, which is no fault: a recorded disposal (`note` is the decision's number).
    """

    chain: str
    first: int
    last: int
    kind: str
    note: str = ""


@dataclass
class _Seen:
    """What the pass holds on to: the last number, its hash, whether it was faultless, and the last number that a seal confirmed."""

    number: int = 0
    sha256: str = ""
    good: bool = True
    confirmed: int = 0
    shift: int = 0
    searches: int = 0
    at_head: str = ""


class _Anchors:
    """The sealed hashes, met in the order of their numbers."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self.rest = iter(anchors)
        self.next = next(self.rest, None)
        self.last = 0

    def at(self, number: int) -> str:
        """The sealed hash of a number; "" where no seal says."""
        while self.next and self.next[0] < number:
            self._go_on()
        if self.next and self.next[0] == number:
            sha256 = self.next[1]
            self._go_on()
            return sha256
        return ""

    def end(self) -> int:
        """The last number that any seal speaks of."""
        while self.next:
            self._go_on()
        return self.last

    def _go_on(self) -> None:
        if self.next:
            self.last = self.next[0]
        self.next = next(self.rest, None)


def faults(model: type[Link], anchors: Iterable[Anchor] = (), beside: Beside | None = None, chunk: int = CHUNK) -> Iterator[Fault]:
    """All faults of a chain, in order, neighbours of a kind joined; `beside` looks at what lies beside a chunk of links."""
    return _joined(_faults(model, _Anchors(anchors), beside, chunk))


def stands(link: Link, sealed: str = "") -> bool:
    """Whether one link is as the program wrote it: whole, and what a seal holds of it (`sealed`); where none does yet, joined to those
    beside it and not beyond an end that the program signed. Two queries at most.

    A quick look at one link: what was done far from it, `faults` finds. Source: O6.
    """
    if not link.is_intact():
        return False
    if sealed:
        return sealed == link.sha256
    model, number = type(link), link.number
    beside = {one.number: one for one in model.links().filter(number__in=[number - 1, number + 1])}
    head = ChainHead.objects.filter(name=model.chain).first()  # after the neighbours, so that it has seen what they have
    if head is None or not head.is_signed() or head.number < number:
        return False
    before, after = beside.get(number - 1), beside.get(number + 1)
    follows = link.previous == (before.sha256 if before else "") and (before is not None or number == 1)
    leads = after.previous == link.sha256 and after.is_intact() if after else head.number > number or head.sha256 == link.sha256
    return follows and leads


def _faults(model: type[Link], sealed: _Anchors, beside: Beside | None, chunk: int) -> Iterator[Fault]:
    head = ChainHead.objects.filter(name=model.chain).first()
    rows, seen = _read(model, chunk), _Seen()
    link = next(rows, None)
    while link is not None:
        part: list[Link] = []
        while link is not None and len(part) < chunk:
            after = next(rows, None)
            if isinstance(link, int):
                yield from _unread(model.chain, link, sealed, seen)
            else:
                yield from _judged(link, after if isinstance(after, Link) else None, sealed, head, seen)
                part.append(link)
            link = after
        if beside:
            yield from beside(part)
    yield from _ends(model.chain, sealed, head, seen)


def _read(model: type[Link], chunk: int) -> Iterator[Link | int]:
    """The links in order; the number alone of one that holds what no column of its kind can."""
    last = 0
    while True:
        try:
            for link in (
                model.links().filter(number__gt=last).iterator(chunk_size=chunk) if last else model.links().iterator(chunk_size=chunk)
            ):
                yield link
                last = link.number
            return
        except (ValueError, TypeError):
            last = model._default_manager.filter(number__gt=last).order_by("number").values_list("number", flat=True)[0]
            yield last


def _unread(chain: str, number: int, sealed: _Anchors, seen: _Seen) -> Iterator[Fault]:
    if number > seen.number + 1:
        yield Fault(chain, seen.number + 1, number - 1, "gap")
    sealed.at(number)
    yield Fault(chain, number, number, "content")
    seen.number, seen.sha256, seen.good = number, "", False


def _judged(link: Link, after: Link | None, sealed: _Anchors, head: ChainHead | None, seen: _Seen) -> Iterator[Fault]:
    """The faults of one link; the next one tells what cannot be told from itself."""
    chain, number = link.chain, link.number
    if number <= seen.number:
        yield Fault(chain, number, number, "inserted")
        return
    missing = number > seen.number + 1
    if missing:
        yield Fault(chain, seen.number + 1, number - 1, "gap")
    sha256 = sealed.at(number)
    kind, first, note = _kind(link, after, sha256, missing, head, seen)
    if kind == "before":  # the link before was rewritten with a hash of its own
        yield Fault(chain, seen.number, seen.number, "content")
    elif kind:
        yield Fault(chain, first or number, number, kind, note)
    if head and number == head.number:
        seen.at_head = link.sha256
    if sha256 and not kind:
        seen.confirmed = number
    seen.number, seen.sha256, seen.good = number, link.sha256, kind in ("", "before")


def _kind(link: Link, after: Link | None, sha256: str, missing: bool, head: ChainHead | None, seen: _Seen) -> tuple[str, int, str]:
    """(kind, first number or 0 for its own, note) of what was done to a link; ("", 0, "") when nothing was."""
    intact, follows = link.is_intact(), link.previous == seen.sha256
    if sha256 and intact and link.sha256 == sha256:
        return "", 0, ""
    if not intact and (origin := _origin(link, seen)):
        return "order", 0, str(origin)
    if after is not None and after.previous == seen.sha256 and not missing and after.digest(number=link.number) == after.sha256:
        return "inserted", 0, ""
    if not sha256 and intact and (follows or missing or not seen.good):
        return "", 0, ""
    if not sha256 and not intact:
        return ("inserted" if head and link.number > head.number else "content"), 0, ""
    if not sha256:
        on = after.previous if after is not None else head.sha256 if head else ""
        return ("before" if on == link.sha256 and seen.confirmed < seen.number else "content"), 0, ""
    if intact and follows and not seen.good:
        return "chained", 0, ""
    return "content", seen.confirmed + 1 if intact and follows else 0, ""


def _origin(link: Link, seen: _Seen) -> int:
    """The number at which the link was written, when it is whole but stands elsewhere; 0 when it is not found nearby."""
    if link.form not in link.forms or seen.searches >= MOST_SEARCHES:
        return 0
    if seen.shift and link.number + seen.shift > 0 and link.digest(link.number + seen.shift) == link.sha256:
        return link.number + seen.shift
    seen.searches += 1
    for offset in (sign * n for n in range(1, WINDOW + 1) for sign in (-1, 1)):
        if link.number + offset > 0 and link.digest(link.number + offset) == link.sha256:
            seen.shift = offset
            return link.number + offset
    return 0


def _ends(chain: str, sealed: _Anchors, head: ChainHead | None, seen: _Seen) -> Iterator[Fault]:
    """What is missing at the end, and whether the head is what the program wrote."""
    last = max(sealed.end(), head.number if head and head.is_signed() else 0)
    if last > seen.number:
        yield Fault(chain, seen.number + 1, last, "end")
    if head is None:
        if seen.number or last:
            yield Fault(chain, seen.confirmed + 1, max(seen.number, last), "head")
    elif head.number and not head.is_signed():
        yield Fault(chain, min(seen.confirmed, seen.number) + 1, max(seen.number, seen.confirmed + 1), "head")
    elif head.number <= seen.number:
        now = ChainHead.objects.filter(name=chain).values_list("number", flat=True).first() or 0
        if seen.number > now:  # what was added while the pass ran has moved the head
            yield Fault(chain, head.number + 1, seen.number, "inserted")
        if head.number and seen.at_head != head.sha256 and seen.good:
            yield Fault(chain, seen.confirmed + 1, head.number, "content")


def _joined(found: Iterable[Fault]) -> Iterator[Fault]:
    """Neighbours of one kind as one fault; moved links when they moved equally far."""
    held: Fault | None = None
    for one in found:
        if held and _continues(held, one):
            held = held._replace(last=max(held.last, one.last))
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _continues(held: Fault, one: Fault) -> bool:
    if held.kind != one.kind or not held.first <= one.first <= held.last + 1 or held.kind in ("text", "file", "gone"):
        return False
    if held.kind == "order":
        return int(one.note) - one.first == int(held.note) - held.first
    return True
