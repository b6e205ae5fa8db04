"""Tables of campaigns and their members."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guike.platform.database.models import (
    AMOUNT,
    MoneyModel,
    RecordModel,
    amount_column,
    plain_column,
    reference,
    text_column,
)


class Campaign(MoneyModel, RecordModel):
    """市场活动"""

    name = text_column(200)
    kind = plain_column(30)
    status = plain_column(20)
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    budget_amount = amount_column()
    actual_cost_amount = amount_column()
    expected_revenue_amount = amount_column()
    description = models.TextField(blank=True, default="")
    lead_count = models.IntegerField(default=0)
    converted_count = models.IntegerField(default=0)
    opportunity_count = models.IntegerField(default=0)
    opportunity_amount = models.DecimalField(**AMOUNT, default=0)
    won_amount = models.DecimalField(**AMOUNT, default=0)
    order_amount = models.DecimalField(**AMOUNT, default=0)
    collected_amount = models.DecimalField(**AMOUNT, default=0, db_default=0)

    class Meta(RecordModel.Meta):
        db_table = "campaign"


class CampaignMember(RecordModel):
    """活动成员: a lead or a contact that was invited."""

    campaign = reference("campaigns.Campaign", null=False)
    lead = reference("leads.Lead")
    contact = reference("accounts.Contact")
    status = plain_column(20)

    class Meta(RecordModel.Meta):
        db_table = "campaign_member"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("campaign", name="campaign_member_campaign_ix"),
            models.Index("lead", name="campaign_member_lead_ix", condition=Q(lead__isnull=False)),
            models.Index("contact", name="campaign_member_contact_ix", condition=Q(contact__isnull=False)),
        )
        constraints = (
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(contact__isnull=False), name="campaign_member_somebody"
            ),
        )
