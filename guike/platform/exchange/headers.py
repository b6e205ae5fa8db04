"""Which column goes to which field: proposed from the header, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guike.kernel.fold import fold
from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import SYSTEM_NAMES, catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: found in a file to say which record is meant; written only by a migration
KEYS = ("id", "number")
_NOT_FROM_FILES = frozenset({"lines", "json", "formula", "rollup"})
_IN_MIGRATION = ("created_at", "created_by", "updated_at", "updated_by", "number")
_DECORATION = re.compile(r"[（(【\[].{0,12}?[)）】\]]|[*＊:：.·\s_/\\-]+")
#: what people write above a column → the fields that it may mean, the first that the object has
_SYNONYMS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("mobile",),
        "手机 手机号 手机号码 移动电话 联系手机 电话号码 mobile cell cellphone mobilephone mobileno",
    ),
    (("mobile", "phone"), "联系电话 联系方式 联系人电话 contactphone"),
    (("phone", "mobile"), "电话 座机 固定电话 固话 公司电话 办公电话 单位电话 tel telephone phone phoneno"),
    (
        ("account", "company", "name!"),
        "公司 公司名称 公司名 单位 单位名称 企业 企业名称 客户 客户名称 客户名 客户单位 company companyname account accountname customer organization",
    ),
    (
        ("name?", "primary_contact", "contact", "contact_name"),
        "姓名 名字 联系人 联系人姓名 客户姓名 称呼 contact contactname fullname name person",
    ),
    (("email",), "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 email mail emailaddress"),
    (("wechat",), "微信 微信号 wechat weixin wechatid"),
    (("title",), "职务 职位 岗位 头衔 jobtitle title position"),
    (("address", "detail"), "地址 详细地址 联系地址 公司地址 通讯地址 address street"),
    (("region",), "地区 省市 省份 城市 所在地 所在地区 区域 行政区划 region province city area"),
    (("source",), "来源 线索来源 客户来源 渠道 source leadsource channel"),
    (("campaign",), "市场活动 活动 活动名称 展会 campaign campaignname event"),
    (("industry",), "行业 所属行业 industry"),
    (("company_size", "scale"), "规模 企业规模 公司规模 人数 companysize employees"),
    (
        ("description",),
        "备注 说明 描述 需求 需求描述 客户需求 remarks notes note description comment comments",
    ),
    (("owner",), "负责人 业务员 销售 销售员 销售负责人 所有者 跟进人 owner salesperson salesrep assignedto"),
    (("department",), "部门 所属部门 department"),
    (("tags",), "标签 tag tags label labels"),
    (("pool",), "线索池 公海 客户公海 池 pool"),
    (("credit_code",), "信用代码 统一社会信用代码 社会信用代码 税号 creditcode uscc"),
    (("tax_number",), "税号 纳税人识别号 taxnumber taxno"),
    (("website",), "网址 网站 官网 公司网址 website url homepage"),
    (("level",), "级别 客户级别 等级 客户等级 level grade"),
    (("birthday",), "生日 出生日期 birthday birthdate dateofbirth"),
    (("department_name",), "所在部门 部门"),
    (("next_contact_at",), "下次联系 下次联系时间 下次跟进时间 nextcontact"),
    (("amount",), "金额 amount"),
    (("number",), "编号 编码 单号 number no"),
    (("external_id",), "外部编号 外部id 原系统编号 单据号 单据编号 原单号 externalid documentno"),
    (("created_at",), "创建时间 创建日期 录入时间 created createdat createddate createdon"),
    (("created_by",), "创建人 录入人 createdby"),
)


@dataclass(frozen=True)
class Place:
    """What a column fills: a field of the record, or with `lines` one of the rows in that field of it."""

    item: FieldSpec
    lines: FieldSpec | None = None

    @property
    def path(self) -> str:
        """`name`, or `x_items.x_quantity`."""
        return f"{self.lines.name}.{self.item.name}" if self.lines else self.item.name

    def label(self, locale: str) -> str:
        """数量, or 借用明细 数量."""
        label = self.item.label.get(locale)
        return f"{self.lines.label.get(locale)} {label}" if self.lines else label


@lru_cache(maxsize=1)
def _by_word() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for fields, words in _SYNONYMS:
        for word in words.split():
            found.setdefault(fold(word), []).append(fields)
    return found


def bare(header: str) -> str:
    """`*手机号（必填）` → 手机号, `E-mail` → email."""
    text = fold(header)
    return _DECORATION.sub("", text) or text.strip()


def importable(ctx: Context, spec: ObjectSpec) -> dict[str, FieldSpec]:
    """The fields that a file may fill, by name, keys (`id`, `number`) included."""
    return {
        item.name: item
        for item in spec.fields
        if item.name in KEYS or (item.is_active and _may_fill(ctx, spec, item))
    }


def places(ctx: Context, spec: ObjectSpec) -> dict[str, Place]:
    """Everything that a column may fill, by path: the record's fields, then those of its lines."""
    found = {name: Place(item) for name, item in importable(ctx, spec).items()}
    for lines, line in catalogue().lines_of(spec.name):
        if not lines.is_active or lines.read_only or ctx.level(spec.name, lines.name) != "edit":
            continue
        for item in importable(ctx, line).values():
            if item.name == "id" or not (
                item.system or item.name in SYSTEM_NAMES or item.name == line.parent
            ):
                place = Place(item, lines)
                found[place.path] = place
    return found


