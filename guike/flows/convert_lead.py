"""The action `convert`: makes an account of a lead, and on request a contact and an opportunity, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.states import StateLock, Step
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.events.registry import fact
from guike.platform.events.services import emit, gathered
from guike.platform.files.services import copy_files
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ActionSpec, ObjectSpec, spec_field
from guike.platform.metadata.types import TYPES
from guike.platform.records.locking import lock
from guike.platform.records.models import RecordLink
from guike.platform.records.reading import Lookup, living, visible_of
from guike.platform.records.shapes import RolledBack, Values, get_value
from guike.platform.records.writing import record_change, record_create

if TYPE_CHECKING:
    from guike.domains.leads.models import Lead

CONVERTED = fact("lead.converted", T("线索转换", "Lead: converted"))
WHY = "a conversion carries a lead's own activities along"

#: target field → lead field; custom fields with the same api name are copied as well
ACCOUNT_MAP = {
    "name": "company",
    "industry": "industry",
    "scale": "company_size",
    "region": "region",
    "address": "address",
    "phone": "phone",
    "source": "source",
}
CONTACT_MAP = {
    "name": "name",
    "title": "title",
    "mobile": "mobile",
    "phone": "phone",
    "email": "email",
    "wechat": "wechat",
}
OPPORTUNITY_MAP = {"description": "description"}
#: fields whose stored value is sent; files are not copied as fields, but shared like attachments
BY_VALUE = frozenset(
    {"region", "reference", "user", "department", "references", "any_reference", "any_references"}
)
KEPT_ON_LEAD = frozenset({"file", "image", "auto_number", "formula", "rollup", "lines"})


class LeadConvertRefused(Refusal):
    """The lead's state does not admit a conversion, or the lead was converted before."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "lead.already_converted": T("不能转换：线索{reason}", "The lead cannot be converted: {reason}"),
        "lead.converted": T(
            "线索已转换，业务字段不能再修改", "The lead is converted; its fields are read-only"
        ),
        "lead.delete_converted": T(
            "线索已转换，不能删除；如确需删除，请先撤销转换",
            "The lead is converted and stays; to delete it, take the conversion back first",
        ),
    }


class LeadConvertInvalid(Refusal):
    """The parameters contradict one another."""

    status = 422
    messages: ClassVar[Mapping[str, Text]] = {
        "lead.account_twice": T(
            "新建客户和选择已有客户只能二选一", "Either a new account or an existing one"
        ),
        "lead.contact_twice": T(
            "新建联系人和选择已有联系人只能二选一", "Either a new contact or an existing one"
        ),
        "lead.contact_elsewhere": T("所选联系人不属于该客户", "The contact belongs to another account"),
    }


def lead_convert(ctx: Context, rows: Sequence[Lead], params: Values) -> list[Refusal | None]:
    """Convert leads that the caller holds locked. Each by itself: one that fails leaves no trace."""
    outcomes: list[Refusal | None] = []
    for row in rows:
        try:
            with transaction.atomic(), gathered():
                _convert(ctx, row, params)
            outcomes.append(None)
        except Refusal as refusal:
            outcomes.append(refusal)
    return outcomes


def _convert(ctx: Context, lead: Lead, params: Values) -> None:
    _check(params)
    account, contact = params.get("account_id"), params.get("contact_id")
    is_new_account = False
    if contact is not None:
        account = _account_of(ctx, contact, account, is_new=params.get("account") is not None)
    if account is None:
        is_new_account = True
        account = _account(ctx, lead, params.get("account") or {})
    if contact is None and params.get("contact") is not None:
        contact = _contact(ctx, lead, account, params["contact"], is_primary=is_new_account)
    opportunity = None
    if params.get("opportunity") is not None:
        opportunity = _opportunity(ctx, lead, account, contact, params["opportunity"])
    created = {"account": account, "contact": contact, "opportunity": opportunity}
    _carry(ctx, lead, {name: one for name, one in created.items() if one is not None})
    values = {
        "converted_at": clock.now(),
        "converted_account": account,
        "converted_contact": contact,
        "converted_opportunity": opportunity,
    }
    record_change(ctx, "lead", [(lead, values)], step="convert")
    emit(CONVERTED, "lead", {"ids": [lead.pk], **created})


