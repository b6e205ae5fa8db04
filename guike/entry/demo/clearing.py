"""Removes the demo company's business records, and counts them before.

The setting `company.is_demo` marks a demo company. Loading the demo sets it and clearing removes it. A company that
works on afterwards is no demo, and this module refuses to touch it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Model, Q

from guike.entry.api.auth import DEMO_PASSWORD
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.fold import fold
from guike.kernel.text import T
from guike.platform.audit.retention import clear_demo
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump, directory
from guike.platform.org.signins import access_end
from guike.platform.records.reading import table
from guike.platform.settings import queries as settings
from guike.platform.settings.models import SettingValue
from guike.platform.settings.services import set_many

WHY = "the demo company is counted and cleared as a whole"
#: they come with the installation, not with the demo, because a company needs them from its first day
KEPT = frozenset({"unit", "sales_process", "stage"})
#: tables of the platform about business records, besides the domains' own tables
TRAILS = (
    *("post", "comment", "feed_entry", "feed_like", "feed_follow", "feed_read"),
    *("custom_record", "record_link", "record_unique", "record_team", "number_counter", "pool_entry"),
    *("history", "event", "event_delivery", "notification", "idempotency"),
    *("import", "import_row", "export", "webhook_delivery", "automation_run", "notification_delivery"),
    *("customer_message", "opt_out"),
    *("approval_comment", "approval_outer_task", "approval_reader", "approval_task", "approval_request"),
)
#: those of them that people know as records of their own: what was said, asked for, and run
SAID_AND_DONE = ("post", "comment", "approval_request", "automation_run")


class NoDemoError(Refusal):
    """The company is no demo, so there is no demo data to clear."""

    messages = {  # noqa: RUF012 - read as a plain mapping
        "demo.none": T(
            "「{company}」不是演示公司，没有可以清空的演示数据；什么都没有改动",
            "“{company}” is no demo company: there is no demo data to clear, and nothing was changed",
        ),
        "demo.other_name": T(
            "与公司名称不一致，请原样填写「{company}」",
            "This is not the company's name; write “{company}” as it stands here",
        ),
    }


@dataclass(frozen=True)
class Holding:
    """The number of records of one object; `added`, `changed`: by people since the demo was loaded."""

    spec: ObjectSpec
    records: int
    added: int
    changed: int


@dataclass(frozen=True)
class Stock:
    """The records that clearing the demo removes, and how many people stay."""

    company: str
    holdings: tuple[Holding, ...]
    people: int

    @property
    def records(self) -> int:
        return sum(one.records for one in self.holdings)

    @property
    def added(self) -> int:
        return sum(one.added for one in self.holdings)

    @property
    def changed(self) -> int:
        return sum(one.changed for one in self.holdings)


def stock() -> Stock:
    """The records of the demo company, recycle bin included. NoDemoError for a company that is no demo."""
    company = str(settings.get("company.name"))
    if not settings.get("company.is_demo"):
        raise NoDemoError("demo.none", company=company)
    held = [_holding(spec) for spec in business_objects()]
    return Stock(company, tuple(one for one in held if one.records), len(directory().people))


def clear(name: str, actor_id: int | None = None) -> Stock:
    """「清空演示数据」: remove all business records for good; people, roles, definitions and settings stay. The password that
    the sign-in page showed ends for every user, and so do API keys made with it.

    Returns what was removed. `name`: the company's name as the person typed it; Invalid (field `name`) if it is wrong.
    NoDemoError for a company that is no demo."""
    with transaction.atomic():
        settings.hold()
        found = stock()
        if fold(name.strip()) != fold(found.company):
            raise Invalid([FieldError("name", "demo.other_name", {"company": found.company})])
        gone = {one.spec.name: one.records for one in found.holdings}
        told = {"company": found.company, "records": gone}
        clear_demo(actor_id, _tables(), told, because="a demo company begins its own business")
        File.objects.exclude(object_name="").filter(deleted_at=None).update(deleted_at=clock.now())
        _close_logins()
        set_many({"company.is_demo": False}, actor_id, as_system=True)
    begin_versions()
    return found


def business_objects() -> list[ObjectSpec]:
    """The objects whose records are a company's business, without lines."""
    return [spec for spec in catalogue().objects.values() if _goes(spec)]


def _goes(spec: ObjectSpec) -> bool:
    if spec.is_line or spec.name in KEPT:
        return False
    return spec.is_custom or spec.name in SAID_AND_DONE or _of_a_domain(spec.model)


def _of_a_domain(model: type[Model]) -> bool:
    return model.__module__.startswith("guike.domains.")


def _holding(spec: ObjectSpec) -> Holding:
    rows = table(spec).system(reason=WHY)
    if spec.name not in SAID_AND_DONE and "create" not in spec.operations:
        return Holding(spec, rows.count(), 0, 0)  # the system makes them, whoever gave the occasion
    ours = Q(created_by=None)
    if spec.name in SAID_AND_DONE:  # the demo's own were written in people's names, before it was loaded
        ours |= Q(created_at__lte=_loaded_at())
    is_changed = spec.name not in SAID_AND_DONE and spec.ledger is None
    changed = rows.filter(ours).exclude(updated_by=None).count() if is_changed else 0
    return Holding(spec, rows.count(), rows.exclude(ours).count(), changed)


def _loaded_at() -> datetime:
    return SettingValue.objects.get(key="company.is_demo", department_id=0, object_name="").updated_at


def _tables() -> Iterator[str]:
    """The tables of every domain, and the platform's tables about them. The statement fails if a table that is missing
    here references one of these."""
    kept = {catalogue().get(name).model for name in KEPT}
    for model in apps.get_models():
        if _of_a_domain(model) and model not in kept:
            yield model._meta.db_table
    yield from TRAILS


def _close_logins() -> None:
    rows = User.objects.system(reason=WHY)
    sealed = set(rows.values_list("password", flat=True))  # all users share few different passwords
    open_to_all = [one for one in sealed if check_password(DEMO_PASSWORD, one)]
    closed = rows.filter(password__in=open_to_all)
    access_end(list(closed.values_list("pk", flat=True)))
    closed.update(password=make_password(None))
    bump(permission=True)
