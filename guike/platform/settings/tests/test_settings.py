"""Settings: typed, all errors at once, recorded, seen by every process at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from guike.kernel.errors import Invalid
from guike.kernel.text import T
from guike.platform.audit.models import AuditEntry
from guike.platform.settings import queries, registry
from guike.platform.settings.models import SettingValue, SettingVersion
from guike.platform.settings.registry import Section, setting
from guike.platform.settings.services import seal_secrets, set_many

PLACE = Section("trial", T("试用", "Trial"), 500)


@pytest.fixture
def trial(monkeypatch: Any) -> None:
    """A registry with one setting of each type, gone afterwards."""
    monkeypatch.setattr(registry, "_SETTINGS", dict(registry._SETTINGS))
    words: Any = {"label": T("项", "Item"), "help": T("说明", "Help"), "section": PLACE}
    setting("t.flag", "boolean", False, **words)
    setting("t.count", "integer", 5, minimum=1, maximum=9, **words)
    setting("t.rate", "decimal", Decimal("0.1"), minimum=0, **words)
    setting("t.name", "text", "甲", is_required=True, **words)
    setting("t.since", "date", date(2026, 1, 2), **words)
    setting("t.one", "choice", "a", choices=(("a", T("甲", "A")), ("b", T("乙", "B"))), **words)
    setting("t.many", "multi_choice", ("a",), choices=(("a", T("甲", "A")), ("b", T("乙", "B"))), **words)
    setting("t.key", "secret", "", **words)
    setting("t.local", "integer", 1, scope="department", **words)
    setting("t.each", "integer", 1, scope="object", **words)


@pytest.mark.django_db
def test_values_come_back_typed(trial: Any) -> None:
    set_many(
        {
            "t.flag": True,
            "t.count": 9,
            "t.rate": "0.25",
            "t.name": "乙",
            "t.since": "2026-03-04",
            "t.one": "b",
            "t.many": ["b", "a", "b"],
        },
        actor_id=1,
    )
    names = ["flag", "count", "rate", "name", "since", "one", "many"]
    assert [queries.get(f"t.{name}") for name in names] == [
        True,
        9,
        Decimal("0.25"),
        "乙",
        date(2026, 3, 4),
        "b",
        ("b", "a"),
    ]


@pytest.mark.django_db
def test_every_wrong_value_is_named_and_nothing_is_set(trial: Any) -> None:
    before = AuditEntry.objects.system(reason="a test looks").count()
    with pytest.raises(Invalid) as refused:
        set_many(
            {
                "t.flag": "yes",
                "t.count": 10,
                "t.rate": "-1",
                "t.name": "",
                "t.since": "4.3.2026",
                "t.one": "c",
                "t.many": ["a", "c"],
                "t.local": 4,
                "no.such": 1,
                "company.is_demo": True,
                "company.timezone": "Mars/Olympus",
                "company.base_currency": "yuan",
            },
            actor_id=1,
        )
    assert {error.field: error.code for error in refused.value.errors} == {
        "t.flag": "type.boolean",
        "t.count": "out_of_range",
        "t.rate": "too_small",
        "t.name": "required",
        "t.since": "type.date",
        "t.one": "type.choice",
        "t.many": "type.choice",
        "no.such": "setting.unknown",
        "company.is_demo": "read_only",
        "company.timezone": "setting.timezone",
        "company.base_currency": "setting.currency_code",
    }
    assert SettingValue.objects.count() == 0
    assert AuditEntry.objects.system(reason="a test looks").count() == before


@pytest.mark.django_db
def test_the_narrowest_value_wins(trial: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "_department_path", lambda department: (department, 1))
    set_many({"t.local": 2}, actor_id=1)
    set_many({"t.local": 3}, actor_id=1, department_id=1)
    set_many({"t.local": 4}, actor_id=1, department_id=7)
    set_many({"t.each": 6}, actor_id=1, object_name="lead")
    assert [queries.get("t.local", department_id=d) for d in (None, 1, 7, 8)] == [2, 3, 4, 3]
    assert [queries.get("t.each", object_name=o) for o in (None, "lead", "account")] == [1, 6, 1]


@pytest.mark.django_db
def test_a_company_setting_is_refused_for_a_department_or_an_object(trial: Any) -> None:
    for place, code in (
        ({"department_id": 1}, "not_for_department"),
        ({"object_name": "lead"}, "not_for_object"),
    ):
        with pytest.raises(Invalid) as refused:
            set_many({"t.count": 2}, actor_id=1, **place)
        assert refused.value.errors[0].code == f"setting.{code}"
    assert SettingValue.objects.count() == 0


@pytest.mark.django_db
def test_null_goes_back_to_the_default_and_the_change_is_on_record(trial: Any) -> None:
    set_many({"t.count": 7}, actor_id=3)
    set_many({"t.count": None}, actor_id=4)
    assert queries.get("t.count") == 5
    told = [
        (row.actor_id, row.detail)
        for row in AuditEntry.objects.system(reason="a test looks")
        .filter(action="setting.change")
        .order_by("id")
    ]
    assert told == [
        (3, {"key": "t.count", "old": None, "new": 7, "department": None, "object": None}),
        (4, {"key": "t.count", "old": 7, "new": None, "department": None, "object": None}),
    ]


@pytest.mark.django_db
def test_setting_the_same_value_again_changes_nothing(trial: Any) -> None:
    set_many({"t.count": 7}, actor_id=3)
    mark = SettingVersion.objects.get().mark
    assert set_many({"t.count": 7}, actor_id=4) == []
    assert SettingVersion.objects.get().mark == mark


@pytest.mark.django_db
def test_a_secret_is_neither_served_nor_recorded(trial: Any) -> None:
    set_many({"t.key": "correct horse"}, actor_id=1)
    (item,) = [item for item in queries.serve("en")["items"] if item["key"] == "t.key"]
    assert (item["value"], item["is_set"]) == (None, True)
    assert queries.get("t.key") == "correct horse"
    assert "horse" not in str(
        list(AuditEntry.objects.system(reason="a test looks").values_list("detail", flat=True))
    )


@pytest.mark.django_db
def test_a_secret_lies_encrypted_and_opens_with_the_key_of_the_installation_alone(
    trial: Any, settings: Settings
) -> None:
    set_many({"t.key": "correct horse"}, actor_id=1)
    (stored,) = SettingValue.objects.values_list("value", flat=True)
    assert "horse" not in str(stored)
    assert str(stored).startswith("sealed:1:")
    assert set_many({"t.key": "correct horse"}, actor_id=1) == []
    settings.SECRET_KEY = "another installation"
    assert queries.get("t.key") == ""
    (item,) = [item for item in queries.serve("en")["items"] if item["key"] == "t.key"]
    assert (item["value"], item["is_set"]) == (None, False)
    assert [c.new for c in set_many({"t.key": "correct horse"}, actor_id=1)] == ["***"]
    assert queries.get("t.key") == "correct horse"
    assert [c.new for c in set_many({"t.key": None}, actor_id=1)] == [None]
    assert (queries.get("t.key"), SettingValue.objects.count()) == ("", 0)


@pytest.mark.django_db
def test_a_secret_stored_in_clear_is_encrypted_after_a_migration(trial: Any) -> None:
    set_many({"t.key": "new", "t.name": "open"}, actor_id=1)
    SettingValue.objects.filter(key="t.key").update(value="correct horse")
    seal_secrets()
    stored = dict(SettingValue.objects.values_list("key", "value"))
    assert (stored["t.key"][:9], stored["t.name"]) == ("sealed:1:", "open")
    seal_secrets()
    assert dict(SettingValue.objects.values_list("key", "value")) == stored
    set_many({"t.count": 7}, actor_id=1)  # another mark: read anew
    assert queries.get("t.key") == "correct horse"


@pytest.mark.django_db
def test_what_is_served(trial: Any) -> None:
    set_many({"t.rate": "0.2"}, actor_id=1)
    items = {item["key"]: item for item in queries.serve("zh-CN")["items"]}
    assert items["t.rate"] == {
        "key": "t.rate",
        "label": "项",
        "help": "说明",
        "type": "decimal",
        "value": "0.2",
        "default": "0.1",
        "scope": "company",
        "choices": [],
        "section": "trial",
        "section_label": "试用",
        "minimum": 0,
        "maximum": None,
        "required": False,
        "read_only": False,
        "holds": None,
        "is_set": True,
    }
    assert items["t.one"]["choices"] == [{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}]
    assert items["company.timezone"]["value"] == "Asia/Shanghai"
    assert queries.serve("en", all_labels=True)["items"][0]["label"]["en"]
    local = [item["key"] for item in queries.serve("en", department_id=1)["items"]]
    assert [key for key in local if key.startswith("t.")] == ["t.local"]


@pytest.mark.django_db
def test_a_rolled_back_change_is_not_remembered(trial: Any) -> None:
    with transaction.atomic():
        set_many({"t.count": 8}, actor_id=1)
        assert queries.get("t.count") == 8
        transaction.set_rollback(True)
    assert queries.get("t.count") == 5
    set_many({"t.count": 6}, actor_id=1)
    assert queries.get("t.count") == 6


@pytest.mark.django_db
def test_a_snapshot_reads_once_and_sees_its_own_change(trial: Any, django_assert_num_queries: Any) -> None:
    set_many({"t.count": 7}, actor_id=1)
    with queries.snapshot():
        with django_assert_num_queries(2):
            assert [queries.get("t.count"), queries.get("t.flag"), queries.get("t.rate")] == [
                7,
                False,
                Decimal("0.1"),
            ]
        set_many({"t.count": 8}, actor_id=1)
        assert queries.get("t.count") == 8
    with django_assert_num_queries(1):
        assert queries.get("t.count") == 8


def test_a_bad_declaration_fails_at_start(trial: Any) -> None:
    words: Any = {"label": T("项", "Item"), "help": T("", ""), "section": PLACE}
    with pytest.raises(TypeError, match="twice"):
        setting("t.count", "integer", 1, **words)
    with pytest.raises(TypeError, match="default"):
        setting("t.other", "integer", 10, maximum=9, **words)
    with pytest.raises(LookupError):
        queries.get("t.nothing")


@pytest.mark.django_db
def test_what_the_platform_declares() -> None:
    assert {
        key: queries.get(key)
        for key in (
            "company.timezone",
            "company.locale",
            "company.base_currency",
            "company.is_demo",
            "org.leaf_only",
            "recycle.days",
        )
    } == {
        "company.timezone": "Asia/Shanghai",
        "company.locale": "zh-CN",
        "company.base_currency": "CNY",
        "company.is_demo": False,
        "org.leaf_only": False,
        "recycle.days": 30,
    }