def _check(params: Values) -> None:
    wrong = [
        FieldError(name, "type.map")
        for name in ("account", "contact", "opportunity")
        if not isinstance(params.get(name) or {}, Mapping)
    ]
    if params.get("account") is not None and params.get("account_id") is not None:
        wrong.append(FieldError("account", "lead.account_twice"))
    if params.get("contact") is not None and params.get("contact_id") is not None:
        wrong.append(FieldError("contact", "lead.contact_twice"))
    if wrong:
        raise Invalid(wrong)


def mapped(
    ctx: Context, lead: Lead, target: ObjectSpec, table: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values of the lead for the target as a client would send them; typed values that are set without the client).

    A field of the lead that the caller may not read is copied only to a field that he may not read either, so a copy
    reveals nothing to him. Values for fields that he may not write are set for him.
    """
    source = catalogue().get("lead")
    pairs = dict(table)
    pairs |= {
        f.name: f.name for f in target.fields if f.custom and f.name in source.by_name and not f.read_only
    }
    sent: dict[str, Any] = {}
    carried: dict[str, Any] = {}
    for name, origin in pairs.items():
        item = source.by_name.get(origin)
        goal = target.by_name.get(name)
        if (
            item is None
            or goal is None
            or not item.is_active
            or item.type in KEPT_ON_LEAD
            or goal.type != item.type
            or not _may_carry(ctx, origin, target.name, name)
        ):
            continue
        value = get_value(item, lead)
        if value is None or (
            goal.choices and goal.choice(str(value)) is None and not isinstance(value, list)
        ):
            continue
        if ctx.level(target.name, name) == "edit":
            sent[name] = _as_sent(item.type, TYPES[item.type].dump(item, value), value)
        else:
            carried[name] = value
    return sent, carried


def _may_carry(ctx: Context, origin: str, target: str, name: str) -> bool:
    return ctx.level("lead", origin) not in UNREADABLE or ctx.level(target, name) in UNREADABLE


def _name_of(ctx: Context, lead: Lead, target: str, *origins: str) -> dict[str, str]:
    """{"name": …} from the first of the lead's fields that is filled and may be told."""
    told = (getattr(lead, origin) for origin in origins if _may_carry(ctx, origin, target, "name"))
    name = next((text for text in told if text), None)
    return {"name": name} if name else {}


def _as_sent(type_: str, shown: Any, value: Any) -> Any:
    return value if type_ in BY_VALUE else shown


def _create(
    ctx: Context, object_name: str, defaults: Values, given: Values, facts: Values, place: str
) -> int:
    """Create a record through the ordinary write path; errors are named like `account.name`. A value sent as null stays
    empty. Defaults for fields that the caller may not write are set for him."""
    own = {name: value for name, value in defaults.items() if ctx.level(object_name, name) == "edit"}
    rest = {name: value for name, value in defaults.items() if name not in own}
    try:
        (outcome,) = record_create(
            ctx, object_name, [{**own, **given}], added=[{**rest, **facts}], atomic=True
        )
    except RolledBack as rolled:
        refusal = rolled.outcomes[0].refusal
        assert refusal is not None
        errors = [FieldError(f"{place}.{e.field}", e.code, e.params) for e in refusal.field_errors()]
        raise (Invalid(errors) if errors else refusal) from rolled
    assert outcome.id is not None
    return outcome.id


def _belongs(lead: Lead) -> dict[str, Any]:
    return {"owner": lead.owner_id} if lead.owner_id else {}


def _account(ctx: Context, lead: Lead, given: Values) -> int:
    """A potential account with the lead's owner; a lead without company is a customer in person."""
    spec = catalogue().get("account")
    sent, carried = mapped(ctx, lead, spec, ACCOUNT_MAP)
    defaults = {**_name_of(ctx, lead, "account", "company", "name"), **sent}
    facts = {
        **carried,
        "status": "potential",
        "lead": lead.pk,
        "campaign": lead.campaign_id,
        **_belongs(lead),
    }
    return _create(ctx, "account", defaults, given, facts, "account")


def _contact(ctx: Context, lead: Lead, account: int, given: Values, *, is_primary: bool) -> int:
    """The person; a lead that knows only a company needs his name. In an account that was there already
    nobody is put in front of its primary contact."""
    spec = catalogue().get("contact")
    sent, carried = mapped(ctx, lead, spec, CONTACT_MAP)
    facts = {**carried, "account": account, **_belongs(lead)}
    return _create(ctx, "contact", {**sent, "is_primary": is_primary}, given, facts, "contact")


