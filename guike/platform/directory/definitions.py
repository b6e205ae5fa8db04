"""The declaration of objects, fields, choice sets, record types, layouts, views and rules."""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.directory.declaring import admin_object
from guike.platform.directory.fields import field_deleting, field_prepare, field_purging, field_written
from guike.platform.directory.objects import object_deleting, object_prepare, object_purging, object_written
from guike.platform.directory.sets import choice_set_deleting, choice_set_prepare
from guike.platform.directory.shapes import (
    duplicate_rule_prepare,
    layout_prepare,
    record_type_prepare,
    rule_prepare,
    view_prepare,
)
from guike.platform.metadata import models
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.labels import in_language
from guike.platform.metadata.spec import Choice, FieldSpec, Hooks, ObjectSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.views.models import SavedView

DEFINING = ("metadata",)
KEEPING = ("view", "create", "edit", "delete")
MODULES = choices(
    ("marketing", "营销", "Marketing"),
    ("sales", "销售", "Sales"),
    ("service", "服务", "Service"),
    ("marketing_service", "营销服务", "Marketing and service"),
    Choice("admin", Text("管理后台", "Administration"), is_active=False),
)
FIELD_TYPES = choices(
    ("text", "单行文字", "Text"),
    ("long_text", "多行文字", "Long text"),
    ("integer", "整数", "Whole number"),
    ("decimal", "小数", "Decimal number"),
    ("money", "金额", "Money"),
    ("percent", "百分比", "Percent"),
    ("boolean", "是/否", "Yes or no"),
    ("date", "日期", "Date"),
    ("instant", "日期时间", "Date and time"),
    ("choice", "单选", "Choice"),
    ("multi_choice", "多选", "Several choices"),
    ("reference", "关联", "Reference"),
    ("references", "关联多条", "Several references"),
    ("any_reference", "关联任意对象", "Reference to any object"),
    ("any_references", "关联多条任意对象", "Several references to any object"),
    ("user", "人员", "User"),
    ("department", "部门", "Department"),
    ("phone", "电话", "Phone"),
    ("email", "邮箱", "E-mail"),
    ("url", "网址", "Web address"),
    ("region", "地区", "Region"),
    ("geo", "位置", "Position"),
    ("image", "图片", "Image"),
    ("file", "附件", "File"),
    ("files", "多个附件", "Several files"),
    ("auto_number", "自动编号", "Auto number"),
    ("formula", "公式", "Formula"),
    ("rollup", "汇总", "Roll-up"),
    ("lines", "明细", "Lines"),
    Choice("tags", Text("标签", "Tags"), is_active=False),
    Choice("json", Text("结构", "Structure"), is_active=False),
    Choice("value", Text("值", "Value"), is_active=False),
    Choice("label", Text("多语言名称", "Label"), is_active=False),
    Choice("choices", Text("选项", "Choices"), is_active=False),
)


def _label(row: models.ObjectDef | models.FieldDef | models.ChoiceSet) -> str:
    return in_language(row.labels or {}, "zh-CN") or row.api_name


def _object() -> FieldSpec:
    return f(
        "choice",
        "object",
        "对象",
        "Object",
        required=True,
        create_only=True,
        choice_set=OBJECTS,
        searchable=True,
    )


def _active() -> FieldSpec:
    return f("boolean", "is_active", "启用", "Active", default=True)


