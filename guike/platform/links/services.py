"""Making and withdrawing public links, and what their holders do with them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from guike.kernel import clock
from guike.kernel.entered import one_line
from guike.kernel.errors import BadRequest, FieldError, Invalid, NotFound, Refusal
from guike.kernel.limits import LINK_DAYS, LINK_REMARK_CHARS, LINKS_OF_RECORD
from guike.platform.access.context import Context, system_context
from guike.platform.audit.origin import acting, current
from guike.platform.audit.services import audit
from guike.platform.database.turns import take_turns
from guike.platform.links.errors import LinkGone
from guike.platform.links.models import LinkAnswer, PublicLink
from guike.platform.links.queries import links_of, living_link
from guike.platform.links.registry import Button, Page, Purpose, Said, purpose_of
from guike.platform.org.services import digest_of
from guike.platform.records.reading import require_visible

_LONGEST_KEY, _LONGEST_NAME = 200, 100


def link_create(
    ctx: Context, object_name: str, record_id: int, purpose: str, days: int | None = None
) -> tuple[PublicLink, str]:
    """(the row, the token, which is shown once). Whoever may do the purpose's operation with the record."""
    require_visible(ctx, object_name, record_id)
    found = purpose_of(object_name, purpose)
    if found is None:
        raise Invalid([FieldError("purpose", "link.purpose", {"value": purpose})])
    _require(ctx, found, record_id)
    valid = found.days if days is None else days
    if not 1 <= valid <= LINK_DAYS:
        raise Invalid([FieldError("days", "link.days", {"max": int(LINK_DAYS)})])
    token, now = secrets.token_urlsafe(32), clock.now()
    row = PublicLink(
        object=object_name, record_id=record_id, purpose=purpose, digest=digest_of(token), created_by_id=ctx.user_id,
        created_at=now, expires_at=now + timedelta(days=valid),
    )  # fmt: skip
    with transaction.atomic():
        take_turns({f"links|{object_name}|{record_id}"})
        if len(links_of(object_name, record_id)) >= LINKS_OF_RECORD:
            raise Refusal("link.many", max=int(LINKS_OF_RECORD))
        PublicLink.objects.bulk_create([row])
        detail = {"purpose": purpose, "until": row.expires_at.isoformat()}
        audit(ctx.user_id, "link.created", object_name, record_id, detail=detail)
    return row, token


def _require(ctx: Context, purpose: Purpose, record_id: int) -> None:
    """NotFound for a record out of sight, Forbidden without the operation of the purpose on it."""
    require_visible(ctx, purpose.object, record_id)
    ctx.require(purpose.object, purpose.operation)
    require_visible(ctx, purpose.object, record_id, purpose.operation)


def link_withdraw(ctx: Context, link_id: int) -> None:
    """End a link for good. NotFound for one of a record that the caller does not see."""
    row = PublicLink.objects.filter(pk=link_id, withdrawn_at=None).first()
    found = purpose_of(row.object, row.purpose) if row is not None else None
    if row is None or found is None or not ctx.can(row.object, "view"):
        raise NotFound
    _require(ctx, found, row.record_id)
    with transaction.atomic():
        if PublicLink.objects.filter(pk=link_id, withdrawn_at=None).update(withdrawn_at=clock.now()):
            audit(ctx.user_id, "link.withdrawn", row.object, row.record_id, detail={"purpose": row.purpose})


def link_page(token: str, locale: str) -> dict[str, Any]:
    """What the page shows. LinkGone for anything but a valid link. It writes nothing, since programs that preview links call it."""
    row, _purpose, page = _shown(token, locale)
    return {
        "purpose": row.purpose,
        "expires_at": row.expires_at,
        "title": page.title,
        "facts": [{"label": label, "value": value} for label, value in page.facts],
        "columns": [
            {"name": one.name, "label": one.label, "is_number": one.is_number} for one in page.columns
        ],
        "lines": [{"id": one.id, "cells": dict(one.cells), "remark": one.remark} for one in page.lines],
        "buttons": [
            {
                "verb": one.verb,
                "label": one.label,
                "remark": one.remark,
                "about_lines": one.about_lines,
                "is_danger": one.is_danger,
                "line_label": one.line_label,
                "needs_name": one.needs_name,
            }
            for one in page.buttons
        ],
        "note": page.note,
    }


