"""Whoever looks after new products has nothing to do with orders of old ones (by setting)."""

from __future__ import annotations

from guike.domains.orders.settings import ORDERS
from guike.kernel.text import T
from guike.platform.settings.registry import setting
from guike.platform.sharing.switched import CHOICES, OFF, setting_restriction

#: the preset role that looks after new products
ROLES = ("marketing",)
_NEW = {"field": "product.is_new", "op": "eq", "value": True}
#: an order that is still without lines is of no kind yet
OLD_PRODUCTS_ALONE = {
    "all": [{"some": "lines", "where": {"not": _NEW}}, {"none": "lines", "where": _NEW}],
}

NEW_PRODUCT_ORDERS = setting(
    "access.new_product_orders",
    "choice",
    OFF,
    section=ORDERS,
    label=T("市场专员的老产品订单", "Orders of old products for marketing specialists"),
    help=T(
        "对“市场专员”角色：明细里没有任何新品的订单不可见，或只读；含新品的订单不受影响。先在权限矩阵里给该角色订单权限",
        "For the role “Marketing specialist”: orders whose lines hold no new product are hidden, or only read; orders "
        "with one are not concerned. Give the role rights on orders in its matrix first",
    ),
    choices=CHOICES,
    is_required=True,
).key


def declare() -> None:
    """Register what the setting closes."""
    setting_restriction(NEW_PRODUCT_ORDERS, "sales_order", ROLES, OLD_PRODUCTS_ALONE)
