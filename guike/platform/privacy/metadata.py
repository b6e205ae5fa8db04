"""Declares what privacy does on every object whose records are persons: the copy of everything about one of them, and
anonymising him. Of employees there is the copy alone."""

from __future__ import annotations

from functools import partial

from guike.kernel.text import T, Text
from guike.platform.jobs.registry import job_kind
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ActionSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.privacy import copying
from guike.platform.privacy.anonymising import OPERATION, record_anonymise
from guike.platform.privacy.finding import is_employee, is_of_persons


def _anonymise(object_name: str) -> ActionSpec:
    return ActionSpec(
        OPERATION,
        Text("匿名化", "Anonymise"),
        partial(record_anonymise, object_name),
        params=(
            f("text", "name", "输入姓名以确认", "Type the name to confirm", required=True, max_length=300),
            f(
                "text",
                "reason",
                "理由（不要写姓名和电话）",
                "Reason, without name and number",
                required=True,
                max_length=200,
            ),
        ),
        on_list=False,
        danger=True,
        confirm=Text(
            "姓名、电话、邮箱、地址、备注和标为个人信息的字段会从这条记录、它的历史、附件、提醒、导入文件，以及引用它的记录的文字中清除；"
            "单据的金额和编号保留。此操作不能撤销",
            "Name, phones, e-mail, address, remarks and fields marked as personal go from this record, its history, files, notices and import"
            " files, and from the texts of records that refer to it; amounts and numbers of documents stay. This cannot be undone",
        ),
        done=Text("已匿名化", "Anonymised"),
    )


def declare() -> None:
    """Call when all objects are declared."""
    for name, spec in list(registry.objects.items()):
        if is_of_persons(spec):
            registry.extend(name, actions=(_anonymise(name),), operations=(copying.OPERATION,))
        elif is_employee(spec):
            registry.extend(name, operations=(copying.OPERATION,))
    job_kind(copying.KIND, copying.run_copy, label=T("个人信息副本", "Copy of personal data"), retries=1)
