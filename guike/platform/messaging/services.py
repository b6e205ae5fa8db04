"""Writes messages to people outside the company, and notes who does not want them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.phones import normalize_phone
from guike.kernel.text import LOCALES, T, Text, pick_locale
from guike.platform.access.context import Context
from guike.platform.adapters.services import is_address
from guike.platform.messaging.models import CustomerMessage, OptOut
from guike.platform.messaging.registry import Letter, MessageKind, message_kind_named
from guike.platform.messaging.rules import (
    CHOSEN,
    EMAIL,
    NO_ADDRESS,
    NO_LONGER,
    OPTED_OUT,
    SAME_ADDRESS,
    SMS,
    Addressee,
    addressed,
    filled,
    key_of,
)
from guike.platform.messaging.settings import FROM_HOUR, TO_HOUR
from guike.platform.notify.channels import Preference
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.settings import queries as settings

_WHY = "messages to customers are written and sent by the system"
_REFUSED = "who opted out is not written to, whoever looks"
REASONS: dict[str, Text] = {
    NO_ADDRESS: T("联系人没有这种联系方式", "The contact has no such address"),
    OPTED_OUT: T("联系人已退订", "The contact opted out"),
    SAME_ADDRESS: T(
        "与另一位联系人的地址相同，只发一次", "Another contact has the same address and was written to"
    ),
    NO_LONGER: T("发送前情况已变，不再需要通知", "It no longer held when it was to be sent"),
}


def messages() -> Any:
    """Every message, for those who write, send and count them."""
    return CustomerMessage.objects.system(reason=_WHY)


def tell_customers(name: str, record_ids: Iterable[int], occasion: str = "") -> int:
    """Write the messages of a kind about these records, in the caller's transaction; how many were written, those that are not
    sent included. Nobody is told twice of the same occasion; where the kind is switched off nothing is written."""
    kind = message_kind_named(name)
    if kind is None:
        raise LookupError(f"no message kind {name!r}")
    channels = channels_of(kind)
    ids = list(dict.fromkeys(record_ids))
    if not channels or not ids:
        return 0
    letters = kind.letters(ids)
    people = [one for letter in letters.values() for one in letter.people]
    refused = refused_among(one.address(channel) for one in people for channel in channels)
    due, texts = _due(clock.now()), _texts(kind)
    rows = [
        _row(kind, pk, occasion, channel, one, why, letter, due, texts)
        for pk, letter in letters.items()
        for channel in channels
        for one, why in addressed(letter.people, channel, refused)
    ]
    before = messages().filter(kind=name, occasion=occasion, record_id__in=list(letters))
    known = set(before.values_list("record_id", "channel", "receiver_id"))
    fresh = [row for row in rows if (row.record_id, row.channel, row.receiver_id) not in known]
    messages().bulk_create(fresh, batch_size=int(CHUNK_ROWS), ignore_conflicts=True)
    return len(fresh)


def channels_of(kind: MessageKind) -> tuple[str, ...]:
    """The channels through which the company sends a kind."""
    return CHOSEN[settings.get(kind.key("channels"))]


def _texts(kind: MessageKind) -> tuple[str, str, str]:
    """Subject, mail and text message: the company's own words, else those of the kind."""
    locale = company_locale()
    return (
        settings.get(kind.key("subject")) or kind.subject.get(locale),
        settings.get(kind.key("text")) or kind.text.get(locale),
        settings.get(kind.key("sms")) or kind.sms.get(locale),
    )


def company_locale() -> str:
    """The language in which customers are written to."""
    return pick_locale(str(settings.get("company.locale")))


def _row(
    kind: MessageKind,
    pk: int,
    occasion: str,
    channel: str,
    one: Addressee,
    why: str,
    letter: Letter,
    due: datetime,
    texts: tuple[str, str, str],
) -> CustomerMessage:
    locale = company_locale()
    values = {
        name: said if isinstance(said, str) else said.get(locale) for name, said in letter.values.items()
    }
    values |= {"name": one.name, "company": str(settings.get("company.name"))}
    subject, mail, sms = texts
    return CustomerMessage(
        kind=kind.name,
        label=kind.label.zh,
        title=kind.label.as_map(),
        object=kind.object,
        record_id=pk,
        record={"object": kind.object, "id": pk},
        occasion=occasion,
        receiver={"object": one.object, "id": one.id},
        receiver_id=one.id,
        channel=channel,
        address=one.address(channel),
        subject=" ".join(filled(subject, values).split())[:300] if channel == EMAIL else "",
        text=filled(mail if channel == EMAIL else sms, values),
        status=CustomerMessage.SUPPRESSED if why else CustomerMessage.QUEUED,
        reason=REASONS[why].as_map() if why else None,
        due_at=due,
    )


def _due(at: datetime) -> datetime:
    """At once, or when the hours begin in which customers are written to."""
    first, last = settings.get(FROM_HOUR), settings.get(TO_HOUR)
    quiet = Preference(quiet_from=time(last), quiet_to=time(first))
    return quiet.due(at, ZoneInfo(settings.get("company.timezone")))


def resend(
    _ctx: Context, rows: Sequence[CustomerMessage], _params: Mapping[str, Any]
) -> list[Refusal | None]:
    """Send again what was given up, and now what is to be tried again later."""
    messages().filter(pk__in=[row.pk for row in rows]).update(
        status=CustomerMessage.QUEUED, attempts=0, due_at=clock.now(), reason=None, updated_at=clock.now()
    )
    return [None for _row in rows]


def refused_among(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses whose owners opted out, as `key_of` writes them; one query, none for no addresses."""
    wanted = {address.strip() for address in addresses} - {""}
    wanted |= {address.lower() for address in wanted}
    rows = OptOut.objects.system(reason=_REFUSED).filter(deleted_at=None, address__in=wanted)
    return set(rows.values_list("address", flat=True)) if wanted else set()


def opt_out_prepare(_ctx: Context, drafts: Sequence[Draft[OptOut]]) -> None:
    """An address is kept as messages are addressed; whether it is for mail or for text messages follows from it."""
    for draft in drafts:
        given = str(draft.get("address") or "").strip()
        if not given:
            continue  # refused as missing
        channel = EMAIL if "@" in given else SMS
        address = given.lower() if channel == EMAIL else normalize_phone(given)
        if not address or (channel == EMAIL and not is_address(address)):
            draft.error("address", "opt_out.address")
            continue
        draft.set("address", address)
        draft.set("kind", channel)
        if not draft.get("source"):
            draft.set("source", "staff")


def opt_out(address: str, channel: str, source: str, record: Mapping[str, Any] | None) -> bool:
    """Note that nobody is to write to an address any more; False where that was noted before."""
    key = key_of(channel, address)
    if not key:
        return False
    row = OptOut(address=key, label=key, kind=channel, source=source, record=record)
    before = OptOut.objects.system(reason=_REFUSED).filter(deleted_at=None, address=key).exists()
    OptOut.objects.system(reason=_REFUSED).bulk_create([row], ignore_conflicts=True)
    return not before


def opt_in(addresses: Collection[str]) -> int:
    """Take back that these addresses are not written to; how many had been noted."""
    wanted = {address.strip() for address in addresses} | {address.strip().lower() for address in addresses}
    rows = OptOut.objects.system(reason=_REFUSED).filter(deleted_at=None, address__in=wanted - {""})
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        lock({"opt_out": ids})
        rows.filter(pk__in=ids).update(deleted_at=clock.now())
    return len(ids)


def in_languages(refusal: Refusal) -> dict[str, str]:
    """The words of a refusal as a column keeps them."""
    return {locale: refusal.message(locale) for locale in LOCALES}
