"""What a limit of credit must satisfy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from guike.domains.credit.errors import FAR, NO_END, OVERLAP, PERIOD, CreditRefused
from guike.domains.credit.models import CreditLimit
from guike.domains.credit.rules import overlaps
from guike.domains.credit.standing import WHY, granted
from guike.kernel import clock
from guike.kernel.periods import MAX_DAYS
from guike.kernel.text import T
from guike.platform.access.context import Context, system_context
from guike.platform.database.turns import take_turns
from guike.platform.records.shapes import Draft

_OPEN = T("长期", "no end")


def limit_prepare(ctx: Context, drafts: Sequence[Draft[CreditLimit]]) -> None:
    """A period; at most one formal limit of an account on a day."""
    latest = clock.today(system_context().timezone) + timedelta(days=MAX_DAYS)
    for draft in drafts:
        for name in ("valid_from_on", "valid_to_on"):
            if draft.changed(name) and draft.get(name) is not None and draft.get(name) > latest:
                draft.error(name, FAR, latest=latest.isoformat())
        first, last = draft.get("valid_from_on"), draft.get("valid_to_on")
        if last is None and draft.get("is_temporary"):
            draft.error("valid_to_on", NO_END)
        elif first is not None and last is not None and last < first:
            draft.error("valid_to_on", PERIOD)
    standing = [
        draft
        for draft in drafts
        if draft.ok and draft.changed("account", "valid_from_on", "valid_to_on", "is_temporary", "is_active")
    ]
    for draft, other in _meeting(standing):
        draft.refusal = _overlap(ctx, other)


def limit_restored(ctx: Context, drafts: Sequence[Draft[CreditLimit]]) -> None:
    """Nor does one come back from the recycle bin beside another."""
    for _draft, other in _meeting(drafts):
        raise _overlap(ctx, other)


def _meeting(drafts: Sequence[Draft[CreditLimit]]) -> Iterable[tuple[Draft[CreditLimit], CreditLimit]]:
    """Those that would hold on one day with another formal limit of the account. Of two at once the later sees the earlier."""
    formal = [draft for draft in drafts if draft.get("is_active") and not draft.get("is_temporary")]
    if not formal:
        return
    accounts = {draft.get("account") for draft in formal}
    take_turns(f"credit_limit.{account}" for account in accounts)
    others: dict[int, dict[int, CreditLimit]] = defaultdict(dict)
    rows = CreditLimit.objects.system(reason=WHY).filter(deleted_at=None, is_active=True, is_temporary=False)
    for row in rows.filter(account_id__in=accounts).exclude(pk__in=[d.row.pk for d in formal if d.row.pk]):
        others[row.account_id][row.pk] = row
    earlier: dict[int, list[CreditLimit]] = defaultdict(list)
    for draft in formal:
        account = draft.get("account")
        for other in (*others[account].values(), *earlier[account]):
            if overlaps(granted(draft.row), granted(other)):
                yield draft, other
                break
        else:
            earlier[account].append(draft.row)


def _overlap(ctx: Context, other: CreditLimit) -> CreditRefused:
    last = other.valid_to_on.isoformat() if other.valid_to_on else _OPEN.get(ctx.locale)
    return CreditRefused(OVERLAP, field="valid_from_on", from_on=other.valid_from_on.isoformat(), to_on=last)
