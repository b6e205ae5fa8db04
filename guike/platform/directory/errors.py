"""Refusals of administration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text


class AdministrationRefused(Refusal):
    """The state of the organisation or of the definitions does not allow it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "user.last_administrator": T(
            "这是最后一位系统管理员，请先让其他人成为管理员",
            "This is the last administrator; make somebody else one first",
        ),
        "user.department_gone": T(
            "所属部门“{name}”已删除，请先为此人选择部门",
            "The department “{name}” has been deleted; place the user in another one first",
        ),
        "user.no_provider_link": T("此人没有绑定公司统一登录", "This user is not linked to the provider"),
        "user.no_second_factor": T("此人没有开启两步验证", "This user has no second step to reset"),
        "user.to_himself": T(
            "不能交接给本人，请选择其他人", "Nobody hands over to himself; choose somebody else"
        ),
        "role.in_use": T(
            "还有 {count} 位用户拥有此角色，请先为他们取消",
            "{count} users hold this role; take it from them first",
        ),
        "currency.in_use": T(
            "币种“{currency}”已被使用，不能删除；不再使用时请停用",
            "Currency “{currency}” is in use; deactivate it instead of deleting it",
        ),
        "definition.standard": T(
            "标准对象和字段不能删除；不需要时请停用",
            "Standard objects and fields are not deleted; deactivate them",
        ),
        "definition.has_records": T(
            "还有 {count} 条记录在使用，请先停用再删除",
            "{count} records use it; deactivate it before deleting it",
        ),
        "definition.needed": T("“{name}”正在使用它，请先修改那里", "“{name}” uses it; change that first"),
    }


