"""How long what is owed has been due: open amounts by days overdue, each bucket with the records that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from guike.domains.receivables.models import AccountEntry, Allocation
from guike.domains.receivables.rules import OWED, RECEIVABLE_STATES
from guike.kernel import clock
from guike.kernel.errors import Forbidden
from guike.kernel.periods import instants
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.database.models import amount_column
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import visible

#: (name, label, days overdue from, to)
_BUCKETS: tuple[tuple[str, Text, int | None, int | None], ...] = (
    ("not_due", T("未到期", "Not due"), None, 0),
    ("days_1_30", T("逾期 1–30 天", "1–30 days overdue"), 1, 30),
    ("days_31_60", T("逾期 31–60 天", "31–60 days overdue"), 31, 60),
    ("days_61_90", T("逾期 61–90 天", "61–90 days overdue"), 61, 90),
    ("days_over_90", T("逾期 90 天以上", "More than 90 days overdue"), 91, None),
)
#: rows of a past day are chosen by the receivables that the caller sees
_WHY = "what entries took off receivables that the caller sees"
_READ = ("balance_amount", "base_balance_amount", "due_on", "status")


def receivables_ageing(ctx: Context, on: date | None = None) -> Mapping[str, Any]:
    """{"on", "buckets": [{"name", "label", "amount", "count", "drill"}], "amount"}: what the caller sees of what is owed, in the base
    currency, by the days for which it is overdue on that day. Of a past day as it was known then, and without a drill, since no list
    tells what was open then. Forbidden where he may not see these amounts."""
    ctx.require("receivable", "view")
    if any(ctx.level("receivable", name) in UNREADABLE for name in _READ):
        raise Forbidden("access.no_permission")
    today = clock.today(ctx.timezone)
    day = on or today
    seen = visible(ctx, catalogue().get("receivable"))
    rows = (
        seen.filter(status__in=OWED)
        if day >= today
        else _open_then(seen, instants(day, day + timedelta(days=1), ctx.timezone)[1])
    )
    figure = "base_balance_amount" if day >= today else "open_then"
    conditions = {name: _condition(day, since, until) for name, _label, since, until in _BUCKETS}
    figures = rows.order_by().aggregate(
        **{f"{name}_amount": Sum(figure, filter=one) for name, one in conditions.items()},
        **{f"{name}_count": Count("pk", filter=one) for name, one in conditions.items()},
    )
    buckets = [
        {
            "name": name,
            "label": label.get(ctx.locale),
            "amount": f"{figures[f'{name}_amount'] or 0:.2f}",
            "count": figures[f"{name}_count"],
            "drill": {"object": "receivable", "filter": _drill(day, since, until)} if day >= today else None,
        }
        for name, label, since, until in _BUCKETS
    ]
    total = sum((figures[f"{name}_amount"] or Decimal(0) for name in conditions), Decimal(0))
    return {"on": day.isoformat(), "buckets": buckets, "amount": f"{total:.2f}"}


def _open_then(rows: Any, until: datetime) -> Any:
    """`open_then`: what was booked of a receivable before this moment, less what entries had taken off it by then."""
    booked = AccountEntry.objects.filter(object="receivable", record_id=OuterRef("pk"), booked_at__lt=until)
    taken = Allocation.objects.system(reason=_WHY).filter(receivable=OuterRef("pk"), created_at__lt=until)
    settled = Func(_sum(taken, "receivable", "amount") * F("exchange_rate"), 2, function="ROUND")
    return rows.annotate(
        open_then=ExpressionWrapper(_sum(booked, "record_id", "amount") - settled, amount_column())
    ).filter(open_then__gt=0)


def _sum(rows: Any, by: str, column: str) -> Any:
    total = rows.order_by().values(by).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total), Decimal(0), output_field=amount_column())


def _days(day: date, since: int | None, until: int | None) -> tuple[date | None, date | None]:
    """(first, last) due day of those that are overdue for so many days."""
    first = None if until is None else day - timedelta(days=until)
    return first, None if since is None else day - timedelta(days=since)


def _condition(day: date, since: int | None, until: int | None) -> Q:
    """What has no day yet is not due."""
    first, last = _days(day, since, until)
    found = Q() if first is None else Q(due_on__gte=first)
    return found | Q(due_on=None) if last is None else found & Q(due_on__lte=last)


def _drill(day: date, since: int | None, until: int | None) -> dict[str, Any]:
    first, last = _days(day, since, until)
    parts: list[dict[str, Any]] = [RECEIVABLE_STATES.among(*OWED)]
    begun = [] if first is None else [{"field": "due_on", "op": "gte", "value": first.isoformat()}]
    if last is None:
        parts.append({"any": [*begun, {"field": "due_on", "op": "is_empty"}]})
    else:
        parts += [*begun, {"field": "due_on", "op": "lte", "value": last.isoformat()}]
    return {"all": parts}
