"""What a row is called and found by."""

import pytest

from guike.domains.leads.models import Lead
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records import labels
from guike.platform.records.labels import index_row

VALUES = {"name": "王小明", "company": "云帆印务", "mobile": "+8613800138000"}


def indexed(**values):
    row = Lead(**values)
    index_row(catalogue().get("lead"), row)
    return row


def shown(row):
    return row.label, row.label_sort, set(row.search_grams)


@pytest.mark.django_db
def test_a_row_indexed_before_it_has_its_number_is_found_by_the_same_as_one_indexed_after(monkeypatch):
    whole = indexed(**VALUES, number="L20261122-00001")
    row = indexed(**VALUES)
    assert "26" not in row.search_grams
    row.number = "L20261122-00001"
    monkeypatch.setattr(labels, "_texts", None)  # nothing but the number is looked at again
    index_row(catalogue().get("lead"), row)
    assert shown(row) == shown(whole)
    assert {"王小", "小明", "00", "26", "云帆", "38", "~wx", "^wa"} <= set(row.search_grams)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"name": "李雷"}, {"company": ""}, {"mobile": "+8613900139000"}, {"name": "", "company": ""}]
)
def test_a_row_that_changed_since_it_was_indexed_is_indexed_anew(change):
    row = indexed(**VALUES, number="L20261122-00001")
    for name, value in change.items():
        setattr(row, name, value)
    index_row(catalogue().get("lead"), row)
    assert shown(row) == shown(indexed(**(VALUES | change), number="L20261122-00001"))


@pytest.mark.django_db
def test_a_label_that_was_put_aside_comes_back():
    row = indexed(**VALUES)
    row.label = row.label_sort = ""
    index_row(catalogue().get("lead"), row)
    assert shown(row) == shown(indexed(**VALUES))
