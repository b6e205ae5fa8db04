"""The ledger of accounts (往来明细): whatever changes what an account owes or has paid leaves an entry, in the same transaction. One place
compares what the documents say with what is booked of them, and books the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, Sum

from guike.domains.receivables.models import (
    AccountEntry,
    Allocation,
    Payment,
    Receivable,
    Refund,
    WriteOff,
)
from guike.domains.receivables.settings import CLOSED_UNTIL
from guike.kernel import clock
from guike.kernel.money import round_amount
from guike.platform.access.context import Context
from guike.platform.database.ledger import append
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table
from guike.platform.records.shapes import Draft
from guike.platform.settings import queries as settings

_WHY = "what is booked follows the documents, whoever may see them"
_ZERO = Decimal(0)
_PLACES = 2
#: documents that are compared with one another's entries by one statement
_CHUNK = 2_000
#: the documents that entries are about, in the order in which they stand on one day
DOCUMENTS = ("receivable", "payment", "refund", "write_off")


@dataclass(frozen=True)
class Key:
    """Of what an entry is: the same document may have moved to another account."""

    record: int
    account: int
    kind: str


@dataclass(frozen=True)
class Stand:
    """What a document says now: more is owed by `base`, negative: less."""

    number: str
    on: date
    currency: str
    amount: Decimal
    base: Decimal


def entries_follow(object_name: str) -> Callable[[Context, Sequence[Draft[Any]]], None]:
    """What runs after documents were written, deleted or restored: their rows are locked until the transaction ends."""

    def follow(ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
        new = {draft.row.pk for draft in drafts if draft.is_new}
        book(object_name, {draft.row.pk for draft in drafts}, clock.today(ctx.timezone), new)

    return follow


def book(object_name: str, ids: Collection[int], today: date, new: Collection[int] = ()) -> None:
    """Add the differences between what these documents say and what is booked of them. The first entry of a document stands on its own
    day, a later one on the day of the change; in a period that is closed neither stands: it comes on the first open day, and names the
    day that it corrects. `new`: those of which nothing can be booked yet."""
    said, booked = stands(object_name, ids), booked_of(object_name, set(ids) - set(new))
    keys = [key for key in {*said, *booked} if _differ(said.get(key), booked.get(key))]
    closed = settings.get(CLOSED_UNTIL) if keys else None
    rows = []
    for key in sorted(keys, key=lambda one: (one.record, one.kind, one.account)):
        now, before = said.get(key), booked.get(key)
        amount = (now.amount if now else _ZERO) - (before.amount if before else _ZERO)
        base = (now.base if now else _ZERO) - (before.base if before else _ZERO)
        known = now or before
        assert known is not None
        day = now.on if now is not None and before is None else today
        late = closed is not None and day <= closed
        rows.append(
            AccountEntry(
                account_id=key.account, object=object_name, record_id=key.record, number=known.number, kind=key.kind,
                on=closed + timedelta(days=1) if closed is not None and late else day, corrects_on=day if late else None, booked_at=clock.now(),
                currency=known.currency, document_amount=amount, amount=base,
            )
        )  # fmt: skip
    append(rows)


def unbooked(object_name: str) -> Iterator[tuple[int, Decimal, Decimal]]:
    """(document, what is booked of it, what it says) where the two differ, for one account and kind; in chunks of documents."""
    ids = table(catalogue().get(object_name)).system(reason=_WHY)
    last = max(
        ids.aggregate(last=Max("pk"))["last"] or 0,
        AccountEntry.objects.filter(object=object_name).aggregate(last=Max("record_id"))["last"] or 0,
    )
    for start in range(0, last + 1, _CHUNK):
        chunk = range(start, start + _CHUNK)
        said, booked = stands(object_name, chunk), booked_of(object_name, chunk)
        for key in sorted({*said, *booked}, key=lambda one: (one.record, one.kind, one.account)):
            now, before = said.get(key), booked.get(key)
            if _differ(now, before):
                yield key.record, before.base if before else _ZERO, now.base if now else _ZERO


def _differ(now: Stand | None, before: Stand | None) -> bool:
    nothing = (_ZERO, _ZERO)
    return ((now.amount, now.base) if now else nothing) != (
        (before.amount, before.base) if before else nothing
    )


def booked_of(object_name: str, ids: Collection[int]) -> dict[Key, Stand]:
    """What is booked of these documents; it stands as it was said last."""
    if not ids:
        return {}
    rows = AccountEntry.objects.filter(object=object_name, record_id__in=list(ids))
    sums = (
        rows.order_by()
        .values_list("record_id", "account_id", "kind", "number", "currency")
        .annotate(Sum("document_amount"), Sum("amount"))
    )
    return {
        Key(record, account, kind): Stand(number, date.min, currency, amount, base)
        for record, account, kind, number, currency, amount, base in sums
    }


def stands(object_name: str, ids: Collection[int]) -> dict[Key, Stand]:
    """What these documents say now."""
    return dict(_READ[object_name](ids))


def _base(row: Any) -> Decimal:
    return Decimal(row.amount if row.base_amount is None else row.base_amount)


def _rows(model: Any, ids: Collection[int], status: Q) -> Any:
    return model.objects.system(reason=_WHY).filter(status, deleted_at=None, pk__in=list(ids)).order_by("pk")


def _receivables(ids: Collection[int]) -> Iterator[tuple[Key, Stand]]:
    """What is owed, and what of it is not asked for any more, because money of it was given back."""
    rows = list(_rows(Receivable, ids, ~Q(status="cancelled")))
    forgone = _forgone([row.pk for row in rows if row.allocated_amount])
    for row in rows:
        said = Stand(row.number, row.incurred_on, row.currency, row.amount, _base(row))
        yield Key(row.pk, row.account_id, "receivable"), said
        less = forgone.get(row.pk)
        if less is not None:
            amount, on = less
            base = round_amount(amount * row.exchange_rate, _PLACES)
            yield Key(row.pk, row.account_id, "forgone"), Stand(row.number, on, row.currency, -amount, -base)


def _forgone(ids: Collection[int]) -> Mapping[int, tuple[Decimal, date]]:
    """Receivable → what refunds of it are not asked for again, and when the first was paid."""
    if not ids:
        return {}
    rows = Allocation.objects.system(reason=_WHY).filter(receivable_id__in=ids, kind="refund")
    found: dict[int, Decimal] = defaultdict(Decimal)
    first: dict[int, date] = {}
    for pk, amount, paid_on, asked_on in rows.order_by("pk").values_list(
        "receivable_id", "amount", "refund__paid_on", "refund__asked_on"
    ):
        found[pk] += amount
        first.setdefault(pk, paid_on or asked_on)
    return {pk: (amount, first[pk]) for pk, amount in found.items() if amount}


def _payments(ids: Collection[int]) -> Iterator[tuple[Key, Stand]]:
    for row in _rows(Payment, ids, Q(status="confirmed")):
        said = Stand(row.number, row.received_on, row.currency, -row.amount, -_base(row))
        yield Key(row.pk, row.account_id, "payment"), said


def _refunds(ids: Collection[int]) -> Iterator[tuple[Key, Stand]]:
    for row in _rows(Refund, ids, Q(status="paid")):
        said = Stand(row.number, row.paid_on or row.asked_on, row.currency, row.amount, _base(row))
        yield Key(row.pk, row.account_id, "refund"), said


def _write_offs(ids: Collection[int]) -> Iterator[tuple[Key, Stand]]:
    for row in _rows(WriteOff, ids, Q(status="approved")):
        base = round_amount(row.effective_amount * row.exchange_rate, _PLACES)
        said = Stand(row.number, row.written_on, row.currency, -row.effective_amount, -base)
        yield Key(row.pk, row.account_id, "write_off"), said


_READ: Mapping[str, Callable[[Collection[int]], Iterator[tuple[Key, Stand]]]] = {
    "receivable": _receivables,
    "payment": _payments,
    "refund": _refunds,
    "write_off": _write_offs,
}
