"""The pages for operators."""

from typing import Any

import psycopg
import pytest
from django.db import close_old_connections, connection


@pytest.mark.usefixtures("fresh_db")
def test_it_is_ready_again_as_soon_as_the_database_answers(client: Any) -> None:
    assert client.get("/readyz").json() == {"status": "ok"}
    raw: Any = connection.connection
    with psycopg.connect(raw.info.dsn, password=raw.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])
    lost = client.get("/readyz")
    assert (lost.status_code, lost.json()) == (503, {"status": "unavailable", "reason": "database"})
    close_old_connections()  # as before each request
    assert client.get("/readyz").status_code == 200
