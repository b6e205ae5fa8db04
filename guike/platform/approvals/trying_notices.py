"""What a notice of a definition would tell whom, tried on a record without telling anybody."""

from __future__ import annotations

from typing import Any

from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.approvals import people
from guike.platform.approvals.store import requests
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.rendering import render_for, template_errors
from guike.platform.records.reading import living, visible_of

WHY = "whom a notice names follows from the record, whoever tries it"
#: so many receivers are shown their text
MOST = 20


def try_notice(
    ctx: Context, spec: ObjectSpec, record_id: int, template: str, receivers: Any, user: int | None = None
) -> list[tuple[int, str]]:
    """(person, text) as each would read it, by id; of one person where `user` is given, whether he is a receiver or not.
    Invalid for a text or receivers that cannot be read, and for a record that the caller may not see."""
    errors = template_errors("template", spec.name, template)
    if user is None:
        errors += [
            FieldError("receivers", "flow.receiver", {"reason": fault})
            for fault in people.faults(spec, receivers)
        ]
    if record_id not in visible_of(ctx, spec, [record_id]):
        errors.append(FieldError("id", "reference.unknown"))
    if errors:
        raise Invalid(errors)
    asked = {user} if user is not None else _receivers(ctx, spec, record_id, receivers)
    return sorted(render_for(sorted(asked)[:MOST], template, spec.name, record_id).items())


def _receivers(ctx: Context, spec: ObjectSpec, record_id: int, receivers: Any) -> set[int]:
    row = living(spec).system(reason=WHY).get(pk=record_id)
    last = requests().filter(object=spec.name, record_id=record_id).order_by("-id").first()
    applicant = last.applicant_id if last is not None else getattr(row, "owner_id", None) or ctx.user_id
    case = people.Case(spec, row, applicant, clock.today(ctx.timezone))
    return {one for entry in receivers for one in people.people_of(case, entry)}
