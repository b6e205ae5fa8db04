"""What the catalogue refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

BARCODE_TAKEN, UNITS_NEED_BASE = "product.barcode_taken", "product.units_need_base"
TAX_CODE = "product.tax_code"
ATTRIBUTE_CODE, ATTRIBUTE_CHOICES, ATTRIBUTE_NO_CHOICES = (
    "attribute.code",
    "attribute.choices",
    "attribute.no_choices",
)
ATTRIBUTE_UNKNOWN, ATTRIBUTE_OF_OTHERS, ATTRIBUTE_FIXED = (
    "attribute.unknown",
    "attribute.of_others",
    "attribute.fixed",
)
VARIANT_OF_VARIANT, VARIANTS_VALUES, VARIANTS_TOO_MANY = (
    "variant.of_variant",
    "variant.values",
    "variant.too_many",
)
CODE_TAKEN = "product_code_request.code_taken"
UNIT_IS_BASE, UNIT_TWICE = "product_unit.is_base", "product_unit.twice"


class BarcodeTaken(Refusal):
    """A product that comes back from the recycle bin has a barcode that another product has now."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "restore.barcode_taken": T(
            "条码“{barcode}”现在用于产品“{product}”，请先改那个产品的条码",
            "The barcode “{barcode}” is that of the product “{product}” now; change it there first",
        )
    }


class AttributeFieldRefused(Refusal):
    """The field of an attribute lives as long as the attribute."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "attribute.field": T(
            "这是产品属性“{attribute}”的字段，不能单独删除；不再使用时，请停用产品属性“{attribute}”",
            "This is the field of the product attribute “{attribute}” and is not deleted by itself; "
            "switch the attribute “{attribute}” off when it is used no more",
        )
    }


class CodeRequestRefused(Refusal):
    """The state of a request for a product code does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "product_code_request.locked": T(
            "申请{state}，不能再修改{fields}", "The request is {state}: {fields} can no longer be changed"
        ),
        "product_code_request.not_deletable": T(
            "只有草稿和被驳回的申请可以删除；待审批的请先撤回",
            "Only drafts and rejected requests can be deleted; withdraw it first",
        ),
    }


register(
    {
        "category.loop": T(
            "上级类目不能是自己或自己的下级", "The parent must not be the category itself or one below it"
        ),
        BARCODE_TAKEN: T(
            "条码“{barcode}”已用于产品“{product}”，请换一个",
            "The barcode “{barcode}” is that of the product “{product}”; give another one",
        ),
        TAX_CODE: T("税收分类编码是 {digits} 位数字", "A tax classification code has {digits} digits"),
        ATTRIBUTE_CODE: T(
            "编码以小写字母开头，只含小写字母、数字和下划线，最多 {max} 个字符",
            "A code begins with a lower-case letter and has lower-case letters, digits and underscores, at most {max}",
        ),
        ATTRIBUTE_CHOICES: T("单选属性至少要有一个选项", "An attribute of this type needs choices"),
        ATTRIBUTE_NO_CHOICES: T("只有单选属性有选项", "Only an attribute whose type is choice has choices"),
        ATTRIBUTE_UNKNOWN: T("没有编码为“{code}”的产品属性", "There is no product attribute “{code}”"),
        ATTRIBUTE_OF_OTHERS: T(
            "所选产品类目没有属性“{attribute}”，请清空",
            "The category of the product has no attribute “{attribute}”; leave it empty",
        ),
        ATTRIBUTE_FIXED: T(
            "产品“{product}”的“{attribute}”已定，不能改",
            "“{attribute}” of “{product}” is fixed and not chosen on a line",
        ),
        VARIANT_OF_VARIANT: T(
            "“{product}”本身是规格产品，不能再有规格", "“{product}” is a variant itself and has none"
        ),
        VARIANTS_VALUES: T(
            "请为每个属性给出至少一个值：{{编码: [值, …]}}",
            "Give each attribute a list of values, at least one: {{code: [value, …]}}",
        ),
        VARIANTS_TOO_MANY: T(
            "一次最多生成 {max} 个规格，所选的值共有 {count} 个组合",
            "At most {max} variants are made at once; these values have {count} combinations",
        ),
        CODE_TAKEN: T(
            "编码“{code}”已用于产品“{product}”，请换一个，或留空由系统编号",
            "The code “{code}” is that of the product “{product}”; give another one, or none for a number",
        ),
        UNITS_NEED_BASE: T("有多单位的产品必须有基本单位", "A product with further units needs a base unit"),
        UNIT_IS_BASE: T("这是产品的基本单位，不必再列", "This is the base unit of the product; leave it out"),
        UNIT_TWICE: T("同一单位只能列一次", "Each unit is listed once"),
        "category.depth": T("类目最多 {max} 级", "Categories have at most {max} levels"),
    }
)
