"""The preset roles of a fresh company, and their rights on the objects of the platform."""

from __future__ import annotations

from guike.domains.roles import to_come
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, KEEP, OUT, READ, VIEW, WRITE, RoleSpec

ROLES = (
    RoleSpec(
        "administrator", Text("系统管理员", "Administrator"), "配置对象、权限、流程和基础档案，可查看全部数据", is_administrator=True,
    ),
    RoleSpec("sales", Text("销售负责", "Sales owner"), "跟进自己的线索、客户和商机，制作报价、合同和订单"),
    RoleSpec("sales_rep", Text("销售代表", "Sales representative"), "领取线索并跟进，只处理自己负责的数据", ("sales",)),
    RoleSpec(
        "sales_manager", Text("部门经理", "Department manager"), "管理本部门及下级的客户、商机和订单；下属的行动只能查看",
        ("sales", "superior", "department_head"), ("department", "department"),
    ),
    RoleSpec(
        "sales_supervisor", Text("销售管理者", "Sales supervisor"), "查看下属的线索、跟进和业绩，分配线索",
        ("sales",), ("department", "own"),
    ),
    RoleSpec(
        "sales_middle", Text("中层销售经理", "Middle sales manager"), "管理几个销售小组的客户和商机",
        ("sales", "superior"), ("department", "department"),
    ),
    RoleSpec(
        "channel_head", Text("销售/渠道负责人", "Head of sales or channels"), "负责一个销售或渠道部门的全部业务",
        ("sales", "superior", "department_head"), ("department", "department"),
    ),
    RoleSpec(
        "director", Text("总监", "Director"), "跨分公司管理所负责部门（产品线）的全部业务",
        ("sales", "superior", "department_head"), ("departments", "departments"),
    ),
    RoleSpec(
        "managing", Text("常务经理", "Managing deputy"), "协助管理若干员工：可修改其客户、联系人和订单，行动只能查看",
        ("sales", "superior"), is_headquarters_only=True,
    ),
    RoleSpec(
        "order_follower", Text("跟单", "Order follower"), "销售不在时制作订单和合同；可查看部门数据，只能修改自己负责的",
        ("sales",), ("department", "own"),
    ),
    RoleSpec(
        "sales_assistant", Text("销售助理", "Sales assistant"), "审核订单、办理流转和发货，数据按所管部门",
        scope=("departments", "departments"),
    ),
    RoleSpec("order_manager", Text("订单管理员", "Order manager"), "审批并管理全公司的订单", scope=("all", "all")),
    RoleSpec("marketing", Text("市场专员", "Marketing specialist"), "执行市场活动，导入和培育线索"),
    RoleSpec(
        "marketing_manager", Text("市场管理者", "Marketing manager"), "查看全部市场活动的效果和投入产出",
        ("marketing",), ("all", "own"),
    ),
    RoleSpec(
        "marketing_head", Text("市场部门负责人", "Head of marketing"), "负责市场部门的活动、线索和费用",
        ("marketing",), ("all", "department"),
    ),
    RoleSpec("pool_admin", Text("线索池管理员", "Pool administrator"), "分配、收回和清理所管线索池、客户公海中的数据"),
    RoleSpec(
        "finance", Text("财务", "Finance"), "确认收款、开具发票、核对应收和客户账户；不接触线索和商机",
        ("costs",), ("all", "all"),
    ),
    RoleSpec(
        "purchasing", Text("采购", "Purchasing"), "维护供应商和采购成本，查看产品和库存；与销售分开，不接触客户、商机和报价",
        ("costs",), ("all", "all"),
    ),
    RoleSpec("shipper", Text("发货人员", "Shipper"), "处理待发货订单，确认发货", ("goods",), ("all", "all")),
    RoleSpec(
        "warehouse", Text("仓库管理员", "Warehouse keeper"), "管理库存、出入库和退货入库", ("goods",), ("all", "all"),
    ),
    RoleSpec("logistics", Text("物流", "Logistics"), "跟踪运输，登记签收", ("goods",), ("all", "all")),
    RoleSpec(
        "service", Text("普通客服", "Customer service"), "回访和受理客户请求：客户只能查看，可新建联系人和行动",
        scope=("departments", "departments"),
    ),
    RoleSpec(
        "executive", Text("企业管理人员", "Executive"), "查看全公司的业务、报表和目标，只读", ("costs",), ("all", "own"),
    ),
    RoleSpec(
        "product_admin", Text("产品管理员", "Product administrator"), "维护产品、类目、单位和价格", ("costs",),
    ),
    RoleSpec(
        "archive_admin", Text("基础档案管理员", "Archive administrator"), "维护部门、人员、币种和工作日历", ("costs",),
    ),
    RoleSpec(
        "collaborator", Text("协作人员", "Collaborator"), "不做业务的同事：可被@、参与评论、完成分派给自己的任务；没有客户列表",
        apart=True,
    ),
)  # fmt: skip


def declare() -> None:
    """Register the roles and their rights on the objects of the platform."""
    registry.role(*ROLES)
    registry.grant("department", {"archive_admin": FULL})
    registry.grant(
        "user",
        {"archive_admin": (*WRITE, "import", *OUT, "disable", "enable", "hand_over", "leave")},
    )
    registry.grant("role", {"archive_admin": VIEW})
    for name in ("user_training", "user_credit"):
        registry.grant(name, {"archive_admin": FULL})
    registry.limit("user", ("emergency_contact", "emergency_phone"), "hidden", beyond="archive_admin")
    registry.grant("handover_entry", {"archive_admin": READ})
    for name in ("department", "user"):
        registry.grant(name, {"collaborator": VIEW})
    for name in ("post", "comment"):
        registry.grant(name, {"collaborator": KEEP})
    registry.grant("currency", {"archive_admin": KEEP, "finance": WRITE})
    registry.grant("exchange_rate", {"archive_admin finance": KEEP})
    registry.grant("calendar_day", {"archive_admin": KEEP})
    registry.grant("choice_set", {"archive_admin": ("view", "edit")})
    registry.grant("automation_rule", {"department_head": (*KEEP, "pause", "resume", "stop", "simulate")})
    registry.grant("automation_run", {"department_head": ("view", "replay")})
    to_come.declare()
