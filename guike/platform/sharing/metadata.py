"""The declaration of dimensions and rules."""

from __future__ import annotations

from typing import Any

from guike.kernel.text import Text
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, FieldSpec, Hooks, ObjectSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.sharing import errors, scopes, switched, teams
from guike.platform.sharing.models import ManagementDimension, RestrictionRule, SharingRule, TeamRule
from guike.platform.sharing.services import (
    dimension_deleting,
    dimension_prepare,
    restriction_prepare,
    sharing_prepare,
    team_prepare,
)

__all__ = ["declare", "errors"]


ANY_OF = Text(
    "部门含下级部门；填了几项时，属于其中任何一项即可", "Departments with those below; one of them is enough"
)


def _administered(**parts: Any) -> ObjectSpec:
    """What administrators alone keep, and what is in force from the next request on."""
    return ObjectSpec(
        module="admin", area="admin", access=AccessSpec(kind="open", administrators=True),
        has_team=False, has_timeline=False, has_files=False, operations=("view", "create", "edit", "delete"),
        feeds=("permission",), audited=True, **parts,
    )  # fmt: skip


def _object() -> FieldSpec:
    return f("choice", "object", "对象", "Object", required=True, choice_set=OBJECTS, create_only=True)


def _active() -> FieldSpec:
    return f("boolean", "is_active", "启用", "Active", default=True)


DIMENSION = _administered(
    name="management_dimension",
    model=ManagementDimension,
    label=Text("管理维度", "Management dimension"),
    plural=Text("管理维度", "Management dimensions"),
    position=32,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("text", "code", "编码", "Code", required=True, create_only=True, unique=True, max_length=50,
          help=Text("供接口使用，小写字母和数字，如 region", "For programs: small letters and digits, such as region")),
        f("choice", "kind", "类型", "Kind", required=True, create_only=True, choices=choices(
            ("department", "部门", "Department", "blue"), ("account_class", "客户级别", "Account class", "green"),
            ("region", "地区", "Region", "cyan"), ("category", "产品类目", "Product category", "purple"),
            ("choice_set", "选项集", "Choice set"))),
        f("text", "choice_set", "选项集", "Choice set", max_length=60),
        f("json", "paths", "取值字段", "Where the value stands", holds="paths",
          help=Text("每个对象按哪个字段划分，通常不用改", "By which field each object is divided; rarely changed")),
        _active(),
    ),
    list_columns=("name", "code", "kind", "is_active"),
    header=("code", "kind", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("name", "code", "kind", "choice_set", "paths", "is_active")),),
    views=(ViewSpec("all", Text("全部管理维度", "All dimensions"), sort=("id",)),),
    hooks=Hooks(prepare=dimension_prepare, deleting=dimension_deleting),
)  # fmt: skip

SHARING_RULE = _administered(
    name="sharing_rule",
    model=SharingRule,
    label=Text("共享规则", "Sharing rule"),
    plural=Text("共享规则", "Sharing rules"),
    position=33,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        _object(),
        f("choice", "source", "共享哪些记录", "Which records", default="owners", required=True, choices=choices(
            ("owners", "按负责人", "By owner"), ("filter", "按条件", "By condition"))),
        f("json", "owners", "负责人", "Owners", holds="parties", help=ANY_OF),
        f("json", "filter", "条件", "Condition", holds="filter"),
        f("json", "targets", "共享给", "Shared with", required=True, holds="parties", help=ANY_OF),
        f("choice", "access", "权限", "Access", default="read", required=True, choices=choices(
            ("read", "只读", "Read"), ("edit", "可编辑", "Edit", "orange"))),
        _active(),
    ),
    list_columns=("name", "object", "source", "access", "is_active"),
    header=("object", "source", "access", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("name", "object", "source", "owners", "filter", "targets", "access", "is_active")),),
    views=(ViewSpec("all", Text("全部共享规则", "All sharing rules"), sort=("object", "name")),),
    hooks=Hooks(prepare=sharing_prepare),
)  # fmt: skip

TEAM_RULE = _administered(
    name="team_rule",
    model=TeamRule,
    label=Text("自动团队规则", "Team rule"),
    plural=Text("自动团队规则", "Team rules"),
    position=35,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        _object(),
        f("choice", "source", "哪些记录", "Which records", default="filter", required=True, choices=choices(
            ("filter", "按条件", "By condition"), ("owners", "按负责人", "By owner"))),
        f("json", "filter", "条件", "Condition", holds="filter",
          help=Text("不再满足条件时，规则加入的成员自动移出；手工加入的不受影响",
                    "Who was added by the rule leaves when it holds no more; who was added by hand stays")),
        f("json", "owners", "负责人", "Owners", holds="parties", help=ANY_OF),
        f("json", "members", "加入的成员", "Members", required=True, holds="members"),
        f("choice", "access", "权限", "Access", default="read", required=True, choices=choices(
            ("read", "只读", "Read"), ("edit", "可编辑", "Edit", "orange"))),
        f("text", "role_label", "团队角色", "Role in the team", max_length=50),
        _active(),
    ),
    list_columns=("name", "object", "source", "access", "role_label", "is_active"),
    header=("object", "source", "access", "is_active"),
    form=(Section(Text("基本信息", "Details"),
                  ("name", "object", "source", "filter", "owners", "members", "access", "role_label", "is_active")),),
    views=(ViewSpec("all", Text("全部自动团队规则", "All team rules"), sort=("object", "name")),),
    hooks=Hooks(prepare=team_prepare),
)  # fmt: skip

RESTRICTION_RULE = _administered(
    name="restriction_rule",
    model=RestrictionRule,
    label=Text("限制规则", "Restriction rule"),
    plural=Text("限制规则", "Restriction rules"),
    position=34,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        _object(),
        f("json", "filter", "限制哪些记录", "Which records", required=True, holds="filter"),
        f("choice", "effect", "限制方式", "Effect", default="view", required=True, choices=choices(
            ("view", "不可见", "Hidden", "red"), ("edit", "只读", "Read only", "orange"))),
        f("references", "roles", "适用角色", "For roles", target="role", relation="restriction_rules",
          relation_label=Text("限制规则", "Restriction rules")),
        f("references", "users", "适用人员", "For people", target="user", relation="restriction_rules",
          relation_label=Text("限制规则", "Restriction rules")),
        _active(),
    ),
    list_columns=("name", "object", "effect", "roles", "users", "is_active"),
    header=("object", "effect", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("name", "object", "filter", "effect", "roles", "users", "is_active")),),
    views=(ViewSpec("all", Text("全部限制规则", "All restriction rules"), sort=("object", "name")),),
    hooks=Hooks(prepare=restriction_prepare),
)  # fmt: skip


def declare() -> None:
    """Register the objects and the sources of the scope."""
    registry.add(DIMENSION, SHARING_RULE, RESTRICTION_RULE, TEAM_RULE)
    scopes.declare()
    teams.declare()
    switched.declare()
