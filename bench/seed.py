"""Fill an empty database of Nytta with many cases: one of each kind goes through the real commands, the rest are its copies.

    NYTTA_DATABASE_URL=… python bench/seed.py ROWS      prints where a person who measures finds what, as one line of JSON

A case is copied whole: every row that belongs to it (found by walking the relations, and by its code) is repeated in
SQL with shifted keys and a code of its own, so that the proportions are those of cases that people made.
"""

import json
import os
import random
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent), str(BENCH), str(BENCH / "limit")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from room import open_room  # noqa: E402
from systems import fill  # noqa: E402
from words import LENGTH, Words  # noqa: E402

from nytta.city.organisation.models import Body  # noqa: E402
from nytta.city.records import commands as records  # noqa: E402
from nytta.city.records.terms import Role  # noqa: E402
from nytta.followup.projects.models import Project  # noqa: E402
from nytta.followup.projects.terms import ProjectState  # noqa: E402
from nytta.governance.applications.models import Application, Question  # noqa: E402
from nytta.governance.applications.terms import CaseState  # noqa: E402
from nytta.governance.benefits import commands as benefits  # noqa: E402
from nytta.governance.benefits.commands import BaselineText, ItemText  # noqa: E402
from nytta.governance.benefits.models import Baseline, Claim, ClaimShare, Figure, Item  # noqa: E402
from nytta.governance.benefits.rules import Measured  # noqa: E402
from nytta.governance.benefits.terms import ClaimDriver, Ledger  # noqa: E402
from nytta.governance.portfolios.models import Frame, Grant  # noqa: E402
from nytta.kit import guards, search  # noqa: E402
from nytta.kit.models import SearchText  # noqa: E402
from tests.factories.city import START, STEPS, City_, make_case, make_city, make_person  # noqa: E402

CLAIMS, SYSTEMS, PROPOSALS = 1_000, 5_000, 300
MOST_OPEN = 150  # cases that stand in a step, and projects that run, at the same time: a city has so many, however many it has had
RARE = "kvartsit"
SHIFT = 10_000  # keys of the k-th copy are those of the original plus k * SHIFT
NAMED_BY = ("code", "subject")  # fields that hold a case's own code
WORDS = ("bygglov", "förskola", "parkering", "hemtjänst", "arkiv", "avfall", "bidrag", "tillsyn", "lokaler", "kartor", "tolkar", "vatten")


def originals(city: City_) -> list[Application]:
    """One case for each step that there is; the draft is the last, since only its writers see it."""
    made = []
    for number, until in enumerate((*STEPS[1:], "draft"), 1):
        word = WORDS[number % len(WORDS)]
        case = make_case(city, until, title=f"E-tjänst för {word}", number=number, years=1 + number % 3)
        for field in ("summary", "benefit_plan"):
            Question.objects.create(
                application=case, field=field, text="Vilka berörs, och hur många är de?", asked_by=city.people["project_office"],
                asked_on=city.on.date(), answer="Omkring 3 000 personer om året.", answered_by=city.people["applicant"],
                answered_on=city.on.date(),
            )  # fmt: skip
        made.append(case)
    return made


def large_calculation(city: City_) -> Application:
    """A valued case with 40 items over ten years, ten in each ledger."""
    years = range(city.on.year, city.on.year + 10)
    items = [
        ItemText(ledger, f"{ledger.sv} {n}", {y: 10_000 * (n + 1) + 100 * (y % 7) for y in years}) for ledger in Ledger for n in range(10)
    ]
    return make_case(city, "preparation", title="Stor kalkyl", number=99, items=items)


def crowded_baseline(city: City_) -> Baseline:
    """A baseline on which 1,000 of the copied cases have one claim each."""
    text = BaselineText("Registrera ansökan", city.bodies["byggnadsnamnden"], process="Ta emot", unit="ärenden", resource="handläggare")
    measured = Measured(2025, "Ärendesystemet", Decimal(100_000), Decimal(30), Decimal(400))
    baseline = benefits.add_baseline(text=text, measured=measured, by=city.people["process_owner"], on=city.on)
    items = Item.objects.filter(label="Minskad handläggningstid", pk__gt=SHIFT).order_by("pk")[:CLAIMS]
    version = baseline.versions.get()
    claims = Claim.objects.bulk_create([
        Claim(item=item, baseline=baseline, version=version, driver=ClaimDriver.TIME.value) for item in items
    ])  # fmt: skip
    years = range(city.on.year + 1, city.on.year + 4)
    ClaimShare.objects.bulk_create([ClaimShare(claim=c, year=y, fraction=Decimal("0.0005")) for c in claims for y in years])
    return baseline