OBJECT_DEF = admin_object(
    name="object_def",
    model=models.ObjectDef,
    label=Text("对象", "Object"),
    plural=Text("对象管理", "Objects"),
    position=40,
    name_field="label",
    label_of=_label,
    label_from=("label", "api_name"),
    operations=KEEPING,
    fields=(
        f("label", "label", "名称", "Label", required=True, searchable=True, column="labels"),
        f("text", "api_name", "API 名称", "API name", required=True, unique=True, create_only=True, searchable=True, max_length=60,
          help=Text("自定义对象以 __c 结尾，例如 sample_loan__c；创建后不能修改", "Ends in __c for a custom object; never changes")),
        f("label", "plural_label", "复数名称", "Plural label", column="plural_labels"),
        f("choice", "module", "模块", "Module", choices=MODULES, default="sales", required=True),
        f("choice", "default_access", "默认数据权限", "Default access", default="private", choices=choices(
            ("private", "私有", "Private"), ("read", "公开只读", "Read"), ("edit", "公开可编辑", "Edit"))),
        f("text", "number_pattern", "编号规则", "Number pattern", max_length=60,
          help=Text("例如 SL{yyyy}{mm}{dd}-{seq:4}", "Such as SL{yyyy}{mm}{dd}-{seq:4}")),
        f("text", "name_field", "名称字段", "Name field", max_length=60),
        f("boolean", "has_workflow", "启用自动化", "Automation", default=False,
          help=Text("停用后，此对象的自动化规则不再触发", "Switched off, the rules of the object do not fire")),
        f("boolean", "has_approval", "启用审批", "Approval", default=False),
        f("boolean", "is_custom", "自定义", "Custom", read_only=True),
        _active(),
    ),
    list_columns=("label", "api_name", "module", "is_custom", "is_active", "default_access", "number_pattern"),
    header=("api_name", "module", "is_custom", "is_active"),
    form=(
        Section(Text("基本信息", "Details"), ("label", "api_name", "plural_label", "module", "has_approval", "has_workflow", "is_active")),
        Section(Text("数据", "Records"), ("default_access", "number_pattern", "name_field")),
    ),
    views=(
        ViewSpec("all", Text("全部对象", "All objects"), sort=("module", "api_name")),
        ViewSpec("custom", Text("自定义对象", "Custom objects"), {"field": "is_custom", "op": "eq", "value": True}, sort=("api_name",)),
    ),
    hooks=Hooks(prepare=object_prepare, written=object_written, deleting=object_deleting, purging=object_purging),
    feeds=DEFINING,
)  # fmt: skip

FIELD_DEF = admin_object(
    name="field_def",
    model=models.FieldDef,
    label=Text("字段", "Field"),
    plural=Text("字段管理", "Fields"),
    position=41,
    name_field="label",
    label_of=_label,
    label_from=("label", "api_name"),
    operations=KEEPING,
    fields=(
        _object(),
        f("label", "label", "名称", "Label", required=True, searchable=True, column="labels"),
        f("text", "api_name", "API 名称", "API name", required=True, create_only=True, searchable=True, max_length=60,
          help=Text("自定义字段以 x_ 开头，例如 x_intent；创建后不能修改", "Begins with x_ for a custom field; never changes")),
        f("choice", "type", "类型", "Type", required=True, create_only=True, choices=FIELD_TYPES),
        f("text", "help", "说明", "Help", max_length=500),
        f("boolean", "is_required", "必填", "Required", default=False),
        f("boolean", "is_unique", "唯一", "Unique", default=False),
        f("boolean", "is_indexed", "建立索引", "Indexed", default=False,
          help=Text("常用于筛选和排序的字段可建立索引", "For fields that lists are often filtered and sorted by")),
        f("boolean", "is_searchable", "可搜索", "Searchable", default=False),
        f("boolean", "is_personal", "个人信息", "Personal", default=False,
          help=Text("匿名化一个人时清空；手机、电话、邮箱和姓名总是清空", "Emptied when a person is anonymised; phones, e-mails and names are so anyhow")),
        _active(),
        f("boolean", "is_custom", "自定义", "Custom", read_only=True),
        f("choices", "choices", "选项", "Choices"),
        f("text", "choice_set", "选项集", "Choice set", max_length=60),
        f("choice", "target", "目标对象", "Target", choice_set=OBJECTS, create_only=True),
        f("value", "default", "默认值", "Default", column="default_value"),
        f("long_text", "formula", "公式", "Formula", max_length=2000),
        f("json", "rollup", "汇总规则", "Roll-up"),
        f("integer", "scale", "小数位数", "Decimal places", minimum="0", maximum="6"),
        f("integer", "max_length", "最大长度", "Longest", minimum="1", maximum="20000"),
        f("integer", "position", "顺序", "Position", default=0),
    ),
    list_columns=("object", "label", "api_name", "type", "is_required", "is_active", "is_unique", "is_custom", "position"),
    header=("object", "api_name", "type", "is_custom", "is_active"),
    form=(
        Section(Text("基本信息", "Details"), ("object", "label", "api_name", "type", "help", "position", "is_active")),
        Section(Text("约束", "Constraints"), ("is_required", "is_unique", "is_indexed", "is_searchable", "is_personal", "default", "scale", "max_length")),
        Section(Text("取值", "Values"), ("choices", "choice_set", "target", "formula", "rollup")),
    ),
    views=(
        ViewSpec("all", Text("全部字段", "All fields"), sort=("object", "position")),
        ViewSpec("custom", Text("自定义字段", "Custom fields"), {"field": "is_custom", "op": "eq", "value": True}, sort=("object", "position")),
    ),
    hooks=Hooks(prepare=field_prepare, written=field_written, deleting=field_deleting, purging=field_purging),
    unique_together=(("object", "api_name"),),
    feeds=DEFINING,
)  # fmt: skip

