"""Proposals as they are kept with a receipt, and how they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import account_facts
from guike.domains.bank.queries import debtors_of
from guike.domains.bank.rules import Line, Proposal, propose
from guike.kernel.text import T
from guike.platform.access.context import Context

#: how many are kept
MOST = 5
TELLER = "bank_receipt.proposal"
_WORDS = {
    "name": T("付款方就是客户", "the payer is the account"),
    "alias": T("以前替这个客户付过款", "the payer has paid for the account before"),
    "alike": T("付款方是客户名称的简写", "the payer's name is a short form of the account's"),
    "memo_name": T("附言写着“{name}”", "the memo names “{name}”"),
    "numbers": T("附言写着单号 {numbers}", "the memo names {numbers}"),
    "sum_of_named": T("所写单据合计正好相等", "what it names sums to exactly the amount"),
    "pending": T("业务员已登记同额回款 {number}，待确认", "sales have entered {number} of the same amount"),
    "exact": T("{number} 未收金额正好相等", "exactly the amount of {number} is open"),
    "sum": T("{numbers} 合计正好相等", "{numbers} sum to exactly the amount"),
    "short": T("比 {number} 少 {amount}", "{amount} less than {number}"),
}


def proposals_for(lines: Sequence[Line], currency: str) -> list[list[Proposal]]:
    """Of each line, the likeliest first."""
    known = debtors_of(lines, currency)
    return [propose(line, known) for line in lines]


def stored(proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """The first ones as JSON."""
    return [
        {
            "account": one.account,
            "score": one.score,
            "evidence": [{"code": e.code, "params": dict(e.params)} for e in one.evidence],
            "parts": [{"kind": kind, "id": pk, "amount": f"{amount}"} for kind, pk, amount in one.parts],
        }
        for one in proposals[:MOST]
    ]


def parts_of(proposal: Mapping[str, Any]) -> list[tuple[str, int, Decimal]]:
    """(kind, id, amount) of a stored proposal."""
    return [(one["kind"], one["id"], Decimal(one["amount"])) for one in proposal["parts"]]


def tell(ctx: Context, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The proposals in the words of the reader."""
    names = account_facts({one["account"] for row in rows for one in row["proposals"] or ()})
    found = []
    for row in rows:
        lines = []
        for one in row["proposals"] or ():
            account = names.get(one["account"])
            why = [_WORDS[e["code"]].get(ctx.locale).format(**e["params"]) for e in one["evidence"]]
            lines.append(f"{account.name if account else one['account']}：" + "；".join(why))
        found.append({"proposal": "\n".join(lines) or None})
    return found


def grouped(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """By currency."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.currency].append(row)
    return found
