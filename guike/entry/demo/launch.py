"""What the demo company lets its marketing specialists do for new products: they see the customers who buy them, edit their orders, and
only read orders of old products."""

from __future__ import annotations

from guike.domains.orders.new_products import NEW_PRODUCT_ORDERS
from guike.entry.demo.business import Company
from guike.entry.demo.stored import rows_of
from guike.platform.access.context import system_context
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import record_change
from guike.platform.settings.services import set_many
from guike.platform.sharing.switched import READ

_NEW = {"field": "product.is_new", "op": "eq", "value": True}


def launch(company: Company) -> None:
    """Give the role its rights, share the customers, and set what it may do with orders of old products."""
    role = rows_of("role").get(code="marketing")
    given = {
        "permissions": {**role.permissions, "sales_order": ["view", "edit", "revise"]},
        "scopes": {**role.scopes, "sales_order": {"view": "all", "edit": "all"}},
    }
    record_change(system_context(), "role", [(role, given)])
    company.create(
        "sharing_rule",
        [
            {
                "name": "买过新品的客户",
                "object": "account",
                "source": "filter",
                "filter": {"some": "sales_orders", "where": {"some": "lines", "where": _NEW}},
                "targets": [{"kind": "role", "value": role.pk}],
                "access": "read",
            }
        ],
    )
    set_many({NEW_PRODUCT_ORDERS: READ}, None, as_system=True)
    begin_versions()