def belonging(case: Application) -> dict[type[models.Model], set[int]]:
    """The keys of every row that belongs to a case: by its code, and by relations to what already belongs to it."""
    found: dict[type[models.Model], set[int]] = defaultdict(set)
    found[Application].add(case.pk)
    for one in (case.calculation, case.idea):
        if one:
            found[type(one)].add(one.pk)
    plain = [m for m in apps.get_models() if not m._meta.auto_created]
    for model in plain:
        for name in {f.name for f in model._meta.concrete_fields} & set(NAMED_BY):
            found[model].update(model._default_manager.filter(**{name: case.code}).values_list("pk", flat=True))
    grown = True
    while grown:
        before = sum(len(keys) for keys in found.values())
        for model in plain:
            for field in model._meta.concrete_fields:
                if field.is_relation and found.get(field.related_model):
                    rows = model._default_manager.filter(**{f"{field.name}__in": found[field.related_model]})
                    found[model].update(rows.values_list("pk", flat=True))
        grown = sum(len(keys) for keys in found.values()) > before
    return {model: keys for model, keys in found.items() if keys}


def _is_unique(field: Any) -> bool:
    """Whether no two rows have the same value in it, by itself."""
    alone = (c.fields == (field.name,) for c in field.model._meta.constraints if isinstance(c, models.UniqueConstraint))
    return bool(field.unique or any(alone))


def _copied(field: Any, owned: dict[type[models.Model], set[int]], place: int, each: int) -> str:
    """The SQL of one column of a copy; `s.k` is the number of the copy."""
    column = connection.ops.quote_name(field.column)
    if field.primary_key or (field.name == "number" and field.unique):
        return f"{column} + s.k * {SHIFT}"
    if field.name in NAMED_BY and not field.choices:  # "A-2026-007" keeps its beginning and gets a number of its own
        return f"SUBSTR({column}, 1, 7) || CAST(1000 + s.k * {each} + {place} AS TEXT)"
    if _is_unique(field) and isinstance(field, models.CharField):  # a copy's own, as long as there is room for
        return f"CASE WHEN {column} = '' THEN {column} ELSE SUBSTR({column}, 1, {field.max_length - 8}) || '-' || CAST(s.k AS TEXT) END"
    if field.is_relation and owned.get(field.related_model):
        keys = ", ".join(map(str, sorted(owned[field.related_model])))
        return f"CASE WHEN {column} IN ({keys}) THEN {column} + s.k * {SHIFT} ELSE {column} END"
    return column


def copy(case: Application, place: int, each: int, copies: int) -> None:
    """Repeat a case and all that belongs to it."""
    owned = belonging(case)
    if SearchText in owned:  # a copy has words of its own: `worded`
        owned[SearchText] -= set(SearchText.objects.filter(kind="case").values_list("pk", flat=True))
    owned = {model: keys for model, keys in owned.items() if keys}
    series = f"WITH RECURSIVE s(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < {copies})"
    with connection.cursor() as cursor:
        for model, keys in owned.items():
            fields = [f for f in model._meta.concrete_fields if not f.generated]
            into = ", ".join(connection.ops.quote_name(f.column) for f in fields)
            values = ", ".join(_copied(f, owned, place, each) for f in fields)
            table, these = connection.ops.quote_name(model._meta.db_table), ", ".join(map(str, sorted(keys)))
            cursor.execute(f"INSERT INTO {table} ({into}) {series} SELECT {values} FROM {table}, s WHERE id IN ({these}) ORDER BY s.k")


