"""Test databases for the whole repository.

`db` (pytest-django): the worker's database, every test in a transaction that is rolled back.
`fresh_db`: a database of its own, copied from the template, for tests that need real
transactions, several connections or threads. Nothing is shared between two of them.
"""

import itertools
import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from guike.platform.database.host import HostError
from tests.support import books, database, described, figures, locks

_cluster = database.SessionCluster()
_serial = itertools.count(1)

hypothesis_settings.register_profile("guike", deadline=None, database=None)
hypothesis_settings.load_profile("guike")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite the goldens that tests keep; review the difference"
    )


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """With several workers the controller starts the cluster, so that it outlives each of them."""
    if not _is_worker(config) and config.getoption("numprocesses", None):
        _start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config) and database.DSN in os.environ:
        _cluster.stop()


def _start() -> None:
    try:
        _cluster.start()
    except HostError as error:
        pytest.exit(str(error), returncode=1)


def _has_database(item: pytest.Item) -> bool:
    """By a fixture, or by the marker that stands for one."""
    named = {"db", "transactional_db", "fresh_db"} & {*getattr(item, "fixturenames", ())}
    return bool(named) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that left a wrong figure behind, or locked against the order, fails, unless it says why it may:
    `@pytest.mark.figures_apart("…")`, `@pytest.mark.locks_apart("…")`."""
    has_database = _has_database(item)
    if has_database:
        locks.begin_test()
    result = yield
    if has_database and item.get_closest_marker("figures_apart") is None:
        wrong = [*figures.wrong_figures(), *books.wrong_books()]
        if wrong:
            pytest.fail("figures were not kept: " + "; ".join(wrong[:10]), pytrace=False)
    if has_database and item.get_closest_marker("locks_apart") is None:
        against = locks.against_the_order()
        if against:
            pytest.fail("locked against the order: " + "; ".join(against[:10]), pytrace=False)
    return result


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """Takes the place of pytest-django's: the worker's own copy of the migrated template."""
    if database.DSN not in os.environ:
        _start()
    name = database.name_of(worker_id)
    with django_db_blocker.unblock():
        database.ensure_template()
        database.create(name)
        database.point_to(name)
    yield
    with django_db_blocker.unblock():
        database.point_to(name)
    database.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _files_have_a_place(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.FILES_DIR = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session", autouse=True)
def _answers_are_described() -> None:
    described.watch(Client)


@pytest.fixture(scope="session", autouse=True)
def _locks_are_noted() -> None:
    locks.watch()


@pytest.fixture
def fresh_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """The name of a new database that the default connection of every thread now uses."""
    name = database.name_of(f"{worker_id}_{next(_serial)}")
    database.create(name)
    with django_db_blocker.unblock():
        database.point_to(name)
        yield name
        database.point_to(database.name_of(worker_id))
    database.drop(name)