def _may_fill(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    if item.type in _NOT_FROM_FILES or item.computed or ctx.level(spec.name, item.name) != "edit":
        return False
    if item.name == "id":
        return False
    if ctx.migration:
        return item.type != "auto_number" or item.name == "number"
    return not item.read_only and item.type != "auto_number"


def propose(ctx: Context, spec: ObjectSpec, columns: Sequence[str]) -> dict[str, str | None]:
    """Column → path of what it fills, or None: by label, api name or synonym; nothing twice."""
    find = finder(places(ctx, spec).values())
    taken: set[str] = set()
    found: dict[str, str | None] = {}
    for column in columns:
        name = next((n for n in find(column) if n not in taken), None)
        found[column] = name
        if name is not None:
            taken.add(name)
    return found


def score_of(ctx: Context, spec: ObjectSpec) -> Callable[[Sequence[str]], int]:
    """How many cells of a row are names of fields: tells the header from titles and data."""
    find = finder(places(ctx, spec).values())
    return lambda cells: sum(1 for cell in cells if cell and find(cell))


def finder(candidates: Iterable[Place]) -> Callable[[str], list[str]]:
    """Header → paths of what it may mean, likeliest first: names of the record's fields, names of those of its
    lines, other words for either."""
    every = list(candidates)
    fields = {place.path: place.item for place in every if place.lines is None}
    exact: dict[str, list[str]] = {}
    for words_of in (_own_words, _full_words, _line_words):
        for place in every:
            for word in words_of(place):
                paths = exact.setdefault(bare(word), [])
                if place.path not in paths:
                    paths.append(place.path)
    words = _by_word()

    def find(header: str) -> list[str]:
        key = bare(header)
        found = list(exact.get(key, ()))
        for wanted in words.get(key, ()):
            name = _first_of(fields, wanted)
            if name is not None and name not in found:
                found.append(name)
        return found

    return find


def _names(item: FieldSpec) -> tuple[str, ...]:
    return (*item.label.as_map().values(), item.name, item.name.removeprefix("x_"))


def _own_words(place: Place) -> Iterable[str]:
    return () if place.lines else _names(place.item)


def _full_words(place: Place) -> Iterable[str]:
    """借用明细 数量, x_items.x_quantity"""
    return (place.path, *(place.label(locale) for locale in LOCALES)) if place.lines else ()


def _line_words(place: Place) -> Iterable[str]:
    """数量 alone; a line's id is never meant by a plain ID."""
    return _names(place.item) if place.lines and place.item.name not in KEYS else ()


def _first_of(fields: dict[str, FieldSpec], wanted: Iterable[str]) -> str | None:
    """`name?`: only where it is a person's name; `name!`: only where it is not."""
    for word in wanted:
        name = word.rstrip("?!")
        item = fields.get(name)
        if item is None or (word != name and item.person is not word.endswith("?")):
            continue
        return name
    return None