CHOICE_SET = admin_object(
    name="choice_set",
    model=models.ChoiceSet,
    label=Text("选项集", "Choice set"),
    plural=Text("选项集", "Choice sets"),
    position=42,
    name_field="label",
    label_of=_label,
    label_from=("label", "api_name"),
    operations=KEEPING,
    fields=(
        f("label", "label", "名称", "Label", required=True, searchable=True, column="labels"),
        f("text", "api_name", "API 名称", "API name", required=True, unique=True, create_only=True, searchable=True, max_length=60),
        f("choices", "choices", "选项", "Choices", required=True),
    ),
    list_columns=("label", "api_name", "updated_by", "updated_at"),
    form=(Section(Text("基本信息", "Details"), ("label", "api_name", "choices")),),
    views=(ViewSpec("all", Text("全部选项集", "All choice sets"), sort=("api_name",)),),
    hooks=Hooks(prepare=choice_set_prepare, deleting=choice_set_deleting),
    feeds=DEFINING,
)  # fmt: skip

RECORD_TYPE = admin_object(
    name="record_type",
    model=models.RecordType,
    label=Text("业务类型", "Record type"),
    plural=Text("业务类型", "Record types"),
    position=43,
    operations=KEEPING,
    fields=(
        _object(),
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("boolean", "is_default", "默认", "Default", default=False),
        _active(),
        f("json", "filter", "适用条件", "Filter", holds="filter"),
    ),
    list_columns=("object", "name", "is_default", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("object", "name", "is_default", "is_active", "filter")),),
    views=(ViewSpec("all", Text("全部业务类型", "All record types"), sort=("object", "name")),),
    hooks=Hooks(prepare=record_type_prepare),
    unique_together=(("object", "name"),),
    feeds=DEFINING,
)  # fmt: skip

LAYOUT = admin_object(
    name="layout",
    model=models.Layout,
    label=Text("布局", "Layout"),
    plural=Text("布局", "Layouts"),
    position=44,
    operations=KEEPING,
    fields=(
        _object(),
        f("choice", "kind", "用途", "Kind", required=True, create_only=True, choices=choices(
            ("list", "列表", "List"), ("detail", "详情", "Detail"), ("form", "表单", "Form"))),
        f("text", "name", "名称", "Name", searchable=True, max_length=100),
        f("references", "roles", "适用角色", "Roles", target="role", help=Text("留空表示所有人", "Empty = everybody")),
        f("references", "record_types", "适用业务类型", "Record types", target="record_type", help=Text("留空表示全部", "Empty = all")),
        f("json", "spec", "内容", "Spec", required=True, holds="layout"),
    ),
    list_columns=("object", "kind", "name", "roles", "record_types"),
    form=(Section(Text("基本信息", "Details"), ("object", "kind", "name", "roles", "record_types", "spec")),),
    views=(ViewSpec("all", Text("全部布局", "All layouts"), sort=("object", "kind")),),
    hooks=Hooks(prepare=layout_prepare),
    feeds=DEFINING,
)  # fmt: skip

