"""The list in which entries of a GIN index wait."""

import pytest
from django.db import connection, transaction

from guike.domains.leads.models import Lead
from guike.platform.database import pending, statements
from guike.platform.database.copying import insert_rows

WHY = "a test looks at everything"
WAITING = "SELECT gin_clean_pending_list('lead_gram_ix')"


@pytest.mark.django_db
def test_merging_leaves_nothing_waiting_and_rows_are_found_before_and_after():
    def found():
        return Lead.objects.system(reason=WHY).filter(search_grams__contains=["瀚澈"]).count()

    def add():
        rows = [Lead(name="瀚澈", search_grams=["瀚", "瀚澈"]) for _n in range(70)]
        insert_rows(Lead.objects.system(reason=WHY), rows)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    add()
    assert statements.rows(WAITING) > [(0,)]
    add()
    assert found() == 140
    pending.merge(Lead)
    assert statements.rows(WAITING) == [(0,)]
    assert found() == 140


def limit():
    return statements.rows("SHOW gin_pending_list_limit")


@pytest.mark.django_db
def test_entries_wait_longer_to_the_end_of_the_transaction():
    usual = limit()
    with transaction.atomic():
        pending.let_wait()
        assert limit() == [("16MB",)]
        transaction.set_rollback(True)
    assert limit() == usual == [("4MB",)]
