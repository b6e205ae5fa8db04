"""States of receipts and claims, and what money that came in may be for: decided without a database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from guike.kernel.fold import fold, normalize_company
from guike.kernel.money import ZERO
from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: what stays open in every state
OPEN_FIELDS = frozenset({"owner", "department", "external_id", "source_system"})

RECEIPT_STATES = StateSpec(
    field="status",
    states=(
        State("unmatched", Text("待认领", "Unmatched"), "gold", next=Text("等业务员认领或财务匹配", "Sales to claim it, or finance to match it")),
        State("matched", Text("已匹配", "Matched"), "green"),
        State("ignored", Text("已忽略", "Ignored"), "default"),
    ),
    first=("unmatched",),
    steps=(
        Step("match", ("unmatched",), ("matched",)),
        Step("ignore", ("unmatched",), ("ignored",), in_path=False),
        Step("restore_receipt", ("ignored",), ("unmatched",), in_path=False),
    ),
    locks=(
        StateLock(
            ("matched", "ignored"),
            Text("这笔到账已处理，不能再修改。", "The receipt was dealt with and stands as it is."),
            but=OPEN_FIELDS,
            refusal="bank_receipt.locked",
            delete_refusal="bank_receipt.not_deletable",
        ),
    ),
)  # fmt: skip

CLAIM_STATES = StateSpec(
    field="status",
    states=(
        State("open", Text("待确认", "To be confirmed"), "gold", next=Text("等财务确认", "Finance to confirm it")),
        State("accepted", Text("已确认", "Accepted"), "green"),
        State("refused", Text("未采纳", "Refused"), "red"),
        State("withdrawn", Text("已撤回", "Withdrawn"), "default"),
    ),
    first=("open",),
    steps=(
        Step("accept", ("open",), ("accepted",)),
        Step("refuse", ("open",), ("refused",), in_path=False),
        Step("withdraw", ("open",), ("withdrawn",), in_path=False),
    ),
    locks=(
        StateLock(
            ("accepted", "refused", "withdrawn"),
            Text("认领已有结果，不能再修改。", "The claim was decided and stands as it is."),
            but=OPEN_FIELDS,
            refusal="bank_claim.locked",
            delete_refusal="bank_claim.not_deletable",
        ),
    ),
)  # fmt: skip

#: of how many of what an account owes sums are tried, and of how many at once; more sums say little
SUMMED, AT_ONCE = 12, 4
#: what a bank or a payer may take off, and for how small a part of the amount that is taken for the same
CENTS, PART = Decimal("1.00"), Decimal("0.01")
#: a name that is shorter says nothing about who it is within a longer text
LEAST_NAME = 2
_NUMBER = re.compile(r"[A-Za-z]{1,6}[0-9][0-9A-Za-z-]{5,}")
_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Line:
    """What a statement says of the money."""

    amount: Decimal
    payer: str
    memo: str


@dataclass(frozen=True)
class Owed:
    """What is open of one order, of one receivable without an order, or a payment that finance has not confirmed."""

    kind: str
    id: int
    number: str
    amount: Decimal
    due_on: date


@dataclass(frozen=True)
class Debtor:
    """An account that the money may be of. `names`: its name, short name as they are compared; `aliases`: payers who paid for it."""

    id: int
    names: frozenset[str]
    aliases: frozenset[str]
    owed: tuple[Owed, ...]
    pending: tuple[Owed, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Why: a code with words, and what stands in them."""

    code: str
    params: tuple[tuple[str, str], ...] = ()
    weight: int = 0


@dataclass(frozen=True)
class Proposal:
    """Whose money it may be, and what it may be for: (kind, id, amount). `score`: for the order of proposals alone."""

    account: int
    score: int
    evidence: tuple[Evidence, ...]
    parts: tuple[tuple[str, int, Decimal], ...]


def payer_key(name: str) -> str:
    """The form in which names of payers and accounts are compared."""
    return normalize_company(name)[:200]


def numbers_in(memo: str) -> list[str]:
    """Words of the memo that look like numbers of documents, in upper case."""
    return [word.upper().strip("-") for word in _NUMBER.findall(memo)]


def names_in(text: str) -> set[str]:
    """All pieces of a short text that may be a name of a company: substrings of its runs of letters."""
    found: set[str] = set()
    for run in _RUN.findall(fold(text)[:60]):
        for start in range(len(run)):
            for end in range(start + LEAST_NAME, min(len(run), start + 20) + 1):
                found.add(run[start:end])
    return found


