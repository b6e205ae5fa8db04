"""One company for a whole module, in a database of its own; what a call writes is undone after it."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from guike.platform.printing import services
from tests.access_matrix import company, crowd
from tests.support import database


@pytest.fixture(autouse=True, scope="session")
def unset() -> Iterator[None]:
    """Documents are composed and not typeset: who may have one is asked thousands of times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "pdf_of", lambda _data, _pictures: b"%PDF-")
        yield


@pytest.fixture(scope="module")
def module_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, request: pytest.FixtureRequest
) -> Iterator[None]:
    """An empty company's database, open for the tests of the module."""
    name = database.name_of(f"{worker_id}_{request.module.__name__.rpartition('.')[2]}")
    database.create(name)
    with django_db_blocker.unblock():
        database.point_to(name)
        yield
        database.point_to(database.name_of(worker_id))
    database.drop(name)


@pytest.fixture(scope="module")
def world(module_db: None) -> company.World:
    """Every kind of user, and records in every place."""
    return company.found()


@pytest.fixture(scope="module", params=crowd.SEEDS)
def people(module_db: None, request: pytest.FixtureRequest) -> crowd.Crowd:
    """Users and records thrown together at random, each time the same."""
    return crowd.gather(request.param)
