"""What a row is called and found by."""

import pytest

from guike.domains.leads.models import Lead
from guike.kernel.searching import sought
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import index_row, labels

VALUES = {"name": "王小明", "company": "云帆印务", "mobile": "+8613800138000"}


def indexed(**values):
    row = Lead(**values)
    index_row(catalogue().get("lead"), row)
    return row


def shown(row):
    return row.label, row.label_sort, row.search_text, set(row.search_grams)


@pytest.mark.django_db
def test_a_row_indexed_before_it_has_its_number_is_found_by_the_same_as_one_indexed_after(monkeypatch):
    whole = indexed(**VALUES, number="L20261122-00001")
    row = indexed(**VALUES)
    assert "26" not in row.search_grams
    row.number = "L20261122-00001"
    monkeypatch.setattr(labels, "_searched", None)  # nothing but the number is looked at again
    index_row(catalogue().get("lead"), row)
    assert shown(row) == shown(whole)
    assert {"王小", "小明", "00", "26", "云帆", "38", "~wx", "^wa", "=王小明"} <= set(row.search_grams)
    assert row.search_text == (
        "\n王小明\tЮЭNAME\n云帆印务\vCOMPANY\n13800138000\tMOBILE\nwxm\vЮ\nwangxiaoming\vЮ"
        "\nl20261122-00001\tNUMBER\f\nl2026112200001\tNUMBER"
    )


@pytest.mark.django_db
def test_a_phone_is_found_with_and_without_the_sign_of_its_extension():
    row = indexed(phone="+861062345678;ext=801")
    assert row.search_text == "\n01062345678转801\tPHONE\f\n01062345678801\tPHONE"
    for q in (
        "010-6234 5678 转 801",
        "62345678-801",
        "转801",
        "+86 10 62345678",
        "(010)62345678",
        "78 ext. 801",
    ):
        assert sought(q).is_held(row.search_text, row.search_grams), q
    for q in ("801 62345678", "62345678 转 802", "8转9", "1062345679"):
        assert not sought(q).is_held(row.search_text, row.search_grams), q


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
