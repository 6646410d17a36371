"""Two hundred ways to tamper by raw SQL, with the triggers dropped: each is found, and the place named.

What lies before the last published seal is held against the seals as they were published; what lies after it against its own
chain and the head that the program signed. The draws are random with a seed of their own.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands
from nytta.city.records.models import Decision, DecisionFile, FetchedCopy, ReviewNote, Seal
from nytta.city.records.queries import NIGHTLY, no_seals, register_faults, verified
from nytta.governance.meetings.models import Minutes, MinutesText
from nytta.kit import audit
from nytta.kit.ledger import Link, canonical, sealed
from nytta.kit.models import AuditRow, AuditSeal, ChainHead, Job
from nytta.kit.proof import Fault
from tests.apps.records.registers import seal, several, sql
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("O6")]
TRIES = 200
CHAINS: tuple[type[Link], ...] = (Decision, DecisionFile, ReviewNote, FetchedCopy, Minutes)
SURROGATES = {"id"}  # a row's own key says nothing; those that others point by are tried below


@dataclass
class Register:
    """What a manipulation may reach: the lines published, the last number sealed, and the last number of each chain."""

    published: list[str]
    sealed: dict[str, int]
    last: dict[str, int] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)  # the last decision of each published seal


@dataclass
class Tampering:
    """What was done, and where it must be found: in `chain`, at a place that holds one of the numbers."""

    what: str
    chain: str
    numbers: tuple[int, ...]


def column(model: type[Any], rng: random.Random) -> str:
    return rng.choice([f.column for f in model._meta.concrete_fields if f.column not in SURROGATES])


def other(model: type[Any], name: str, value: Any) -> Any:
    """Another value that the column takes."""
    one = next(f for f in model._meta.concrete_fields if f.column == name)
    kind = one.get_internal_type()
    if kind == "JSONField":
        return json.dumps({"x": 1} if json.loads(value) != {"x": 1} else {"x": 2})
    if kind == "BooleanField":
        return not value
    if kind == "DateField":
        return "2025-12-31"
    if kind == "BinaryField":
        return b"annat"
    if kind == "ForeignKey":
        return None if value is not None else Decision.objects.values_list("pk", flat=True)[0]
    if kind == "OneToOneField":
        return None
    if kind in ("PositiveBigIntegerField", "BigIntegerField"):
        return 900_000 + (value or 0)
    if kind in ("PositiveSmallIntegerField", "PositiveIntegerField"):
        return (value or 0) + 1
    return "ändrat" if not value or len(value) != 64 else hashlib.sha256(value.encode()).hexdigest()


def table(model: type[Any]) -> str:
    return str(model._meta.db_table)


def held(model: type[Any], name: str, where: str, key: Any) -> Any:
    with connection.cursor() as cursor:
        text = (
            f"{name}::text"
            if connection.vendor == "postgresql" and name in {"content", "concerns", "held", "person", "salts", "disposed", "approvers"}
            else name
        )
        cursor.execute(f"SELECT {text} FROM {table(model)} WHERE {where} = %s", [key])
        return cursor.fetchone()[0]


def set_(model: type[Any], name: str, value: Any, number: int) -> None:
    assert sql(f"UPDATE {table(model)} SET {name} = %s WHERE number = %s", [value, number]) == 1


def update_link(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    name = column(model, rng)
    before = held(model, name, "number", number)
    value = other(model, name, before)
    if value is None and model._meta.get_field(name).null is False:  # the pointer of a document or a note: to another decision
        value = Decision.objects.exclude(pk=before).values_list("pk", flat=True)[0]
    if name == "own_number":
        value = f"X {number}"
    set_(model, name, value, number)
    return Tampering(f"{table(model)} {number}: {name} = {value!r}", model.chain, (number,))


def delete_link(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    sql(f"DELETE FROM {table(model)} WHERE number = %s", [number])
    return Tampering(f"{table(model)} {number}: removed", model.chain, (number,))


def delete_and_close(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    sql(f"DELETE FROM {table(model)} WHERE number = %s", [number])
    for later in range(number + 1, register.last[model.chain] + 1):
        set_(model, "number", later - 1, later)
    return Tampering(f"{table(model)} {number}: removed and the gap closed", model.chain, (number,))


def copied(model: type[Link], source: int, number: int) -> Link:
    one = model._default_manager.get(number=source)
    one.pk, one.number = None, number
    if isinstance(one, Decision):
        one.own_number = ""
    if isinstance(one, FetchedCopy):
        one.file_sha256 = f"{number:064d}"
    if isinstance(one, Minutes):
        one.meeting_code = f"X-{number}"
    one.save(force_insert=True)
    return one


def insert_last(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """A copy at the end, without a place in the chain."""
    last = register.last[model.chain] + 1
    copied(model, number, last)
    return Tampering(f"{table(model)} {last}: inserted last", model.chain, (last,))


def insert_between(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """Those after it are moved one on, and a row with a right hash of its own put in the place."""
    for later in range(register.last[model.chain], number - 1, -1):
        set_(model, "number", later + 1, later)
    one = copied(model, number + 1, number)
    one.previous = model._default_manager.get(number=number - 1).sha256 if number > 1 else ""
    values = [one.previous, one.digest(), number]
    sql(f"UPDATE {table(model)} SET previous = %s, sha256 = %s WHERE number = %s", values)
    return Tampering(f"{table(model)} {number}: inserted between", model.chain, (number, number + 1))


def swap(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    far = rng.choice([n for n in range(1, register.last[model.chain] + 1) if n != number])
    set_(model, "number", 800_000, number)
    set_(model, "number", number, far)
    set_(model, "number", far, 800_000)
    return Tampering(f"{table(model)} {number} and {far}: swapped", model.chain, (min(number, far),))


def swap_column(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    far = rng.choice([n for n in range(1, register.last[model.chain] + 1) if n != number])
    one, two = held(model, "sha256", "number", number), held(model, "sha256", "number", far)
    set_(model, "sha256", two, number)
    set_(model, "sha256", one, far)
    return Tampering(f"{table(model)} {number} and {far}: hashes swapped", model.chain, (min(number, far),))


def truncate(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    sql(f"DELETE FROM {table(model)} WHERE number >= %s", [number])
    return Tampering(f"{table(model)}: all from {number} removed", model.chain, (number,))


def truncate_with_head(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    truncate(model, register, number, rng)
    move_head(model)
    return Tampering(f"{table(model)}: all from {number} removed, and the head moved", model.chain, (number, max(number - 1, 1)))


def rewrite_with_hash(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """A row that says something else, with a right hash of its own."""
    rewritten(model, number)
    return Tampering(f"{table(model)} {number}: rewritten with a hash of its own", model.chain, (number,))


def rechain(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """The same, and all after it made to fit, and the head with them."""
    rewritten(model, number)
    rechained(model, number)
    move_head(model)
    return Tampering(f"{table(model)} {number}: rewritten, all after it chained again", model.chain, (number,))


def rechain_and_reseal(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """And the seals made again too: only those that were published know."""
    rechain(model, register, number, rng)
    hashes = {m.chain: dict(m._default_manager.values_list("number", "sha256")) for m in CHAINS}
    for one in Seal.links():
        for chain, numbered in hashes.items():
            first = one.held[chain]["first"]
            one.held[chain]["hashes"] = [numbered[n] for n in range(first, first + len(one.held[chain]["hashes"]))]
        sql("UPDATE records_seal SET held = %s WHERE number = %s", [json.dumps(one.held), one.number])
    rechained(Seal, 1)
    move_head(Seal)
    return Tampering(f"{table(model)} {number}: rewritten, chained and sealed again", model.chain, (number,))


def rewritten(model: type[Link], number: int) -> None:
    names = {Decision: "mandate", DecisionFile: "media_type", ReviewNote: "clause", FetchedCopy: "file_sha256", Minutes: "group_name"}
    set_(model, names[model], f"omskrivet {number}", number)
    set_(model, "sha256", model.links().get(number=number).digest(), number)


def rechained(model: type[Link], number: int) -> None:
    previous = held(model, "previous", "number", number)
    for link in model.links().filter(number__gte=number):
        link.previous = previous
        previous = link.digest()
        sql(f"UPDATE {table(model)} SET previous = %s, sha256 = %s WHERE number = %s", [link.previous, previous, link.number])


def move_head(model: type[Link]) -> None:
    last = model._default_manager.order_by("-number").values_list("number", "sha256").first() or (0, "")
    sql("UPDATE kit_chainhead SET number = %s, sha256 = %s WHERE name = %s", [*last, model.chain])


def change_text(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    key = Decision.objects.get(number=number).pk
    name = rng.choice(["basis", "reasons", "letter", "person", "salts", "disposed", "published_on", "disposal_id"])
    text = Decision._meta.get_field("text").related_model
    value = other(text, name, held(text, name, "decision_id", key))
    sql(f"UPDATE records_decisiontext SET {name} = %s WHERE decision_id = %s", [value, key])
    return Tampering(f"text {number}: {name} = {value!r}", "decisions", (number,))


def lose_text(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    sql("DELETE FROM records_decisiontext WHERE decision_id = %s", [Decision.objects.get(number=number).pk])
    return Tampering(f"text {number}: removed", "decisions", (number,))


def empty_text(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """A disposal that nobody decided: it points at another decision."""
    key = Decision.objects.get(number=number).pk
    sql(
        "UPDATE records_decisiontext SET reasons = '', disposed = %s, disposal_id = %s WHERE decision_id = %s",
        [json.dumps({"reasons": 1}), key, key],
    )
    return Tampering(f"text {number}: emptied without a disposal", "decisions", (number,))


def swap_texts(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    far = rng.choice([n for n in range(1, register.last["decisions"] + 1) if n != number])
    one, two = (Decision.objects.get(number=n).text for n in (number, far))
    for part in ("basis", "reasons"):
        sql(f"UPDATE records_decisiontext SET {part} = %s WHERE id = %s", [getattr(two, part) + " ", one.pk])
        sql(f"UPDATE records_decisiontext SET {part} = %s WHERE id = %s", [getattr(one, part) + " ", two.pk])
    return Tampering(f"texts {number} and {far}: swapped", "decisions", (min(number, far),))


def change_key(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    sql("UPDATE records_decision SET id = 700000 WHERE number = %s", [number])
    return Tampering(f"decision {number}: its key changed", "decisions", (number,))


def change_file(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    file = rng.choice(list(DecisionFile.objects.values_list("number", "pk")))
    sql(
        rng.choice(
            [
                "UPDATE records_filecontent SET data = %s WHERE file_id = %s",
                "DELETE FROM records_filecontent WHERE %s <> '' AND file_id = %s",
            ]
        ),
        [b"annat", file[1]],
    )
    return Tampering(f"document {file[0]}: bytes changed or removed", "decision_files", (file[0],))


def change_seal(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    one = rng.choice(list(Seal.objects.values_list("number", flat=True)))
    name = column(Seal, rng)
    set_(Seal, name, other(Seal, name, held(Seal, name, "number", one)), one)
    return Tampering(f"seal {one}: {name}", "seals", (one,))


def lose_seals(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    one = rng.choice(list(Seal.objects.values_list("number", flat=True)))
    sql("DELETE FROM records_seal WHERE number >= %s", [one])
    if rng.random() < 0.5:
        move_head(Seal)
    return Tampering(f"seals from {one} removed", "seals", (one, max(one - 1, 1)))


def change_head(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    value: tuple[str, Any] = rng.choice([("number", 1), ("number", 900_000), ("sha256", "0" * 64), ("mac", "0" * 64), ("name", "annan")])
    assert sql(f"UPDATE kit_chainhead SET {value[0]} = %s WHERE name = %s", [value[1], model.chain]) == 1
    return Tampering(f"head of {model.chain}: {value}", model.chain, (register.last[model.chain],))


def lose_head(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    sql("DELETE FROM kit_chainhead WHERE name = %s", [model.chain])
    return Tampering(f"head of {model.chain}: removed", model.chain, (register.last[model.chain],))


ON_LINKS = [
    update_link, update_link, update_link, update_link, delete_link, delete_and_close, insert_last, insert_between, swap, swap_column,
    truncate, truncate_with_head, rewrite_with_hash, rechain, change_head, lose_head,
]  # fmt: skip
ON_DECISIONS = [change_text, change_text, change_text, lose_text, empty_text, swap_texts, change_key, change_file]
ONLY_SEALED = [change_seal, lose_seals, rechain_and_reseal]
NEEDS_A_SEAL_BEFORE = {rechain_and_reseal}


def others(city: City_, decisions: list[Decision]) -> None:
    """Copies that were fetched, and approved minutes, beside the decisions."""
    for n, decision in enumerate(decisions[:3]):
        commands.note_copy(decision=decision, content=f"{decision.number}".encode(), by=None, on=city.on)
        content = {"items": [], "n": n}
        minutes = Minutes(
            meeting_code=f"M-2026-{decision.number:03d}", group_name="Utvecklingsrådet", held_on=city.on.date(), approved_on=city.on.date(),
            approvers=["A", "B"], text_sha256=sealed(canonical(content)), pdf_sha256=hashlib.sha256(b"%PDF").hexdigest(),
        )  # fmt: skip
        minutes.append()
        MinutesText.objects.create(minutes=minutes, content=content, pdf=b"%PDF")


def change_minutes(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """What approved minutes say, or their document, changed or removed."""
    number = rng.randint(1, register.last["minutes"])
    what = rng.choice(["SET content = '{}'", "SET pdf = %s", ""])
    key = Minutes.objects.get(number=number).pk
    if what:
        sql(f"UPDATE meetings_minutestext {what} WHERE minutes_id = %s", [b"annat", key] if "%s" in what else [key])
    else:
        sql("DELETE FROM meetings_minutestext WHERE minutes_id = %s", [key])
    return Tampering(f"minutes {number}: {what or 'removed'}", "minutes", (number,))


def empty_chain(model: type[Link], register: Register, number: int, rng: random.Random) -> Tampering:
    """Every row gone, as TRUNCATE does it, and the end moved to nothing."""
    sql(f"DELETE FROM {table(model)}")
    move_head(model)
    return Tampering(f"{table(model)}: emptied", model.chain, (1,))


ON_LINKS.append(empty_chain)
ON_DECISIONS.append(change_minutes)


@pytest.fixture
def register(city: City_) -> Register:
    """Two seals, published; then some decisions more."""
    others(city, several(city, 8))
    seal(city)
    others(city, several(city, 8, 100))
    lines = seal(city)
    ends = [one.held["decisions"]["first"] + len(one.held["decisions"]["hashes"]) - 1 for one in Seal.objects.order_by("number")]
    sealed = {m.chain: m._default_manager.count() for m in CHAINS}
    others(city, several(city, 9, 200))
    last = {m.chain: m._default_manager.count() for m in CHAINS}
    assert list(register_faults(lambda: lines)) == []
    return Register(lines, sealed, last, ends)


def tamperings(register: Register, *, before: bool) -> Iterator[tuple[Callable[..., Tampering], type[Link], int, random.Random]]:
    """Draws: each way in turn, on a random row before the last published seal or after it."""
    ways: list[tuple[Any, list[type[Link]]]] = [(w, [Decision, *CHAINS]) for w in ON_LINKS]
    ways += [(w, [Decision]) for w in ON_DECISIONS + (ONLY_SEALED if before else [])]
    for n in range(TRIES):
        rng = random.Random(f"{before}-{n}")
        way, models = ways[n % len(ways)]
        model = rng.choice(models)
        low, high = (1, register.sealed[model.chain]) if before else (register.sealed[model.chain] + 1, register.last[model.chain])
        yield way, model, rng.randint(low, high), rng


def found_right(done: Tampering, found: list[Fault], before: bool) -> bool:
    """Whether the first fault of the chain stands where it was done; after the last seal it may be told as a stretch that holds it."""
    first = next((f for f in found if f.chain == done.chain), None)
    if first is None:
        return False
    return (
        first.first in done.numbers
        if before and "head of" not in done.what
        else any(f.chain == done.chain and f.first <= n <= f.last for f in found for n in done.numbers)
    )


@pytest.mark.parametrize("before", [True, False], ids=["before the last published seal", "after it"])
def test_each_of_two_hundred_tamperings_is_found_with_its_place(register: Register, before: bool) -> None:
    missed = []
    for way, model, number, rng in tamperings(register, before=before):
        with transaction.atomic():
            done = way(model, register, number, rng)
            found = [f for f in register_faults(lambda: register.published) if f.kind != "gone"]
            if not found_right(done, found, before):
                missed.append((done, found[:4]))
            transaction.set_rollback(True)
    assert missed == []
    assert list(register_faults(lambda: register.published)) == []


def test_place_of_a_rewritten_sealed_decision_is_exact(register: Register) -> None:
    """All after it are chained again, and the seals too: the published ones name the very number."""
    for number in (1, register.ends[0], register.ends[0] + 1, register.ends[1]):
        with transaction.atomic():
            rechain_and_reseal(Decision, register, number, random.Random(1))
            found = [f for f in register_faults(lambda: register.published) if f.chain == "decisions"]
            assert (found[0].first, found[0].last, found[0].kind) == (number, number, "content")
            transaction.set_rollback(True)


def test_correctly_chained_addition_after_the_seal_is_found_by_the_head_alone(register: Register) -> None:
    """Somebody who has the installation's key too can add what the program could have added: that is what seals are for."""
    last = register.last["decisions"]
    with transaction.atomic():
        one = copied(Decision, last, last + 1)
        text = Decision.objects.get(number=last).text
        text.pk, text.decision = None, one
        text.save(force_insert=True)
        one.previous = Decision.objects.get(number=last).sha256
        sql("UPDATE records_decision SET previous = %s, sha256 = %s WHERE number = %s", [one.previous, one.digest(), last + 1])
        move_head(Decision)
        assert [f.kind for f in register_faults()] == ["head"]
        head = ChainHead.objects.get(name="decisions")
        sql("UPDATE kit_chainhead SET mac = %s WHERE name = 'decisions'", [head.signature()])
        assert list(register_faults()) == []
        transaction.set_rollback(True)


