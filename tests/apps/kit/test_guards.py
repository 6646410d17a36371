"""Guards stand aside for migrations and are there again afterwards."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from nytta.governance.portfolios.models import Frame, Grant
from nytta.kit import guards
from tests.factories.city import City_, make_case


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite remakes tables")
@pytest.mark.django_db(transaction=True)
def test_every_guarded_table_can_be_remade_with_its_rows(transactional_city: City_) -> None:
    make_case(transactional_city, "granted")
    before = Frame.objects.get(portfolio=transactional_city.portfolio(), year=2026), Grant.objects.get()
    tables = {one.table for one in guards.GUARDS.values()}
    guards.lift()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.db_table in tables:
                editor._remake_table(model)  # type: ignore[attr-defined]
    assert guards.missing() != []
    call_command("migrate", verbosity=0)
    assert guards.missing() == []
    frame = Frame.objects.get(pk=before[0].pk)
    assert (frame.granted_sek, Grant.objects.get().amount_sek) == (before[0].granted_sek, before[1].amount_sek)
    with pytest.raises(DatabaseError), transaction.atomic():
        Frame.objects.filter(pk=frame.pk).update(granted_sek=1)
