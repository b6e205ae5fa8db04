"""A company that sells, for tests: two branches, people with preset roles, a pool of each kind."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guike.entry.tests.people import Caller
from guike.kernel import clock
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context, system_context
from guike.platform.approvals.models import ApprovalDefinition
from guike.platform.events import dispatcher
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.models import Notification
from guike.platform.notify.queries import notification_list
from guike.platform.org.models import ApiToken, Role, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.org.services import digest_of
from guike.platform.records.actions import record_action, record_patch
from guike.platform.records.models import History
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome, single
from guike.platform.records.writing import record_create, record_delete, record_restore

WHY = "the tests' own rows"
_serial = itertools.count(1)


def person(name: str, *roles: str, department: int | None = None, **columns: Any) -> int:
    """A user with preset roles (their codes); his id."""
    held = Role.objects.system(reason=WHY).filter(code__in=roles).values_list("pk", flat=True)
    number = next(_serial)
    user = User(
        username=f"user{number}", name=name, label=name, roles=list(held), department_id=department, **columns
    )
    User.objects.system(reason=WHY).bulk_create([user])
    bump(permission=True)
    return int(user.pk)


def nobody_decides() -> None:
    """What is submitted takes effect at once: the approvals of a fresh company are switched off."""
    ApprovalDefinition.objects.system(reason=WHY).update(is_active=False)
    bump(metadata=True)
    begin_versions()


def ctx_of(user: int, locale: str = "zh-CN") -> Context:
    """His context with the rights that he has now."""
    begin_versions()
    actor = actor_of(user)
    assert actor is not None
    return Context(actor, locale)


def caller(user: int, language: str = "en") -> Any:
    """He (a `Caller`) calls the API."""
    token = f"gk_{user}_{next(_serial)}"
    ApiToken.objects.create(user_id=user, name="test", digest=digest_of(token), created_at=clock.now())
    return Caller(user, token, language)


def make(object_name: str, by: int | None = None, **values: Any) -> Any:
    """A record that must be accepted, made by somebody or by the system; its row."""
    ctx = system_context() if by is None else ctx_of(by)
    outcome = single(record_create(ctx, object_name, [values], system=by is None))
    assert outcome.id is not None
    return row(object_name, outcome.id)


def refused(object_name: str, by: int, **values: Any) -> dict[str, str]:
    """Field → code of a record that must not be accepted; nothing may have been written."""
    before = (table(catalogue().get(object_name)).system(reason=WHY).count(), Event.objects.count())
    (outcome,) = record_create(ctx_of(by), object_name, [values])
    assert outcome.refusal is not None
    assert (table(catalogue().get(object_name)).system(reason=WHY).count(), Event.objects.count()) == before
    return {e.field: e.code for e in outcome.refusal.field_errors()}


def row(object_name: str, record_id: int) -> Any:
    """The row as it stands, deleted or not."""
    return table(catalogue().get(object_name)).system(reason=WHY).get(pk=record_id)


def act(by: int, record: Any, action: str, **params: Any) -> Outcome:
    """One verb on one record."""
    name = catalogue_name(record)
    (outcome,) = record_action(ctx_of(by), name, action, [record.pk], params)
    return outcome


def act_many(by: int, object_name: str, ids: list[int], action: str, **params: Any) -> list[Outcome]:
    return record_action(ctx_of(by), object_name, action, ids, params)


def patch(by: int, record: Any, **values: Any) -> Outcome:
    (outcome,) = record_patch(ctx_of(by), catalogue_name(record), [{"id": record.pk, **values}])
    return outcome


def delete(by: int, record: Any) -> Outcome:
    (outcome,) = record_delete(ctx_of(by), catalogue_name(record), [record.pk])
    return outcome


def restore(by: int, record: Any) -> Outcome:
    (outcome,) = record_restore(ctx_of(by), catalogue_name(record), [record.pk])
    return outcome


def catalogue_name(record: Any) -> str:
    return next(s.name for s in catalogue().objects.values() if s.model is type(record) and not s.is_custom)


def again(record: Any) -> Any:
    """The same row as it stands now."""
    return row(catalogue_name(record), record.pk)


def code(outcome: Outcome) -> str | None:
    """What it was refused for; None when it was done."""
    return outcome.refusal.code if outcome.refusal else None


def codes(outcome: Outcome) -> dict[str, str]:
    """Field → code."""
    assert outcome.refusal is not None
    return {e.field: e.code for e in outcome.refusal.field_errors()}


def history(record: Any, field: str) -> list[tuple[Any, Any]]:
    """(old, new) of one field, oldest first."""
    rows = History.objects.filter(object=catalogue_name(record), record_id=record.pk, field=field)
    return list(rows.order_by("id").values_list("old", "new"))


def events(kind: str) -> list[Mapping[str, Any]]:
    """Payloads of all events of a kind, oldest first."""
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("payload", flat=True))


def deliver() -> None:
    """Let every subscriber hear what happened."""
    while dispatcher.run_once():
        pass


def notices(user: int, kind: str = "", locale: str = "zh-CN") -> list[str]:
    """What he reads in the reminder centre, newest first."""
    return [item["text"] for item in notification_list(ctx_of(user, locale), kind=kind)["items"]]


def told() -> int:
    """How many notifications there are for anybody."""
    return Notification.objects.count()


@dataclass(frozen=True)
class Company:
    """Ids. 张三 and 李四 sell in the north under 周经理; 王五 in the south; 池管理 administers the pools."""

    north: int
    south: int
    admin: int
    manager: int
    zhang: int
    li: int
    wang: int
    pool_admin: int
    marketing: int
    pool: int

    def lead(self, by: int | None = None, **values: Any) -> Any:
        """A lead of 张三 unless said otherwise."""
        person: dict[str, Any] = {"name": f"客人{next(_serial)}", "source": "phone"}
        if by is None and "pool" not in values:
            person["owner"] = self.zhang
        return make("lead", by, **{**person, **values})

    def waiting(self, **values: Any) -> Any:
        """A lead in the pool."""
        return self.lead(pool=self.pool, owner=None, **values)

    def account(self, by: int | None = None, **values: Any) -> Any:
        given = {"name": f"客户{next(_serial)}"} | ({"owner": self.zhang} if by is None else {})
        return make("account", by, **{**given, **values})


def found() -> Company:
    """The company, written into the present database."""
    begin_versions()
    make_unit = itertools.count(1)

    def unit(name: str, **values: Any) -> int:
        return int(
            make(
                "department", name=name, code=f"D{next(make_unit)}-{next(_serial)}", kind="sales", **values
            ).pk
        )

    head_office = unit("总部")
    north, south = unit("华北", parent=head_office), unit("华南", parent=head_office)
    manager = person("周经理", "sales_manager", department=north)
    pool_admin = person("池管理", "pool_admin", department=head_office, is_salesperson=False)
    pool = make(
        "lead_pool", name=f"华北线索池{next(_serial)}", admins=[pool_admin], member_departments=[north]
    )
    return Company(
        north,
        south,
        admin=person("管理员", "administrator", department=head_office),
        manager=manager,
        zhang=person("张三", "sales", department=north, superior_id=manager),
        li=person("李四", "sales", department=north, superior_id=manager),
        wang=person("王五", "sales", department=south),
        pool_admin=pool_admin,
        marketing=person("市场", "marketing", department=head_office, is_salesperson=False),
        pool=int(pool.pk),
    )
