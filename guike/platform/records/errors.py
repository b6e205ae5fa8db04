"""Refusals of the generic write path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class RecordRefused(Refusal):
    """The state of the data does not allow the write."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "delete.children": T(
            "还有 {count} 条{object}关联着这条记录，请先处理它们再删除",
            "{count} {object} still belong to this record; deal with them before deleting it",
        ),
        "delete.unseen": T(
            "还有您无权查看的记录关联着这条记录，不能删除；请联系管理员",
            "Records that you may not see still belong to this record, so it stays; ask an administrator",
        ),
        "restore.not_deleted": T("该记录不在回收站中", "This record is not in the recycle bin"),
        "restore.parent_deleted": T(
            "它所属的“{parent}”仍在回收站中，请先还原那条记录",
            "“{parent}”, which it belongs to, is in the recycle bin; restore that first",
        ),
        "action.not_now": T("当前状态下不能{action}：{reason}", "“{action}” is not possible now: {reason}"),
        "ledger.floor": T(
            "“{account}”余额 {balance}，不足以记 {amount}",
            "“{account}” has {balance}, which is not enough for {amount}",
        ),
        "ledger.reversed": T(
            "第 {sequence} 笔已被冲销，不能再次冲销",
            "Entry no. {sequence} has been reversed and is not reversed again",
        ),
        "ledger.reversal": T(
            "第 {sequence} 笔本身是冲销，不能再冲销；请重新记一笔",
            "Entry no. {sequence} is a reversal itself; post anew instead of reversing it",
        ),
        "line.has_followers": T(
            "该明细行已有后续单据，不能删除", "This line has been shipped or invoiced and cannot be deleted"
        ),
    }


class RecordInvalid(Refusal):
    """The values are not valid."""

    status = 422
    messages: ClassVar[Mapping[str, Text]] = {
        "rule.refused": T("{message}", "{message}"),
        "line.use_parent": T(
            "明细行随所属单据一起保存，请修改单据", "Lines are written with their parent record"
        ),
        "version.required": T(
            "请重新打开这条记录后再修改明细", "Open the record again before you change its lines"
        ),
        "duplicate.blocked": T("与现有记录重复：{name}", "Duplicates an existing record: {name}"),
    }
