"""Tells people of records that somebody else made for them or gave to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.text import T
from guike.platform.audit import origin
from guike.platform.events.registry import Happened
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.models import Notification
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many, notify_more
from guike.platform.org.queries import directory
from guike.platform.records.models import History
from guike.platform.records.reading import living

RECEIVED = "record.received"
_WHY = "who receives a record is told of it"
_SYSTEM = T("系统", "The system").as_map()

notification_kind(
    RECEIVED,
    T("交给我的记录", "Records given to me"),
    T("{by} 把{object}“{name}”交给了您", "{by} gave you the {object} “{name}”"),
    several=T("{by} 把 {count} 条{object}交给了您", "{by} gave you {count} × {object}"),
)


def tell_receivers(happened: Happened) -> None:
    """Tell each new owner of records that were created for him or given to him, but not the one who did it. What comes from
    a job, or in one call of several records, is one notice with the number."""
    spec = catalogue().objects.get(happened.object_name)
    if spec is None or happened.payload.get("quiet") or not _is_told(spec):
        return
    received: dict[int, list[int]] = defaultdict(list)
    for record_id, owner in _owners(spec, happened).items():
        if owner != happened.actor_id:
            received[owner].append(record_id)
    for owner, ids in sorted(received.items()):
        _tell(spec, happened, owner, ids)


def _tell(spec: ObjectSpec, happened: Happened, owner: int, ids: Sequence[int]) -> None:
    occasion = f"{happened.request_id or f'event:{happened.id}'}:received"
    before = Notification.objects.filter(
        user_id=owner, kind=RECEIVED, object_name=spec.name, occasion=occasion, read_at=None
    )
    of_job = happened.request_id.startswith(origin.JOB)
    if of_job or len(ids) > 1 or before.exists():
        # Parts of one call, such as a bulk change, come one by one: the notice of its first record is counted in.
        alone, _per_table = before.filter(record_id__isnull=False).delete()
        params = _params(spec, happened, len(ids) + (1 if alone else 0), "")
        notify_more([Notice(RECEIVED, [owner], spec.name, None, occasion, params)])
        return
    label = living(spec).system(reason=_WHY).filter(pk__in=ids).values_list("label", flat=True).first()
    notify_many(
        [Notice(RECEIVED, [owner], spec.name, ids[0], occasion, _params(spec, happened, 1, label or ""))]
    )


def _is_told(spec: ObjectSpec) -> bool:
    return not spec.is_line and spec.ledger is None and spec.module != "admin" and "owner" in spec.by_name


def _owners(spec: ObjectSpec, happened: Happened) -> Mapping[int, int]:
    """Record → its new owner. What a pool gave out is left to the pool's own notice."""
    pooled = {"claimed_at"} if spec.access.pool else set()
    changes: Mapping[str, Mapping[str, Any]] | None = happened.payload.get("changes")
    if changes is not None:
        return {
            int(pk): one["owner"][1]
            for pk, one in changes.items()
            if "owner" in one and one["owner"][1] is not None and not pooled & set(one)
        }
    rows = living(spec).system(reason=_WHY).filter(pk__in=happened.payload["ids"])
    if pooled:
        rows = rows.filter(claimed_at=None)
    owners: dict[int, int | None] = dict(rows.values_list("pk", "owner_id"))
    # Meanwhile it may have been given on, which is an event of its own: the history knows who had it first.
    given_on = History.objects.filter(object=spec.name, record_id__in=list(owners), field="owner")
    owners |= dict(given_on.order_by("-id").values_list("record_id", "old"))
    return {pk: owner for pk, owner in owners.items() if owner is not None}


def _params(spec: ObjectSpec, happened: Happened, count: int, name: str) -> dict[str, Any]:
    person = directory().people.get(happened.actor_id or 0)
    return {
        "by": person.name if person else _SYSTEM,
        "object": spec.label.as_map(),
        "name": name,
        "count": count,
    }