def test_published_seals_that_were_forged_are_not_believed(register: Register) -> None:
    forged = json.loads(register.published[1])
    forged["says"]["sealed_on"] = "2020-01-01"
    assert list(register_faults(lambda: [register.published[0], canonical(forged)])) == [Fault("published", 2, 2, "content")]


def test_audit_sealed_again_after_a_change_is_found_by_the_seals_of_the_registers(city: City_) -> None:
    """Its own seals need no key: the registers' seals hold their hashes, and name the rows."""
    several(city, 2)
    audit.seal(on=city.on)
    lines = seal(city)
    last = AuditRow.objects.get(pk=AuditSeal.objects.get().last_row)
    with transaction.atomic():
        sql("UPDATE kit_auditrow SET by_name = 'Någon annan' WHERE id = %s", [last.pk])
        assert [(f.chain, f.last, f.kind) for f in register_faults()] == [("audit", last.pk, "content")]
        sql("UPDATE kit_auditseal SET sha256 = %s", [audit._digest("", 0, last.pk)[0]])
        assert list(audit.broken()) == []
        for published in (no_seals, lambda: lines):
            assert [(f.chain, f.last, f.kind) for f in register_faults(published)] == [("audit", last.pk, "content")]
        transaction.set_rollback(True)
    sql("DELETE FROM kit_auditrow WHERE id = %s", [last.pk])
    found = verified()
    assert [(f.chain, f.last) for f in found.faults] == [("audit", last.pk)]
    Job.objects.create(name=NIGHTLY, key=f"{NIGHTLY}@2026-03-02", run_after=city.on, result=found.kept(), state="done")
    html = Client().get(reverse("records:chain"), headers={"accept-language": "sv"}).content.decode()
    assert ["i händelseloggen: innehållet är ändrat." in html, "Alla beslut är orörda" in html] == [True, False]