register(
    {
        "definition.ledger": T(
            "“{object}”由系统逐笔记录，不能为它添加字段、规则或业务类型",
            "“{object}” are written by the system: they take no fields, rules or record types",
        ),
        "key.scope": T(
            "没有“{name}”这个范围，请按“对象:操作”填写，或填写 * 表示全部",
            "There is no scope “{name}”; write “object:operation”, or * for everything",
        ),
        "username.shape": T(
            "用户名只能包含文字、数字和 . _ @ + -，且不含空格",
            "A user name holds letters, digits and . _ @ + - only, without spaces",
        ),
        "tree.cycle": T("上级不能是自己或自己的下级", "What lies above cannot be itself or lie below it"),
        "tree.depth": T("层级不能超过 {max} 级", "At most {max} levels"),
        "user.leaf_only": T(
            "“{name}”还有下级部门，业务员必须归属末级部门",
            "“{name}” has departments below it; salespeople belong to a department that has none",
        ),
        "user.headquarters_only": T(
            "角色“{role}”仅限总部：请先把此人的所属部门改到总部（部门类型“总部”之下、不在分公司之下），或取消该角色",
            "The role “{role}” is for the head office alone: move the person to a department below one of the kind “Head"
            " office” and below no branch, or take the role away",
        ),
        "department.members_of_virtual": T(
            "只有类型为“虚拟部门”的部门才能包含其他部门",
            "Only a department of the kind “Virtual” stands for others",
        ),
        "department.members_nested": T(
            "虚拟部门不能包含自己，也不能包含另一个包含部门的虚拟部门",
            "A virtual department stands neither for itself nor for another one that stands for departments",
        ),
        "department.leaf_only": T(
            "{people}等 {count} 位业务员归属这个上级部门，而业务员必须在末级部门；请先调整他们的部门",
            "{people} ({count} in all) are salespeople of this parent, and salespeople belong to a department that has none"
            " below it; move them first",
        ),
        "department.headquarters_only": T(
            "{people}等 {count} 人有“仅限总部”的角色，改动后不再属于总部；请先取消他们的角色或调整部门",
            "{people} ({count} in all) have roles for the head office alone and would be outside of it; change their roles or"
            " departments first",
        ),
        "role.headquarters_only": T(
            "{people}等 {count} 人不在总部；请先取消他们的这个角色或调整部门",
            "{people} ({count} in all) are not in the head office; take the role from them or move them first",
        ),
        "role.compare": T("请选择两个不同的角色", "Choose two different roles"),
        "role.code": T(
            "编码只能用小写字母、数字和下划线", "A code holds lower-case letters, digits and underscores only"
        ),
        "role.operation": T("对象“{object}”没有操作“{name}”", "“{object}” has no operation “{name}”"),
        "role.level": T(
            "应为 hidden、masked、masked_edit 或 read", "Must be hidden, masked, masked_edit or read"
        ),
        "role.scope": T(
            "应为 own、department、departments 或 all", "Must be own, department, departments or all"
        ),
        "role.access": T("应为 view 或 edit", "Must be view or edit"),
        "name.shape": T(
            "“{value}”不是有效的名称：以小写字母开头，只含小写字母、数字和下划线，最多 {max} 个字符",
            "“{value}” is no name: it starts with a lower-case letter and holds lower-case letters, digits and"
            " underscores, at most {max}",
        ),
        "name.custom_object": T(
            "自定义对象的名称以 __c 结尾，例如 sample_loan__c",
            "The name of a custom object ends in __c: sample_loan__c",
        ),
        "name.custom_field": T(
            "自定义字段的名称以 x_ 开头，例如 x_intent", "The name of a custom field begins with x_: x_intent"
        ),
        "name.reserved": T(
            "“{value}”是系统保留的名称，请换一个", "“{value}” is a name of the system; choose another"
        ),
        "definition.limit": T(
            "最多 {max} 个，请先删除不用的", "At most {max}; delete one that is not needed"
        ),
        "field.standard": T("标准字段的此项不能修改", "This cannot be changed of a standard field"),
        "field.stricter_only": T("标准字段的必填要求只能加严", "A standard field can only be made stricter"),
        "field.keep_active": T("系统需要此字段，不能停用", "The system needs this field; it stays active"),
        "field.not_for_type": T("此类型的字段不支持此项", "Fields of this type do not have this"),
        "field.label_taken": T(
            "另一个字段已经叫“{label}”，列表、筛选和表格里会分不清，请换一个名称",
            "Another field is called “{label}” already; lists, filters and sheets could not tell them apart, so"
            " choose another label",
        ),
        "field.needs": T("此类型的字段必须填写此项", "Fields of this type need this"),
        "field.lines_target": T(
            "明细的目标应为一个自定义对象，且只能属于一个单据",
            "The target of lines is a custom object that belongs to one parent only",
        ),
        "field.not_unique": T(
            "现有记录中“{value}”出现多次，不能设为唯一", "“{value}” occurs more than once in the records"
        ),
        "field.default": T("默认值不符合字段类型", "The default does not fit the type of the field"),
        "choices.fixed": T(
            "状态的选项由系统决定，只能修改名称和颜色",
            "The codes of a state are the system's; change label and color only",
        ),
        "choice_set.unknown": T("没有选项集“{name}”", "There is no choice set “{name}”"),
        "rollup.shape": T(
            "汇总应为 object、via、agg、field、filter", "A roll-up has object, via, agg, field and filter"
        ),
        "layout.kind": T("应为 list、detail 或 form", "Must be list, detail or form"),
        "layout.shape": T("布局的写法不正确", "The layout is not written correctly"),
        "number.pattern": T(
            "编号规则应以流水号结尾，例如 SL{{yyyy}}{{mm}}{{dd}}-{{seq:4}}",
            "A pattern ends in its sequence: SL{{yyyy}}{{mm}}{{dd}}-{{seq:4}}",
        ),
        "duplicate_rule.how": T(
            "请选择判断相同的方式：exact（完全一致）、phone（电话）、company（公司）或 text（文字）",
            "Choose how they are the same: exact, phone, company or text",
        ),
        "duplicate_rule.field": T(
            "“{field}”是算出来的，不能用来判重，请换一个字段",
            "“{field}” is computed and cannot tell duplicates; choose another field",
        ),
        "duplicate_rule.one_object": T(
            "一条规则只能与一种对象比较，请为另一种对象另建一条规则",
            "A rule compares with one object; make another rule for the other object",
        ),
        "duplicate_rule.shape": T(
            "每一项要选字段和判断相同的方式", "Each part needs a field and a way of being the same"
        ),
        "shared_with.shape": T(
            "应为用户、部门或角色的列表", "Must be a list of users, departments and roles"
        ),
        "currency.base_in_use": T(
            "“{object}”中已有按 {currency} 计算的金额，本位币不能再修改",
            "There are amounts counted in {currency} in “{object}”; the base currency stays",
        ),
        "currency.base_rates": T(
            "已有对 {currency} 的按日汇率，请先删除再修改本位币",
            "There are dated rates to {currency}; delete them before changing the base currency",
        ),
        "currency.base_rate": T("本位币的汇率只能是 1", "The rate of the base currency is 1"),
        "currency.code": T(
            "请填写三位大写字母的币种代码，例如 USD", "Give a code of three capitals such as USD"
        ),
        "objects.unknown": T("没有可交接的对象“{name}”", "There is no object “{name}” to hand over"),
    }
)
