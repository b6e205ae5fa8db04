"""The live channel: server-sent hints that something changed, without its content.

A hint is `{"object", "id", "kind"}`; the client fetches through the API, so permission stays in one
place. Hints on records go to internal users who may view the object at all, reminders only to their owner. `id` null:
many records changed; kind `resync`: hints were lost, and the client must fetch its screen again. A hint may come late,
and is lost when a transaction took longer than a minute to commit. `?age=` gives the age of the caller's page in
milliseconds: hints since then are sent first. With `?after=` (Last-Event-ID of a reopened stream) the hints after that
id are sent first.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import secrets
import socket
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.db.models import QuerySet
from django.http import HttpRequest, parse_cookie

from guike.entry.api.caller import identify
from guike.entry.front.connection import Connection
from guike.entry.front.front import Front
from guike.entry.front.message import Answer, Request, head
from guike.entry.sessions import SessionStore
from guike.kernel.errors import Refusal, Unavailable, problem
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.database.trouble import trouble_of, words_of
from guike.platform.events.models import Event
from guike.platform.notify.models import Notification

POLL = 0.7  # seconds between reads of the outbox
HEARTBEAT = 15.0  # seconds; proxies close a stream that is silent for longer
CHECK = 60.0  # seconds after which a client's rights are read again
LOOK_BACK = 60.0  # seconds for which a lower id may still appear (a slow transaction)
BUFFER = 2_000  # hints kept for clients that come back
WAITING = 200  # hints that may wait for one client
CLIENTS = 2_000
CLIENTS_PER_USER = 20
_IDS_PER_EVENT = 20
_ROWS_PER_LOOK = 1_000
_PAUSE_AFTER_ERROR = 2.0
_AGE_DIGITS = 16

_log = structlog.get_logger(__name__)
_threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="live")
T = TypeVar("T")


@dataclass(frozen=True)
class Hint:
    """A record or list that changed. `user_id` set: the hint is for that person alone. `number` orders the hints of
    this process; `found`: seconds of the monotonic clock."""

    number: int
    object_name: str
    record_id: int | None
    kind: str
    user_id: int | None = None
    found: float = field(default_factory=time.monotonic)

    def body(self) -> str:
        return json.dumps({"object": self.object_name, "id": self.record_id, "kind": self.kind})


@dataclass(eq=False)
class Client:
    """One open stream. `lost`: hints did not fit, so the next message is `resync`."""

    ctx: Context
    waiting: deque[Hint] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False

    def offer(self, hint: Hint) -> None:
        if not self.may_have(hint):
            return
        if len(self.waiting) >= WAITING:
            self.waiting.clear()
            self.lost = True
        self.waiting.append(hint)
        self.news.set()

    def may_have(self, hint: Hint) -> bool:
        if hint.user_id is not None:
            return hint.user_id == self.ctx.user_id and self.ctx.key_covers("notification", "view")
        return self.ctx.actor.kind == "internal" and self.ctx.can(hint.object_name, "view")


class Tail:
    """Reads new rows of a table with rising ids, each once, including rows that commit late."""

    def __init__(self, rows: Callable[[], QuerySet[Any]], columns: Sequence[str]) -> None:
        self._rows, self._columns = rows, ("id", *columns)
        self._low: int | None = None
        self._seen: OrderedDict[int, float] = OrderedDict()

    def look(self) -> list[tuple[Any, ...]]:
        """Rows (id first) that are new since the last call; the first call returns none and notes where the table
        ends."""
        now = time.monotonic()
        if self._low is None:
            self._low = self._rows().order_by("-id").values_list("id", flat=True).first() or 0
            return []
        ids = self._rows().filter(id__gt=self._low).order_by("-id").values_list("id", flat=True)
        fresh = [row_id for row_id in ids[:_ROWS_PER_LOOK] if row_id not in self._seen]
        self._seen.update((row_id, now) for row_id in reversed(fresh))
        while self._seen and next(iter(self._seen.values())) < now - LOOK_BACK:
            self._low = max(self._low, self._seen.popitem(last=False)[0])
        if not fresh:
            return []
        return list(self._rows().filter(id__in=fresh).order_by("id").values_list(*self._columns))


def _facts() -> QuerySet[Event]:
    return Event.objects.filter(kind__startswith="record.")


class Hub:
    """All open streams of this process, and the one loop that looks for new hints."""

    def __init__(self) -> None:
        self.boot = secrets.token_hex(4)
        self.clients: set[Client] = set()
        self.recent: deque[Hint] = deque(maxlen=BUFFER)
        self._number = 0
        self._tails = (
            Tail(_facts, ("kind", "object_name", "payload__ids")),
            Tail(Notification.objects.all, ("kind", "user_id")),
        )

    async def watch(self) -> None:
        """Look for new hints until cancelled."""
        while True:
            try:
                for hint in await in_thread(self.look):
                    self.recent.append(hint)
                    for client in list(self.clients):
                        client.offer(hint)
                await asyncio.sleep(POLL)
            except Exception as failure:  # any error: to stop the loop would silence the channel for ever
                trouble = trouble_of(failure)
                if trouble is None:
                    _log.warning("live channel cannot read the outbox", exc_info=failure)
                elif said := words_of(trouble, failure):
                    _log.warning(said)
                await asyncio.sleep(_PAUSE_AFTER_ERROR)

    def look(self) -> list[Hint]:
        """The hints that are new since the last look."""
        events, notifications = (tail.look() for tail in self._tails)
        hints: list[Hint] = []
        for _id, kind, object_name, ids in events:
            known = ids if isinstance(ids, list) and len(ids) <= _IDS_PER_EVENT else [None]
            hints += [self._hint(object_name, record_id, kind) for record_id in known]
        hints += [
            self._hint("notification", row_id, kind, user_id) for row_id, kind, user_id in notifications
        ]
        return hints

    def _hint(self, object_name: str, record_id: int | None, kind: str, user_id: int | None = None) -> Hint:
        self._number += 1
        return Hint(self._number, object_name, record_id, kind, user_id)

    def join(self, ctx: Context, last_event_id: str, age: float = 0.0) -> Client | None:
        """A stream for this caller. It begins with the hints since `last_event_id`, or else since his page was opened
        `age` seconds ago. None when there are too many streams."""
        own = sum(client.ctx.user_id == ctx.user_id for client in self.clients)
        if own >= CLIENTS_PER_USER or len(self.clients) >= CLIENTS:
            return None
        client = Client(ctx)
        missed = self._missed(last_event_id) if last_event_id else self._since(age)
        client.lost = missed is None
        for hint in missed or ():
            client.offer(hint)
        if client.lost:
            client.news.set()
        self.clients.add(client)
        return client

    def _missed(self, last_event_id: str) -> list[Hint] | None:
        """Hints after that id; None when this process no longer has them."""
        boot, _, number = last_event_id.partition("-")
        last = whole(number)
        if boot != self.boot or last is None:
            return None
        if last > self._number or (self.recent and last < self.recent[0].number - 1):
            return None
        return [hint for hint in self.recent if hint.number > last]

    def _since(self, age: float) -> list[Hint]:
        begun = time.monotonic() - min(age, LOOK_BACK)
        return [hint for hint in self.recent if hint.found >= begun]

    def position(self) -> str:
        """The id of the newest hint."""
        return f"{self.boot}-{self._number}"


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Run work that uses the database in a thread, in a context of its own."""

    def run() -> T:
        try:
            return contextvars.copy_context().run(work, *arguments)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


