"""The declaration of what the company keeps of a person besides his place: training 培训 and credit 信用.

They are records of their own, so that whoever sees the directory does not see them: the right to keep them is granted on
them alone.
"""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.directory.declaring import admin_object
from guike.platform.metadata.spec import Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.org.models import UserCredit, UserTraining

USER_TRAINING = admin_object(
    name="user_training",
    model=UserTraining,
    label=Text("培训记录", "Training record"),
    plural=Text("培训信息", "Training"),
    position=21,
    name_field="course",
    fields=(
        f("user", "user", "人员", "Person", required=True, create_only=True, relation="trainings",
          relation_label=Text("培训信息", "Training")),
        f("text", "course", "课程", "Course", required=True, searchable=True, max_length=200),
        f("date", "on", "培训日期", "On", required=True, default="$today"),
        f("choice", "result", "结果", "Result", choices=choices(
            ("passed", "合格", "Passed", "green"), ("failed", "不合格", "Failed", "red"), ("attended", "已参加", "Attended", "blue"))),
        f("date", "expires_on", "有效期至", "Valid until"),
        f("text", "note", "备注", "Note", max_length=500),
    ),
    list_columns=("course", "user", "on", "result", "expires_on", "note"),
    form=(Section(Text("基本信息", "Details"), ("user", "course", "on", "result", "expires_on", "note")),),
    views=(ViewSpec("all", Text("全部培训", "All training"), sort=("-on",)),),
)  # fmt: skip

USER_CREDIT = admin_object(
    name="user_credit",
    model=UserCredit,
    label=Text("信用记录", "Credit record"),
    plural=Text("信用信息", "Credit"),
    position=22,
    name_field="event",
    fields=(
        f("user", "user", "人员", "Person", required=True, create_only=True, relation="credits",
          relation_label=Text("信用信息", "Credit")),
        f("date", "on", "日期", "On", required=True, default="$today"),
        f("text", "event", "事项", "Event", required=True, searchable=True, max_length=200),
        f("integer", "points", "分值", "Points", default=0, minimum="-1000", maximum="1000",
          help=Text("加分为正，扣分为负", "Above zero for him, below zero against him")),
        f("text", "note", "备注", "Note", max_length=500),
    ),
    list_columns=("event", "user", "on", "points", "note"),
    form=(Section(Text("基本信息", "Details"), ("user", "on", "event", "points", "note")),),
    views=(ViewSpec("all", Text("全部信用记录", "All credit records"), sort=("-on",)),),
)  # fmt: skip
