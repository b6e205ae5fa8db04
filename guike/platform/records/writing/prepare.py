"""Completes and checks drafts between filling and writing: owner, money, references, the domain's own rules, guards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guike.kernel import clock
from guike.kernel.errors import FieldError
from guike.platform.access.context import Context
from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.queries import base_currency, rate_on
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.records.duplicates import check_blocked
from guike.platform.records.figures import compute_formulas
from guike.platform.records.references import (
    as_it_will_stand,
    check_files,
    check_leaving,
    check_lines_within,
    check_moving,
    check_references,
    check_removed,
    check_unique,
    check_within,
    hold_targets,
    keep_unseen,
    run_guards,
)
from guike.platform.records.shapes import Draft, apply_defaults, check_required
from guike.platform.records.writing.fitting import check_record_types
from guike.platform.records.writing.homes import read_at_home
from guike.platform.records.writing.judging import check_rules
from guike.platform.records.writing.naming import name_drafts
from guike.platform.settings import queries as settings
from guike.platform.states import engine as states
from guike.platform.states.attribution import attribute as keep_attribution


def attribute(ctx: Context, draft: Draft) -> None:
    """Set the owner, by default the creator. The department is set from the owner at creation and at transfer, and does
    not follow the person afterwards."""
    names = draft.spec.by_name
    if draft.spec.access.kind != "owned" or "owner" not in names:
        return
    pooled = bool(draft.spec.access.pool) and draft.get(draft.spec.access.pool) is not None
    if draft.is_new and draft.row.owner_id is None and "owner" not in draft.sent and not pooled:
        draft.set("owner", ctx.user_id)
    if "department" not in names or (draft.is_new and draft.row.department_id is not None):
        return
    person = directory().people.get(draft.row.owner_id) if draft.row.owner_id else None
    if person is not None:
        draft.set("department", person.department_id)


def _money(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Set currency and rate of new documents at their date; the base currency is locked until they are written."""
    new = [draft for draft in drafts if draft.is_new and draft.spec.has_money]
    if new:
        settings.hold()
    for draft in new:
        if "currency" not in draft.sent or draft.get("currency") is None:
            draft.set("currency", base_currency())
        try:
            draft.set("exchange_rate", rate_on(draft.row.currency, document_date(ctx, draft)))
        except CurrencyRefused as refused:
            draft.error("currency", refused.code, **refused.params)


def _take_rate_of_the_day(drafts: Sequence[Draft]) -> None:
    """The rate is that of the document's day: one that moves to another day takes that day's rate."""
    for draft in drafts:
        name = draft.spec.document_date
        if draft.is_new or not name or not draft.spec.has_money or draft.refusal is not None:
            continue
        day = draft.get(name)
        if day is None or not draft.changed(name):
            continue
        settings.hold()
        try:
            draft.set("exchange_rate", rate_on(draft.row.currency, day))
        except CurrencyRefused as refused:
            draft.error(name, refused.code, **refused.params)


def _hold_base(drafts: Sequence[Draft]) -> None:
    """Lock the base currency, in which amounts are counted, until they are written (new documents have locked it
    already)."""
    standing = (draft for draft in drafts if not (draft.is_new and draft.spec.has_money))
    if any(draft.spec.by_name[name].type == "money" for draft in standing for name in draft.old):
        settings.hold()


def document_date(ctx: Context, draft: Draft) -> date:
    """The day of the exchange rate: the document's own date if it is declared and filled, else today."""
    name = draft.spec.document_date
    own: date | None = draft.get(name) if name else None
    return own or clock.today(ctx.timezone)


def _say_nothing_of(strangers: Sequence[tuple[Draft, list[FieldError]]]) -> None:
    """Remove the domain's errors about values that are refused already. The domain reads referenced records without a
    scope, so its errors could reveal a record that the caller may not see."""
    for draft, before in strangers:
        known = {error.field for error in before}
        draft.refusal = None
        draft.errors = before + [e for e in draft.errors[len(before) :] if e.field not in known]


def _complete(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Run the domain's own checks, which also set values."""
    assert spec.hooks.prepare is not None
    both = (*drafts, *(line for draft in drafts for line in draft.all_lines()))
    strangers = [(draft, list(draft.errors)) for draft in both if draft.errors]
    spec.hooks.prepare(ctx, drafts)
    _say_nothing_of(strangers)


def _check_all_rules(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Check the validation rules of the records and of their lines."""
    load = as_it_will_stand(drafts)
    check_rules(ctx, spec, drafts, load)
    for item, line in catalogue().lines_of(spec.name):
        check_rules(ctx, line, [one for draft in drafts for one in draft.lines.get(item.name, [])], load)


def prepare(
    ctx: Context,
    spec: ObjectSpec,
    drafts: Sequence[Draft],
    *,
    system: bool,
    hooks: bool = True,
    bypass: str = "",
) -> None:
    """Complete and check a list of drafts; each draft has its errors afterwards. `bypass`: the reason for skipping
    locks of states and write guards. The steps between states cannot be skipped."""
    lines = [line for draft in drafts for line in draft.all_lines()]
    read_at_home(ctx, drafts)
    for line in lines:
        if line.is_new:
            apply_defaults(ctx, line)
    _money(ctx, drafts)
    if not system:
        keep_unseen(ctx, drafts)
        check_references(ctx, [*drafts, *lines])
        check_files(ctx, [*drafts, *lines])
    states.check_first(ctx, spec, drafts)
    if not bypass:
        states.check_locks(ctx, spec, drafts)
    _take_rate_of_the_day(drafts)
    if hooks and spec.hooks.prepare:
        _complete(ctx, spec, [draft for draft in drafts if draft.refusal is None])
        known = {id(line) for line in lines}
        lines += [  # what the domain proposes is held and checked like what was sent
            line for draft in drafts for line in draft.all_lines() if line.is_new and id(line) not in known
        ]
    states.begin(spec, drafts)
    keep_attribution(ctx, spec, drafts)
    hold_targets([*drafts, *lines])
    check_removed(drafts)
    check_within([*drafts, *lines])
    check_lines_within([(draft, line) for draft in drafts for line in draft.all_lines()])
    check_moving(spec, drafts)
    check_leaving(spec, drafts)
    name_drafts(spec, drafts)
    for draft in (*drafts, *lines):
        compute_formulas(draft)
        check_required(draft, None if draft.is_new else list(draft.old))
    _hold_base(drafts)
    if "record_type" in spec.by_name:
        check_record_types(ctx, spec, drafts)
    _check_all_rules(ctx, spec, drafts)
    check_unique(ctx, spec, drafts)
    check_blocked(ctx, spec, drafts)
    states.check_steps(ctx, spec, drafts)
    if not bypass:
        run_guards(ctx, spec, [d for d in drafts if d.ok])
