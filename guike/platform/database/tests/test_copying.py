"""New rows through COPY are the same as through INSERT."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from guike.domains.accounts.models import Account
from guike.domains.leads.models import Lead
from guike.platform.database import statements
from guike.platform.database.copying import FEW, array_text, insert_rows, update_each
from guike.platform.database.guard import UnguardedQuery
from guike.platform.database.waits import in_waits

WHY = "rows of a test"
AT = datetime(2026, 11, 21, 1, 2, 3, 456789, tzinfo=UTC)
NASTY = "a\tb\nc\\d\"e'f{g}h,i;\r\\N NULL ü 𠮷"


def lead(number):
    return Lead(
        name=NASTY[:100],
        company="云帆",
        description=f"{NASTY}\n{number}",
        tags=[NASTY, "", "x", "NULL", "{}"],
        search_grams=["云帆", "a\\b", '"'],
        custom={"x_a": NASTY, "x_n": 1.5, "x_d": None, "x_l": [1, "2"]},
        next_contact_at=AT,
        external_id=f"K{number}",
        source_system="test",
    )


def columns(row):
    skipped = {"id", "external_id", "description"}
    return {
        f.attname: getattr(row, f.attname) for f in Lead._meta.concrete_fields if f.attname not in skipped
    }


@pytest.mark.django_db
def test_many_rows_stand_as_few_do():
    rows = Lead.objects.system(reason=WHY)
    (plain,) = rows.bulk_create([lead(0)])
    few, many = [lead(n) for n in range(1, FEW)], [lead(n) for n in range(100, 100 + 3 * FEW)]
    insert_rows(rows, few)
    insert_rows(rows, many)
    stored = {row.pk: row for row in rows.all()}
    assert len(stored) == 1 + len(few) + len(many)
    expected = columns(stored[plain.pk])
    for row in (*few, *many):
        assert {**columns(stored[row.pk]), "created_at": 0, "updated_at": 0} == {
            **expected,
            "created_at": 0,
            "updated_at": 0,
        }
        assert stored[row.pk].description == row.description
        assert stored[row.pk].name_fold == stored[plain.pk].name_fold
        assert (row._state.adding, row._state.db) == (False, "default")


@pytest.mark.django_db
def test_a_wait_is_told_once_for_many_rows_when_all_are_sent_and_never_for_few():
    rows = Lead.objects.system(reason=WHY)
    sent, told = [], []
    with in_waits(lambda: told.append(len(sent))):
        insert_rows(rows, [lead(n) for n in range(1, FEW)], sent.append)
        assert told == []
        insert_rows(rows, [lead(n) for n in range(100, 200)], sent.append)
    assert told == [FEW - 1 + 100]


@pytest.mark.django_db
@pytest.mark.figures_apart("rows are written past the write path, columns of figures among them")
def test_decimals_dates_and_empty_values():
    accounts = [
        Account(
            name=f"甲{n}",
            credit_limit_amount=Decimal("1E+3"),
            first_order_on=AT.date(),
            location={"lat": 1.5},
        )
        for n in range(FEW)
    ]
    insert_rows(Account.objects.system(reason=WHY), accounts)
    row = Account.objects.system(reason=WHY).get(pk=accounts[-1].pk)
    assert (row.credit_limit_amount, row.first_order_on, row.location) == (
        Decimal(1000),
        AT.date(),
        {"lat": 1.5},
    )
    assert (row.last_order_on, row.owner_id, row.custom) == (None, None, {})


@pytest.mark.django_db
def test_a_constraint_speaks_as_usual():
    rows = Lead.objects.system(reason=WHY)
    twins = [lead(1) for _ in range(FEW)]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert_rows(rows, twins)
    assert "lead_external_uq" in str(refused.value.__cause__)
    assert rows.count() == 0


@pytest.mark.django_db
def test_a_grant_is_needed():
    with pytest.raises(UnguardedQuery):
        insert_rows(Lead.objects.all(), [lead(n) for n in range(FEW)])


@pytest.mark.django_db
@pytest.mark.figures_apart("rows are written past the write path, columns of figures among them")
def test_each_row_gets_its_own_values_and_keeps_the_others(monkeypatch):
    """Texts, numbers without and with places, days, JSON, lists and nothing, in one statement for them all; what is not named stays."""
    rows = Account.objects.system(reason=WHY)
    made = [
        Account(
            name=f"甲{n}", description="旧", credit_limit_amount=Decimal(n), location={"lat": n}, search_grams=["旧"],
            first_order_on=AT.date(), last_order_on=AT.date(),
        )
        for n in range(4)
    ]  # fmt: skip
    insert_rows(rows, made)
    untouched, *changed = made
    cases = (
        (NASTY, Decimal("1234567.89"), {"a": [NASTY, None, 1.5]}, ["x", NASTY]),
        ("", Decimal("0.01"), None, []),
        ("云帆", Decimal("-1E+3"), {}, ["NULL"]),
    )
    for row, (text, amount, place, grams) in zip(changed, cases, strict=True):
        row.description, row.credit_limit_amount, row.location, row.search_grams = text, amount, place, grams
        row.first_order_on, row.name = None, "不写"
    asked = []
    plain = statements.rows

    def rows_of(*given):
        asked.append(given)
        return plain(*given)

    monkeypatch.setattr(statements, "rows", rows_of)
    names = ("description", "credit_limit_amount", "location", "search_grams", "first_order_on")
    update_each(rows, [], names)
    assert asked == []
    update_each(rows, changed, names)
    assert len(asked) == 1
    stored = {row.pk: row for row in rows.all()}
    for n, (row, expected) in enumerate(zip(changed, cases, strict=True), 1):
        found = stored[row.pk]
        told = (found.description, found.credit_limit_amount, found.location, found.search_grams)
        assert told == expected
        assert (found.first_order_on, found.last_order_on, found.name) == (None, AT.date(), f"甲{n}")
    kept = stored[untouched.pk]
    assert (kept.description, kept.credit_limit_amount, kept.location, kept.search_grams, kept.first_order_on) == (
        "旧", 0, {"lat": 0}, ["旧"], AT.date(),
    )  # fmt: skip


@pytest.mark.django_db
def test_changing_each_row_needs_a_grant_and_a_constraint_speaks_as_usual():
    rows = Lead.objects.system(reason=WHY)
    made = [lead(n) for n in range(2)]
    insert_rows(rows, made)
    made[1].external_id = made[0].external_id
    with pytest.raises(UnguardedQuery):
        update_each(Lead.objects.all(), made, ("external_id",))
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        update_each(rows, made, ("external_id",))
    assert "lead_external_uq" in str(refused.value.__cause__)
    assert set(rows.values_list("external_id", flat=True)) == {"K0", "K1"}


def test_lists_as_array_literals():
    assert array_text(["a", "云帆"]) == '{"a","云帆"}'
    assert array_text(['a"b', "c\\d"]) == '{"a\\"b","c\\\\d"}'
    assert array_text([]) == "{}"
    assert array_text([3, None]) == "{3,NULL}"
