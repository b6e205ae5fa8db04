"""Tables of leads and lead pools."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import Fold, RecordModel, plain_column, reference, text_column
from guike.platform.pools.models import PoolModel


class LeadPool(PoolModel):
    """线索池"""

    forgotten_days = models.IntegerField(null=True, blank=True)

    class Meta(PoolModel.Meta):
        db_table = "lead_pool"


class Lead(RecordModel):
    """线索: a person or company that may buy. Leads and opportunities never share a table."""

    name = text_column(100)
    company = text_column(200)
    company_key = models.CharField(max_length=200, blank=True, default="")
    title = text_column(100)
    mobile = plain_column(40)
    phone = plain_column(40)
    email = plain_column(254)
    wechat = plain_column(100)
    region = plain_column(6)
    address = text_column(300)
    source = plain_column(40)
    campaign = reference("campaigns.Campaign")
    pool = reference("leads.LeadPool")
    industry = plain_column(40)
    company_size = plain_column(20)
    description = models.TextField(blank=True, default="")
    status = plain_column(20)
    stage = plain_column(10)
    score = models.IntegerField(null=True, blank=True)
    grade = plain_column(5)
    tags = ArrayField(models.TextField(), default=list, blank=True)
    next_contact_at = models.DateTimeField(null=True, blank=True)
    last_follow_up_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    recycle_at = models.DateTimeField(null=True, blank=True)
    converted_account = reference("accounts.Account")
    converted_contact = reference("accounts.Contact")
    converted_opportunity_id = models.BigIntegerField(null=True, blank=True)
    converted_at = models.DateTimeField(null=True, blank=True)
    invalid_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta(RecordModel.Meta):
        db_table = "lead"
        indexes = (
            *RecordModel.Meta.indexes,
            # the board's columns and their counts are read from the index alone
            models.Index(
                "status",
                F("created_at").desc(),
                F("id").desc(),
                name="lead_status_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index("mobile", name="lead_mobile_ix", condition=~Q(mobile="")),
            models.Index("phone", name="lead_phone_ix", condition=~Q(phone="")),
            models.Index(Fold(F("email")), name="lead_email_ix", condition=~Q(email="")),
            # one look-up finds a person of a company, which is the duplicate key of leads
            models.Index(
                "company_key", "name_fold", name="lead_company_key_ix", condition=~Q(company_key="")
            ),
            models.Index("campaign", name="lead_campaign_ix", condition=Q(campaign__isnull=False)),
            models.Index(
                "next_contact_at",
                name="lead_next_contact_ix",
                condition=Q(next_contact_at__isnull=False, deleted_at__isnull=True),
            ),
            models.Index(
                "pool",
                F("created_at").desc(),
                F("id").desc(),
                name="lead_pool_ix",
                condition=Q(owner__isnull=True, deleted_at__isnull=True),
            ),
            models.Index(
                "converted_account", name="lead_account_ix", condition=Q(converted_account__isnull=False)
            ),
        )
