"""The pipeline of the demo company at the end of each week of half a year.

The demo's opportunities are all moved through their stages when it is made, so where each stood in a past week is told from its
age: a stage in nine days, as far as it has come, and one that is closed was closed after 45 days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guike.domains.opportunities.models import ForecastSnapshot, Opportunity, Stage
from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY
from guike.kernel.money import round_amount
from guike.platform.database.ledger import append

WEEKS = 26
STAGE_DAYS, CLOSED_AFTER = 9, 45
ZERO = Decimal(0)


def forecasts(company: Company) -> None:
    """Keep the weeks that have ended."""
    zone = ZoneInfo(company.ctx.timezone)
    today = company.now.astimezone(zone).date()
    last = today - timedelta(days=today.isoweekday())
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.system(reason=WHY).filter(deleted_at=None).order_by("position"):
        stages[stage.process_id].append(stage)
    deals = list(Opportunity.objects.system(reason=WHY).filter(deleted_at=None))
    for n in reversed(range(WEEKS)):
        append(_week(deals, stages, last - timedelta(days=7 * n), zone))


def _week(
    deals: list[Opportunity], stages: dict[int, list[Stage]], day: date, zone: ZoneInfo
) -> Iterator[ForecastSnapshot]:
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    rows: dict[tuple[Any, ...], tuple[int, Decimal, Decimal]] = {}
    for deal in deals:
        age = (end - deal.created_at).days
        if age < 0 or (deal.status != "open" and age >= CLOSED_AFTER):
            continue
        path = stages[deal.process_id]
        reached = next((n for n, stage in enumerate(path) if stage.pk == deal.stage_id), 0)
        stage = path[min(reached, age // STAGE_DAYS)]
        key = deal.process_id, stage.pk, deal.department_id, deal.owner_id
        count, amount, weighted = rows.get(key, (0, ZERO, ZERO))
        own = deal.base_amount or ZERO
        rows[key] = count + 1, amount + own, weighted + round_amount(own * stage.win_rate, 2)
    for (process, stage_id, department, owner), (count, amount, weighted) in rows.items():
        yield ForecastSnapshot(
            taken_on=day,
            process_id=process,
            stage_id=stage_id,
            department_id=department,
            owner_id=owner,
            count=count,
            amount=amount,
            weighted_amount=weighted,
            created_at=end + timedelta(minutes=5),
        )
