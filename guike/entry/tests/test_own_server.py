"""The company's own PostgreSQL is restarted under `guike up`: everybody is told so, and all goes on by itself."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guike.entry.tests.served import Served, guike, open_folder, until
from guike.platform.database.supervisor import Cluster

PASSWORD = "violet-harbour-27"
AWAY = (503, "2", "server.starting")


class Browser:
    """A signed-in person, by the cookies of the session."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.csrf = port, "", ""
        self.call("GET", "/auth/session")
        status, _again, _answer = self.call("POST", "/auth/login", {"username": "boss", "password": PASSWORD})
        assert status == 200, _answer

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, str | None, Any]:
        """Status, Retry-After and body of an answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookies, "X-CSRFToken": self.csrf, "Content-Type": "application/json"}
        try:
            link.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = link.getresponse()
            self._keep(answer.headers.get_all("Set-Cookie") or [])
            return answer.status, answer.getheader("Retry-After"), json.loads(answer.read() or b"null")
        finally:
            link.close()

    def told(self, method: str, path: str, body: Any = None) -> tuple[int, str | None, str]:
        """Status, Retry-After and code of a refusal."""
        status, again, answer = self.call(method, path, body)
        return status, again, str((answer or {}).get("code"))

    def listen(self) -> http.client.HTTPResponse:
        """The live channel's answer: a stream, or why there is none."""
        link = http.client.HTTPConnection("127.0.0.1", self.port + 1, timeout=60)
        link.request("GET", "/api/v1/live", headers={"Cookie": self.cookies})
        return link.getresponse()

    def _keep(self, given: list[str]) -> None:
        jar = dict(one.split("=", 1) for one in self.cookies.split("; ") if one)
        jar |= dict(one.split(";", 1)[0].split("=", 1) for one in given)
        self.cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        self.csrf = jar.get("csrftoken", "")


def _lead(name: str) -> dict[str, str]:
    return {"name": name, "company": name, "source": "phone"}


def _await_hint(stream: http.client.HTTPResponse, record: int) -> None:
    """Read the stream up to the hint of this record."""
    for line in stream:
        if line.startswith(b"data: ") and json.loads(line[6:]).get("id") == record:
            return
    raise AssertionError("the stream has ended")


def _is_done(browser: Browser, job: int) -> bool:
    status, _again, answer = browser.call("GET", f"/jobs/{job}")
    return status == 200 and answer["status"] == "done"


def _while_away(browser: Browser, stream: http.client.HTTPResponse) -> None:
    """What everybody is told while the server is stopped."""
    assert browser.told("GET", "/records/lead") == AWAY
    assert browser.told("POST", "/records/lead", _lead("second")) == AWAY
    assert browser.told("POST", "/auth/login", {"username": "boss", "password": PASSWORD}) == AWAY
    refused = browser.listen()
    assert (refused.status, refused.getheader("Retry-After")) == (503, "2")
    assert not stream.isclosed()


@pytest.fixture
def server() -> Iterator[Cluster]:
    """A PostgreSQL that Guike has not started."""
    with open_folder() as name:
        cluster = Cluster(Path(name) / "server", fast=True)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


def test_a_restart_of_the_companys_own_server(server: Cluster, tmp_path: Path) -> None:
    given = {"DATABASE_URL": server.dsn}
    data = str(tmp_path / "data")
    with Served(Path(data), "--workers", "1", env=given) as served:
        who = ("--username", "boss", "--name", "Boss", "--password", PASSWORD)
        assert guike("init", "--data", data, *who, env=given).returncode == 0
        browser = Browser(served.port)
        status, _again, lead = browser.call("POST", "/records/lead", _lead("first"))
        assert status == 201, lead
        stream, processes = browser.listen(), served.children()
        assert stream.status == 200
        server.stop()
        assert until(lambda: not served.is_ready())
        _while_away(browser, stream)
        assert served.get("/healthz")[0] == 200
        server.start()
        assert until(served.is_ready)
        status, _again, lead = browser.call("POST", "/records/lead", _lead("third"))
        assert status == 201, lead
        _await_hint(stream, lead["id"])
        status, _again, exported = browser.call("POST", "/exports", {"object": "lead", "format": "csv"})
        assert status == 202, exported
        assert until(lambda: _is_done(browser, exported["job"]))
        names = [one["name"] for one in browser.call("GET", "/records/lead")[2]["items"]]
        assert names == ["third", "first"]
        assert served.children() == processes
        lines = [json.loads(line) for line in served.said if line.startswith("{")]
        said = [(line["logger"], line["event"].split(":")[0]) for line in lines]
        assert {event for _logger, event in said} == {"the database does not answer"}
        assert len(said) == len(set(said))
