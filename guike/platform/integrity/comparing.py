"""Derives figures again from the rows alone and tells where what is kept differs. Nothing is corrected here: a difference is a fault of
the program or of somebody who wrote past it, and a person looks at it.

Every statement compares both sides in one snapshot of the database, so that work that goes on at the same time is no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Max, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from guike.kernel.money import plain
from guike.kernel.text import T, Text
from guike.platform.integrity.registry import (
    Identity,
    OwnComparison,
    SumOf,
    Term,
    identities,
    own_comparisons,
)
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import LedgerSpec, ObjectSpec
from guike.platform.records.figures import wrong_figures
from guike.platform.records.reading import living, table

WHY = "what is kept is compared with what it follows from"
#: records of one statement: some seconds at most, also where each sums hundreds of entries
CHUNK = 10_000
_NUMBER: Any = DecimalField(max_digits=38, decimal_places=6)


@dataclass(frozen=True)
class Difference:
    """A record of the check's object of which `kept` is not what is `derived`."""

    id: int
    kept: str
    derived: str


@dataclass(frozen=True)
class Check:
    """Something to compare. `compared`: how many records; `differences`: those that differ; `reads`: the objects whose rows decide it."""

    code: str
    object_name: str
    label: Text
    reads: frozenset[str]
    compared: Callable[[], int]
    differences: Callable[[], Iterator[Difference]]


def checks(*, rollups: bool = True) -> list[Check]:
    """Everything that is compared: what domains declare, ledgers whose entries have balances, and roll-ups."""
    known = catalogue()
    found = [_of_identity(one) for one in identities() if one.object_name in known.objects]
    found += [_of_own(one) for one in own_comparisons() if one.object_name in known.objects]
    for spec in known.objects.values():
        if spec.ledger is not None and spec.ledger.account:
            found += _of_ledger(spec, spec.ledger)
    if rollups:
        found += [_of_rollup(parent, rollup) for pairs in known.rollups.values() for parent, rollup in pairs]
    return found


# -- what domains declare


def _of_identity(one: Identity) -> Check:
    return Check(
        one.code,
        one.object_name,
        one.label,
        one.reads,
        lambda: _rows(one.object_name).filter(one.where).count(),
        lambda: _unequal(one),
    )


def _of_own(one: OwnComparison) -> Check:
    return Check(
        one.code,
        one.object_name,
        one.label,
        frozenset({one.object_name}),
        lambda: _rows(one.object_name).count(),
        lambda: (Difference(pk, plain(kept), plain(derived)) for pk, kept, derived in one.find()),
    )


def _rows(object_name: str) -> Any:
    spec = catalogue().get(object_name)
    rows = table(spec) if spec.ledger is not None else living(spec)
    return rows.system(reason=WHY)


def _unequal(one: Identity) -> Iterator[Difference]:
    rows = _rows(one.object_name).filter(one.where)
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    sides = rows.annotate(kept_side=_side(one.kept), derived_side=_side(one.derived)).order_by("pk")
    holds = (
        {"kept_side": F("derived_side")} if one.bound == "equal" else {"kept_side__lte": F("derived_side")}
    )
    differing = sides.exclude(**holds).values_list("pk", "kept_side", "derived_side")
    for start in range(0, last + 1, CHUNK):
        for pk, kept, derived in differing.filter(pk__gte=start, pk__lt=start + CHUNK):
            yield Difference(pk, plain(kept), plain(derived))


def _side(terms: Sequence[Term]) -> Any:
    total: Any = Value(Decimal(0), output_field=_NUMBER)
    for term in terms:
        if isinstance(term, SumOf):
            total = total + _summed(term)
        elif term.startswith("-"):
            total = total - _column(term[1:])
        else:
            total = total + _column(term)
    return total


def _column(name: str) -> Any:
    return Coalesce(F(name), Value(Decimal(0)), output_field=_NUMBER)


def _summed(term: SumOf) -> Any:
    rows = _rows(term.object_name).filter(term.where, **{term.by: OuterRef("pk")})
    totals = rows.order_by().values(term.by).annotate(total_of=Sum(term.column)).values("total_of")
    return Coalesce(Subquery(totals, output_field=_NUMBER), Value(Decimal(0)), output_field=_NUMBER)


# -- ledgers