SAVED_VIEW = admin_object(
    name="saved_view",
    model=SavedView,
    label=Text("视图", "View"),
    plural=Text("视图", "Views"),
    position=45,
    operations=KEEPING,
    fields=(
        _object(),
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("user", "owner", "所有者", "Owner", read_only=True),
        f("json", "filter", "筛选条件", "Filter", holds="filter"),
        f("json", "columns", "显示列", "Columns", holds="columns"),
        f("json", "sort", "排序", "Order", holds="order"),
        f("choice", "kind", "形式", "Kind", default="list", choices=choices(
            ("list", "列表", "List"), ("board", "看板", "Board"), ("calendar", "日历", "Calendar"))),
        f("text", "group_by", "分组字段", "Grouped by", max_length=60),
        f("any_references", "shared_with", "共享给", "Shared with", targets=("user", "department", "role")),
        f("integer", "position", "顺序", "Position", default=0),
    ),
    list_columns=("name", "object", "owner", "kind", "shared_with", "updated_at"),
    form=(Section(Text("基本信息", "Details"), ("object", "name", "filter", "columns", "sort", "kind", "group_by", "shared_with", "position")),),
    views=(
        ViewSpec("mine", Text("我的视图", "My views"), {"field": "owner", "op": "is_me"}, sort=("object", "position")),
        ViewSpec("all", Text("全部视图", "All views"), sort=("object", "position")),
    ),
    hooks=Hooks(prepare=view_prepare),
)  # fmt: skip

VALIDATION_RULE = admin_object(
    name="validation_rule",
    model=models.ValidationRule,
    label=Text("校验规则", "Validation rule"),
    plural=Text("校验规则", "Validation rules"),
    position=46,
    operations=KEEPING,
    fields=(
        _object(),
        f("text", "name", "名称", "Name", searchable=True, max_length=100),
        f("json", "filter", "不允许的情况", "Refused when", holds="filter"),
        f("long_text", "formula", "不允许的公式", "Refused when the formula holds", max_length=2000,
          help=Text("结果为是/否，如 end_on < start_on；与上面的条件都填时，同时成立才拒绝",
                    "True or false, such as end_on < start_on; with a filter, both must hold")),
        f("text", "message", "提示", "Message", required=True, max_length=500),
        f("text", "field", "提示所在字段", "Shown at", max_length=60),
        _active(),
        f("choice", "validity", "有效性", "Validity", read_only=True, system=True, default="valid", choices=choices(
            ("valid", "有效", "Valid", "green"), ("invalid", "已失效，不再校验", "Invalid, holds for nothing", "red")),
          help=Text("条件引用的字段已不存在时失效，请修改条件", "Invalid when a field of the filter is gone; change the filter")),
    ),
    label_from=("name", "message"),
    list_columns=("name", "object", "message", "is_active", "validity"),
    header=("object", "is_active", "validity"),
    form=(
        Section(Text("基本信息", "Details"), ("object", "name", "filter", "formula", "message", "field", "is_active")),
    ),
    views=(ViewSpec("all", Text("全部校验规则", "All validation rules"), sort=("object", "name")),),
    hooks=Hooks(prepare=rule_prepare),
    feeds=DEFINING,
)  # fmt: skip

DUPLICATE_RULE = admin_object(
    name="duplicate_rule",
    model=models.DuplicateRule,
    label=Text("查重规则", "Duplicate rule"),
    plural=Text("查重规则", "Duplicate rules"),
    position=47,
    operations=KEEPING,
    fields=(
        _object(),
        f("text", "name", "名称", "Name", searchable=True, max_length=100),
        f("json", "match", "判重条件", "Match", required=True, holds="match"),
        f("choice", "effect", "处理方式", "Effect", default="warn", choices=choices(
            ("warn", "提醒", "Warn"), ("block", "阻止", "Block"),
            Choice("route", Text("转给原负责人", "Route to the owner"), in_effect=False),
            Choice("attach", Text("并入原记录", "Attach"), in_effect=False))),
        f("boolean", "shows_owner", "显示原负责人", "Shows the owner", default=True),
        _active(),
    ),
    list_columns=("name", "object", "effect", "shows_owner", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("object", "name", "match", "effect", "shows_owner", "is_active")),),
    views=(ViewSpec("all", Text("全部查重规则", "All duplicate rules"), sort=("object", "name")),),
    hooks=Hooks(prepare=duplicate_rule_prepare),
    feeds=DEFINING,
)  # fmt: skip

DEFINITIONS: tuple[ObjectSpec, ...] = (
    OBJECT_DEF, FIELD_DEF, CHOICE_SET, RECORD_TYPE, LAYOUT, SAVED_VIEW, VALIDATION_RULE, DUPLICATE_RULE,
)  # fmt: skip
