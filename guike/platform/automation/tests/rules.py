"""Rules and their work, for tests."""

from __future__ import annotations

from typing import Any

from guike.platform.access.context import system_context
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.running import run_once
from guike.platform.org.queries import begin_versions
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create
from tests.support.company import WHY, ctx_of


def rule(by: int | None, object_name: str, *steps: dict[str, Any], **values: Any) -> AutomationRule:
    """An active rule, made by somebody; the system needs `run_as`."""
    ctx = system_context() if by is None else ctx_of(by)
    given = {"name": "规则", "object": object_name, "steps": list(steps), "is_active": True, **values}
    outcome = single(record_create(ctx, "automation_rule", [given]))
    begin_versions()
    return AutomationRule.objects.system(reason=WHY).get(pk=outcome.id or 0)


def refusals(by: int, object_name: str, *steps: dict[str, Any], **values: Any) -> dict[str, str]:
    """Field → code of a rule that must not be accepted."""
    given = {"name": "规则", "object": object_name, "steps": list(steps), "is_active": True, **values}
    (outcome,) = record_create(ctx_of(by), "automation_rule", [given])
    assert outcome.refusal is not None
    return {error.field: error.code for error in outcome.refusal.field_errors()}


def runs(of: AutomationRule | None = None) -> list[AutomationRun]:
    """The runs of a rule, or all, oldest first."""
    rows = AutomationRun.objects.system(reason=WHY).order_by("id")
    return list(rows if of is None else rows.filter(rule=of))


def statuses(of: AutomationRule | None = None) -> list[str]:
    return [run.status for run in runs(of)]


def work() -> int:
    """What a worker does until nothing is due; how many runs it took up."""
    return run_once()


def again(rule: AutomationRule) -> AutomationRule:
    return AutomationRule.objects.system(reason=WHY).get(pk=rule.pk)
