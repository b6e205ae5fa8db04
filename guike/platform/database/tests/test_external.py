"""DATABASE_URL: what could not work is said before anything is written."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from guike.platform.database import external
from guike.platform.database.host import HostError
from tests.support import database


@pytest.fixture
def latin(django_db_setup: None) -> Iterator[str]:
    """A database of the session's server with an encoding that cannot hold Chinese."""
    name = database.name_of("latin")
    with psycopg.connect(os.environ[database.DSN], autocommit=True) as link:
        shape = "ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc"
        link.execute(f"CREATE DATABASE {name} TEMPLATE template0 {shape}")
    yield database.dsn_for(name)
    database.drop(name)


def test_the_sessions_server_will_do(django_db_setup: None) -> None:
    external.check_server(os.environ[database.DSN])


def test_a_wrong_encoding_is_refused_with_the_remedy(latin: str) -> None:
    words = r"encoding LATIN1 and LC_CTYPE C, .*CREATE DATABASE .* LOCALE 'C\.UTF-8'"
    with pytest.raises(HostError, match=words):
        external.check_server(latin)


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://nobody@127.0.0.1:1/none",
        "postgresql:///guike?host=/no/such/folder",
        "mysql://root@localhost/crm",
        "http://example.com",
    ],
)
def test_a_wrong_address_is_one_sentence(dsn: str) -> None:
    with pytest.raises(HostError) as refusal:
        external.check_server(dsn)
    assert str(refusal.value).startswith("DATABASE_URL does not lead to a PostgreSQL database: ")
    assert "\n" not in str(refusal.value)


def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch, django_db_setup: None) -> None:
    monkeypatch.setattr(external, "OLDEST", 990000)
    with pytest.raises(HostError, match=r"^DATABASE_URL leads to PostgreSQL \d+: Guike needs 15 or newer\.$"):
        external.check_server(os.environ[database.DSN])


def test_a_server_that_takes_too_few_connections_is_named(django_db_setup: None) -> None:
    dsn = os.environ[database.DSN]
    with psycopg.connect(dsn) as link:
        (most,) = link.execute("SHOW max_connections").fetchone() or ("0",)
        (kept,) = link.execute("SHOW superuser_reserved_connections").fetchone() or ("0",)
    taken = int(most) - int(kept)
    assert external.too_few_connections(dsn, taken) == ""
    said = external.too_few_connections(dsn, taken + 1)
    assert said.startswith(
        f"The server at DATABASE_URL takes {taken} connections, and Guike may open {taken + 1}: "
    )
