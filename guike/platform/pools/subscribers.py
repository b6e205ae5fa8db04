"""Reminds people of records that came to them from a pool."""

from __future__ import annotations

from guike.kernel.text import T, Text
from guike.platform.audit import origin
from guike.platform.events.registry import Happened, subscribe
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many, notify_more
from guike.platform.pools.models import ClaimEntry
from guike.platform.pools.services import ASSIGNED
from guike.platform.records.reading import table
from guike.platform.retention.registry import keep_ledger


def assigned_kind(object_name: str, label: Text, text: Text) -> None:
    """Declare `<object>.assigned`; the text may name {count} and {pool}."""
    notification_kind(f"{object_name}.assigned", label, text)


def tell_new_owners(happened: Happened) -> None:
    """Remind each new owner once, with the number of records and the pool; a job reminds once for all its parts. Nobody
    is reminded of his own action."""
    payload = happened.payload
    spec = catalogue().get(happened.object_name)
    names = _pool_names(spec.by_name[spec.access.pool].target, [int(pool) for pool in payload["pools"]])
    of_job = happened.request_id.startswith(origin.JOB)
    notices = []
    for owner, ids in payload["owners"].items():
        if int(owner) == payload["by"]:
            continue
        pools = [
            names.get(int(pool), "") for pool, inside in payload["pools"].items() if set(inside) & set(ids)
        ]
        notices.append(
            Notice(
                f"{happened.object_name}.assigned",
                [int(owner)],
                happened.object_name,
                ids[0] if len(ids) == 1 and not of_job else None,
                occasion=happened.request_id if of_job else f"event:{happened.id}",
                params={"count": len(ids), "pool": pools},
            )
        )
    if of_job:
        notify_more(notices)
    else:
        notify_many(notices)


def _pool_names(pool_object: str, ids: list[int]) -> dict[int, str]:
    rows = table(catalogue().get(pool_object)).system(reason="the pool's name in the notice of an assignment")
    return dict(rows.filter(pk__in=ids).values_list("pk", "name"))


def declare() -> None:
    """Subscribe, and say how long the words of a return are kept; the claims themselves stay, because limits count them."""
    subscribe(ASSIGNED, "pools.tell_new_owners", tell_new_owners)
    keep_ledger(
        "claims",
        T("领取和退回的理由", "Reasons of claims and returns"),
        T(
            "谁为什么退回、领取了哪条记录；到期只清空理由",
            "Why somebody claimed or returned which record; only the words go",
        ),
        ClaimEntry,
        "at",
        days=0,
        least=30,
    )
