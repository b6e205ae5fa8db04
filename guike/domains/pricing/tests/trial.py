"""Two documents that stand in tests alone: one with every part, one with tax only. They are declared and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, models

from guike.domains.pricing.columns import (
    PricedLine,
    WholePricedLine,
    WholePricedModel,
    whole_line_checks,
    whole_model_checks,
)
from guike.domains.pricing.documents import PricedDocument, header_fields, line_fields, priced
from guike.kernel.text import Text
from guike.platform.database.models import AMOUNT, RATE, MoneyModel, RecordModel, base_column, reference
from guike.platform.metadata.machine import with_machine
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, ObjectSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.org.queries import begin_versions, bump

APP = "pricing_trial"


class TrialQuote(WholePricedModel):
    quoted_on = models.DateField(null=True, blank=True)

    class Meta(WholePricedModel.Meta):
        app_label = APP
        db_table = "trial_quote"
        constraints = whole_model_checks("trial_quote")


class TrialQuoteLine(WholePricedLine):
    trial_quote = reference(f"{APP}.TrialQuote", null=False)

    class Meta(WholePricedLine.Meta):
        app_label = APP
        db_table = "trial_quote_line"
        constraints = whole_line_checks("trial_quote_line")


class TrialBill(MoneyModel, RecordModel):
    is_tax_included = models.BooleanField(default=True)
    tax_amount = models.DecimalField(**AMOUNT, default=0)
    total_amount = models.DecimalField(**AMOUNT, default=0)
    base_total_amount = base_column("total_amount")

    class Meta(RecordModel.Meta):
        app_label = APP
        db_table = "trial_bill"


class TrialBillLine(PricedLine):
    trial_bill = reference(f"{APP}.TrialBill", null=False)
    tax_rate = models.DecimalField(**RATE, default=0)
    tax_amount = models.DecimalField(**AMOUNT, default=0)

    class Meta(PricedLine.Meta):
        app_label = APP
        db_table = "trial_bill_line"


LINES = Text("明细", "Lines")
TOTAL = Text("金额", "Total")
QUOTE_PRICES = PricedDocument(
    "trial_quote",
    frozenset({"list_price", "order_discount", "tax", "base_total", "base_qty", "price_source", "limits"}),
)
BILL_PRICES = PricedDocument("trial_bill", frozenset({"tax"}))

SPECS = (
    *priced(
        QUOTE_PRICES,
        ObjectSpec(
            name="trial_quote",
            model=TrialQuote,
            label=Text("试报价单", "Trial quote"),
            plural=Text("试报价单", "Trial quotes"),
            name_field="number",
            number_pattern="TQ{seq:4}",
            document_date="quoted_on",
            has_money=True,
            fields=(
                f("date", "quoted_on", "报价日期", "Quoted on", required=True, default="$today"),
                *header_fields(QUOTE_PRICES, "trial_quote_line", LINES, TOTAL),
            ),
        ),
        ObjectSpec(
            name="trial_quote_line",
            model=TrialQuoteLine,
            label=Text("试报价明细", "Trial quote line"),
            plural=Text("试报价明细", "Trial quote lines"),
            parent="trial_quote",
            access=AccessSpec(kind="line"),
            fields=(
                f("reference", "trial_quote", "单据", "Quote", target="trial_quote", create_only=True),
                *line_fields(QUOTE_PRICES),
            ),
        ),
    ),
    *priced(
        BILL_PRICES,
        ObjectSpec(
            name="trial_bill",
            model=TrialBill,
            label=Text("试账单", "Trial bill"),
            plural=Text("试账单", "Trial bills"),
            name_field="number",
            number_pattern="TB{seq:4}",
            has_money=True,
            fields=header_fields(BILL_PRICES, "trial_bill_line", LINES, TOTAL),
        ),
        ObjectSpec(
            name="trial_bill_line",
            model=TrialBillLine,
            label=Text("试账单明细", "Trial bill line"),
            plural=Text("试账单明细", "Trial bill lines"),
            parent="trial_bill",
            access=AccessSpec(kind="line"),
            fields=(
                f("reference", "trial_bill", "单据", "Bill", target="trial_bill", create_only=True),
                *line_fields(BILL_PRICES),
            ),
        ),
    ),
)


@pytest.fixture
def trials(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Their tables and declarations, for one test."""
    with connection.schema_editor() as editor:
        for model in (TrialQuote, TrialQuoteLine, TrialBill, TrialBillLine):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for spec in SPECS:
        monkeypatch.setitem(registry.objects, spec.name, with_machine(spec))
    bump(metadata=True)
    begin_versions()
    yield
    bump(metadata=True)  # what this process remembers of the trial ends with it
