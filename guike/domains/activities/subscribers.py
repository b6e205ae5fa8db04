"""Reminders and work lists about activities, and their scheduled job."""

from __future__ import annotations

from guike.domains.activities.series import series_extend
from guike.domains.activities.services import DUE, LATE, activity_remind
from guike.kernel.text import Text
from guike.platform.jobs.registry import periodic
from guike.platform.notify.registry import notification_kind, work_list


def declare() -> None:
    """Register the kinds of reminders, the job that sends them, and the work lists."""
    work_list(
        "activity.overdue",
        Text("逾期行动", "Overdue activities"),
        object="activity",
        view="late",
        position=40,
    )
    work_list(
        "activity.overdue_of_people",
        Text("部门逾期行动", "Overdue in my department"),
        object="activity",
        view="late_of_people",
        position=60,
        for_leaders=True,
    )
    work_list("task.mine", Text("待办任务", "My tasks"), object="activity", view="mine_tasks", position=30)
    notification_kind(
        DUE,
        Text("行动提醒", "Activities due"),
        Text("计划的行动“{name}”时间到了", "The planned activity “{name}” is due"),
    )
    notification_kind(
        LATE,
        Text("逾期行动", "Overdue activities"),
        Text(
            "行动“{name}”已过计划结束时间，还没有完成",
            "The activity “{name}” is past its planned end and not done",
        ),
    )
    periodic("activities.series", "20 2 * * *", series_extend)
    periodic("activities.remind", "*/5 * * * *", activity_remind)
