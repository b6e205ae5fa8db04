"""A small company of test objects with their own tables: deals of firms, lines, people, a custom object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Model, Q

from guike.kernel.filters import Node, parse
from guike.kernel.text import Text
from guike.platform.database.models import (
    BaseModel,
    LineModel,
    MoneyModel,
    amount_column,
    base_column,
    plain_column,
    reference,
    text_column,
)
from guike.platform.filters.computed import computed
from guike.platform.filters.expressions import Typed
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata import catalogue as catalogue_module
from guike.platform.metadata.catalogue import MONEY_FIELDS, Catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, choices, spec_field

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
WHY = "the tests' own rows"
LEVELS = choices(("A", "重点", "Key"), ("B", "普通", "Ordinary"), ("C", "小", "Small"))
KINDS = choices(("new", "新", "New"), ("old", "旧", "Old"), ("odd", "其他", "Odd"))


def _link(to: str) -> models.ForeignKey[Any, Any]:
    return reference(f"filter_world.{to}", db_constraint=False)


class Unit(BaseModel):
    name = text_column(100)
    parent = _link("Unit")

    class Meta(BaseModel.Meta):
        app_label = "filter_world"
        db_table = "fw_unit"


class Person(BaseModel):
    name = text_column(100)
    department = _link("Unit")

    class Meta(BaseModel.Meta):
        app_label = "filter_world"
        db_table = "fw_person"


class Firm(BaseModel):
    name = text_column(100)
    level = plain_column(10)
    owner = _link("Person")
    parent = _link("Firm")
    score = models.IntegerField(null=True)

    class Meta(BaseModel.Meta):
        app_label = "filter_world"
        db_table = "fw_firm"


class Deal(MoneyModel, BaseModel):
    name = text_column(100)
    number = plain_column(30)
    note = models.TextField(blank=True, default="")
    mobile = text_column(40)
    email = plain_column(100)
    quantity = models.IntegerField(null=True)
    price = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    amount = amount_column()
    paid = amount_column()
    amount_base = base_column("amount")
    rate = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_hot = models.BooleanField(null=True)
    due_on = models.DateField(null=True)
    start_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    level = plain_column(10)
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    tags = ArrayField(models.TextField(), default=list, blank=True)
    firm = _link("Firm")
    owner = _link("Person")
    unit = _link("Unit")
    region = plain_column(6)
    location = models.JSONField(null=True)
    watchers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    source = models.JSONField(null=True)
    related = models.JSONField(default=list)
    secret = plain_column(20)

    class Meta(BaseModel.Meta):
        app_label = "filter_world"
        db_table = "fw_deal"
        indexes = (
            models.Index(
                F("created_at").desc(), F("id").desc(), name="fw_deal_time_ix", condition=Q(deleted_at=None)
            ),
        )


class DealLine(LineModel):
    deal = _link("Deal")
    product = text_column(100)
    quantity = models.IntegerField(null=True)

    class Meta(BaseModel.Meta):
        app_label = "filter_world"
        db_table = "fw_deal_line"


class Loose(BaseModel):
    object = models.CharField(max_length=60)
    name = text_column(100)

    class Meta(BaseModel.Meta):
        app_label = "filter_world"
        db_table = "fw_loose"


TABLES: tuple[type[Model], ...] = (Unit, Person, Firm, Deal, DealLine, Loose)

BASE = (
    spec_field("integer", "id", "ID", "ID", read_only=True, system=True),
    spec_field("instant", "created_at", "创建时间", "Created at", read_only=True, system=True),
    spec_field("user", "created_by", "创建人", "Created by", read_only=True, system=True),
)


def _custom(type_: str, name: str, **options: Any) -> FieldSpec:
    return spec_field(type_, name, name, name, custom=True, **options)


DEAL_FIELDS = (
    *BASE,
    *MONEY_FIELDS,
    spec_field("text", "name", "名称", "Name"),
    spec_field("auto_number", "number", "编号", "Number"),
    spec_field("long_text", "note", "备注", "Note"),
    spec_field("phone", "mobile", "手机", "Mobile"),
    spec_field("email", "email", "邮箱", "E-mail"),
    spec_field("integer", "quantity", "数量", "Quantity"),
    spec_field("decimal", "price", "单价", "Price"),
    spec_field("money", "amount", "金额", "Amount", base_column="amount_base"),
    spec_field("money", "paid", "已付", "Paid"),
    spec_field("percent", "rate", "比率", "Rate"),
    spec_field("boolean", "is_hot", "热", "Hot"),
    spec_field("date", "due_on", "到期", "Due on"),
    spec_field("date", "start_on", "开始", "Start on"),
    spec_field("instant", "seen_at", "见面时间", "Seen at"),
    spec_field("choice", "level", "级别", "Level", choices=LEVELS),
    spec_field("multi_choice", "kinds", "类别", "Kinds", choices=KINDS),
    spec_field("tags", "tags", "标签", "Tags"),
    spec_field("reference", "firm", "客户", "Firm", target="firm"),
    spec_field("user", "owner", "负责人", "Owner"),
    spec_field("department", "unit", "部门", "Unit"),
    spec_field("region", "region", "地区", "Region"),
    spec_field("geo", "location", "位置", "Location"),
    spec_field("references", "watchers", "关注人", "Watchers", target="user"),
    spec_field("any_reference", "source", "来源", "Source", targets=("firm", "user")),
    spec_field("any_references", "related", "相关", "Related", targets=("firm", "user")),
    spec_field("text", "secret", "机密", "Secret"),
    spec_field("boolean", "is_overdue", "已逾期", "Overdue", computed="world.overdue", read_only=True),
    spec_field("lines", "lines", "明细", "Lines", lines_object="deal_line"),
    _custom("text", "x_text"),
    _custom("phone", "x_phone"),
    _custom("integer", "x_int"),
    _custom("decimal", "x_dec"),
    _custom("boolean", "x_bool"),
    _custom("date", "x_date"),
    _custom("instant", "x_at"),
    _custom("choice", "x_choice", choices=LEVELS),
    _custom("multi_choice", "x_multi", choices=KINDS),
    _custom("tags", "x_tags"),
    _custom("reference", "x_firm", target="firm"),
    _custom("references", "x_firms", target="firm"),
    _custom("any_reference", "x_any", targets=("firm", "user")),
    _custom("region", "x_region"),
    _custom("geo", "x_geo"),
    _custom("user", "x_user"),
    _custom("rollup", "x_sum", read_only=True),
    _custom("formula", "x_ratio", read_only=True),
    _custom("formula", "x_word", read_only=True, result_type="text"),
    _custom("formula", "x_day", read_only=True, result_type="date"),
    _custom("formula", "x_flag", read_only=True, result_type="boolean"),
)


def _spec(name: str, model: type[Model], fields: tuple[FieldSpec, ...], **options: Any) -> ObjectSpec:
    return ObjectSpec(name, model, Text(name, name), Text(name, name), fields, **options)


NAME = spec_field("text", "name", "名称", "Name")
SPECS = (
    _spec("department", Unit, (*BASE, NAME, spec_field("department", "parent", "上级", "Parent"))),
    _spec("user", Person, (*BASE, NAME, spec_field("department", "department", "部门", "Department"))),
    _spec(
        "firm",
        Firm,
        (
            *BASE,
            NAME,
            spec_field("choice", "level", "级别", "Level", choices=LEVELS),
            spec_field("user", "owner", "负责人", "Owner"),
            spec_field("reference", "parent", "上级", "Parent", target="firm", relation="branches"),
            spec_field("integer", "score", "分数", "Score"),
            _custom("choice", "x_grade", choices=LEVELS),
            _custom("user", "x_keeper"),
        ),
    ),
    _spec("deal", Deal, DEAL_FIELDS, has_money=True, has_timeline=False),
    _spec(
        "deal_line",
        DealLine,
        (
            *BASE,
            spec_field("reference", "deal", "单据", "Deal", target="deal"),
            spec_field("text", "product", "产品", "Product"),
            spec_field("integer", "quantity", "数量", "Quantity"),
        ),
        parent="deal",
        name_field="product",
        has_timeline=False,
    ),
    _spec("visit__c", Loose, (*BASE, NAME, _custom("reference", "x_firm", target="firm")), is_custom=True),
    _spec("other__c", Loose, (*BASE, NAME, _custom("references", "x_deals", target="deal")), is_custom=True),
)
BY_NAME = {spec.name: spec for spec in SPECS}
DEAL = BY_NAME["deal"]
KNOWN = Catalogue(
    version=1,
    objects=BY_NAME,
    relations=catalogue_module.relations_of(BY_NAME),
    layouts={},
    rules={},
    duplicate_rules={},
)

computed(
    "world.overdue",
    lambda now, tz: Typed(
        "({} < '" + now.astimezone(ZoneInfo(tz)).date().isoformat() + "'::date)",
        F("due_on"),
        output_field=models.BooleanField(),
    ),
    lambda row, now, tz: None if row.due_on is None else row.due_on < now.astimezone(ZoneInfo(tz)).date(),
)


@dataclass(frozen=True)
class Somebody:
    """A caller: what he may not see is listed."""

    user_id: int | None = 1
    form: str = "seek"
    department_ids: frozenset[int] = frozenset()
    hidden: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, Q] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    timezone: str = ZONE

    def can(self, object_name: str, operation: str) -> bool:
        return object_name not in self.without

    def level(self, object_name: str, field_name: str) -> str:
        return self.hidden.get(f"{object_name}.{field_name}", "edit")

    def scope_of(self, model: type[Model], action: str, object_name: str) -> Q | None:
        return self.scopes.get(object_name)

    def walking(self) -> Somebody:
        return replace(self, form="walk")


ANYBODY = Somebody()


def build_tables() -> None:
    """The tables of the world; with its transaction they are gone."""
    with connection.schema_editor() as editor:
        for model in TABLES:
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def links(object_name: str, record_id: int, field_name: str, value: Any) -> None:
    """Mirror references in the link table, as the write path does."""
    rows = value if isinstance(value, list) else [value]
    with connection.cursor() as cursor:
        for target in rows:
            cursor.execute(
                "INSERT INTO record_link (object, record_id, field, target_object, target_id)"
                " VALUES (%s, %s, %s, %s, %s)",
                [object_name, record_id, field_name, target["object"], target["id"]],
            )


def add(model: type[Model], **values: Any) -> Any:
    """One row; keys that are no column go to `custom`."""
    columns = {f.attname for f in model._meta.concrete_fields} | {f.name for f in model._meta.concrete_fields}
    own = {k: v for k, v in values.items() if k in columns}
    row = model(**own, custom={k: v for k, v in values.items() if k not in columns})
    if "label" not in own:
        row.label = own.get("name", "")  # type: ignore[attr-defined]
        row.label_sort = row.label  # type: ignore[attr-defined]
    table: Any = model._default_manager
    table.system(reason=WHY).bulk_create([row])
    return row


def add_deal(**values: Any) -> Deal:
    """A deal with its links."""
    row = cast(Deal, add(Deal, **values))
    for name in ("source", "related", "x_any"):
        if values.get(name):
            links("deal", row.pk, name, values[name])
    for name, target in (("watchers", "user"), ("x_firms", "firm")):
        if values.get(name):
            links("deal", row.pk, name, [{"object": target, "id": one} for one in values[name]])
    return row


def deals(ctx: Somebody = ANYBODY) -> Any:
    """The living deals that somebody may see."""
    table: Any = Deal._default_manager
    return table.visible_to(ctx, "view", "deal").filter(deleted_at=None)


def found(raw: Any, ctx: Somebody = ANYBODY, spec: ObjectSpec = DEAL) -> list[str]:
    """The names of the rows that a filter finds, in both forms of the compiler alike."""
    node: Node = parse(raw)
    answers = []
    for caller in (ctx, ctx.walking()):
        table: Any = spec.model._default_manager
        rows = table.visible_to(caller, "view", spec.name).filter(deleted_at=None)
        names = rows.filter(compile_filter(caller, spec, node)).values_list("name", flat=True)
        answers.append(sorted(names))
    assert answers[0] == answers[1]
    return cast("list[str]", answers[0])