async def stream(hub: Hub, client: Client, identify_again: Callable[[], Context]) -> AsyncIterator[str]:
    """The text of one stream; it ends when the caller's sign-in ends."""
    checked = time.monotonic()
    try:
        yield f"retry: 3000\nid: {hub.position()}\nevent: hello\ndata: {{}}\n\n"
        while True:
            for text in _drain(hub, client):
                yield text
            try:
                await asyncio.wait_for(client.news.wait(), HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
            if time.monotonic() - checked > CHECK:
                try:
                    client.ctx = await in_thread(identify_again)
                except Refusal:
                    return
                checked = time.monotonic()
    finally:
        hub.clients.discard(client)


def _drain(hub: Hub, client: Client) -> list[str]:
    texts: list[str] = []
    if client.lost:
        client.lost = False
        client.waiting.clear()
        texts.append(f'id: {hub.position()}\ndata: {{"object": "", "id": null, "kind": "resync"}}\n\n')
    while client.waiting:
        hint = client.waiting.popleft()
        texts.append(f"id: {hub.boot}-{hint.number}\ndata: {hint.body()}\n\n")
    client.news.clear()
    return texts


def caller_of(request: Request) -> Context:
    """The same sign-in as the API's: session cookie or bearer token. NotSignedIn otherwise."""
    asked = HttpRequest()
    asked.method = "GET"
    asked.META = {
        "HTTP_AUTHORIZATION": request.header(b"authorization"),
        "HTTP_ACCEPT_LANGUAGE": request.header(b"accept-language"),
    }
    asked.COOKIES = parse_cookie(request.header(b"cookie"))
    asked.session = SessionStore(asked.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return identify(asked)


def _own_page(request: Request) -> str | None:
    """The Origin header when it is our own page: the same host one port below, or a configured origin."""
    origin = request.header(b"origin")
    here = urlsplit(f"//{request.header(b'host')}")
    there = urlsplit(origin)
    try:
        neighbours = (
            there.hostname == here.hostname and there.port is not None and there.port + 1 == here.port
        )
    except ValueError:
        return None
    return origin if origin and (neighbours or origin in settings.CSRF_TRUSTED_ORIGINS) else None


def _headers(request: Request) -> dict[str, str]:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}
    page = _own_page(request)
    if page:
        # The page is served on the port below, which is another origin for a browser.
        headers |= {
            "Access-Control-Allow-Origin": page,
            "Access-Control-Allow-Credentials": "true",
            "Vary": "Origin",
        }
    return headers


def _head(status: int, headers: dict[str, str]) -> bytes:
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return head(f"{status} {HTTPStatus(status).phrase}", pairs)


def _whole(status: int, headers: dict[str, str], body: dict[str, Any] | None = None) -> Answer:
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return Answer(_head(status, headers | {"Content-Length": str(len(content))}), content)


class Live:
    """The handler of the live process's front."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._answering: set[asyncio.Task[None]] = set()

    def __call__(self, request: Request, connection: Connection) -> None:
        """GET /api/v1/live: text/event-stream; 401 when nobody is signed in, 503 when too many listen."""
        path, _, query = request.target.decode("latin-1").partition("?")
        if request.method != "GET" and (request.method, path) != ("HEAD", "/healthz"):
            connection.answer(_whole(405, {"Allow": "GET"}))
        elif path == "/healthz":
            connection.answer(_whole(200, {"Content-Type": "application/json"}, {"status": "ok"}))
        elif path not in ("/api/v1/live", "/live"):
            connection.answer(_whole(404, {}))
        else:
            asked = {name: values[-1] for name, values in parse_qs(query).items()}
            task = asyncio.get_running_loop().create_task(self._listen(request, connection, asked))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
            connection.when_lost = task.cancel

    async def _listen(self, request: Request, connection: Connection, asked: dict[str, str]) -> None:
        headers = _headers(request)
        try:
            ctx = await in_thread(caller_of, request)
        except Exception as failure:
            connection.answer(_refused(failure, headers))
            return
        age = asked.get("age", "")
        seconds = (whole(age) or 0) / 1000 if len(age) < _AGE_DIGITS else 0.0
        last = request.header(b"last-event-id") or asked.get("after", "")
        client = self.hub.join(ctx, last, seconds)
        if client is None:
            connection.answer(_whole(503, headers | {"Retry-After": "30"}))
            return
        connection.begin(_head(200, headers | {"Content-Type": "text/event-stream; charset=utf-8"}))
        try:
            async for text in stream(self.hub, client, lambda: caller_of(request)):
                if not await connection.send(text.encode()):
                    break
        finally:
            self.hub.clients.discard(client)
            connection.finish()


def _refused(failure: Exception, headers: dict[str, str]) -> Answer:
    """The answer to a refused caller, or 503 while the database is unreachable."""
    if isinstance(failure, Refusal):
        told = failure
    elif (trouble := trouble_of(failure)) is not None:
        if said := words_of(trouble, failure):
            _log.warning(said)
        told = Unavailable("server.starting")
    else:
        _log.error("the caller cannot be known", exc_info=failure)
        told = Refusal("internal", status=500)
    kind = {"Content-Type": "application/problem+json"}
    later = {"Retry-After": str(told.retry_after)} if isinstance(told, Unavailable) else {}
    return _whole(told.status, headers | kind | later, problem(told, "zh-CN"))


async def serve(listener: socket.socket, beat: Callable[[], None]) -> None:
    """Serve all streams until SIGTERM."""
    live = Live()
    watching = asyncio.create_task(live.hub.watch())
    try:
        await Front(listener, live).run_until_signal(beat)
    finally:
        watching.cancel()
