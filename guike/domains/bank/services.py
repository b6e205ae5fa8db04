"""Writes of bank receipts: entering, proposing, matching, ignoring. Nothing becomes a payment without a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import account_facts, names_of
from guike.domains.bank.matching import grouped, parts_of, proposals_for, stored
from guike.domains.bank.models import BankClaim, BankReceipt, PayerAlias
from guike.domains.bank.queries import aliases_of, open_claims, receipts_of_references
from guike.domains.bank.rules import Line, fits_payer, payer_key
from guike.domains.bank.telling import tell_claims
from guike.domains.orders.queries import order_money, orders_by_id
from guike.domains.receivables.queries import payments_by_id, receivables_by_id
from guike.domains.receivables.services import Received, payments_received
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.fold import fold
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import spec_field
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.locking import lock
from guike.platform.records.reading import visible_of
from guike.platform.records.shapes import Draft, Values, single
from guike.platform.records.writing import record_change, record_change_each, record_create

OBJECT = "bank_receipt"
_AMOUNT = spec_field("money", "amount", "金额", "Amount")
_NAMES = {"order": "sales_order", "receivable": "receivable", "payment": "payment"}
_TAKEN = T("财务采纳了其他认领或直接匹配", "Finance took another claim, or matched it")
#: how many parts one receipt is split into at most
MOST_PARTS = 100


def alias_prepare(_ctx: Context, drafts: Sequence[Draft[PayerAlias]]) -> None:
    """The name as it is compared."""
    for draft in drafts:
        if draft.changed("name"):
            draft.keep("name_key", payer_key(draft.get("name") or ""))


def receipt_prepare(_ctx: Context, drafts: Sequence[Draft[BankReceipt]]) -> None:
    """Money that came in, once for each reference of a bank account."""
    moved = [draft for draft in drafts if draft.changed("bank_account", "reference_no")]
    pairs = {_pair(draft) for draft in moved}
    known = receipts_of_references(pairs) if pairs else {}
    seen: set[tuple[str, str]] = set()
    for draft in drafts:
        amount = draft.get("amount")
        if draft.changed("amount") and amount is not None and amount <= 0:
            draft.error("amount", "bank_receipt.amount_positive")
        elif amount is None:
            draft.error("amount", "bank_receipt.no_income")
        if draft in moved:
            pair = _pair(draft)
            if known.get(pair, draft.row.pk) != draft.row.pk or pair in seen:
                draft.error("reference_no", "bank_receipt.twice", reference=draft.get("reference_no") or "")
            seen.add(pair)


def _pair(draft: Draft[BankReceipt]) -> tuple[str, str]:
    return fold(draft.get("bank_account") or ""), fold(draft.get("reference_no") or "")


def receipt_written(ctx: Context, drafts: Sequence[Draft[BankReceipt]]) -> None:
    """What it may be for is proposed at once; nothing is posted."""
    rows = [d.row for d in drafts if d.changed("amount", "payer_name", "memo", "currency")]
    _propose(ctx, [row for row in rows if row.status == "unmatched"])


def receipt_propose(ctx: Context, rows: Sequence[BankReceipt], _params: Values) -> list[Refusal | None]:
    """Propose anew, by what is owed now."""
    _propose(ctx, rows)
    return [None] * len(rows)


def _propose(ctx: Context, rows: Sequence[BankReceipt]) -> None:
    for currency, group in grouped(rows).items():
        lines = [Line(row.amount, row.payer_name, row.memo) for row in group]
        changes = []
        for row, found in zip(group, proposals_for(lines, currency), strict=True):
            first = found[0].account if found else None
            changes.append((row, {"proposals": stored(found), "proposed_account": first}))
        if changes:
            record_change(ctx, OBJECT, changes)


def receipt_ignore(ctx: Context, rows: Sequence[BankReceipt], params: Values) -> list[Refusal | None]:
    """No customer's money: interest, a transfer of one's own."""
    said = {"ignore_reason": params["reason"]}
    outcomes = record_change_each(ctx, OBJECT, [(row, said) for row in rows], step="ignore")
    refuse_open(ctx, [row.pk for row, no in zip(rows, outcomes, strict=True) if no is None])
    return outcomes


def receipt_restore(ctx: Context, rows: Sequence[BankReceipt], _params: Values) -> list[Refusal | None]:
    """It is to be matched after all."""
    return record_change_each(
        ctx, OBJECT, [(row, {"ignore_reason": ""}) for row in rows], step="restore_receipt"
    )


# -- matching


@dataclass(frozen=True)
class Split:
    """A part of the money: `kind` order, receivable or payment. No amount: as much as fits."""

    kind: str
    id: int
    amount: Decimal | None = None


def receipt_match(ctx: Context, rows: Sequence[BankReceipt], params: Values) -> list[Refusal | None]:
    """Finance says what the money is for: what is named, or as proposed. It becomes confirmed payments, which are allocated."""
    asked = _asked(params)
    _check_seen(ctx, asked)
    for row in rows:
        splits, account = asked, params.get("account")
        if not splits and account is None:
            if not row.proposals:
                raise Invalid([FieldError("order", "bank_receipt.nothing_chosen")])
            splits = [Split(*part) for part in parts_of(row.proposals[0])]
            account = row.proposals[0]["account"]
        settle(ctx, row, account, splits, third_party=bool(params.get("is_third_party")) or not asked)
    return [None] * len(rows)


def _asked(params: Values) -> list[Split]:
    given = params.get("splits")
    if given is None:
        return [Split(kind, params[kind]) for kind in _NAMES if params.get(kind) is not None]
    if not isinstance(given, list) or not 0 < len(given) <= MOST_PARTS:
        raise Invalid([FieldError("splits", "bank_receipt.shape")])
    return [_split(one, f"splits[{n}]") for n, one in enumerate(given)]


def _split(one: Any, at: str) -> Split:
    kinds = [kind for kind in ("order", "receivable") if isinstance(one, Mapping) and kind in one]
    if len(kinds) != 1 or {*one} != {kinds[0], "amount"} or type(one[kinds[0]]) is not int:
        raise Invalid([FieldError(at, "bank_receipt.shape")])
    try:
        amount = TYPES["money"].parse(_AMOUNT, one["amount"])
    except ValueRefused as wrong:
        raise Invalid([FieldError(f"{at}.amount", wrong.code, wrong.params)]) from wrong
    if amount is None or amount <= 0:
        raise Invalid([FieldError(f"{at}.amount", "bank_receipt.amount_positive")])
    return Split(kinds[0], one[kinds[0]], amount)


def _check_seen(ctx: Context, splits: Sequence[Split]) -> None:
    for kind, name in _NAMES.items():
        ids = [one.id for one in splits if one.kind == kind]
        seen = visible_of(ctx, catalogue().get(name), ids) if ids else ()
        wrong = [pk for pk in ids if pk not in seen]
        if wrong:
            raise Invalid([FieldError(kind, "bank_receipt.unknown", {"id": wrong[0]})])


def settle(
    ctx: Context, row: BankReceipt, account: int | None, splits: Sequence[Split], *, third_party: bool
) -> None:
    """Turn a locked receipt into payments of one account. Invalid where it does not fit."""
    lock({name: [one.id for one in splits if one.kind == kind] for kind, name in _NAMES.items()})
    orders = orders_by_id(one.id for one in splits if one.kind == "order")
    owed = receivables_by_id(one.id for one in splits if one.kind == "receivable")
    paid = payments_by_id(one.id for one in splits if one.kind == "payment")
    named: list[Any] = [*orders.values(), *owed.values(), *paid.values()]
    if len(named) != len({(one.kind, one.id) for one in splits}):
        raise Invalid([FieldError("order", "bank_receipt.unknown", {"id": splits[0].id})])
    accounts: set[int] = {one.account_id for one in named} | ({account} if account is not None else set())
    if len(accounts) != 1:
        raise Invalid([FieldError("order", "bank_receipt.one_account")])
    for one in named:
        if one.currency != row.currency:
            said = {"number": one.number, "currency": one.currency}
            raise Invalid([FieldError("order", "bank_receipt.other_currency", said)])
    (whose,) = accounts
    _check_payer(row, whose, third_party=third_party)
    made = _confirm_pending(row, paid) if paid else _received(row, whose, splits, owed)
    rows = payments_received(ctx, made, list(paid.values()))
    _all_done(
        record_change_each(ctx, OBJECT, [(row, {"payment": rows[0].pk, "account": whose})], step="match")
    )
    _learn(ctx, row, whose)
    refuse_open(ctx, [row.pk])


def _all_done(outcomes: Sequence[Refusal | None]) -> None:
    """Raise the refusal, if there is one."""
    for one in outcomes:
        if one is not None:
            raise one


def _check_payer(row: BankReceipt, account: int, *, third_party: bool) -> None:
    names, aliases = names_of([account]), aliases_of([account])
    known = names.get(account, frozenset())
    if third_party or fits_payer(row.payer_name, known, aliases.get(account, frozenset()), row.memo):
        return
    said = {"payer": row.payer_name, "account": account_facts([account])[account].name}
    raise Invalid([FieldError("is_third_party", "bank_receipt.wrong_customer", said)])


def _confirm_pending(row: BankReceipt, paid: Mapping[int, Any]) -> list[Received]:
    """A payment that sales entered is confirmed, not entered twice."""
    for one in paid.values():
        if len(paid) > 1 or one.amount != row.amount:
            said = {"number": one.number, "amount": f"{one.amount:.2f}"}
            raise Invalid([FieldError("payment", "bank_receipt.payment_differs", said)])
    return []


def _received(
    row: BankReceipt, account: int, splits: Sequence[Split], owed: Mapping[int, Any]
) -> list[Received]:
    """The payments to come: one for each part, and one in advance for what is left over."""
    left = row.amount
    enterable = {
        pk: one.enterable_amount for pk, one in order_money(s.id for s in splits if s.kind == "order").items()
    }
    parts: list[tuple[int | None, int | None, Decimal]] = []
    for one in splits:
        open_ = (
            enterable[one.id] if one.kind == "order" else owed[one.id].amount - owed[one.id].allocated_amount
        )
        amount = one.amount if one.amount is not None else max(min(left, open_), Decimal(0))
        if amount > 0:
            order = one.id if one.kind == "order" else owed[one.id].order_id
            parts.append((order, one.id if one.kind == "receivable" else None, amount))
        left -= amount
    if left < 0:
        said = {"total": f"{row.amount - left:.2f}", "amount": f"{row.amount:.2f}"}
        raise Invalid([FieldError("splits", "bank_receipt.over", said)])
    if left > 0:
        parts.append((None, None, left))
    common = {
        "account": account,
        "currency": row.currency,
        "received_on": row.received_on,
        "method": "bank",
        "reference_no": row.reference_no,
        "payer_name": row.payer_name,
    }
    return [
        Received({**common, "order": order, "amount": amount}, receivable)
        for order, receivable, amount in parts
    ]


def _learn(ctx: Context, row: BankReceipt, account: int) -> None:
    """Whoever paid under another name is known the next time."""
    key = payer_key(row.payer_name)
    known = names_of([account]).get(account, frozenset()) | aliases_of([account]).get(account, frozenset())
    if key and key not in known:
        added = {"name": row.payer_name, "account": account}
        single(record_create(ctx, "payer_alias", [{}], added=[added], system=True))


def refuse_open(ctx: Context, receipts: Collection[int]) -> None:
    """Whoever claimed what another got hears of it."""
    rows: list[BankClaim] = open_claims(receipts) if receipts else []
    if not rows:
        return
    lock({"bank_claim": [row.pk for row in rows]})
    said = {"refuse_reason": _TAKEN.get(ctx.locale)}
    _all_done(record_change_each(ctx, "bank_claim", [(row, said) for row in rows], step="refuse"))
    tell_claims(rows, "refused")
