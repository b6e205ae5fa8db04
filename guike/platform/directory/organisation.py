"""The declaration of departments, users and roles."""

from __future__ import annotations

from guike.kernel.limits import EXPORT_ROWS
from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import LOCALES, Text
from guike.platform.directory.declaring import admin_object
from guike.platform.directory.departments import department_prepare, department_written
from guike.platform.directory.handover import user_hand_over, user_leave
from guike.platform.directory.roles import role_copy, role_deleting, role_prepare
from guike.platform.directory.users import (
    user_deleting,
    user_disable,
    user_enable,
    user_prepare,
    user_reset_password,
    user_reset_second_factor,
    user_unlink_provider,
    user_written,
)
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.org.models import Department, HandoverEntry, Role, User

USER_STATES = StateSpec(
    field="status",
    states=(
        State("active", Text("在职", "Active"), "green"),
        State("disabled", Text("停用", "Disabled"), "orange"),
        State("left", Text("离职", "Left"), "default"),
    ),
    first=("active",),
    steps=(
        Step("disable", ("active",), ("disabled",)),
        Step("enable", ("disabled", "left"), ("active",)),
        Step("leave", ("active", "disabled"), ("left",)),
    ),
)
ACTIVE = USER_STATES.among("active")
LANGUAGES = {
    "zh-CN": ("简体中文", "Simplified Chinese"),
    "zh-TW": ("繁體中文", "Traditional Chinese"),
    "en": ("English", "English"),
}

DEPARTMENT = admin_object(
    name="department",
    model=Department,
    label=Text("部门", "Department"),
    plural=Text("部门", "Departments"),
    position=10,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("text", "code", "编码", "Code", unique=True, searchable=True, max_length=50),
        f("department", "parent", "上级部门", "Parent", relation="departments", relation_label=Text("下级部门", "Departments below")),
        f("choice", "kind", "类型", "Kind", choices=choices(
            ("headquarters", "总部", "Head office", "gold"), ("branch", "分公司", "Branch", "cyan"),
            ("marketing", "营销", "Marketing"), ("sales", "销售", "Sales", "blue"), ("service", "服务", "Service", "green"),
            ("operations", "运营", "Operations"), ("virtual", "虚拟部门", "Virtual", "purple")),
          help=Text("分公司之下不属于总部；“仅限总部”的角色只能分配给总部的人员",
                    "What lies below a branch is not the head office, whose people alone get roles for the head office")),
        f("user", "head", "负责人", "Head", relation="headed_departments", relation_label=Text("负责的部门", "Departments headed")),
        f("references", "members", "包含的部门", "Stands for", target="department", relation="virtual_departments",
          relation_label=Text("所在的虚拟部门", "Virtual departments"),
          help=Text("虚拟部门代表这些部门及其下级；在所管部门、共享规则、管理维度和筛选中选它，就是选它们",
                    "A virtual department is these and all below them wherever departments are chosen")),
        f("boolean", "is_active", "启用", "Active", default=True),
    ),
    list_columns=("name", "code", "parent", "kind", "head", "is_active"),
    header=("code", "parent", "kind", "head"),
    form=(Section(Text("基本信息", "Details"), ("name", "code", "parent", "kind", "members", "head", "is_active")),),
    related=("departments", "users"),
    views=(
        ViewSpec("all", Text("全部部门", "All departments"), sort=("name",)),
        ViewSpec("active", Text("启用的部门", "Active departments"), {"field": "is_active", "op": "eq", "value": True}, sort=("name",)),
    ),
    hooks=Hooks(prepare=department_prepare, written=department_written),
    feeds=("permission",),
)  # fmt: skip

RECEIVERS = f(
    "json",
    "receivers",
    "分别交接给",
    "Given to others",
    help=Text(
        "按种类指定另外的接收人，null 表示不交接",
        "{kind: person} for what another person takes; null for what stays",
    ),
)