def _of_ledger(spec: ObjectSpec, ledger: LedgerSpec) -> Iterator[Check]:
    account = spec.by_name[ledger.account]
    yield Check(
        f"{spec.name}.entries",
        account.target_object,
        T(
            f"{spec.label.zh}：每笔的序号与余额",
            f"{spec.label.en}: number and balance of each entry",
        ),
        frozenset({spec.name}),
        lambda: _rows(spec.name).count(),
        lambda: _wrong_entries(spec, ledger),
    )
    yield Check(
        f"{spec.name}.reversals",
        account.target_object,
        T(
            f"{spec.label.zh}：冲销与原分录相反",
            f"{spec.label.en}: a reversal is the opposite of its entry",
        ),
        frozenset({spec.name}),
        lambda: _rows(spec.name).exclude(reverses=None).count(),
        lambda: _wrong_reversals(spec, ledger),
    )
    if ledger.level:
        holder = catalogue().get(account.target_object)
        level = holder.by_name[ledger.level]
        sum_of = SumOf(spec.name, spec.by_name[ledger.amount].attname, account.attname)
        label = T(
            f"{holder.label.zh}：{level.label.zh} = {spec.label.zh}之和",
            f"{holder.label.en}: {level.label.en} = the sum of {spec.label.en}",
        )
        terms = ((level.attname,), (sum_of,))
        yield _of_identity(Identity(f"{holder.name}.{level.name}", holder.name, label, *terms, Q(), "equal"))


def _wrong_entries(spec: ObjectSpec, ledger: LedgerSpec) -> Iterator[Difference]:
    account, amount, balance = _names(spec, ledger)
    window: Any = {"partition_by": [F(account)], "order_by": [F("sequence"), F("id")]}
    rows = _rows(spec.name).annotate(
        number_at=Window(RowNumber(), **window), total_at=Window(Sum(amount), **window)
    )
    wrong = rows.exclude(sequence=F("number_at"), **{balance: F("total_at")})
    columns = wrong.values_list(account, "sequence", balance, "number_at", "total_at")
    for holder, sequence, kept, number, derived in columns.order_by(account, "sequence"):
        yield Difference(holder, _entry(sequence, kept), _entry(number, derived))
    if ledger.floor:
        below = rows.filter(**{f"{balance}__lt": 0})
        for holder, sequence, kept in below.values_list(account, "sequence", balance):
            yield Difference(holder, _entry(sequence, kept), f"#{sequence} ≥ 0")


def _wrong_reversals(spec: ObjectSpec, ledger: LedgerSpec) -> Iterator[Difference]:
    account, amount, _balance = _names(spec, ledger)
    rows = _rows(spec.name).exclude(reverses=None)
    right = rows.filter(
        **{
            account: F(f"reverses__{account}"),
            amount: -F(f"reverses__{amount}"),
            "reverses__reverses": None,
            "sequence__gt": F("reverses__sequence"),
        }
    )
    wrong = rows.exclude(pk__in=right.values("pk"))
    for holder, sequence, kept, first in wrong.values_list(
        account, "sequence", amount, f"reverses__{amount}"
    ):
        yield Difference(holder, _entry(sequence, kept), _entry(sequence, -first))


def _entry(sequence: int, figure: Decimal) -> str:
    return f"#{sequence} {plain(figure)}"


def _names(spec: ObjectSpec, ledger: LedgerSpec) -> tuple[str, str, str]:
    account, amount, balance = (
        spec.by_name[name].attname for name in (ledger.account, ledger.amount, ledger.balance)
    )
    return account, amount, balance


# -- roll-ups


def _of_rollup(parent: ObjectSpec, rollup: Any) -> Check:
    item = parent.by_name[rollup.field]
    child = catalogue().get(rollup.child)

    def differing() -> Iterator[Difference]:
        for pk, (kept, derived) in sorted(wrong_figures(parent, rollup).items()):
            yield Difference(pk, str(kept), str(derived))

    return Check(
        f"{parent.name}.{rollup.field}",
        parent.name,
        T(
            f"{parent.label.zh}：{item.label.zh}（汇总{child.label.zh}）",
            f"{parent.label.en}: {item.label.en} (from {child.label.en})",
        ),
        frozenset({parent.name, child.name}),
        lambda: _rows(parent.name).count(),
        differing,
    )
