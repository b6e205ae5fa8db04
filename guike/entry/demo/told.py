"""What the demo company has told its customers: mails about goods on their way, one that did not arrive, one customer who wants none."""

from __future__ import annotations

from datetime import timedelta

from guike.domains.fulfilment.telling import KINDS
from guike.entry.demo.business import Company
from guike.entry.demo.people import COMPANY
from guike.entry.demo.stored import rows_of
from guike.kernel import clock
from guike.platform.adapters.errors import AdapterRefused
from guike.platform.adapters.mail import LABEL
from guike.platform.messaging.models import CustomerMessage
from guike.platform.messaging.registry import message_kind_named
from guike.platform.messaging.services import in_languages, messages, opt_out, tell_customers
from guike.platform.settings.services import set_many

_SHIPPED = KINDS["shipped"]
_BOUNCED = AdapterRefused("adapter.refused", service=LABEL, reason="550 5.1.1 User unknown")


def told(company: Company) -> None:
    """The customers whose goods are on their way have heard of it. The company then waits until its mail server is set up."""
    set_many({"company.name": COMPANY}, None, as_system=True)
    waiting = rows_of("shipment").filter(status="draft").order_by("pk").first()
    if waiting is not None:
        company.act("shipment", "prepare", [waiting.pk])
    gone = list(rows_of("shipment").filter(status="shipped").order_by("pk"))
    contacts = rows_of("contact").filter(account_id__in=[row.account_id for row in gone]).exclude(email="")
    refuser = contacts.order_by("-pk").first()
    if refuser is not None:
        opt_out(refuser.email, "email", "staff", {"object": "contact", "id": refuser.pk})
    kind = message_kind_named(_SHIPPED)
    assert kind is not None
    set_many({kind.key("channels"): "email"}, None, as_system=True)
    tell_customers(_SHIPPED, [row.pk for row in gone])
    set_many({kind.key("channels"): "off"}, None, as_system=True)
    queued = list(messages().filter(status=CustomerMessage.QUEUED).order_by("pk"))
    for row in queued[1:]:
        row.status, row.sent_at, row.attempts = CustomerMessage.SENT, clock.now() - timedelta(hours=3), 1
    for row in queued[:1]:
        row.status, row.reason, row.attempts = CustomerMessage.FAILED, in_languages(_BOUNCED), 1
    messages().bulk_update(queued, ["status", "sent_at", "attempts", "reason"])