USER = admin_object(
    name="user",
    model=User,
    label=Text("用户", "User"),
    plural=Text("用户", "Users"),
    position=20,
    fields=(
        f("text", "name", "姓名", "Name", required=True, searchable=True, person=True, max_length=100),
        f("text", "username", "用户名", "User name", required=True, unique=True, searchable=True, max_length=100),
        f("text", "password", "密码", "Password", write_only=True, max_length=200),
        f("choice", "kind", "类别", "Kind", default="internal", required=True, choices=choices(
            ("internal", "内部人员", "Internal", "blue"), ("portal", "客户门户", "Portal", "purple"), ("integration", "系统集成", "Integration", "cyan"))),
        f("choice", "status", "状态", "Status"),
        f("text", "employee_no", "工号", "Employee number", searchable=True, max_length=50),
        f("text", "job_title", "职务", "Job title", searchable=True, max_length=100),
        f("date", "hired_on", "入职日期", "Hired on"),
        f("phone", "mobile", "手机", "Mobile", searchable=True),
        f("email", "email", "邮箱", "E-mail", searchable=True, max_length=254),
        f("phone", "office_phone", "办公电话", "Office phone"),
        f("text", "emergency_contact", "紧急联系人", "Emergency contact", max_length=100),
        f("phone", "emergency_phone", "紧急联系电话", "Emergency phone"),
        f("department", "department", "所属部门", "Department", relation="users", relation_label=Text("人员", "People")),
        f("references", "departments", "所管部门", "Departments in charge", target="department", relation="charged_users",
          relation_label=Text("管理人员", "In charge")),
        f("user", "superior", "直接上级", "Superior", relation="subordinates", relation_label=Text("下属", "Subordinates")),
        f("references", "deputies", "负责的员工", "People served", target="user", relation="served_by",
          relation_label=Text("常务经理", "Managing directors"),
          help=Text("作为常务经理负责的员工；自动团队规则可据此把此人加入他们的客户、订单",
                    "Whose managing director this person is; team rules may add him to their records")),
        f("references", "roles", "角色", "Roles", target="role", relation="users", relation_label=Text("用户", "Users")),
        f("json", "dimensions", "管理维度", "Management dimensions", holds="dimensions",
          help=Text("此人可见的范围；填了的维度以此为准，未填的按其角色", "What is filled in counts for this person, the rest follows the roles")),
        f("boolean", "is_salesperson", "业务员", "Salesperson", default=True,
          help=Text("不是业务员的人不能作为客户、商机、订单的负责人", "Only salespeople can own accounts, opportunities and orders")),
        f("tags", "expertise", "业务专长", "Expertise", in_effect=False),
        f("date", "absent_from_on", "外出自", "Absent from", help=Text("留空表示即日起", "Empty: from now on")),
        f("date", "absent_until_on", "外出至", "Absent until"),
        f("user", "substitute", "代理人", "Substitute", help=Text("外出期间代为审批；代理人也外出时，由其代理人处理",
            "Decides in his place while he is away; when he is away, too, his own substitute does"),
          relation="substituted_users", relation_label=Text("代理的人员", "Stands in for")),
        f("boolean", "substitute_takes_open", "代理人同时处理已到达的待办", "The substitute takes open tasks, too", default=False),
        f("choice", "locale", "语言", "Language", choices=choices(*((code, zh, en) for code, (zh, en) in LANGUAGES.items() if code in LOCALES))),
        f("text", "timezone", "时区", "Time zone", max_length=50, holds="timezone"),
    ),
    states=USER_STATES,
    list_columns=("name", "username", "department", "roles", "superior", "is_salesperson", "status", "mobile", "email"),
    header=("username", "status", "department", "superior", "mobile"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "username", "password", "kind", "employee_no", "job_title", "hired_on")),
        Section(Text("联系信息", "Contact"), ("mobile", "email", "office_phone", "emergency_contact", "emergency_phone")),
        Section(Text("组织与权限", "Organisation and rights"), ("department", "superior", "roles", "departments", "deputies", "dimensions", "is_salesperson")),
        Section(Text("外出与代理", "Absence"), ("absent_from_on", "absent_until_on", "substitute", "substitute_takes_open")),
        Section(Text("偏好", "Preferences"), ("locale", "timezone")),
    ),
    related=("trainings", "credits", "subordinates", "headed_departments", "handovers", "takeovers"),
    views=(
        ViewSpec("active", Text("在职人员", "Active users"), ACTIVE, sort=("name",)),
        ViewSpec("all", Text("全部用户", "All users"), sort=("name",)),
    ),
    hooks=Hooks(prepare=user_prepare, written=user_written, deleting=user_deleting),
    # a department may be dissolved although people who have left belong to it
    holds={"field": "status", "op": "ne", "value": "left"},
    actions=(
        ActionSpec(
            "disable", Text("停用", "Disable"), user_disable, danger=True,
            confirm=Text("停用后此人将不能登录，其数据不变。确定停用吗？", "The user can no longer sign in; the records stay. Disable?"),
            done=Text("已停用", "Disabled"),
        ),
        ActionSpec(
            "enable", Text("启用", "Enable"), user_enable, done=Text("已启用", "Enabled"),
        ),
        ActionSpec(
            "reset_password", Text("重置密码", "Reset password"), user_reset_password, on_list=False,
            params=(f("text", "password", "新密码", "New password", required=True, write_only=True, max_length=200),),
            done=Text("密码已重置；此人登录时须改成自己的密码", "The password is reset; the person chooses one of his own when he signs in"),
        ),
        ActionSpec(
            "reset_second_factor", Text("重置两步验证", "Reset second step"), user_reset_second_factor, on_list=False, danger=True,
            confirm=Text("此人的验证器和恢复码失效，全部设备退出，之后只凭密码登录。请先核实是本人要求。确定重置吗？",
                "The app and the recovery codes stop working, all devices are signed out, and the password alone signs in. Make sure that"
                " the user asked for it. Reset?"),
            done=Text("两步验证已重置", "The second step is reset"),
        ),
        ActionSpec(
            "unlink_provider", Text("解除统一登录绑定", "Unlink from the provider"), user_unlink_provider, on_list=False,
            confirm=Text("此人下次用公司统一登录时，重新按邮箱或用户名认人。换了身份系统里的账号时使用，请先核实是本人。",
                "When the person next comes by the company's provider, the address or the user name tell again who he is. For somebody"
                " who has a new account there; make sure that it is his."),
            done=Text("已解除绑定", "Unlinked"),
        ),
        ActionSpec(
            "hand_over", Text("工作交接", "Hand over"), user_hand_over, on_list=False,
            params=(
                f("user", "to", "交接给", "To", required=True),
                f("tags", "objects", "交接的对象", "Objects", help=Text("留空表示全部", "Empty = everything")),
                RECEIVERS,
            ),
            done=Text("已交接", "Handed over"),
        ),
        ActionSpec(
            "leave", Text("离职", "Leave"), user_leave, on_list=False, danger=True,
            when_text=Text("此人已离职", "the user has left already"),
            params=(f("user", "to", "工作交接给", "Hands over to", required=True), RECEIVERS),
            confirm=Text("全部在手业务将一次交接，之后此人不能登录", "Everything in hand goes to the successor, then the user can no longer sign in"),
            done=Text("已办理离职", "The user has left"),
        ),
    ),
    feeds=("permission",),
)  # fmt: skip

