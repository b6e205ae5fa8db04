"""The history names who wrote, whatever was begun, ended or undone inside one transaction."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.models import History
from guike.platform.records.reading import table
from guike.platform.records.writing.services import begin_write
from tests.support import company as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> people.Company:
    return people.found()


def write(lead: int, title: str) -> int | None:
    """Change a row in the barest way; who is said to have done it."""
    rows = table(catalogue().get("lead")).system(reason="a test writes past the write path")
    rows.filter(pk=lead).update(title=title)
    found = History.objects.filter(object="lead", record_id=lead, field="title").order_by("-id")
    return found.values_list("user_id", flat=True).first()


def test_an_author_is_named_once_in_a_transaction(firm: people.Company) -> None:
    zhang, lead = people.ctx_of(firm.zhang), firm.lead().pk
    with transaction.atomic():
        begin_write(zhang)
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            begin_write(zhang)
            begin_write(zhang)
            assert write(lead, "经理") == firm.zhang
        assert not any("guike.user" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("undone", [True, False])
def test_another_author_inside_does_not_stay(firm: people.Company, *, undone: bool) -> None:
    zhang, li, lead = people.ctx_of(firm.zhang), people.ctx_of(firm.li), firm.lead().pk
    with transaction.atomic():
        begin_write(zhang)
        inner(li, lead, undone=undone)
        begin_write(zhang)
        assert write(lead, "总监") == firm.zhang


def inner(ctx: Context, lead: int, *, undone: bool) -> None:
    with transaction.atomic():
        begin_write(ctx)
        assert write(lead, "主管") == ctx.user_id
        transaction.set_rollback(undone)


def test_the_next_transaction_names_its_author_again(firm: people.Company) -> None:
    lead, zhang = firm.lead().pk, people.ctx_of(firm.zhang)
    for title in ("一", "二"):
        with transaction.atomic():
            begin_write(zhang)
            assert write(lead, title) == firm.zhang