def _account_of(ctx: Context, contact: int, account: int | None, *, is_new: bool) -> int:
    """The chosen contact's account. Invalid unless it is the chosen account and the caller sees it."""
    rows = living(catalogue().get("contact")).system(reason="a chosen contact belongs to the chosen account")
    own = rows.filter(pk=contact).values_list("account_id", flat=True).first()
    if own is None or is_new or account not in (None, own):
        raise Invalid([FieldError("contact_id", "lead.contact_elsewhere")])
    if not visible_of(ctx, catalogue().get("account"), [own]):
        raise Invalid([FieldError("contact_id", "reference.unknown")])
    return int(own)


def _opportunity(ctx: Context, lead: Lead, account: int, contact: int | None, given: Values) -> int:
    """In the first stage of the process that applies; keeps lead and campaign for good."""
    spec = catalogue().get("opportunity")
    sent, carried = mapped(ctx, lead, spec, OPPORTUNITY_MAP)
    defaults = {**_name_of(ctx, lead, "opportunity", "company", "name"), **sent, "source": "lead"}
    facts = {**carried, "account": account, "lead": lead.pk, "campaign": lead.campaign_id, **_belongs(lead)}
    if contact is not None and given.get("primary_contact") is None:
        facts["primary_contact"] = contact
    return _create(ctx, "opportunity", defaults, given, facts, "opportunity")


def _carry(ctx: Context, lead: Lead, created: Mapping[str, int]) -> None:
    """Activities are related to what was created as well; files are shared."""
    changes = []
    for row in _activities(lead):
        known = {(one["object"], one["id"]) for one in row.related}
        more = [{"object": name, "id": one} for name, one in created.items() if (name, one) not in known]
        account = row.account_id or created.get("account")
        changes.append((row, {"related": [*row.related, *more], "account": account}))
    if changes:
        record_change(ctx, "activity", changes)
    copy_files(("lead", lead.pk), created.items())
    _follow_up(lead.last_follow_up_at, created)


def _activities(lead: Lead) -> list[Any]:
    """Locked; in most cases there are none, which costs one query."""
    found = _ACTIVITIES.instances([lead.pk])
    lock({"activity": [row.pk for row in found]})
    return _ACTIVITIES.instances([lead.pk]) if found else []


def _activities_of_leads() -> Any:
    linked = RecordLink.objects.filter(object="activity", field="related", target_object="lead")
    linked = linked.filter(Lookup.given("target_id"))
    rows = living(catalogue().get("activity")).system(reason=WHY).filter(pk__in=linked.values("record_id"))
    return rows.order_by("pk")


_ACTIVITIES = Lookup(_activities_of_leads, None)


def _follow_up(at: datetime | None, created: Mapping[str, int]) -> None:
    if at is None:
        return
    for name, one in created.items():
        spec = catalogue().get(name)
        if "last_follow_up_at" in spec.by_name:
            rows = living(spec).system(reason=WHY).filter(pk=one)
            rows.exclude(last_follow_up_at__gte=at).update(last_follow_up_at=at)


def declare() -> None:
    """Register the action on leads."""
    registry.grant("lead", {"sales pool_admin": ("convert",)})
    registry.extend(
        "lead",
        locks=(
            StateLock(
                ("converted",),
                Text("线索已转换，内容不能再修改", "The lead is converted; its fields stand"),
                custom=True,
                refusal="lead.converted",
                delete_refusal="lead.delete_converted",
            ),
        ),
        steps=(Step("convert", ("unassigned", "pending", "following"), ("converted",)),),
        actions=(
            ActionSpec(
                "convert",
                Text("转换", "Convert"),
                lead_convert,
                placement="primary",
                refusal="lead.already_converted",
                params=(
                    spec_field("json", "account", "新建客户", "New account"),
                    spec_field("reference", "account_id", "已有客户", "Existing account", target="account"),
                    spec_field("json", "contact", "新建联系人", "New contact"),
                    spec_field("reference", "contact_id", "已有联系人", "Existing contact", target="contact"),
                    spec_field("json", "opportunity", "新建商机", "New opportunity"),
                ),
                done=Text("已转换", "Converted"),
                # what is related to the lead, what it is put into, and whose figures change
                locks=("activity:related", "params.account_id", "params.contact_id.account", "campaign"),
            ),
        ),
    )
