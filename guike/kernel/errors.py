"""Refusals: the answers of the product when it does not do what it was asked.

A refusal has a code that never changes (clients and tests rely on it) and a message in the
reader's language that says what to do next. Every subclass declares its codes in ``messages``;
they are collected in ``MESSAGES``, so that each code has exactly one text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import ClassVar

from guike.kernel.limits import ERRORS_ANSWERED
from guike.kernel.text import T, Text

MESSAGES: dict[str, Text] = {}
STATUSES: dict[str, int] = {}

FIRST_LISTED = T(f"（这里列出前 {ERRORS_ANSWERED} 处）", f" (the first {ERRORS_ANSWERED} are listed)")
IN_CURRENT_DATA = T("现有数据", "the current records")
IN_RECYCLE_BIN = T("回收站", "the recycle bin")


def register(messages: Mapping[str, Text], status: int = 422) -> None:
    """Add codes to the catalogue. TypeError when a code is already taken by another text."""
    for code, text in messages.items():
        known = MESSAGES.get(code)
        if known is not None and known != text:
            raise TypeError(f"refusal code {code!r} has two texts: {known.en!r} and {text.en!r}")
        MESSAGES[code] = text
        STATUSES.setdefault(code, status)


def message_of(code: str, locale: str, params: Mapping[str, object]) -> str:
    """The text of a code; a code without text shows as itself rather than failing a second time."""
    text = MESSAGES.get(code)
    return code if text is None else text.format(locale, **params)


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. ``field`` is the path a client sent, e.g. ``lines[2].quantity``."""

    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def message(self, locale: str) -> str:
        return message_of(self.code, locale, self.params)


def field_error(field: str, code: str, **params: object) -> FieldError:
    """Shorthand for a FieldError with its parameters."""
    return FieldError(field, code, params)