def propose(line: Line, debtors: Iterable[Debtor]) -> list[Proposal]:
    """What the money may be for, the likeliest first. Nothing is proposed for an account that neither name, memo nor amount points at."""
    found = [one for debtor in debtors if (one := _of(line, debtor)) is not None]
    exact = [one for one in found if any(e.code in ("exact", "pending") for e in one.evidence)]
    named = [one for one in found if any(e.code != "exact" and e.weight >= 30 for e in one.evidence)]
    if not named and len(exact) == 1:
        return exact
    return sorted(found, key=lambda one: (-one.score, one.account))


def _of(line: Line, debtor: Debtor) -> Proposal | None:
    who = _who(line, debtor)
    told, parts = _what(line, debtor)
    evidence = [one for one in (who, *told) if one is not None]
    if not evidence or (who is None and not any(e.code in ("exact", "numbers", "pending") for e in told)):
        return None
    return Proposal(debtor.id, sum(one.weight for one in evidence), tuple(evidence), parts)


def _who(line: Line, debtor: Debtor) -> Evidence | None:
    key = payer_key(line.payer)
    if key and key in debtor.names:
        return Evidence("name", (), 60)
    if key and key in debtor.aliases:
        return Evidence("alias", (), 55)
    in_memo = names_in(line.memo)
    longest = max((name for name in debtor.names if name in in_memo), key=len, default="")
    if len(longest) >= LEAST_NAME:
        return Evidence("memo_name", (("name", longest),), 35 + min(len(longest), 10))
    alike = [name for name in debtor.names if _is_part(key, name)]
    if alike:
        return Evidence("alike", (), 30 + min(len(max(alike, key=len)), len(key), 10))
    return None


def _is_part(key: str, name: str) -> bool:
    """A short name begins the long one, or the other way round."""
    short, long = sorted((key, name), key=len)
    return len(short) >= LEAST_NAME and long.startswith(short)


def _what(line: Line, debtor: Debtor) -> tuple[list[Evidence], tuple[tuple[str, int, Decimal], ...]]:
    """The parts of what is owed that the money fits, and why."""
    named = _numbered(line, debtor.owed)
    if named:
        numbers = Evidence("numbers", (("numbers", "、".join(one.number for one in named)),), 50)
        total = sum((one.amount for one in named), ZERO)
        more = [Evidence("sum_of_named", (), 20)] if total == line.amount else []
        return [numbers, *more], _spread(line.amount, named)
    for one in debtor.pending:
        if one.amount == line.amount:
            said = Evidence("pending", (("number", one.number),), 40)
            return [said], ((one.kind, one.id, one.amount),)
    for one in debtor.owed:
        if one.amount == line.amount:
            return [Evidence("exact", (("number", one.number),), 30)], ((one.kind, one.id, one.amount),)
    chosen = _summing(line.amount, debtor.owed)
    if chosen:
        said = Evidence("sum", (("numbers", "、".join(one.number for one in chosen)),), 20)
        return [said], _spread(line.amount, chosen)
    for one in debtor.owed:
        short = one.amount - line.amount
        if ZERO < short <= CENTS and short <= one.amount * PART:
            said = Evidence("short", (("number", one.number), ("amount", f"{short:.2f}")), 15)
            return [said], ((one.kind, one.id, line.amount),)
    return [], _spread(line.amount, debtor.owed)


def _numbered(line: Line, owed: Sequence[Owed]) -> list[Owed]:
    numbers = set(numbers_in(line.memo))
    named = [one for one in owed if one.number.upper() in numbers]
    return [one for one in named if one.amount == line.amount][:1] or named


def _summing(amount: Decimal, owed: Sequence[Owed]) -> tuple[Owed, ...]:
    """The fewest that sum to the amount, those due first before others; all of them where they do."""
    first = owed[:SUMMED]
    for size in range(2, min(AT_ONCE, len(first)) + 1):
        for some in combinations(first, size):
            if sum((one.amount for one in some), ZERO) == amount:
                return some
    if len(owed) > 1 and sum((one.amount for one in owed), ZERO) == amount:
        return tuple(owed)
    return ()


def _spread(amount: Decimal, owed: Sequence[Owed]) -> tuple[tuple[str, int, Decimal], ...]:
    """What is due first, as far as the money goes; what is left over was paid in advance."""
    parts = []
    for one in owed:
        part = min(amount, one.amount)
        if part > 0:
            parts.append((one.kind, one.id, part))
            amount -= part
    return tuple(parts)


def fits_payer(payer: str, names: Collection[str], aliases: Collection[str], memo: str) -> bool:
    """Whether nothing in a line speaks against the account: its name, a short form of it, a known alias, or the memo names it."""
    key = payer_key(payer)
    return (
        not key
        or key in names
        or key in aliases
        or any(_is_part(key, name) for name in names)
        or bool(names_in(memo) & set(names))
    )
