"""Marks validation rules that do not fit their object any more, because such rules never hold; and has everything else done
that is checked against the definitions (`metadata.rechecks`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel import filters
from guike.kernel.errors import Refusal
from guike.kernel.text import T
from guike.platform.access.context import system_context
from guike.platform.filters.resolve import resolve
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import ValidationRule
from guike.platform.metadata.rechecks import recheck, recheck_all
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import checked_formula

KIND = "definitions.rules"
WHY = "definitions are checked against one another"
VALID, INVALID = "valid", "invalid"


def mark_rules() -> int:
    """Check every active rule again; the number of rules that became invalid or valid."""
    begin_versions()
    rows = ValidationRule.objects.system(reason=WHY).filter(deleted_at=None, is_active=True)
    changed = 0
    for rule in rows.order_by("pk"):
        found = VALID if _is_valid(rule) else INVALID
        if found != rule.validity:
            ValidationRule.objects.system(reason=WHY).filter(pk=rule.pk).update(validity=found)
            changed += 1
    return changed


def _is_valid(rule: ValidationRule) -> bool:
    spec = catalogue().objects.get(rule.object)
    if spec is None:
        return False
    try:
        if rule.filter:
            node = filters.parse(rule.filter, on_change=True)
            resolve(system_context(), spec, node, trusted=True, on_change=True)
        if rule.formula:
            checked_formula(spec, rule.formula)
    except Refusal:
        return False
    return True


def _run(_run: Run) -> Mapping[str, Any]:
    return recheck_all()


def declare() -> None:
    """Register the check, the job that does all checks, and its nightly run."""
    recheck("definitions.validation_rules", mark_rules)
    job_kind(KIND, _run, label=T("检查规则是否仍然有效", "Check whether rules still fit"), retries=3)
    periodic(KIND, "5 4 * * *", recheck_all)
