"""Refusals of printed documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text


class PrintRefused(Refusal):
    """The document cannot be made now."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "print.no_font": T(
            "服务器上没有中文字体，无法生成 PDF：请管理员按管理员手册“打印”一节安装",
            "The server has no font with Chinese letters, so that no PDF can be made: let the operator install one"
            " (see “打印” in the administrators' manual)",
        ),
        "print.busy": T(
            "同时打印的人太多，请一分钟后再试", "Too many documents are being made; try again in a minute"
        ),
        "print.too_long": T(
            "内容过多，无法在 {seconds} 秒内排版：请减少单据或明细",
            "This takes more than {seconds} seconds to lay out: choose fewer records or columns",
        ),
        "print.too_large": T(
            "内容过多，无法放进一个 PDF：请减少单据或列",
            "This is too much for one PDF: choose fewer records or columns",
        ),
        "print.failed": T(
            "排版失败，请检查打印模板中的图片",
            "The document could not be laid out; check the picture of the template",
        ),
        "print.too_many_documents": T(
            "选了 {count} 条，一次最多打印 {max} 条",
            "{count} records are chosen; at most {max} are printed at once",
        ),
        "print.no_template": T(
            "没有这个打印模板，或它不适用于此记录，请重新选择",
            "There is no such template, or it is not meant for this record; choose another",
        ),
    }


register(
    {
        "template.word": T("{place}：不认识“{name}”，请去掉", "{place}: there is no “{name}”; remove it"),
        "template.kind": T(
            "{place}：没有“{name}”这种内容，可用：{known}",
            "{place}: there is no “{name}”; use one of {known}",
        ),
        "template.value": T("{place}：“{name}”应为：{expected}", "{place}: “{name}” must be {expected}"),
        "template.lacking": T("{place}：请填写“{name}”", "{place}: give “{name}”"),
        "template.field": T(
            "{place}：没有可打印的字段“{name}”，请重新选择",
            "{place}: there is no field “{name}” to print; choose another",
        ),
        "template.placeholder": T(
            "{place}：文字中的 {name} 不是字段，请改正",
            "{place}: {name} in the text is no field; correct it",
        ),
        "template.no_lines": T("{place}：“{name}”不是明细字段", "{place}: “{name}” is no field of lines"),
        "template.not_money": T(
            "{place}：大写金额只能用金额字段，“{name}”不是",
            "{place}: only an amount can be written in words; “{name}” is none",
        ),
        "template.too_many": T(
            "{place}：“{name}”最多 {max} 项", "{place}: “{name}” has at most {max} entries"
        ),
        "template.picture": T("请用 PNG、JPG、GIF 或 WebP 图片", "Use a PNG, JPG, GIF or WebP picture"),
        "template.object": T("此对象不能打印，请另选", "This object is not printed; choose another"),
        "template.record_type": T(
            "业务类型不属于所选对象，请重新选择", "The record type is not one of the object; choose again"
        ),
        "template.limit": T(
            "打印模板最多 {max} 个，请先删除不用的", "There are at most {max} templates; delete some"
        ),
    }
)
