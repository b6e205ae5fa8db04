"""A template that the administrator of the demo company made: the card of an account, with its terms and a place to sign."""

from __future__ import annotations

from guike.entry.demo.business import Company
from guike.entry.demo.kept import keep
from guike.entry.demo.stored import Row

CARD: Row = {
    "name": "客户资料卡",
    "object": "account",
    "content": {
        "header": "{$company}",
        "footer": "打印：{$printed_by} {$printed_at}",
        "blocks": [
            {"kind": "title", "text": "客户资料卡"},
            {
                "kind": "fields",
                "label": "基本信息",
                "columns": 2,
                "fields": [
                    {"field": "name"},
                    {"field": "number", "label": "客户编号"},
                    {"field": "industry"},
                    {"field": "scale"},
                    {"field": "region"},
                    {"field": "address"},
                    {"field": "phone"},
                    {"field": "owner", "label": "客户经理"},
                ],
            },
            {
                "kind": "fields",
                "label": "开票资料",
                "columns": 1,
                "filled_only": True,
                "fields": [
                    {"field": "invoice_title"},
                    {"field": "tax_number"},
                    {"field": "bank_name"},
                    {"field": "bank_account"},
                ],
            },
            {"kind": "text", "text": "以上资料请 {name} 核对，如有变更请及时通知我们。"},
            {"kind": "signatures", "texts": ["核对人（签字）", "日期"]},
        ],
    },
}


def templates(company: Company) -> None:
    """The administrator's."""
    keep(company, "admin", "print_template", CARD)