HANDOVER_ENTRY = ledger_object(
    name="handover_entry",
    model=HandoverEntry,
    label=Text("交接记录", "Hand-over"),
    plural=Text("交接记录", "Hand-overs"),
    module="admin",
    area="admin",
    position=25,
    access=AccessSpec(kind="open"),
    name_field="what",
    fields=(
        f("user", "person", "交出人", "From", traces=True, relation="handovers", relation_label=Text("交接记录", "Handed over")),
        f("label", "what", "交接内容", "What"),
        f("integer", "count", "数量", "Count"),
        f("user", "receiver", "接收人", "To", traces=True, relation="takeovers", relation_label=Text("接收记录", "Taken over"),
          help=Text("空白表示没有交接，仍归原来的人", "Empty: it stayed with the person")),
        f("choice", "operation", "方式", "How", choices=choices(
            ("leave", "离职", "Left", "default"), ("hand_over", "工作交接", "Handed over", "blue"))),
    ),
    list_columns=("person", "what", "count", "receiver", "operation", "created_by", "created_at"),
    views=(ViewSpec("all", Text("全部", "All")),),
)  # fmt: skip

ROLE = admin_object(
    name="role",
    model=Role,
    label=Text("角色", "Role"),
    plural=Text("角色", "Roles"),
    position=30,
    operations=("view", "create", "edit", "delete"),
    fields=(
        f("text", "name", "名称", "Name", required=True, unique=True, searchable=True, max_length=100),
        f("text", "code", "编码", "Code", create_only=True, searchable=True, max_length=50),
        f("long_text", "description", "说明", "Description"),
        f("boolean", "is_administrator", "系统管理员", "Administrator", default=False,
          help=Text("拥有全部权限，可进入管理后台", "All rights, and the administration area")),
        f("json", "permissions", "功能权限", "Permissions"),
        # the words of the codes in these two structures, for the screens and for the audit
        f("json", "scopes", "数据权限", "Record scopes", choices=choices(
            ("own", "本人负责", "Own"), ("department", "本部门及下级", "Department and below"),
            ("departments", "所属各部门及下级", "All own departments and below"), ("all", "全部", "All"))),
        f("json", "fields", "字段权限", "Field permissions", choices=choices(
            ("edit", "可编辑", "Editable"), ("read", "只读", "Read only"), ("masked_edit", "脱敏可填", "Masked, may be written"),
            ("masked", "脱敏", "Masked"), ("hidden", "隐藏", "Hidden"))),
        f("json", "dimensions", "管理维度", "Management dimensions", holds="dimensions"),
        f("integer", "export_rows", "单次导出上限", "Most records of an export", minimum="0", maximum=str(int(EXPORT_ROWS)),
          help=Text("一次最多导出多少条记录；留空为系统上限，有多个角色时取最大值", "Empty: the limit of the system; of several roles the greatest counts")),
        f("boolean", "is_headquarters_only", "仅限总部", "Head office only", default=False,
          help=Text("只能分配给所属部门在总部的人员", "Only for people whose department lies in the head office")),
    ),
    list_columns=("name", "description", "is_headquarters_only", "is_administrator", "code"),
    header=("code", "is_administrator"),
    # rights are edited in the matrix, not as text
    form=(Section(Text("基本信息", "Details"), ("name", "code", "description", "is_administrator", "is_headquarters_only", "dimensions", "export_rows")),),
    related=("users",),
    views=(ViewSpec("all", Text("全部角色", "All roles"), sort=("id",)),),
    hooks=Hooks(prepare=role_prepare, deleting=role_deleting),
    actions=(
        ActionSpec(
            "copy", Text("复制", "Copy"), role_copy, scope="view", operation="create", on_list=False,
            params=(f("text", "name", "新角色名称", "Name of the copy", required=True, max_length=100),),
            confirm=Text("复制全部权限和限制，不复制人员", "All rights and limits are copied, the people are not"),
            done=Text("已复制为新角色", "Copied as a new role"),
        ),
    ),
    feeds=("permission",),
)  # fmt: skip
