"""Connects packages that may not import one another, when the apps are loaded."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from axes.models import AccessAttempt

from guike.entry import throttle
from guike.kernel.errors import Forbidden
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.approvals import succession as definitions
from guike.platform.approvals.subscribers import hand_over, in_hand
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.currency.queries import set_base_currency
from guike.platform.directory.duties import Duty, on_hand_over
from guike.platform.directory.trail import add_rights_view
from guike.platform.events import dispatcher
from guike.platform.events import registry as events
from guike.platform.events.models import Event
from guike.platform.feed import succession as follows
from guike.platform.files import queries as files
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.catalogue import catalogue, relations_of, standard_objects
from guike.platform.metadata.consistency import check_objects
from guike.platform.metadata.readings import check_declared
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import check_reports
from guike.platform.metadata.roles import check_roles
from guike.platform.metadata.snapshots import check_snapshots
from guike.platform.notify import queries as notify
from guike.platform.notify.registry import check_work_lists
from guike.platform.org.queries import directory
from guike.platform.privacy import metadata as privacy_metadata
from guike.platform.records.actions import check_locks, check_when
from guike.platform.records.reading import visible
from guike.platform.reports import succession as kept
from guike.platform.retention.registry import keep
from guike.platform.retention.services import keep_all
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import spec_of
from guike.platform.settings.services import Change, on_changed


def _company_currency() -> str:
    return str(settings.get("company.base_currency"))


def _record_settings(actor_id: int | None, changes: Sequence[Change]) -> None:
    audit_many(
        actor_id,
        [
            AuditLine(
                "setting.change",
                detail={
                    "key": change.key,
                    "old": change.old,
                    "new": change.new,
                    "department": change.department_id,
                    "object": change.object_name,
                },
                words=(spec_of(change.key).label.zh, spec_of(change.key).label.en),
            )
            for change in changes
        ],
    )


def _departments_upwards(department_id: int) -> tuple[int, ...]:
    unit = directory().units.get(department_id)
    return tuple(reversed(unit.path)) if unit else (department_id,)


def _allowed(ctx: Context, object_name: str, record_ids: Collection[int], operation: str) -> set[int]:
    """The ids of the records on which the caller may do `operation`; none for an unknown object."""
    spec = catalogue().objects.get(object_name)
    if spec is None:
        return set()
    try:
        ctx.require(object_name, operation)
    except Forbidden:
        return set()
    rows = visible(ctx, spec, operation).filter(pk__in=record_ids)
    return set(rows.values_list("pk", flat=True))


def _may_reach_file(ctx: Context, object_name: str, record_id: int, operation: str) -> bool:
    return bool(_allowed(ctx, object_name, [record_id], operation))


def _may_be_told(ctx: Context, object_name: str, record_ids: Collection[int]) -> set[int]:
    return _allowed(ctx, object_name, record_ids, "view")


def connect() -> None:
    """Make all connections. It is called when every app is loaded, so registries close here."""
    on_changed(_record_settings)
    set_base_currency(_company_currency)
    settings.set_department_path(_departments_upwards)
    files.set_access(_may_reach_file)
    notify.set_visibility(_may_be_told)
    on_hand_over(Duty("approvals", T("审批", "Approvals"), in_hand, hand_over))
    on_hand_over(
        Duty(
            "approval_definition",
            T("审批流中的人员", "People in approval definitions"),
            definitions.count,
            definitions.take_place,
            names=definitions.names,
            fault=definitions.fault,
            covers=frozenset({"approval_definition.fallback"}),
        )
    )
    on_hand_over(Duty("follows", T("关注的记录", "Records followed"), follows.count, follows.take_over))
    on_hand_over(
        Duty("reports", T("共享的报表和目录", "Shared reports and folders"), kept.count, kept.take_over)
    )
    keep(
        "events",
        T("变更事件", "Events of changes"),
        T(
            "谁何时改了哪条记录的哪些字段，新旧值",
            "Who changed which fields of which record when, with both values",
        ),
        Event.objects.all,
        "at",
        dispatcher.purge,
        days=30,
        least=7,
    )
    keep(
        "failed_sign_ins",
        T("失败的登录", "Failed sign-ins"),
        T("从哪个地址用哪个用户名登录失败", "From which address with which user name a sign-in failed"),
        AccessAttempt.objects.all,
        "attempt_time",
        throttle.purge,
        days=30,
    )
    periodic("retention.nightly", "20 3 * * *", keep_all)
    add_rights_view()
    privacy_metadata.declare()
    registry.freeze()
    objects = standard_objects()
    check_objects(objects, registry.choice_sets)
    check_declared(objects)
    check_work_lists(objects)
    check_reports(objects, relations_of(objects), registry.reports)
    check_snapshots(objects, relations_of(objects), registry.snapshots)
    check_roles(objects, registry.roles, registry.grants, registry.limits)
    for spec in registry.objects.values():
        for action in spec.actions:
            check_when(action)
    for spec in standard_objects().values():
        check_locks(standard_objects(), spec)
    events.freeze()
