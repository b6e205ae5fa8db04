"""Routes of the feed: the two streams, the comments of a record, read marks, followers, and who may not see a mention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, empty_answer, json_answer
from guike.entry.api.queries import check_params
from guike.kernel.errors import BadRequest, FieldError, Invalid
from guike.kernel.limits import MENTIONS
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.feed import reading, services
from guike.platform.feed.queries import SCOPES, STREAMS
from guike.platform.feed.scopes import COMMENT, POST

router = Router(tags=["feed"])
records = Router(tags=["feed"])
_PAGE, _PAGE_MAX = 20, 100


class Subject(Form):
    object: str = Field(max_length=80)
    id: int = Field(ge=1, lt=2**63)


class Mentioned(Form):
    users: list[int] = Field(max_length=int(MENTIONS))
    related: list[Subject] = Field(default=[], max_length=20)


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def _limit(request: HttpRequest) -> int:
    raw = request.GET.get("limit", "")
    number = whole(raw, _PAGE_MAX) if raw else _PAGE
    if not number:
        raise Invalid([FieldError("limit", "out_of_range", {"min": 1, "max": _PAGE_MAX})])
    return number


def _one_of(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    given = request.GET.get(name, known[0])
    if given not in known:
        raise BadRequest("request.bad", reason=f"{name}: {' | '.join(known)}")
    return given


@router.get("/feed")
def get_feed(request: HttpRequest) -> HttpResponse:
    """A page of a stream, newest first: `stream` work or crm; `scope` all, mine, subordinates, following or team."""
    check_params(request, frozenset({"stream", "scope", "cursor", "limit"}))
    ctx = _ctx(request)
    ctx.require(POST, "view")
    stream, scope = _one_of(request, "stream", STREAMS), _one_of(request, "scope", SCOPES)
    return json_answer(reading.feed(ctx, stream, scope, request.GET.get("cursor", ""), _limit(request)))


@router.get("/feed/posts/{int:post_id}")
def get_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post as the stream shows it."""
    check_params(request, frozenset())
    return json_answer(reading.feed_item(_ctx(request), post_id))


@router.post("/feed/mentions")
def check_mentions(request: HttpRequest, payload: Mentioned) -> HttpResponse:
    """Who of the people may not see the records that are written about: {"unseen": [{"id", "name"}]}. Nobody is told."""
    ctx = _ctx(request)
    ctx.require(COMMENT, "create")
    subjects = [(one.object, one.id) for one in payload.related]
    unseen = services.mention_check(ctx, dict.fromkeys(payload.users), subjects)
    return json_answer({"unseen": [person(ctx, one) for one in unseen]})


@records.get("/{object_name}/{int:record_id}/comments")
def get_comments(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """The comments of a record, newest first."""
    check_params(request, frozenset({"cursor", "limit"}))
    cursor = request.GET.get("cursor", "")
    return json_answer(
        reading.record_comments(_ctx(request), object_name, record_id, cursor, _limit(request))
    )


@records.get("/{object_name}/{int:record_id}/follow")
def get_follow(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Whether the caller follows the record, how many do, and how many comments it has."""
    check_params(request, frozenset())
    return json_answer(reading.follow_state(_ctx(request), object_name, record_id))


@records.post("/{object_name}/{int:record_id}/follow")
def follow(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Follow the record. 204."""
    services.record_follow(_ctx(request), object_name, record_id)
    return empty_answer()


@records.delete("/{object_name}/{int:record_id}/follow")
def unfollow(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Follow it no more. 204."""
    services.record_unfollow(_ctx(request), object_name, record_id)
    return empty_answer()


@records.post("/{object_name}/{int:record_id}/read")
def read(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """The caller has read the comments of the record, or the comment or post. 204."""
    services.record_read(_ctx(request), object_name, record_id)
    return empty_answer()
