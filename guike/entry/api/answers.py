"""HTTP answers and bodies: JSON by orjson, refusals as problem+json."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.parser import Parser as NinjaParser
from pydantic import BeforeValidator, field_validator

from guike.kernel.entered import one_line
from guike.kernel.errors import (
    BadRequest,
    Conflict,
    FieldError,
    Invalid,
    NoRoom,
    Refusal,
    TooMany,
    Unavailable,
    problem,
)
from guike.kernel.limits import JSON_DEPTH
from guike.kernel.text import pick_locale
from guike.platform.audit import origin
from guike.platform.database import host
from guike.platform.database.trouble import Trouble, trouble_of, words_of

log = logging.getLogger("guike.api")


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    raise TypeError(type(value).__name__)


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON answer; never cached."""
    content = orjson.dumps(body, default=_default, option=orjson.OPT_NON_STR_KEYS)
    answer = HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def empty_answer() -> HttpResponse:
    """204"""
    return HttpResponse(status=204)


def locale_of(request: HttpRequest) -> str:
    """The language of an error while the caller is unknown."""
    ctx = getattr(request, "auth", None)
    if ctx is not None and hasattr(ctx, "locale"):
        return str(ctx.locale)
    return pick_locale(request.META.get("HTTP_ACCEPT_LANGUAGE", "").split(",", 1)[0])


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as problem+json with the request's number, by which an administrator finds its lines in the log."""
    number = origin.current().request_id
    headers = {"X-Request-Id": number} if number else None
    answer = json_answer(problem(refusal, locale_of(request)), refusal.status, headers)
    answer["Content-Type"] = "application/problem+json; charset=utf-8"
    if isinstance(refusal, TooMany | Unavailable):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def refuse_nul(request: HttpRequest) -> None:
    """BadRequest for an address with a NUL character: no text contains one, and the database refuses it."""
    if "\0" in request.path or any(
        "\0" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])
    ):
        raise BadRequest("request.bad", reason="NUL")


#: a text of one line as people paste it
OneLine = Annotated[str, BeforeValidator(lambda value: one_line(value) if isinstance(value, str) else value)]


class Form(Schema):
    """The body of a route that does not serve records; its texts contain no NUL."""

    @field_validator("*", mode="before")
    @classmethod
    def _no_nul(cls, value: Any) -> Any:
        if has_nul(value):
            raise ValueError("NUL")
        return value


def has_nul(value: Any) -> bool:
    """Whether any text in a JSON value contains a NUL, which the database takes neither in text nor in JSON."""
    if isinstance(value, Mapping):
        return any(has_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(map(has_nul, value))
    return isinstance(value, str) and "\0" in value


def no_nul(body: dict[str, Any]) -> dict[str, Any]:
    """The same body. Invalid with the keys whose values contain a NUL."""
    wrong = [name for name, value in body.items() if has_nul(name) or has_nul(value)]
    if wrong:
        raise Invalid([FieldError(name.replace("\0", ""), "type.text") for name in wrong])
    return body


def parse_json(text: bytes | str) -> Any:
    """The value. BadRequest request.not_json for broken JSON, and for JSON nested deeper than any body of the API."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest("request.not_json") from None
    if _deeper(value, int(JSON_DEPTH)):
        raise BadRequest("request.not_json")
    return value


def _deeper(value: Any, levels: int) -> bool:
    """Whether lists and maps are nested more than `levels` deep."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(one, levels - 1) for one in inner if isinstance(one, dict | list))


def read_json(request: HttpRequest) -> Any:
    """The body as a JSON value. BadRequest request.not_json."""
    return parse_json(request.body)


class Parser(NinjaParser):
    """Reads the bodies of `Form` routes like those of records."""

    def parse_body(self, request: HttpRequest) -> Any:
        """BadRequest request.not_json."""
        return read_json(request)


def read_object(request: HttpRequest, *, optional: bool = False) -> dict[str, Any]:
    """The body as a JSON object; an absent or null body is {} where optional."""
    if optional and not request.body:
        return {}
    body = read_json(request)
    if body is None and optional:
        return {}
    if not isinstance(body, dict):
        raise BadRequest("request.bad", reason="a JSON object is expected")
    return body


def failed(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The answer to an unexpected error. A bug is logged with the request's number and answered without details.
    Temporary faults have answers of their own: a lock timeout is 409, an unreachable database 503 with Retry-After, a
    full disk 507."""
    trouble = trouble_of(error)
    if trouble is None:
        log.error("request failed", exc_info=error, extra={"request_id": origin.current().request_id})
        return refused(request, Refusal("internal", status=500))
    if trouble is Trouble.BUSY:
        return refused(request, Conflict("busy"))
    said = words_of(trouble, error)
    if said:
        log.error(said)
    if trouble is Trouble.FULL:
        return refused(request, NoRoom())
    full = settings.DATA_DIR is not None and host.is_full(settings.DATA_DIR)
    return refused(request, Unavailable("server.stopped_full" if full else "server.starting"))