def spread(bodies: list[int]) -> None:
    """Give the copies days, applicants and titles of their own, so that orders and filters have something to do."""
    table = connection.ops.quote_name(Application._meta.db_table)
    case = " ".join(f"WHEN {n} THEN {pk}" for n, pk in enumerate(bodies))
    back = "date(created_on, '-' || (id / 10000 % 700) || ' days')"
    if connection.vendor == "postgresql":
        back = "created_on - (id / 10000 % 700)::int"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET created_on = {back}, title = title || ' ' || (id / {SHIFT}), "
            f"applicant_body_id = CASE (id / {SHIFT} + id) % {len(bodies)} {case} END WHERE id > {SHIFT}"
        )
        cursor.execute(f"UPDATE {Figure._meta.db_table} SET amount_sek = amount_sek + id % 977 * 1000 WHERE id > {SHIFT}")


def worded(codes: list[str]) -> None:
    """Give each copy words to be found by, drawn as the bare project's are; and some twenty of them one that no other has.

    A drawn word is never rare here: stems and beginnings find what a dozen words share, where the bare project finds the word itself.
    """
    words, every = Words(random.Random(11)), max(1, len(codes) // 20)
    for start in range(0, len(codes), 2_000):
        texts = {code: words.text(LENGTH) for code in codes[start : start + 2_000]}
        search.put_all("case", {c: (c, t, RARE if (start + n) % every == 0 else "") for n, (c, t) in enumerate(texts.items())})


def copies_of(cases: list[Application], rows: int) -> list[int]:
    """How many copies of each case: a bounded number of those that are under way, and so many of the others that there are `rows` in all."""
    going = {p.application_id for p in Project.objects.filter(state__in=[ProjectState.RUNNING.value, ProjectState.CLOSING.value])}
    under_way = [c.state != CaseState.GRANTED.value or c.pk in going for c in cases]
    equal = max(1, rows // (len(cases) - 1) - 1)
    few = min(equal, MOST_OPEN)
    seen = sum(under_way) - 1  # but for the draft, which only its writers see
    many = max(1, (rows - seen * (few + 1)) // (len(cases) - sum(under_way)) - 1)
    return [few if way else many for way in under_way]


def settle() -> None:
    """Make sums, sequences and statistics fit what was copied."""
    for frame in Frame.objects.all():
        total = Grant.objects.filter(frame=frame).aggregate(total=models.Sum("amount_sek"))["total"] or 0
        Frame.objects.filter(pk=frame.pk).update(granted_sek=total)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def main(rows: int) -> None:
    """Seed, and print the addresses to measure."""
    call_command("migrate", verbosity=0)
    city = make_city(frame_sek=10**15)
    person = make_person("bench", city.bodies["kommunstyrelsen"], title="handläggare")
    records.appoint(
        person=person, role=Role.PROJECT_OFFICE, valid_from=START, valid_until=None, mandate="Uppdragsbeslut 2", body=None,
        portfolio="", by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    cases = originals(city)
    large = large_calculation(city)
    bodies = list(
        Body.objects.filter(code__in=["byggnadsnamnden", "socialnamnden", "kommunstyrelsen", "bostader"]).values_list("pk", flat=True)
    )
    with guards.lifted(), transaction.atomic():
        for place, (case, copies) in enumerate(zip(cases, copies_of(cases, rows), strict=True)):
            copy(case, place, len(cases), copies)
        spread(bodies)
        worded(list(Application.objects.filter(pk__gt=SHIFT).order_by("pk").values_list("code", flat=True)))
        settle()
    fill(city, SYSTEMS, 2 * SYSTEMS)
    open_room(city, PROPOSALS, 31)
    baseline = crowded_baseline(city)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    visible = Application.objects.exclude(registry_number="")
    codes = {state: Application.objects.filter(state=state).order_by("pk").last().code for state in {c.state for c in cases}}
    common, _ = Words(random.Random(11)).common_and_rare(rows)
    found = {
        "rows": visible.count(), "codes": codes, "body": bodies[0], "figures": large.code, "baseline": baseline.code, "on": str(date.today()), "year": city.on.year,
        "common": common, "rare": RARE, "out": list(visible.filter(state=CaseState.GRANTED.value).order_by("pk").values_list("code", flat=True)[:5]),
    }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
