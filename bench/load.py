"""Sixteen people at work at once: the whole product over HTTP, and what it weighs when nobody works."""

from __future__ import annotations

import http.client
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import orjson
from django.conf import settings

from bench.caller import Person, sign_in
from bench.reading import FIELDS
from bench.slow import beside_slow
from guike.entry.demo import words
from guike.entry.processes import listen_pair
from guike.platform.org.models import User
from guike.platform.org.queries import user_for_signin

CLIENTS = 16
#: each client is two of them in turn: one person's calls are limited, and a client that has a web process to itself comes to that limit
PEOPLE = 2 * CLIENTS
WORKERS = 2
_TICK = os.sysconf("SC_CLK_TCK")
LIST = f"/api/v1/records/lead?{urlencode({'limit': 80, 'fields': FIELDS})}"


@dataclass
class Tally:
    """What the clients saw: seconds of each answer, by kind."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"list": [], "read": [], "write": []})
    #: by status and the code of what was refused
    wrong: Counter[str] = field(default_factory=Counter)


@contextmanager
def served(dsn: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The whole product serving this database: its port, and the process that leads the others."""
    web, live = listen_pair("127.0.0.1", 0)
    port = int(web.getsockname()[1])
    web.close()
    live.close()
    command = [
        sys.executable,
        "-m",
        "guike",
        "up",
        "--port",
        str(port),
        "--workers",
        str(WORKERS),
        "--data",
        str(folder),
    ]
    env = {k: v for k, v in os.environ.items() if k != "GUIKE_DSN"} | {
        "DATABASE_URL": dsn,
        "GUIKE_SECRET_KEY": settings.SECRET_KEY,
    }
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def mixed(dsn: str, folder: Path, seconds: int) -> list[str]:
    """Lines of the table: as salespeople, then as administrators; and the idle weight before them."""
    found = []
    administrators = _administrators()
    with served(dsn, folder) as (port, leader):
        database = _postmaster(dsn)
        for login in ("sales1", "admin"):  # a first answer of each kind: what is loaded late is loaded
            _Client(port, [sign_in(login)], Tally(), 0.0).one("list")
        found += [_weight("the application", leader), _weight("its database", database)]
        for who, logins in (
            ("salespeople", [f"sales{n}" for n in range(PEOPLE)]),
            ("administrators", administrators),
        ):
            found.append(_run(port, who, [sign_in(login) for login in logins], seconds, (leader, database)))
        found.append(beside_slow(port, [sign_in(f"sales{n}") for n in range(PEOPLE)], LIST))
    return found


def _administrators() -> list[str]:
    """Logins of as many as there are people at work."""
    first = user_for_signin("admin")
    assert first is not None
    logins = [f"admin{n}" for n in range(PEOPLE)]
    for login in logins:
        if user_for_signin(login) is None:
            one = User(username=login, name=login, password=first.password, roles=first.roles)
            User.objects.system(reason="the bench's own administrators").bulk_create([one])
    return logins


def _wait(port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/readyz")
            if link.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not get ready")


class _Client(threading.Thread):
    """One person's browser: 70 % lists, 20 % records, 10 % new leads, one after the other."""

    def __init__(self, port: int, people: list[Person], tally: Tally, end: float) -> None:
        super().__init__(daemon=True)
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.turns, self.tally, self.end = cycle(people), tally, end
        self.person = people[0]
        self.random = random.Random(self.person.user_id + id(self))
        self.seen: list[int] = []

    def run(self) -> None:
        while time.monotonic() < self.end:
            dice = self.random.random()
            self.one("list" if dice < 0.7 or not self.seen else "read" if dice < 0.9 else "write")

    def one(self, kind: str) -> None:
        """One call, measured."""
        method, path, body = "GET", LIST, None
        if kind == "list":
            self.person = next(self.turns)
        elif kind == "read":
            path = f"/api/v1/records/lead/{self.random.choice(self.seen)}"
        elif kind == "write":
            method, path = "POST", "/api/v1/records/lead"
            firm, _industry = words.company_name(self.random)
            lead = {
                "name": words.person_name(self.random),
                "company": firm,
                "mobile": words.mobile(self.random),
            }
            body = orjson.dumps(lead | {"source": "phone"})
        headers = {
            "Cookie": self.person.cookies,
            "X-CSRFToken": self.person.csrf,
            "Content-Type": "application/json",
        }
        begun = time.perf_counter()
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        self.tally.seconds[kind].append(time.perf_counter() - begun)
        if answer.status not in (200, 201):
            self.tally.wrong[f"{kind} {answer.status} {content[:200].decode(errors='replace')}"] += 1
        elif kind == "list":
            self.seen = [item["id"] for item in orjson.loads(content)["items"]]


def _run(port: int, who: str, people: list[Person], seconds: int, pids: tuple[int, int]) -> str:
    tally = Tally()
    before = sum(_cpu(pid) for pid in pids)
    end = time.monotonic() + seconds
    clients = [_Client(port, people[n::CLIENTS], tally, end) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    every = sorted(t for times in tally.seconds.values() for t in times)
    cpu = sum(_cpu(pid) for pid in pids) - before
    medians = ", ".join(f"{kind} {statistics.median(t) * 1e3:.0f}" for kind, t in tally.seconds.items() if t)
    return (
        f"{CLIENTS} {who}, {WORKERS} workers, {seconds} s: {len(every) / seconds:.0f} requests/s,"
        f" median {every[len(every) // 2] * 1e3:.0f} ms, p95 {every[int(len(every) * 0.95)] * 1e3:.0f} ms"
        f" ({medians}), {cpu / len(every) * 1e3:.1f} ms of server CPU each, {tally.wrong.total()} wrong {dict(tally.wrong.most_common(3)) or ''}"
    )


def _children(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _cpu(pid: int) -> float:
    """Seconds used by a process, what it started and what of that has ended."""
    total = 0
    for one in _children(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        total += sum(int(fields[n]) for n in (11, 12, 13, 14))
    return total / _TICK


def _postmaster(dsn: str) -> int:
    folder = Path(dsn.split("host=", 1)[1].replace("%2F", "/")).parent
    return int((folder / "pg" / "postmaster.pid").read_text().splitlines()[0])


def _weight(what: str, pid: int) -> str:
    sums = {"Rss": 0, "Pss": 0}
    processes = _children(pid)
    for one in processes:
        for row in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            name = row.split(":", 1)[0]
            if name in sums:
                sums[name] += int(row.split()[1])
    return (
        f"idle, {what}: {sums['Rss'] / 1024:.0f} MB RSS, {sums['Pss'] / 1024:.0f} MB PSS of {len(processes)} processes;"
        " reference 441 and 209"
    )
