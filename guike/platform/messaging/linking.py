"""Links in messages: the one to the record, and in mails the one by which their receiver opts out.

A token is made when the message is sent first, and kept sealed until it was sent or given up, so that a mail which is sent
again says the same. Where the operator has not said under which address the product is reached, there are no links.
"""

from __future__ import annotations

import json

from django.conf import settings as django_settings

from guike.kernel.text import T
from guike.platform.access.context import Context, system_context
from guike.platform.links.registry import Button, Page, Purpose, Said, public_link
from guike.platform.links.services import link_create
from guike.platform.messaging.models import CustomerMessage
from guike.platform.messaging.registry import message_kind_named
from guike.platform.messaging.rules import EMAIL, LINK, filled
from guike.platform.messaging.services import company_locale, messages, opt_out, refused_among
from guike.platform.settings.sealing import seal, unseal

OBJECT = "customer_message"
OPT_OUT = "message.opt_out"
FOOT = T("不想再收到这类邮件，请点击退订：{url}", "To receive no more of these mails, opt out here: {url}")
_TITLE = T("退订通知", "Opt out of messages")
_ADDRESS = T("邮箱", "Mail address")
_ASK = T(
    "退订后，这个邮箱不再收到订单、发货和付款的通知邮件。",
    "After this, no more mails about orders, deliveries and payments go to this address.",
)
_DONE = T("已退订，不会再向这个邮箱发送通知。", "You have opted out: no more messages go to this address.")
_BUTTON = T("退订", "Opt out")
#: longer than a mail lies unread
_DAYS = 180


def with_links(row: CustomerMessage) -> str:
    """The text as it is sent."""
    urls = _urls(row)
    text = filled(row.text, {LINK: urls.get(LINK, "")})
    return f"{text}\n\n{FOOT.format(company_locale(), url=urls[OPT_OUT])}" if OPT_OUT in urls else text


def _urls(row: CustomerMessage) -> dict[str, str]:
    """What it leads to, made once and kept for the next try."""
    origins = django_settings.CSRF_TRUSTED_ORIGINS
    if not origins:
        return {}
    kept: dict[str, str] = json.loads(unseal(row.links) or "{}") if row.links else {}
    wanted = {}
    kind = message_kind_named(row.kind)
    if kind is not None and kind.link and f"{{{LINK}}}" in row.text:
        wanted[LINK] = (row.object, row.record_id, kind.link)
    if row.channel == EMAIL:
        wanted[OPT_OUT] = (OBJECT, row.pk, OPT_OUT)
    fresh = {
        name: f"{origins[0]}/l/{link_create(system_context(), *target)[1]}"
        for name, target in wanted.items()
        if name not in kept
    }
    if fresh:
        kept |= fresh
        messages().filter(pk=row.pk).update(links=seal(json.dumps(kept)))
    return kept


def _page(ctx: Context, record_id: int) -> Page | None:
    row = messages().filter(pk=record_id).first()
    if row is None:
        return None
    done = bool(refused_among([row.address]))
    button = Button("opt_out", _BUTTON.get(ctx.locale), needs_name=False)
    return Page(
        _TITLE.get(ctx.locale),
        ((_ADDRESS.get(ctx.locale), row.address),),
        buttons=() if done else (button,),
        note=(_DONE if done else _ASK).get(ctx.locale),
    )


def _opt_out(_ctx: Context, record_id: int, _said: Said) -> None:
    row = messages().get(pk=record_id)
    opt_out(row.address, row.channel, "link", row.receiver)


def declare() -> None:
    """Register the purpose by which who was written to opts out."""
    public_link(
        Purpose(
            OPT_OUT,
            OBJECT,
            T("退订", "Opting out"),
            show=_page,
            answers={"opt_out": _opt_out},
            operation="view",
            days=_DAYS,
        )
    )
