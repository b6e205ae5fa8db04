"""What can be wrong with dimensions and rules of access."""

from guike.kernel.errors import register
from guike.kernel.text import T

register(
    {
        "dimension.kind_fixed": T("管理维度的类型不能修改，请新建一个", "The kind of a dimension cannot be changed; make another one"),
        "dimension.code": T("编码由小写字母、数字和下划线组成，以字母开头", "A code has small letters, digits and underscores; a letter comes first"),
        "dimension.choice_set": T("请选择选项集", "Choose a choice set"),
        "dimension.path": T("“{object}”的路径“{path}”没有指向{kind}", "The path “{path}” of “{object}” does not lead to a {kind}"),
        "dimension.unknown": T("没有管理维度“{name}”", "There is no dimension “{name}”"),
        "dimension.values": T("请选择全部，或填一组取值", "Choose everything, or give a list of values"),
        "dimension.value": T("“{value}”不是该管理维度的取值", "“{value}” is no value of this dimension"),
        "dimension.in_use": T("已有角色或人员设置了该管理维度，请先清除，或将其停用", "Roles or people are limited in it; clear that, or switch it off"),
        "sharing.object": T("“{object}”按功能权限或所属单据开放，不能设置共享规则", "“{object}” takes no sharing rule: other rights open it"),
        "sharing.party": T("请选择人员、部门或角色", "Choose people, departments or roles"),
        "sharing.gone": T("所选的人员、部门或角色已不存在", "This person, department or role does not exist any more"),
        "team_rule.object": T("“{object}”没有相关团队", "Records of “{object}” have no team"),
        "team_rule.not_followed": T("自动团队只能按记录自身的字段判断，“{name}”会在别处变化", "“{name}” changes elsewhere; take fields of the record itself"),
        "team_rule.member": T("请选择人员、角色、记录上的人员字段，或负责人的常务经理", "Choose people, roles, a field, or who serves the owner"),
        "team_rule.field": T("“{name}”不是人员字段", "“{name}” is no field that names a person"),
        "restriction.object": T("“{object}”的明细随单据，请在单据上设置限制规则", "Lines follow their document; restrict the document of “{object}”"),
        "restriction.nobody": T("请选择规则适用的角色或人员", "Choose the roles or people for whom the rule holds"),
        "access_rule.limit": T("同一对象最多 {max} 条有效规则", "An object has at most {max} active rules"),
    }
)  # fmt: skip
