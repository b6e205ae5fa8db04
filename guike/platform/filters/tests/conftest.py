"""The test objects stand for the catalogue, their tables live in the test's transaction."""

from collections.abc import Iterator

import pytest

from guike.kernel import clock
from guike.platform.filters.tests import world
from guike.platform.metadata import catalogue
from guike.platform.org import queries as org


@pytest.fixture
def definitions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The catalogue holds the test objects, the directory nobody; the clock stands still."""
    monkeypatch.setattr(catalogue, "_cached", lambda _version: world.KNOWN)
    monkeypatch.setattr(org, "_directory", lambda _version: org.Directory({}, {}))
    token = org._current.set(org.Versions(1, 1))
    with clock.frozen(world.NOW):
        yield
    org._current.reset(token)


@pytest.fixture
def tables(db: None, definitions: None) -> None:
    """The empty tables of the test objects."""
    world.build_tables()
