"""Contacts who do not want to be written to: noted on the contact, kept by his addresses."""

from __future__ import annotations

from collections.abc import Sequence

from guike.domains.accounts.errors import AccountRefused
from guike.domains.accounts.models import Contact
from guike.kernel.errors import Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.messaging.services import opt_in, opt_out
from guike.platform.metadata.spec import ActionSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.records.shapes import Values

REFUSE, ACCEPT = "refuse_messages", "accept_messages"
OPERATIONS = (REFUSE, ACCEPT)


def contact_refuse(_ctx: Context, rows: Sequence[Contact], params: Values) -> list[Refusal | None]:
    """Neither his mail address nor his mobile is written to from now on, or one of them. Again: no effect."""
    return [_refuse(row, params.get("channel")) for row in rows]


def _refuse(row: Contact, channel: str | None) -> Refusal | None:
    addresses = {"email": row.email, "sms": row.mobile}
    chosen = {kind: one for kind, one in addresses.items() if one and channel in (None, kind)}
    if not chosen:
        return AccountRefused("contact.no_address")
    for kind, address in chosen.items():
        opt_out(address, kind, "staff", {"object": "contact", "id": row.pk})
    return None


def contact_accept(_ctx: Context, rows: Sequence[Contact], _params: Values) -> list[Refusal | None]:
    """He wants to be written to again."""
    return [
        None
        if opt_in([one for one in (row.email, row.mobile) if one])
        else AccountRefused("contact.not_refused")
        for row in rows
    ]


ACTIONS = (
    ActionSpec(
        REFUSE,
        Text("登记退订", "Opt out"),
        contact_refuse,
        params=(
            f("choice", "channel", "方式", "Channel",
              choices=choices(("email", "邮件", "E-mail"), ("sms", "短信", "Text messages")),
              help=Text("不填表示邮件和短信都不再发送", "Without it, neither")),
        ),
        done=Text("已登记，不再向他发送通知", "Noted; he is not written to any more"),
    ),
    ActionSpec(
        ACCEPT,
        Text("恢复通知", "Opt in again"),
        contact_accept,
        confirm=Text("他的邮箱和手机将重新收到订单、发货等通知。", "His mail address and mobile are written to again."),
        done=Text("已恢复，会再向他发送通知", "He is written to again"),
    ),
)  # fmt: skip
