"""Fill an empty database of the limit with made-up systems, the same rows every time.

    LIMIT_DATABASE=… python bench/limit/seed.py ROWS        prints what to measure as one line of JSON
"""

import datetime as dt
import itertools
import json
import os
import random
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from reg import models as m  # noqa: E402
from reg import text as index  # noqa: E402
from words import LENGTH, Words  # noqa: E402

UNITS = 30


def systems(rows):
    """(system, contracts, links, notes) for each row."""
    chance = random.Random(7)
    text, day, start = Words(chance).text, dt.date(2012, 1, 1), dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
    people = [f"{text(1).capitalize()} {text(1).capitalize()}" for _ in range(400)]

    def moment():
        return start + dt.timedelta(minutes=chance.randrange(2_000_000))

    for pk in range(1, rows + 1):
        live = day + dt.timedelta(chance.randrange(4500))
        yield (
            m.System(
                id=pk, code=f"SYS-{pk:06d}", name=f"{text(2).capitalize()} {pk % 97}", description=text(LENGTH),
                status=chance.choices(m.STATUS, (1, 1, 6, 1, 1))[0], criticality=chance.choice(m.CRITICALITY),
                hosting=chance.choice(m.HOSTING), unit_id=chance.randrange(1, UNITS + 1), owner=chance.choice(people),
                cost=chance.randrange(10_000, 9_000_000), live_on=live,
                ends_on=live + dt.timedelta(3000) if chance.random() < 0.3 else None, changed_at=moment(),
            ),
            [
                m.Contract(system_id=pk, supplier=chance.choice(people), amount=chance.randrange(5_000, 2_000_000),
                           ends_on=live + dt.timedelta(1000))
                for _ in range(chance.randrange(5))
            ],
            [m.Link(system_id=pk, target=text(2), kind=chance.choice(["api", "fil", "db"])) for _ in range(chance.randrange(9))],
            [m.Note(system_id=pk, author=chance.choice(people), text=text(30), made_at=moment()) for _ in range(chance.randrange(7))],
        )  # fmt: skip


def ordinary(after):
    """The first system after a key that has as many contracts, links and notes as they have on an average."""
    later = m.System.objects.filter(pk__gte=after).order_by("pk")
    return next(s.pk for s in later if (s.contracts.count(), s.links.count(), s.notes.count()) == (2, 4, 3))


def main(rows):
    """Make the tables and the rows."""
    call_command("migrate", verbosity=0, run_syncdb=True)
    source = systems(rows)
    with transaction.atomic():
        m.Unit.objects.bulk_create(m.Unit(id=n, name=f"Förvaltning {n:02d}", frame=rows * 100_000) for n in range(1, UNITS + 1))
        while chunk := list(itertools.islice(source, 2000)):
            m.System.objects.bulk_create([one[0] for one in chunk])
            for place, model in enumerate((m.Contract, m.Link, m.Note), 1):
                model.objects.bulk_create([row for one in chunk for row in one[place]])
    index.install()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    User.objects.create_user("bench")
    common, rare = Words(random.Random(7)).common_and_rare(rows)
    print(json.dumps({"rows": m.System.objects.count(), "system": ordinary(rows // 2), "common": common, "rare": rare}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
