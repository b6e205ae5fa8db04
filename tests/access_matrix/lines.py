"""Objects whose rows are only ever added, and those whose rows have exactly the rights of another record, with its object."""

from __future__ import annotations

LEDGERS = frozenset({
    "stage_history", "audit_entry", "expense_reimbursement", "allocation", "handover_entry", "forecast_snapshot", "stock_move",
    "shipment_event",
})  # fmt: skip

#: what the system alone writes
SYSTEMS = frozenset({
    "notification_delivery", "webhook_delivery", "approval_request", "approval_task", "automation_run", "stock_level", "reservation", "invoice",
    "invoice_line", "customer_message",
})  # fmt: skip

LINE_PARENTS = {
    "opportunity_line": "opportunity",
    "sales_order_line": "sales_order",
    "shipment_line": "shipment",
    "shipment_event": "shipment",
    "sales_return_line": "sales_return",
    "invoice_request_line": "invoice_request",
    "invoice_line": "invoice",
    "stock_document_line": "stock_document",
    "product_unit": "product",
    "price_book_entry": "price_book",
    "order_template_line": "order_template",
    "stage": "sales_process",
    "stage_history": "opportunity",
    "expense_reimbursement": "expense",
    "allocation": "receivable",
    "payment_term_line": "payment_term",
    "installment": "payment_plan",
    "bank_claim_line": "bank_claim",
    "approval_step": "approval_definition",
    "approval_notice": "approval_definition",
}