def link_opened(token: str) -> None:
    """Count an opening: the page tells of it when somebody looks at it."""
    row = living_link(token)
    if row is None:
        raise LinkGone
    PublicLink.objects.filter(pk=row.pk).update(
        opened_count=F("opened_count") + 1, last_opened_at=clock.now()
    )


def link_answer(token: str, locale: str, key: str, body: Mapping[str, Any]) -> None:
    """{"verb", "name", "remark", "lines": {id: remark}}, once for each key. What it writes is written by the system, because of the
    link; the audit tells the name that was typed."""
    row = living_link(token)
    if row is None:
        raise LinkGone
    if not key or not key.isprintable() or len(key) > _LONGEST_KEY:
        raise BadRequest("request.bad", reason=f"Idempotency-Key: 1 to {_LONGEST_KEY} printable characters")
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        take_turns({f"link|{row.pk}"})
        before = LinkAnswer.objects.filter(link=row, key=key).first()
        if before is not None:
            if before.digest != digest:
                raise Invalid([FieldError("Idempotency-Key", "idempotency.mismatch")])
            return
        row, found, page = _shown(token, locale)
        verb = body.get("verb")
        button = next((one for one in page.buttons if one.verb == verb), None)
        take = found.answers.get(verb) if isinstance(verb, str) else None
        if button is None or take is None:
            raise Invalid([FieldError("verb", "link.verb")])
        said = _said(body, button, page)
        _take(row, take, said, locale)
        LinkAnswer.objects.bulk_create(
            [
                LinkAnswer(
                    link=row, key=key, digest=digest, verb=button.verb, name=said.name, created_at=clock.now()
                )
            ]
        )
        detail = {"purpose": row.purpose, "answer": button.verb, "name": said.name}
        audit(None, "link.answered", row.object, row.record_id, detail=detail)


def _take(row: PublicLink, take: Callable[[Context, int, Said], None], said: Said, locale: str) -> None:
    with acting(replace(current(), why=f"{row.object}.link")):
        take(system_context(locale), row.record_id, said)


def _shown(token: str, locale: str) -> tuple[PublicLink, Purpose, Page]:
    row = living_link(token)
    found = purpose_of(row.object, row.purpose) if row is not None else None
    page = (
        found.show(system_context(locale), row.record_id) if row is not None and found is not None else None
    )
    if row is None or found is None or page is None:
        raise LinkGone
    return row, found, page


def _said(body: Mapping[str, Any], button: Button, page: Page) -> Said:
    """What was typed, checked. Invalid names what is missing or too long."""
    errors: list[FieldError] = []
    unknown = [FieldError(name, "unknown_field", {"name": name}) for name in body if name not in _PARTS]
    name = _text(body, "name", _LONGEST_NAME, errors)
    remark = _text(body, "remark", int(LINK_REMARK_CHARS), errors)
    if button.needs_name and not name and not errors:
        errors.append(FieldError("name", "required"))
    if button.remark == "required" and not remark:
        errors.append(FieldError("remark", "required"))
    lines = _lines(body.get("lines"), page, errors) if button.about_lines else {}
    if button.about_lines and not lines and not errors:
        errors.append(FieldError("lines", "required"))
    if unknown or errors:
        raise Invalid([*unknown, *errors])
    return Said(one_line(name), remark if button.remark != "none" else "", lines)


_PARTS = frozenset({"verb", "name", "remark", "lines"})


def _text(body: Mapping[str, Any], name: str, most: int, errors: list[FieldError]) -> str:
    given = body.get(name)
    if given is None:
        return ""
    if not isinstance(given, str):
        errors.append(FieldError(name, "type.text"))
        return ""
    if len(given.strip()) > most:
        errors.append(FieldError(name, "too_long", {"max": most, "length": len(given.strip())}))
    return given.strip()


def _lines(given: Any, page: Page, errors: list[FieldError]) -> dict[int, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        errors.append(FieldError("lines", "link.row"))
        return {}
    known = {str(one.id): one.id for one in page.lines}
    found: dict[int, str] = {}
    for key, remark in given.items():
        if key not in known:
            errors.append(FieldError(f"lines.{str(key)[:20]}", "link.row"))
            continue
        text = _text({"remark": remark}, "remark", int(LINK_REMARK_CHARS), errors)
        if text:
            found[known[key]] = text
    return found
