"""Leads that nobody follows up: computed when they are read, since it changes with the clock alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan, LessThan

from guike.domains.leads import rules
from guike.domains.leads.models import LeadPool
from guike.kernel.text import Text
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import Section, setting

FORGOTTEN_DAYS = setting(
    "lead.forgotten_days", "integer", 7, minimum=0, maximum=3650,
    section=Section("following", Text("跟进", "Follow-up"), 25),
    label=Text("线索未跟进提醒（天）", "Days until a lead is forgotten"),
    help=Text(
        "有负责人的线索超过这么多天没有跟进，就出现在负责人的“待跟进线索”里，跟进后立即消失；线索池可以另设，0 表示不提醒",
        "A lead of somebody's that was not followed up for so many days stands in his list of leads to follow up until he does;"
        " a pool may have its own number, 0 reminds of nothing",
    ),
).key  # fmt: skip
_WHY = "after how many days a lead is forgotten is set in its pool"
_DAY = timedelta(days=1)


def forgotten_expression(now: datetime, _timezone: str) -> Expression:
    """`rules.is_forgotten` as an expression over leads."""
    own = LeadPool.objects.system(reason=_WHY).filter(pk=OuterRef("pool_id")).values("forgotten_days")[:1]
    company = Value(settings.get(FORGOTTEN_DAYS))
    days = Coalesce(Subquery(own), company, output_field=IntegerField())
    allowed = ExpressionWrapper(days * Value(_DAY, DurationField()), DurationField())
    limit = ExpressionWrapper(Value(now, DateTimeField()) - allowed, DateTimeField())
    since = Greatest("last_follow_up_at", "claimed_at", "created_at")
    is_late = Q(GreaterThan(days, 0)) & Q(LessThan(since, limit))
    in_hand = Q(status__in=rules.STATES.open, owner__isnull=False)
    return Case(When(in_hand & is_late, then=Value(True)), default=Value(False), output_field=BooleanField())


def is_forgotten(row: Any, now: datetime, _timezone: str) -> bool:
    """The value of `is_forgotten` of one lead."""
    pool = LeadPool.objects.system(reason=_WHY).filter(pk=row.pool_id)
    own = pool.values_list("forgotten_days", flat=True).first() if row.pool_id else None
    return rules.is_forgotten(row, settings.get(FORGOTTEN_DAYS) if own is None else own, now)
