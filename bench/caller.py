"""Calling the server in this process, through its whole URL handler, as one person's browser does."""

from __future__ import annotations

import io
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.csrf import _get_new_csrf_string

from guike.entry.api.caller import SESSION_SEAL, SESSION_USER, seal
from guike.entry.sessions import SessionStore
from guike.platform.org.queries import user_for_signin
from guike.platform.org.signins import sign_in_open

_handler: list[WSGIHandler] = []


def handler() -> WSGIHandler:
    """The server's application, made once."""
    if not _handler:
        _handler.append(WSGIHandler())
    return _handler[0]


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes

    def json(self) -> Any:
        return orjson.loads(self.content)


@dataclass(frozen=True)
class Person:
    """A signed-in browser."""

    user_id: int
    cookies: str
    csrf: str

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, urlencode(query), b"")

    def post(self, path: str, body: Any) -> Answer:
        return self.call("POST", path, "", orjson.dumps(body))

    def upload(self, path: str, name: str, content: bytes, **fields: Any) -> Answer:
        """A multipart form with one file."""
        mark = "guike-bench"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'
            f"{value if isinstance(value, str) else orjson.dumps(value).decode()}\r\n"
            for key, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.call("POST", path, "", body, f"multipart/form-data; boundary={mark}")

    def call(self, method: str, path: str, query: str, body: bytes, kind: str = "application/json") -> Answer:
        """One request. RuntimeError for any answer but 2xx: a bench of refusals would be a fast one."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": f"/api/v1{path}", "SCRIPT_NAME": "", "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000", "HTTP_COOKIE": self.cookies, "HTTP_ACCEPT_LANGUAGE": "zh-CN", "HTTP_X_CSRFTOKEN": self.csrf,
            "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True,
        }  # fmt: skip
        told: list[str] = []
        answer = handler()(environ, lambda status, _headers, _info=None: told.append(status))
        content = b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
        status = int(told[0].split(" ", 1)[0])
        if not 200 <= status < 300:
            raise RuntimeError(f"{method} {path}?{query}: {told[0]} {content[:2000].decode()}")
        return Answer(status, content)


@dataclass(frozen=True)
class Distant(Person):
    """A browser whose calls go over one kept connection to a running server."""

    link: HTTPConnection

    def call(self, method: str, path: str, query: str, body: bytes, kind: str = "application/json") -> Answer:
        headers = {"Cookie": self.cookies, "X-CSRFToken": self.csrf, "Content-Type": kind, "Accept-Language": "zh-CN"}  # fmt: skip
        self.link.request(method, f"/api/v1{path}" + (f"?{query}" if query else ""), body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}?{query}: {answer.status} {content[:2000].decode()}")
        return Answer(answer.status, content)


def from_afar(person: Person, port: int) -> Distant:
    """The same browser, calling the server at this port."""
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    return Distant(person.user_id, person.cookies, person.csrf, link)


def sign_in(username: str) -> Person:
    """A session as signing in makes it."""
    user = user_for_signin(username)
    if user is None:
        raise LookupError(username)
    session = SessionStore()
    session[SESSION_USER] = user.id
    session[SESSION_SEAL] = seal(user.id, user.password)
    session.create()
    sign_in_open(user.id, str(session.session_key))
    csrf = _get_new_csrf_string()
    return Person(user.id, f"sessionid={session.session_key}; csrftoken={csrf}", csrf)
