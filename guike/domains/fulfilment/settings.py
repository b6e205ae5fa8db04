"""What a company can set about goods that are held and shipped."""

from __future__ import annotations

from guike.domains.inventory.queries import STOCK
from guike.kernel.text import T
from guike.platform.settings.registry import RECORDS, setting

SHORTAGE = setting(
    "stock.shortage",
    "choice",
    "backorder",
    section=STOCK,
    label=T("库存不足时", "When stock does not suffice"),
    help=T(
        "订单生效时现有库存不够预留的处理方式；仅在管理库存时起作用",
        "What becomes of an order that takes effect and finds too little; only where stock is managed",
    ),
    choices=(
        (
            "backorder",
            T(
                "订单照常生效，缺货部分到货后预留",
                "The order takes effect; what is missing is held when it comes",
            ),
        ),
        ("refuse", T("拒绝生效", "The order is refused")),
    ),
).key

ISSUES = setting(
    "shipment.issues_stock",
    "choice",
    "with_confirm",
    section=STOCK,
    label=T("出库时点", "When goods leave the stock"),
    help=T("仅在管理库存时起作用", "Only where stock is managed"),
    choices=(
        ("with_confirm", T("确认发货时自动出库", "With the confirmation of the shipment")),
        ("separately", T("发货后由仓库出库过账", "When the warehouse posts the issue")),
    ),
).key

WAIT_DAYS = setting(
    "shipment.wait_days",
    "integer",
    3,
    section=STOCK,
    label=T("待发货超过几个工作日提醒", "Workdays until shipping is reminded of"),
    help=T(
        "订单生效后这么多个工作日还没有发完，之后每个工作日提醒发货人员和订单负责人，发完为止；0 为不提醒",
        "An order that is not wholly shipped so many workdays after it took effect is reminded of on every workday, to those who ship"
        " and to its owner, until it is; 0 for never",
    ),
    minimum=0,
    maximum=250,
).key

OBEYS_SHIPMENTS = setting(
    "access.shipment",
    "boolean",
    True,
    section=RECORDS,
    label=T("发货单按记录级权限查看", "Shipments obey the rights on records"),
    help=T(
        "关闭后，有查看权限的人可查看全部发货单",
        "When off, whoever may view shipments views all of them",
    ),
).key
