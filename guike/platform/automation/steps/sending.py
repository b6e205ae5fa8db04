"""The step that tells an outside address: one delivery of a webhook, put down in the transaction of the step and sent by
the webhooks' own sender, at least once, under the same number."""

from __future__ import annotations

from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.automation.definition import Step
from guike.platform.automation.steps.reading import PLACE, fill_in, reads
from guike.platform.automation.steps.registry import StepKind, Work, nothing, step_kind
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading import visible
from guike.platform.webhooks.services import send

#: what the receiver reads as the event
EVENT = "automation"
_TEXT_CHARS = 500


def _check(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    """The identity must see the webhook: who may not look at webhooks sends nothing out of the house."""
    given = step.get("webhook")
    seen = isinstance(given, int) and ctx.can("webhook", "view")
    if not seen or not visible(ctx, catalogue().get("webhook")).filter(pk=given).exists():
        return [FieldError(f"{place}.webhook", "reference.unknown")]
    text = step.get("text") or ""
    if not isinstance(text, str) or len(text) > _TEXT_CHARS:
        return [FieldError(f"{place}.text", "too_long", {"max": _TEXT_CHARS, "length": len(str(text))})]
    unknown = [path for path in PLACE.findall(text) if reads(ctx, spec, path) is None]
    return [FieldError(f"{place}.text", "unknown_field", {"name": unknown[0][:100]})] if unknown else []


def _send(work: Work) -> None:
    for item in work.items:
        data = {"rule": work.does.name, "run": item.run_id}
        if work.step.get("text"):
            data["text"] = fill_in(str(work.step["text"]), [work.ctx], work.spec, item.row, work.load)
        once = f"automation {item.run_id} {work.position}"
        try:
            delivery = send(
                int(work.step["webhook"]), EVENT, work.spec.name, item.row.pk, once=once, data=data
            )
        except Refusal as refusal:
            item.refusal = refusal
            continue
        item.did = {"nothing": "no_receiver"} if delivery is None else {"delivery": delivery}


def _plan(work: Work) -> None:
    for item in work.items:
        item.did = {"sends": str(work.step.get("text") or "")}


def declare() -> None:
    """Offer the step."""
    step_kind(
        StepKind("webhook", T("推送到外部", "Call a webhook"), _check, _send, _plan, nothing, outer=True)
    )
