"""The recycle bin empties itself; nothing that is pointed at goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.records.shapes import single
from guike.platform.records.upkeep.nightly import compare_rollups, purge_recycle_bin
from guike.platform.records.writing import record_create, record_delete

pytestmark = pytest.mark.django_db
WHY = "a test looks into the recycle bin"


def _make(object_name: str, /, **values: Any) -> int:
    made = single(record_create(system_context(), object_name, [values], system=True)).id
    assert made is not None
    return made


def _all(name: str) -> int:
    return int(table(catalogue().get(name)).system(reason=WHY).count())


@pytest.mark.req("CU-31")
def test_what_lay_long_enough_goes_for_good_and_the_rest_stays() -> None:
    begin_versions()
    account = _make("account", name="棠梨包装", pool=_make("account_pool", name="公海"))
    old, young = (_make("contact", name=name, account=account) for name in ("旧", "新"))
    with clock.frozen(clock.now() - timedelta(days=31)):
        single(record_delete(system_context(), "contact", [old]))
    single(record_delete(system_context(), "contact", [young]))
    assert purge_recycle_bin() == 1
    assert list(table(catalogue().get("contact")).system(reason=WHY).values_list("pk", flat=True)) == [young]


def test_a_row_that_is_still_pointed_at_waits() -> None:
    begin_versions()
    account = _make("account", name="棠梨包装", pool=_make("account_pool", name="公海"))
    contact = _make("contact", name="仍在", account=account)
    with clock.frozen(clock.now() - timedelta(days=40)):
        single(record_delete(system_context(), "contact", [contact]))
        single(record_delete(system_context(), "account", [account]))
    table(catalogue().get("contact")).system(reason=WHY).filter(pk=contact).update(deleted_at=clock.now())
    assert purge_recycle_bin() == 0
    assert (_all("account"), _all("contact")) == (1, 1)


def test_a_wrong_roll_up_is_found_and_mended() -> None:
    begin_versions()
    campaign = _make("campaign", name="春季开放日")
    _make(
        "lead",
        name="沈默",
        source="phone",
        campaign=campaign,
        owner=None,
        pool=_make("lead_pool", name="一号池"),
    )
    rows = table(catalogue().get("campaign")).system(reason=WHY)
    assert rows.get(pk=campaign).lead_count == 1
    rows.filter(pk=campaign).update(lead_count=7)
    assert compare_rollups() == 1
    assert rows.get(pk=campaign).lead_count == 1
