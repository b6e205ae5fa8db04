"""Writes of rules: saving, switching on and off, pausing, stopping; and repeating runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from guike.kernel import clock
from guike.kernel.errors import Forbidden, Refusal
from guike.platform.access.context import Context
from guike.platform.automation import compiled
from guike.platform.automation.checking import activation_errors, errors_of
from guike.platform.automation.definition import DOES, of_rule, of_version
from guike.platform.automation.errors import AutomationRefused
from guike.platform.automation.fitness import VALID, faults_of, mended
from guike.platform.automation.models import AutomationRule, AutomationRun, AutomationVersion
from guike.platform.automation.pausing import INVALID, UNFIT, let_go_on
from guike.platform.automation.settings import ENABLED
from guike.platform.automation.waking import end_of_rules, hold_back
from guike.platform.automation.watching import Fired, put_runs
from guike.platform.org.queries import directory
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change
from guike.platform.settings.services import Change

WHY = "rules are kept in step with their runs"
_FIELDS = {"from_values": "from", "to_values": "to"}
#: the names of the fields whose change makes a new version
_DOING = tuple(_FIELDS.get(name, name) for name in (*DOES, "run_as"))
_LISTS = ("fields", "from", "to", "steps")


def rules_seen(ctx: Context, _action: str) -> Q | None:
    """Administrators have all rules; everybody else those that act as himself."""
    return None if ctx.actor.is_administrator else Q(run_as_id=ctx.user_id)


def rule_prepare(ctx: Context, drafts: Sequence[Draft[AutomationRule]]) -> None:
    """Complete and check rules; a change of what a rule does makes a new version."""
    for draft in drafts:
        if draft.is_new and draft.get("run_as") is None:
            draft.set("run_as", ctx.user_id)
        for name in _LISTS:
            if draft.get(name) is None:
                draft.set(name, [])
            elif not isinstance(draft.get(name), list):
                draft.error(name, "type.list")
        if draft.errors:
            continue
        _check_identity(ctx, draft)
        if not draft.errors:
            _settle(draft)


def _check_identity(ctx: Context, draft: Draft[AutomationRule]) -> None:
    """Who is no administrator makes rules that act as himself, whatever he changes of them."""
    user = draft.row.run_as_id
    person = directory().people.get(user)
    if not ctx.administers and user != ctx.user_id:
        draft.error("run_as", "automation.other_identity")
    elif person is None or person.status != "active" or person.kind != "internal":
        draft.error("run_as", "automation.identity")


def _settle(draft: Draft[AutomationRule]) -> None:
    anew = draft.is_new or draft.changed(*_DOING)
    goes_on = bool(draft.get("is_active")) and draft.changed("is_active")
    if anew or goes_on:
        does = of_rule(draft.row)
        ctx = compiled.identity(does.run_as)
        assert ctx is not None
        draft.errors += errors_of(does, ctx)
        if draft.get("is_active") and not draft.errors:
            draft.errors += activation_errors(does)
        if draft.get("validity") == INVALID and not draft.errors:
            draft.set("validity", VALID)
            draft.set("faults", [])
            if draft.get("paused_for") in UNFIT:
                draft.set("paused_for", None)
    if anew and not draft.is_new:
        draft.set("revision", draft.row.revision + 1)
    now = clock.now()
    if goes_on:
        draft.set("active_since", now)
        draft.set("paused_for", None)
        draft.keep("looked_at", now)
    elif draft.changed("is_active") and not draft.is_new:
        draft.keep("stopped_at", now)
        draft.set("paused_for", None)


def rule_written(ctx: Context, drafts: Sequence[Draft[AutomationRule]]) -> None:
    """Keep the version of every rule that does something else now, and end what a rule that was switched off still had to
    do."""
    anew = [draft.row for draft in drafts if draft.is_new or draft.changed("revision")]
    AutomationVersion.objects.bulk_create(
        AutomationVersion(
            rule_id=row.pk,
            revision=row.revision,
            definition=of_rule(row).as_json(),
            created_at=clock.now(),
            created_by_id=ctx.user_id,
        )
        for row in anew
    )
    for draft in drafts:
        if draft.changed("validity") and not draft.is_new:
            mended(draft.row, draft.before("paused_for"))
    off = [d.row.pk for d in drafts if not d.is_new and d.changed("is_active") and not d.get("is_active")]
    if off:
        end_of_rules(off, "rule_stopped")


def rule_deleting(_ctx: Context, drafts: Sequence[Draft[AutomationRule]]) -> None:
    """A rule in the recycle bin does nothing; what it still had to do is over."""
    end_of_rules([draft.row.pk for draft in drafts], "rule_stopped")


def rule_purging(row: Any) -> None:
    """Its versions and runs go with it."""
    AutomationVersion.objects.filter(rule_id=row.pk).delete()
    runs = AutomationRun.objects.system(reason=WHY).filter(rule_id=row.pk)
    runs._raw_delete(runs.db)


def rule_pause(ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]) -> list[None]:
    """Hold rules back: they go on collecting what happens."""
    record_change(ctx, "automation_rule", [(row, {"paused_for": "by_hand"}) for row in rows])
    for row in rows:
        hold_back(row.pk)
    return [None for _row in rows]


def rule_resume(
    ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]
) -> list[AutomationRefused | None]:
    """Let rules go on with everything that they collected; one that does not fit must be mended first."""
    fit = [row for row in rows if not faults_of(of_rule(row))]
    record_change(ctx, "automation_rule", [(row, {"paused_for": None}) for row in fit])
    let_go_on([row.pk for row in fit])
    return [None if row in fit else AutomationRefused("automation.invalid") for row in rows]


def rule_stop(ctx: Context, rows: Sequence[Any], _params: Mapping[str, Any]) -> list[None]:
    """Switch rules off at once: everything that is queued or waits is cancelled, what is being done ends after its step."""
    now = clock.now()
    for row in rows:
        row.stopped_at = now
    AutomationRule.objects.system(reason=WHY).filter(pk__in=[row.pk for row in rows]).update(stopped_at=now)
    record_change(ctx, "automation_rule", [(row, {"is_active": False, "paused_for": None}) for row in rows])
    return [None for _row in rows]


def switched(_actor_id: int | None, changes: Sequence[Change]) -> None:
    """The switch for all rules was turned: off, everything that is queued or waits is cancelled."""
    if not any(change.key == ENABLED and change.new is False for change in changes):
        return
    rules = AutomationRule.objects.system(reason=WHY).filter(deleted_at=None)
    ids = list(rules.order_by("pk").values_list("pk", flat=True))
    rules.filter(pk__in=ids).update(stopped_at=clock.now())
    end_of_rules(ids, "all_stopped")


def run_label(row: Any) -> str:
    """A run keeps the label that it was given: its rule, and its record once its identity was found to see that."""
    return str(row.label)


def run_replay(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """Repeat runs that are over, from the start or from a step, under the version of then or of now. What left the house is
    sent again only if that is asked for."""
    return [_replayed(ctx, row, params) for row in rows]


def _replayed(ctx: Context, row: Any, params: Mapping[str, Any]) -> Refusal | Mapping[str, Any]:
    rule = AutomationRule.objects.system(reason=WHY).get(pk=row.rule_id)
    if row.status in ("queued", "running", "waiting", "throttled"):
        return AutomationRefused("automation.not_over")
    if not rule.is_active or rule.deleted_at is not None:
        return AutomationRefused("automation.rule_off", rule=rule.name)
    if not ctx.administers and rule.run_as_id != ctx.user_id:
        return Forbidden("access.out_of_scope")
    does = of_rule(rule)
    if params.get("version") == "then":
        stored = AutomationVersion.objects.get(rule_id=rule.pk, revision=row.revision)
        does = of_version(stored.definition)
    first = int(params.get("from_step") or 1)
    if not 1 <= first <= len(does.steps):
        return AutomationRefused("automation.no_such_step", n=first)
    cause = {
        **row.cause,
        "replayed_by": ctx.user_id,
        "from_step": first,
        "version": params.get("version") or "now",
    }
    put_runs(
        [Fired(does, row.record_id, "", cause, row.caused_by)],
        depth=1,
        position=first - 1,
        replays=row.pk,
        repeats_outer=bool(params.get("again")),
    )
    return {"replayed": row.pk}
