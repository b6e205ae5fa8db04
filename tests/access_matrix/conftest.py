"""One company for a whole module, in a database of its own; what a call writes is undone after it."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.access_matrix import company
from tests.support import database


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, request: pytest.FixtureRequest
) -> Iterator[company.World]:
    """The company, with the database open for the tests of the module."""
    name = database.name_of(f"{worker_id}_{request.module.__name__.rpartition('.')[2]}")
    database.create(name)
    with django_db_blocker.unblock():
        database.point_to(name)
        yield company.found()
        database.point_to(database.name_of(worker_id))
    database.drop(name)
