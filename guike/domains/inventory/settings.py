"""What a company can set about stock."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings.registry import RECORDS, Section, setting

STOCK = Section("stock", T("库存", "Stock"), 53)

MANAGED = setting(
    "stock.managed",
    "boolean",
    False,
    section=STOCK,
    label=T("管理库存", "Manage stock"),
    help=T(
        "开启后，订单生效时预留库存，发货时出库；关闭时订单和发货都不涉及库存",
        "When on, orders in effect hold goods and shipments take them out of stock; when off, neither touches any stock",
    ),
).key

OBEYS_DOCUMENTS = setting(
    "access.stock_document",
    "boolean",
    True,
    section=RECORDS,
    label=T("出入库单按记录级权限查看", "Stock documents obey the rights on records"),
    help=T(
        "关闭后，有查看权限的人可查看全部出入库单",
        "When off, whoever may view stock documents views all of them",
    ),
).key
