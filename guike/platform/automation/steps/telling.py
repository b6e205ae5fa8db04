"""The step that reminds people."""

from __future__ import annotations

from guike.kernel.errors import FieldError
from guike.kernel.limits import AUTOMATION_RECEIVERS
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.automation import compiled
from guike.platform.automation.definition import Step
from guike.platform.automation.steps.reading import PLACE, fill_in, reads
from guike.platform.automation.steps.registry import StepKind, Work, nothing, step_kind
from guike.platform.automation.steps.writing import check_people, people_of, plan_people
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many

KIND = "automation.message"
_TEXT_CHARS = 500


def _check(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    text = step.get("text")
    if not isinstance(text, str) or not text.strip():
        return [FieldError(f"{place}.text", "required")]
    if len(text) > _TEXT_CHARS:
        return [FieldError(f"{place}.text", "too_long", {"max": _TEXT_CHARS, "length": len(text)})]
    unknown = [path for path in PLACE.findall(text) if reads(ctx, spec, path) is None]
    if unknown:
        return [FieldError(f"{place}.text", "unknown_field", {"name": unknown[0][:100]})]
    return check_people(ctx, spec, step, place)


def _notify(work: Work) -> None:
    """Remind everybody who is meant. The text is made for each: he reads only values that he may see, and the rule's
    identity, too."""
    notices = []
    for item in work.items:
        users = people_of(work, item)[: int(AUTOMATION_RECEIVERS)]
        for user in users:
            reader = compiled.identity(user)
            if reader is None:
                continue
            text = fill_in(str(work.step["text"]), [work.ctx, reader], work.spec, item.row, work.load)
            occasion = f"automation {item.run_id} {work.position}"
            notices.append(Notice(KIND, [user], work.spec.name, item.row.pk, occasion, {"text": text}))
        item.did = {"users": users} if users else {"nothing": "nobody"}
    notify_many(notices)


def declare() -> None:
    """Offer the step and its kind of reminder."""
    notification_kind(KIND, T("自动化提醒", "Automation"), T("{text}", "{text}"))
    step_kind(StepKind("notify", T("发送提醒", "Send a reminder"), _check, _notify, plan_people, nothing))