class Refusal(Exception):
    """An answer that the product does not do what it was asked. ``code`` is stable, ``message(locale)`` is for people.

    ``field`` names the one value at fault, ``errors`` several at once, ``extra`` is added to the
    answer's body (for example the current record on a stale version), ``params`` fill the text.
    """

    status: int = 422
    messages: ClassVar[Mapping[str, Text]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        register(cls.__dict__.get("messages", {}), cls.status)

    def __init__(
        self,
        code: str,
        *,
        field: str | None = None,
        status: int | None = None,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.status = self._status_of(code) if status is None else status
        self.errors: tuple[FieldError, ...] = tuple(errors)
        self.extra: dict[str, object] = dict(extra or {})
        self.params: dict[str, object] = dict(params)

    def _status_of(self, code: str) -> int:
        """A plain Refusal takes the status its code was declared with; a subclass its own."""
        return STATUSES.get(code, Refusal.status) if type(self) is Refusal else type(self).status

    def message(self, locale: str) -> str:
        return message_of(self.code, locale, self.params)

    def field_errors(self) -> tuple[FieldError, ...]:
        """The errors per field; a refusal with only ``field`` is one error on that field."""
        if self.errors or self.field is None:
            return self.errors
        return (FieldError(self.field, self.code, self.params),)

    def __str__(self) -> str:
        parts = [f"{self.code}: {self.message('en')}"]
        parts += [f"{error.field}: {error.message('en')}" for error in self.errors]
        return "; ".join(parts)


class Invalid(Refusal):
    """The values are wrong. ``errors`` has every wrong field, at most the first 100; the message gives their number.
    ValueError without errors."""

    messages: ClassVar[Mapping[str, Text]] = {
        "invalid": T(
            "有 {count} 处填写有误{listed}，请按提示修改",
            "{count} values are wrong{listed}; correct them as described",
        ),
    }

    def __init__(self, errors: Iterable[FieldError], *, extra: Mapping[str, object] | None = None) -> None:
        rest = iter(errors)
        found = tuple(islice(rest, int(ERRORS_ANSWERED)))
        if not found:
            raise ValueError("Invalid needs at least one FieldError")
        more = sum(1 for _error in rest)
        listed = FIRST_LISTED if more else ""
        super().__init__("invalid", errors=found, extra=extra, count=len(found) + more, listed=listed)


class NotFound(Refusal):
    """The record is absent or not visible; the answer never tells which."""

    status = 404
    messages: ClassVar[Mapping[str, Text]] = {
        "not_found": T(
            "找不到该记录：它可能已被删除，或您没有查看权限",
            "Not found: it may have been deleted, or you may not see it",
        ),
    }

    def __init__(self, code: str = "not_found", *, field: str | None = None) -> None:
        super().__init__(code, field=field)


class Forbidden(Refusal):
    """The caller sees the record, but may not do this with it."""

    status = 403
    messages: ClassVar[Mapping[str, Text]] = {
        "access.no_permission": T(
            "您没有此功能的权限，如需使用请联系管理员",
            "You do not have permission for this function; ask an administrator if you need it",
        ),
        "access.out_of_scope": T(
            "该记录不在您可操作的范围内，请联系负责人或管理员",
            "This record is outside what you may change; ask its owner or an administrator",
        ),
        "access.key_scope": T(
            "此密钥的范围不包括此操作，需要范围“{scope}”",
            "This key's scopes do not cover this; it needs the scope “{scope}”",
        ),
        "access.csrf": T("页面已过期，请刷新后重试", "This page has expired; reload it and try again"),
    }


class NotSignedIn(Refusal):
    """The caller is not signed in."""

    status = 401
    messages: ClassVar[Mapping[str, Text]] = {
        "auth.required": T("请先登录", "Sign in first"),
    }

    def __init__(self, code: str = "auth.required", *, field: str | None = None) -> None:
        super().__init__(code, field=field)


class Conflict(Refusal):
    """The state of the data does not allow the request: a stale version, a lost race, another request at work."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "conflict.stale": T(
            "该记录已被他人修改，请核对最新内容后重新保存",
            "Someone else has changed this record; compare with the current values and save again",
        ),
        "conflict.count_moved": T(
            "符合条件的记录已从 {expected} 条变为 {actual} 条，请刷新后重试",
            "The selection changed from {expected} to {actual} records; reload and try again",
        ),
        "busy": T(
            "系统正忙于处理同一数据，请稍后重试",
            "Someone else is working on the same data; try again shortly",
        ),
    }


class BadRequest(Refusal):
    """The request itself cannot be read."""

    status = 400
    messages: ClassVar[Mapping[str, Text]] = {
        "request.bad": T("请求无法识别：{reason}", "The request cannot be read: {reason}"),
        "request.not_json": T("请求内容不是有效的 JSON", "The request body is not valid JSON"),
        "request.unknown_parameter": T(
            "未知参数“{name}”，请去掉后重试", "Unknown parameter “{name}”; remove it"
        ),
        "cursor.invalid": T(
            "翻页位置已失效（筛选、排序或视图已变化），请回到第一页",
            "This page position is no longer valid (filter, sort or view changed); start from the first page",
        ),
    }


class TooMany(Refusal):
    """Too many calls; ``retry_after`` in seconds goes into the Retry-After header."""

    status = 429
    messages: ClassVar[Mapping[str, Text]] = {
        "too_many": T(
            "操作过于频繁，请 {retry_after} 秒后再试", "Too many requests; try again in {retry_after} seconds"
        ),
    }

    def __init__(self, code: str = "too_many", *, retry_after: int) -> None:
        super().__init__(code, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Nothing is wrong with the request: the client may repeat it after ``retry_after`` seconds."""

    status = 503
    messages: ClassVar[Mapping[str, Text]] = {
        "server.busy": T("系统繁忙，请稍后重试", "The server is busy; try again shortly"),
        "server.starting": T(
            "系统正在重新启动，请稍候，片刻后即可继续",
            "The system is starting again; wait a moment, then go on",
        ),
        "server.stopped_full": T(
            "服务器磁盘已满，系统已暂停；请联系管理员清理磁盘，之后会自动恢复",
            "The server's disk is full and the system has paused; ask the administrator to make room, it then goes on by itself",
        ),
    }

    def __init__(self, code: str, *, retry_after: int = 2) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class NoRoom(Refusal):
    """A disk of the server is full: requests that read still work, requests that write do not."""

    status = 507
    messages: ClassVar[Mapping[str, Text]] = {
        "server.no_room": T(
            "服务器磁盘已满，内容没有保存；请联系管理员清理磁盘后重试",
            "The server's disk is full and nothing was saved; ask the administrator to make room, then try again",
        ),
    }

    def __init__(self) -> None:
        super().__init__("server.no_room")


class TooLarge(Refusal):
    """The body or the file is larger than the limit."""

    status = 413
    messages: ClassVar[Mapping[str, Text]] = {
        "request.too_large": T(
            "内容超过上限 {limit}，请减小后重试", "Larger than the limit of {limit}; send less"
        ),
    }


register(
    {
        "use_action": T(
            "此项不能直接修改，请使用“{action}”操作",
            "This cannot be edited directly; use the action “{action}”",
        ),
        "required": T("请填写此项", "Fill in this field"),
        "unknown_field": T("没有字段“{name}”，请检查名称", "There is no field “{name}”; check the name"),
        "unknown_object": T("没有对象“{name}”，请检查名称", "There is no object “{name}”; check the name"),
        "unknown_action": T("没有操作“{name}”，请检查名称", "There is no action “{name}”; check the name"),
        "read_only": T("此项由系统维护，不能修改", "This is kept by the system and cannot be changed"),
        "immutable": T("此项创建后不能修改", "This cannot be changed after creation"),
        "not_both": T("“{first}”和“{second}”只能填写一项", "Give either “{first}” or “{second}”, not both"),
        "too_long": T("最多 {max} 个字符，现有 {length} 个", "At most {max} characters; this has {length}"),
        "too_many_items": T("最多 {max} 项，现有 {count} 项", "At most {max} items; this has {count}"),
        "out_of_range": T("应在 {min} 到 {max} 之间", "Must be between {min} and {max}"),
        "too_small": T("不能小于 {min}", "Must be at least {min}"),
        "too_large": T("不能大于 {max}", "Must be at most {max}"),
        "not_negative": T("不能为负数", "Must not be negative"),
        "before_start": T("不能早于“{start}”", "Must not be earlier than “{start}”"),
        "duplicate_item": T("“{value}”重复了，请去掉一个", "“{value}” appears twice; remove one"),
        "unique.taken": T(
            "“{value}”已被{where}中的一条记录使用，请换一个值或先处理那条记录",
            "“{value}” is already used by a record in {where}; use another value or change that record first",
        ),
        "reference.unknown": T(
            "找不到所选记录，请重新选择",
            "The chosen record does not exist or you may not see it; choose another",
        ),
    }
)

register(
    {
        "type.text": T("请填写文字", "Must be text"),
        "type.integer": T("请填写整数", "Must be a whole number"),
        "type.decimal": T("请填写数字，例如 1280.00", "Must be a decimal number such as 1280.00"),
        "type.decimal_digits": T("整数部分最多 {max} 位", "At most {max} digits before the decimal point"),
        "type.decimal_scale": T("小数最多 {max} 位", "At most {max} decimal places"),
        "type.money": T("请填写金额，例如 1280.00", "Must be an amount such as 1280.00"),
        "type.percent": T("请填写百分比，例如 10%", "Must be a percentage such as 10 %"),
        "type.date": T("请填写日期，格式为 2026-11-21", "Must be a date written 2026-11-21"),
        "type.instant": T(
            "请填写日期和时间，格式为 2026-11-21T09:30:00+08:00",
            "Must be an instant written 2026-11-21T09:30:00+08:00",
        ),
        "type.instant_offset": T(
            "时间缺少时区，请写成 2026-11-21T09:30:00+08:00",
            "The time zone offset is missing; write 2026-11-21T09:30:00+08:00",
        ),
        "type.boolean": T("请填写“是”或“否”", "Answer yes or no"),
        "type.choice": T(
            "“{value}”不在可选项中，可选：{choices}", "“{value}” is not a choice; choose from {choices}"
        ),
        "type.list": T("请给出列表", "Must be a list"),
        "type.map": T("请给出键值结构", "Must be an object with named values"),
        "type.reference": T("请选择一条记录", "Choose a record"),
        "type.any_reference": T(
            '请填写对象和编号，例如 {{"object":"user","id":3}}',
            'Must name object and id, such as {{"object":"user","id":3}}',
        ),
        "type.phone": T(
            "电话号码无效，请填写如 13800138000、010-12345678 转 801 或 +852 2123 4567，其他文字请填入备注",
            "Not a valid phone number; write +86 138 0013 8000, +86 10 1234 5678 ext. 801 or +852 2123 4567, and put"
            " other words into the remarks",
        ),
        "type.phone_country": T(
            "“{value}”像是北美的号码，请在前面加上 +1；不是的话请写上国家代码",
            "“{value}” looks like a number of North America; put +1 before it, or the code of its country",
        ),
        "type.email": T(
            "邮箱格式不正确，请填写如 name@example.com", "Not a valid e-mail address; write name@example.com"
        ),
        "type.url": T(
            "网址格式不正确，请以 http:// 或 https:// 开头",
            "Not a valid address; start with http:// or https://",
        ),
        "type.region": T(
            "没有该地区，请填写六位行政区划代码", "Unknown region; give the six-digit division code"
        ),
        "type.geo": T(
            "位置应为经纬度，纬度 -90 到 90，经度 -180 到 180",
            "Must be lat (-90 to 90) and lng (-180 to 180)",
        ),
        "type.file": T("请先上传文件", "Upload the file first"),
        "type.image": T("请选择图片，例如 jpg 或 png", "Must be a picture, such as jpg or png"),
        "type.locale_map": T(
            "请填写文字，或按语言给出 zh-CN、zh-TW、en", "Must be text, or a map of zh-CN, zh-TW and en"
        ),
        "type.filter": T("筛选条件的写法不正确", "The filter is not written correctly"),
        "type.control_characters": T(
            "含有不可见的控制字符，请删除", "Contains control characters; remove them"
        ),
    }
)

_TITLES: dict[int, Text] = {
    400: T("请求有误", "Bad request"),
    401: T("未登录", "Not signed in"),
    403: T("没有权限", "Not allowed"),
    404: T("找不到", "Not found"),
    409: T("有冲突", "Conflict"),
    408: T("请求超时", "Too slow"),
    413: T("内容过大", "Too large"),
    422: T("内容有误", "Not valid"),
    429: T("操作过于频繁", "Too many requests"),
    431: T("请求头过大", "Head too large"),
    503: T("暂时无法处理", "Not now"),
    507: T("磁盘已满", "Disk full"),
}


def problem(refusal: Refusal, locale: str) -> dict[str, object]:
    """The ``application/problem+json`` body: type, title, status, detail, code, errors, plus ``extra``."""
    title = _TITLES.get(refusal.status)
    body: dict[str, object] = dict(refusal.extra)
    body.update(
        {
            "type": "about:blank",
            "title": title.get(locale) if title else HTTPStatus(refusal.status).phrase,
            "status": refusal.status,
            "detail": refusal.message(locale),
            "code": refusal.code,
            "errors": [
                {"field": error.field, "code": error.code, "message": error.message(locale)}
                for error in refusal.field_errors()
            ],
        }
    )
    return body
