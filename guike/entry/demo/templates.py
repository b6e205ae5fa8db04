"""Order templates of the demo company: one that everybody orders by, and one of a salesperson."""

from __future__ import annotations

from guike.entry.demo.business import Company
from guike.entry.demo.stored import rows_of

#: name, whether it is shared, product codes with quantities
_TEMPLATES = (
    ("月度耗材补货", True, (("HC-L310", "10"), ("HC-L720", "6"))),
    ("新门店开业套装", True, (("LX-T400", "1"), ("HC-L720", "2"), ("HC-L310", "4"))),
    ("老客户季度备货", False, (("HC-L310", "24"),)),
)


def templates(company: Company) -> None:
    """All of the first salesperson."""
    rows = rows_of("product")
    codes = dict(rows.values_list("code", "pk"))
    company.create(
        "order_template",
        [
            {
                "name": name,
                "is_shared": is_shared,
                "owner": company.sellers[0],
                "lines": [{"product": codes[code], "quantity": quantity} for code, quantity in lines],
            }
            for name, is_shared, lines in _TEMPLATES
        ],
    )
