"""Tells what is kept of an employee: his own record and what stands beside it, where the organisation names him, how he signs in, and
what the audit says of him. Of the business that he does it tells only how much there is, because that is about customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from guike.kernel.limits import PERSON_TRACES
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.directory.duties import is_about, owned_objects
from guike.platform.feed.models import Comment, Post
from guike.platform.feed.scopes import COMMENT, POST
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.notify.models import Notification
from guike.platform.org.models import ApiToken, ProviderLink, SecondFactor, SignIn
from guike.platform.privacy.finding import WHY, Person, employees_named
from guike.platform.privacy.telling import (
    COLON,
    SECTIONS,
    Asked,
    Finder,
    Section,
    Trace,
    action_said,
    audit_entries_all,
    cells,
    events_of_record,
    plain,
    those_seen,
    told_in,
)
from guike.platform.records.reading import labels_of_many, living, table

SEEN, USED, EXPIRES = T("最近操作", "Last seen"), T("最近使用", "Last used"), T("有效期至", "Valid until")
ADDRESS, BROWSER, COUNT = T("IP 地址", "IP address"), T("浏览器", "Browser"), T("数量", "How many")
DEVICE, KEY = T("登录中的设备", "Signed in"), T("程序密钥", "Key for programs")
FACTOR, PROVIDER = T("两步验证", "Two-step sign-in"), T("公司统一登录", "Sign-in by the company's provider")
OWNED, WRITTEN = T("负责的{label}", "{label} that he owns"), T("写的{label}", "{label} that he wrote")
NOTICES = T("收到的提醒", "Reminders to him")
#: the sections of any person that tell of his own record alone
_OF_RECORD = frozenset(
    {"record", "files", "history", "imports", "notices", "processes", "opinions", "copies", "audit"}
)


def everything_of_employee(ctx: Context, person: Person) -> list[Section]:
    """All sections that have something. None of them is for anonymising, so nothing is said of what that leaves."""
    of_record: dict[str, Finder] = {
        code: (code, label, None, find) for code, label, _stays, find in SECTIONS if code in _OF_RECORD
    }
    first = of_record.pop("record")
    return told_in(ctx, person, (first, *_OF_EMPLOYEE, *of_record.values()))


def _named(asked: Asked) -> Iterator[Trace]:
    """What of the administration names him: what is about him whole, of anything else in which place."""
    for holder, item in employees_named():
        rows = table(holder).system(reason=WHY).filter(**{item.attname: asked.person.id}).order_by("-pk")
        kept = list(rows[: int(PERSON_TRACES) + 1])
        seen = those_seen(asked, holder, [row.pk for row in kept])
        labels = labels_of_many(None, {holder.name: seen})[holder.name]
        for row in kept:
            title = f"{asked.words(holder.label)}{asked.words(COLON)}{labels.get(row.pk) or f'#{row.pk}'}"
            yield Trace(
                title,
                row.created_at,
                row.created_by_id,
                holder.name,
                row.pk,
                _values(asked, holder, item, row),
                is_closed=row.pk not in seen,
            )


def _values(asked: Asked, holder: ObjectSpec, item: FieldSpec, row: Any) -> tuple[tuple[str, str], ...]:
    if is_about(item):
        return cells(asked, holder, row.pk)
    return ((asked.words(item.label), asked.person.row.label),)


def _sign_ins(asked: Asked) -> Iterator[Trace]:
    """Where he is signed in, his keys, his second step, and who he is at the company's provider; no secret of any of them."""
    mine: dict[str, Any] = {"user_id": asked.person.id}

    def said(*pairs: tuple[Text, str | datetime | None]) -> tuple[tuple[str, str], ...]:
        return tuple((asked.words(label), plain(asked, value)) for label, value in pairs if value)

    for device in SignIn.objects.filter(**mine).order_by("-created_at"):
        place = said((ADDRESS, device.address), (BROWSER, device.agent), (SEEN, device.last_seen_at))
        yield Trace(asked.words(DEVICE), device.created_at, values=place)
    for key in ApiToken.objects.filter(**mine).order_by("-created_at"):
        title = f"{asked.words(KEY)}{asked.words(COLON)}{key.name}"
        times = said((EXPIRES, key.expires_at), (USED, key.last_used_at))
        yield Trace(title, key.created_at, values=times)
    for factor in SecondFactor.objects.filter(**mine, confirmed_at__isnull=False):
        yield Trace(asked.words(FACTOR), factor.confirmed_at)
    for link in ProviderLink.objects.filter(**mine):
        yield Trace(asked.words(PROVIDER), link.since, values=((link.issuer, link.subject),))


def _work(asked: Asked) -> Iterator[Trace]:
    """How much he owns and has written, kind by kind."""
    person = asked.person.id
    owned = [
        (OWNED, spec, living(spec).system(reason=WHY).filter(owner_id=person).count())
        for spec in owned_objects()
    ]
    written = [
        (
            WRITTEN,
            catalogue().get(name),
            model.objects.system(reason=WHY).filter(created_by_id=person).count(),
        )
        for name, model in ((POST, Post), (COMMENT, Comment))
    ]
    counted = [
        (text.format(asked.ctx.locale, label=spec.plural), number)
        for text, spec, number in (*owned, *written)
    ]
    counted.append((asked.words(NOTICES), Notification.objects.filter(user_id=person).count()))
    for title, number in counted:
        if number:
            yield Trace(title, values=((asked.words(COUNT), str(number)),))


def _deeds(asked: Asked) -> Iterator[Trace]:
    """What the audit says that he did: signed in, took out, looked at, changed; and from which address."""
    for row in audit_entries_all(actor_id=asked.person.id):
        address = ((asked.words(ADDRESS), row.ip),) if row.ip else ()
        yield Trace(action_said(asked, row.action), row.created_at, row.actor_id, values=address)


_OF_EMPLOYEE: tuple[Finder, ...] = (
    (
        "named",
        Text("培训、信用和组织中的位置", "Training, credit, and places in the organisation"),
        None,
        _named,
    ),
    ("sign_ins", Text("登录和密钥", "Sign-ins and keys"), None, _sign_ins),
    ("work", Text("经手的业务（只列数量）", "The business that he does, as numbers alone"), None, _work),
    ("deeds", Text("审计日志：此人的操作", "Audit trail: what he did"), None, _deeds),
    ("events", Text("变更事件", "Events of changes"), None, events_of_record),
)
