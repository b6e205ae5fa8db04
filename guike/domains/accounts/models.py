"""Tables of customers, their contacts and addresses, and the account pools."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    AMOUNT,
    Fold,
    MoneyModel,
    RecordModel,
    plain_column,
    reference,
    text_column,
)
from guike.platform.pools.models import PoolModel


class AccountPool(PoolModel):
    """客户公海"""

    class Meta(PoolModel.Meta):
        db_table = "account_pool"


class Account(MoneyModel, RecordModel):
    """客户: a company; it has one record, whatever it buys."""

    name = text_column(200)
    short_name = text_column(100)
    name_key = models.CharField(max_length=200, blank=True, default="")
    credit_code = plain_column(18)
    industry = plain_column(40)
    level = plain_column(1)
    kind = plain_column(40)
    nature = plain_column(40)
    channel_role = plain_column(40)
    status = plain_column(20)
    scale = plain_column(20)
    region = plain_column(6)
    address = text_column(300)
    location = models.JSONField(null=True, blank=True)
    phone = plain_column(40)
    website = plain_column(300)
    source = plain_column(40)
    description = models.TextField(blank=True, default="")
    parent = reference("accounts.Account")
    pool = reference("accounts.AccountPool")
    lead = reference("leads.Lead")
    campaign = reference("campaigns.Campaign")
    source_activity = reference("activities.Activity")
    bank_name = text_column(100)
    bank_account = plain_column(40)
    tax_number = plain_column(30)
    invoice_title = text_column(200)
    payment_term = reference("receivables.PaymentTerm")
    formal_on = models.DateField(null=True, blank=True)
    formalized_by = reference("org.User")
    first_order_on = models.DateField(null=True, blank=True)
    last_order_on = models.DateField(null=True, blank=True)
    last_payment_on = models.DateField(null=True, blank=True)
    last_follow_up_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    credit_limit_amount = models.DecimalField(**AMOUNT, default=0)
    total_order_amount = models.DecimalField(**AMOUNT, default=0)
    total_collected_amount = models.DecimalField(**AMOUNT, default=0)
    care_cost_amount = models.DecimalField(**AMOUNT, default=0)
    risk_level = plain_column(10)

    class Meta(RecordModel.Meta):
        db_table = "account"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("name_key", name="account_name_key_ix", condition=~Q(name_key="")),
            models.Index("short_name_fold", name="account_short_ix", condition=~Q(short_name="")),
            models.Index("phone", name="account_phone_ix", condition=~Q(phone="")),
            models.Index("credit_code", name="account_credit_ix", condition=~Q(credit_code="")),
            models.Index(
                "pool",
                F("created_at").desc(),
                F("id").desc(),
                name="account_pool_ix",
                condition=Q(pool__isnull=False),
            ),
            models.Index("parent", name="account_parent_ix", condition=Q(parent__isnull=False)),
            models.Index("campaign", name="account_campaign_ix", condition=Q(campaign__isnull=False)),
            models.Index(
                "source_activity", name="account_digging_ix", condition=Q(source_activity__isnull=False)
            ),
        )


class Contact(RecordModel):
    """联系人"""

    name = text_column(100)
    account = reference("accounts.Account")
    title = text_column(100)
    department_name = text_column(100)
    mobile = plain_column(40)
    phone = plain_column(40)
    email = plain_column(254)
    wechat = plain_column(100)
    birthday = models.DateField(null=True, blank=True)
    decision_role = plain_column(20)
    attitude = plain_column(20)
    reports_to = reference("accounts.Contact")
    is_primary = models.BooleanField(default=False)
    description = models.TextField(blank=True, default="")

    class Meta(RecordModel.Meta):
        db_table = "contact"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index("account", name="contact_account_ix", condition=Q(account__isnull=False)),
            models.Index("mobile", name="contact_mobile_ix", condition=~Q(mobile="")),
            models.Index("phone", name="contact_phone_ix", condition=~Q(phone="")),
            models.Index(Fold(F("email")), name="contact_email_ix", condition=~Q(email="")),
        )


class Address(RecordModel):
    """地址"""

    account = reference("accounts.Account", null=False)
    kind = plain_column(20)
    is_default = models.BooleanField(default=False)
    region = plain_column(6)
    detail = text_column(300)
    location = models.JSONField(null=True, blank=True)
    contact_name = text_column(100)
    phone = plain_column(40)

    class Meta(RecordModel.Meta):
        db_table = "address"
        indexes = (*RecordModel.Meta.indexes, models.Index("account", name="address_account_ix"))


class InvoiceTitle(RecordModel):
    """发票抬头: to whom invoices of an account are made out. An account has several."""

    account = reference("accounts.Account", null=False)
    kind = plain_column(20)
    name = text_column(200)
    tax_number = plain_column(20)
    bank_name = text_column(100)
    bank_account = plain_column(40)
    address = text_column(300)
    phone = plain_column(40)
    is_default = models.BooleanField(default=False)

    class Meta(RecordModel.Meta):
        db_table = "invoice_title"
        indexes = (*RecordModel.Meta.indexes, models.Index("account", name="invoice_title_account_ix"))
