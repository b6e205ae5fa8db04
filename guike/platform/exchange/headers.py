"""Which column goes to which field: proposed from the header, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from guike.kernel.fold import fold
from guike.platform.access.context import Context
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: found in a file to say which record is meant; written only by a migration
KEYS = ("id", "number")
_NOT_FROM_FILES = frozenset(
    {"lines", "any_reference", "any_references", "file", "image", "json", "formula", "rollup"}
)
_IN_MIGRATION = ("created_at", "created_by", "updated_at", "updated_by", "number")
_DECORATION = re.compile(r"[（(【\[].{0,12}?[)）】\]]|[*＊:：\s_/\\-]+")
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
    (("external_id",), "外部编号 外部id 原系统编号 externalid"),
    (("created_at",), "创建时间 创建日期 录入时间 created createdat createddate createdon"),
    (("created_by",), "创建人 录入人 createdby"),
)


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


def _may_fill(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    if item.type in _NOT_FROM_FILES or item.computed or ctx.level(spec.name, item.name) != "edit":
        return False
    if item.name == "id":
        return False
    if ctx.migration:
        return item.type != "auto_number" or item.name == "number"
    return not item.read_only and item.type != "auto_number"


def propose(ctx: Context, spec: ObjectSpec, columns: Sequence[str]) -> dict[str, str | None]:
    """Column → field or None: by label, api name or synonym; no field twice."""
    find = finder(importable(ctx, spec).values())
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
    find = finder(importable(ctx, spec).values())
    return lambda cells: sum(1 for cell in cells if cell and find(cell))


def finder(items: Iterable[FieldSpec]) -> Callable[[str], list[str]]:
    """Header → names of the fields that it may mean, likeliest first."""
    fields = {item.name: item for item in items}
    exact: dict[str, list[str]] = {}
    for item in fields.values():
        for word in (*item.label.as_map().values(), item.name, item.name.removeprefix("x_")):
            names = exact.setdefault(bare(word), [])
            if item.name not in names:
                names.append(item.name)
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


def _first_of(fields: dict[str, FieldSpec], wanted: Iterable[str]) -> str | None:
    """`name?`: only where it is a person's name; `name!`: only where it is not."""
    for word in wanted:
        name = word.rstrip("?!")
        item = fields.get(name)
        if item is None or (word != name and item.person is not word.endswith("?")):
            continue
        return name
    return None
