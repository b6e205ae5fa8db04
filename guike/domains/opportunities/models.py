"""Opportunities and the process that leads them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.domains.pricing.columns import PricedLine
from guike.platform.database.ledger import Keeping
from guike.platform.database.models import (
    AMOUNT,
    RATE,
    BaseModel,
    EntryModel,
    LineModel,
    MoneyModel,
    RecordModel,
    base_column,
    plain_column,
    reference,
    text_column,
)


class SalesProcess(BaseModel):
    """销售流程: the stages that an opportunity goes through."""

    name = text_column(100)
    departments = ArrayField(models.BigIntegerField(), default=list, blank=True)
    filter = models.JSONField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    cycle_days = models.IntegerField(null=True, blank=True)
    remind_days_before = models.IntegerField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "sales_process"


class Stage(LineModel):
    """阶段: a step of a process with its chance of winning."""

    process = reference("opportunities.SalesProcess", null=False)
    name = text_column(100)
    win_rate = models.DecimalField(**RATE, default=0)
    max_days = models.IntegerField(null=True, blank=True)
    remind_days = models.IntegerField(null=True, blank=True)
    needs_feedback = models.BooleanField(default=False)
    guidance = models.TextField(blank=True, default="")

    class Meta(LineModel.Meta):
        db_table = "stage"
        indexes = (models.Index("process", "position", name="stage_process_ix"),)


class Opportunity(MoneyModel, RecordModel):
    """商机"""

    name = text_column(200)
    account = reference("accounts.Account", null=False)
    primary_contact = reference("accounts.Contact")
    process = reference("opportunities.SalesProcess", null=False)
    stage = reference("opportunities.Stage", null=False)
    stage_entered_at = models.DateTimeField(null=True, blank=True)
    amount = models.DecimalField(**AMOUNT, null=True, blank=True)
    base_amount = base_column("amount")
    expected_close_on = models.DateField(null=True, blank=True)
    win_rate = models.DecimalField(**RATE, default=0)
    forecast_category = plain_column(20)
    status = plain_column(10)
    source = plain_column(40)
    lead = reference("leads.Lead")
    campaign = reference("campaigns.Campaign")
    description = models.TextField(blank=True, default="")
    lost_reason = models.CharField(max_length=500, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    last_follow_up_at = models.DateTimeField(null=True, blank=True)

    class Meta(RecordModel.Meta):
        db_table = "opportunity"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("account", name="opportunity_account_ix"),
            # sums by stage and by owner, from the index alone
            models.Index(
                fields=["stage", "owner"],
                include=["base_amount"],
                name="opportunity_sum_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index("campaign", name="opportunity_campaign_ix", condition=Q(campaign__isnull=False)),
            models.Index("lead", name="opportunity_lead_ix", condition=Q(lead__isnull=False)),
            models.Index(
                "stage",
                F("created_at").desc(),
                F("id").desc(),
                name="opportunity_stage_ix",
                condition=Q(deleted_at=None),
            ),
        )


class OpportunityLine(PricedLine):
    """商机产品"""

    opportunity = reference("opportunities.Opportunity", null=False)

    class Meta(PricedLine.Meta):
        db_table = "opportunity_line"
        indexes = (
            models.Index("opportunity", "position", name="opportunity_line_ix"),
            models.Index("product", name="opportunity_line_product_ix"),
        )


class ForecastSnapshot(EntryModel):
    """预测快照: open opportunities of an owner at a stage, as they stood at the end of a week. Amounts are in base currency."""

    taken_on = models.DateField()
    process = reference("opportunities.SalesProcess", db_constraint=False)
    stage = reference("opportunities.Stage", db_constraint=False)
    department = reference("org.Department", db_constraint=False)
    owner = reference("org.User", db_constraint=False)
    count = models.IntegerField()
    amount = models.DecimalField(**AMOUNT)
    weighted_amount = models.DecimalField(**AMOUNT)

    class Meta(EntryModel.Meta):
        db_table = "forecast_snapshot"
        indexes = (
            *EntryModel.Meta.indexes,
            models.Index("owner", "taken_on", name="forecast_snapshot_owner_ix"),
            models.Index("department", "taken_on", name="forecast_snapshot_dept_ix"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["taken_on", "process", "stage", "department", "owner"],
                name="forecast_snapshot_once_uq",
                nulls_distinct=False,
            ),
        )


class StageHistory(EntryModel):
    """阶段历史: when an opportunity entered which stage, from where, and what was said. It outlives the opportunity."""

    keeping = Keeping(about=("opportunity_id",), values=("feedback",))

    opportunity = reference("opportunities.Opportunity", null=False, db_constraint=False)
    process_id = models.BigIntegerField()
    from_stage_id = models.BigIntegerField(null=True)
    to_stage_id = models.BigIntegerField()
    feedback = models.TextField(blank=True, default="")
    amount = models.DecimalField(**AMOUNT, null=True)
    win_rate = models.DecimalField(**RATE, default=0)

    class Meta(EntryModel.Meta):
        db_table = "stage_history"
        indexes = (
            *EntryModel.Meta.indexes,
            models.Index("opportunity", "created_at", name="stage_history_ix"),
        )
