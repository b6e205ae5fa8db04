"""kill -9 of the web process in mid-conversion: nothing half done, nothing twice."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from guike.entry.tests.served import Served, alive, guike, open_folder, until
from guike.platform.database.supervisor import running_dsn

PASSWORD = "Long-enough-7"
COUNTS = """
    SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM contact), (SELECT count(*) FROM opportunity),
           (SELECT count(*) FROM event WHERE kind = 'lead.converted'), (SELECT status FROM lead WHERE id = %s)
"""


class Caller:
    """A program with a token."""

    def __init__(self, port: int, token: str):
        self.port, self.token = port, token

    def post(self, path: str, body: dict[str, Any], key: str = "") -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


def _waiting(database: psycopg.Connection[Any]) -> bool:
    found = database.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%number_counter%'"
    ).fetchone()
    return bool(found and found[0])


def _web_answers(served: Served) -> bool:
    try:
        return served.get("/readyz")[0] == 200
    except OSError:
        return False


@pytest.mark.req("CV-01", "CV-10")
def test_kill_9_of_the_web_process_in_mid_conversion() -> None:
    with open_folder() as folder, Served(Path(folder) / "data", "--demo", "none", "--workers", "1") as served:
        data = str(Path(folder) / "data")
        assert (
            guike(
                "init", "--data", data, "--username", "boss", "--name", "Boss", "--password", PASSWORD
            ).returncode
            == 0
        )
        caller = Caller(served.port, guike("token", "boss", "--data", data).stdout.strip())
        status, lead = caller.post(
            "/records/lead", {"name": "沈默", "company": "澄漪印务", "source": "phone"}
        )
        assert status == 201, lead
        _, other = caller.post("/records/lead", {"name": "另一位", "company": "棠梨包装", "source": "phone"})
        assert caller.post(f"/records/lead/{other['id']}/actions/convert", {"opportunity": {}})[0] == 200
        with psycopg.connect(running_dsn(Path(data)), autocommit=True) as watcher:
            before = watcher.execute(COUNTS, [lead["id"]]).fetchone()
            assert before == (1, 0, 1, 1, "pending")
            _kill_while_converting(served, caller, lead["id"], data, watcher)
            assert watcher.execute(COUNTS, [lead["id"]]).fetchone() == before
            assert until(lambda: _web_answers(served)), served.words
            for _again in range(2):
                status, answer = caller.post(
                    f"/records/lead/{lead['id']}/actions/convert",
                    {"contact": {}, "opportunity": {}},
                    key="once",
                )
                assert (status, answer["status"]) == (200, "converted")
                assert watcher.execute(COUNTS, [lead["id"]]).fetchone() == (2, 1, 2, 2, "converted")


def _kill_while_converting(
    served: Served, caller: Caller, lead: int, data: str, watcher: psycopg.Connection[Any]
) -> None:
    """Account and contact stand, the opportunity waits for its number: there the process dies."""
    cut: list[str] = []

    def convert() -> None:
        try:
            caller.post(
                f"/records/lead/{lead}/actions/convert", {"contact": {}, "opportunity": {}}, key="once"
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            cut.append(type(error).__name__)

    with psycopg.connect(running_dsn(Path(data))) as holder:
        holder.execute("SELECT 1 FROM number_counter WHERE key LIKE 'opportunity:%' FOR UPDATE")
        request = threading.Thread(target=convert)
        request.start()
        assert until(lambda: _waiting(watcher))
        victim = served.children()["web"]
        os.kill(victim, signal.SIGKILL)
        assert until(lambda: not alive(victim))
        request.join(60)
        assert cut
        holder.rollback()
    gone = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%number_counter%%' AND pid <> pg_backend_pid() AND state <> 'idle'"
    assert until(lambda: watcher.execute(gone).fetchone() == (0,))
