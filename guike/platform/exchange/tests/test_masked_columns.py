"""Columns of fields that the importer may write and not read, or not write at all."""

from __future__ import annotations

import pytest

from guike.platform.exchange.tests.conftest import Importer, csv_of
from guike.platform.records.tests.test_masked_fields import holder
from tests.support import company
from tests.support.company import WHY, caller


@pytest.mark.parametrize(("level", "closed", "stored"), [
    ("masked", "Mobile", ""), ("hidden", None, ""), ("masked_edit", None, "+8613800138000"),
])  # fmt: skip
def test_a_column_of_a_file_is_written_or_its_writer_is_told_that_it_is_not(db, level, closed, stored):
    who = holder(level, operations=["view", "create", "edit", "import"])
    importer = Importer(caller(who))
    file = csv_of("姓名,手机,来源", "王小明,13800138000,展会")
    columns = {one["name"]: one for one in importer.preview("a.csv", file)["columns"]}
    assert columns["手机"]["closed"] == closed
    assert (columns["手机"]["field"] is None) is (stored == "")
    importer.take("a.csv", file)
    (row,) = company.table(company.catalogue().get("lead")).system(reason=WHY).filter(name="王小明")
    assert row.mobile == stored
    assert "13800138000" not in str(caller(who).get(f"/records/lead/{row.pk}").json())
