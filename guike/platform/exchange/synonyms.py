"""Words that people and other systems use as column headers, and the fields that they may mean."""

from __future__ import annotations

import re

from guike.kernel.fold import fold
from guike.kernel.text import T, Text

_MOST_CHARS = 200
_DECORATION = re.compile(r"[（(【\[].{0,12}?[)）】\]]|[*＊:：.·'’%％\s_/\\-]+")
_SERIAL = re.compile(r"[0-9]{1,3}")
#: a column without a field, whose text is stored in the object's remarks after its header
KEPT = "+"
#: words → the fields that they may mean, the first that the object has. `name?`: only where it is a person's name;
#: `name!`: only where it is not; `#` in a word: any number of which the list says nothing, 电话# is 电话2 and 电话3
_SYNONYMS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("mobile", "phone", KEPT),
        "手机 手机号 手机号码 移动电话 联系手机 电话号码 客户手机 联系人手机 法人手机 行动电话 手機 手機號碼 行動電話 mobile cell cellphone "
        "mobilephone mobileno mobilenumber phone1value phonenumber 手机# 手机号# 手机号码# mobile# mobilephone# cell# "
        "mobiltelefon handy telmobile téléphonemobile portable",
    ),
    (("mobile", "phone", KEPT), "联系电话 联系方式 联系人电话 客户电话 聯絡電話 contactphone contactnumber"),
    (
        ("phone", "mobile", KEPT),
        "电话 座机 固定电话 固话 公司电话 办公电话 单位电话 企业电话 電話 tel telephone phone phoneno businessphone workphone "
        "officephone companyphone homephone primaryphone téléphone telefon telefono 電話番号 "
        "phone#value phone# 电话# 座机# 联系电话# 固定电话# 办公电话# 電話# tel# telephone# businessphone# workphone# homephone# "
        "telefongeschäftlich telefongeschäftlich# telefonprivat telefonprivat# telefonfirma haupttelefon téléphonebureau téléphonedomicile",
    ),
    (
        (KEPT,),
        "更多电话 其他电话 其它电话 备用电话 更多邮箱 其他邮箱 morephones moreemailaddresses otherphone assistantsphone businessfax homefax 传真 fax fax# "
        "传真# "
        "email#address email#value email# mail# 邮箱# 电子邮箱# website#value website# 网址# address#formatted address# 地址# street# "
        "法定代表人 法人代表 法人 法人姓名 legalrepresentative 注册资本 注册资金 registeredcapital 实缴资本 paidincapital 成立日期 成立时间 注册日期 "
        "annualrevenue 年营业额 营业额 经营范围 businessscope 邮编 邮政编码 postalcode zip zipcode "
        "faxgeschäftlich faxprivat weiterestelefon weiteresfax plz postleitzahl postleitzahlgeschäftlich land landregiongeschäftlich "
        "email#adresse 发展日期 所属分类 客户分类 客户分类编码 客户分类名称 "
        "established businesspostalcode 国家 country countryregion businesscountryregion lifecyclestage chiffredaffaires",
    ),
    (
        ("account", "company", "name!", KEPT),
        "公司 公司名称 公司名 单位 单位名称 企业 企业名称 客户 客户名称 客户名 客户单位 所属客户 客户公司 原文件导入名称 会社 会社名 société societe "
        "company companyname account accountname customer customername organization organizationname organization1name firma "
        "associatedcompany primaryassociatedcompany associatedcompanyname entreprise",
    ),
    (
        ("name?", "contact_name", "contact"),
        "姓名 名字 联系人 联系人姓名 主要联系人 客户姓名 称呼 氏名 contact contactname contactperson fullname name person nomcomplet "
        "联系人1 联系人姓名1 contact1",
    ),
    ((KEPT,), "联系人 联系人姓名 主要联系人 contactperson 联系人# 联系人姓名# contact# contactperson#"),
    (
        ("email", KEPT),
        "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 客户邮箱 联系邮箱 企业邮箱 電郵 電子郵件 email mail emailaddress email1value courriel "
        "emailadresse adressedemessagerie",
    ),
    (("wechat",), "微信 微信号 wechat weixin wechatid"),
    (
        ("title",),
        "职务 职位 岗位 头衔 職稱 jobtitle position organizationtitle organization1title title fonction",
    ),
    (
        ("address", "detail", KEPT),
        "地址 详细地址 联系地址 公司地址 通讯地址 企业地址 注册地址 办公地址 客户地址 address street businessstreet streetaddress address1formatted "
        "straße straßegeschäftlich strasse strassegeschäftlich adresse address1street rue ruebureau",
    ),
    (
        ("region", KEPT),
        "地区 省市 所在地 所在地区 区域 行政区划 所属地区 省市区 region area "
        "省 省份 所属省份 所在省份 province state stateregion businessstate "
        "市 城市 所属城市 所在城市 city businesscity address1city ort ortgeschäftlich stadt ville 地区名称 "
        "区 县 区县 所属区县 所在区县 district county",
    ),
    (("source",), "来源 线索来源 客户来源 渠道 線索來源 ソース source leadsource channel"),
    (("campaign",), "市场活动 活动 活动名称 展会 campaign campaignname event"),
    (("industry",), "行业 所属行业 国标行业 industry"),
    (
        ("company_size", "scale"),
        "规模 企业规模 公司规模 人数 人员规模 companysize employees numberofemployees",
    ),
    (("status",), "状态 客户状态 线索状态 status leadstatus"),
    (
        ("description", "notes", "note", KEPT),
        "备注 说明 描述 需求 需求描述 客户需求 remarks notes note description comment comments "
        "notizen bemerkungen anmerkungen remarques dealdescription",
    ),
    (
        ("owner",),
        "负责人 业务员 销售 销售员 销售负责人 所有者 跟进人 归属人 owner contactowner leadowner accountowner salesperson salesrep assignedto "
        "dealowner opportunityowner companyowner 专管业务员 专营业务员 专管业务员名称 所属业务员",
    ),
    (("department",), "部门 所属部门 department"),
    (("tags",), "标签 tag tags label labels"),
    (("pool",), "线索池 公海 客户公海 池 pool"),
    (("credit_code",), "信用代码 统一社会信用代码 社会信用代码 税号 creditcode uscc"),
    (("tax_number",), "税号 纳税人识别号 纳税人登记号 纳税登记号 taxnumber taxno"),
    (
        ("website", KEPT),
        "网址 网站 官网 公司网址 企业网址 website url homepage webpage websiteurl website1value webseite internetseite siteweb",
    ),
    (("level", KEPT), "级别 客户级别 等级 客户等级 level grade rating"),
    (
        ("birthday", KEPT),
        "生日 出生日期 birthday birthdate dateofbirth geburtstag geburtsdatum anniversaire datedenaissance",
    ),
    (("department_name",), "所在部门 部门 organizationdepartment organization1department abteilung"),
    ((KEPT,), "所在部门"),
    (("next_contact_at",), "下次联系 下次联系时间 下次跟进时间 nextcontact"),
    (("amount",), "贷方发生额 贷方金额 收入 收入金额 creditamount credit"),
    (("received_on",), "交易日期 记账日 记账日期 入账日期 交易日 bookingdate valuedate transactiondate"),
    (
        ("payer_name",),
        "对方户名 收付方名称 收方名称 对方名称 对方单位 对方账户名称 付款人 付款人名称 付款方名称 payer payername",
    ),
    (("payer_account",), "对方账号 对方帐号 收方账号 收付方账号 付款人账号 付款方账号 payeraccount"),
    (("reference_no",), "流水号 交易流水号 业务参考号 交易参考号 银行流水号 transactionid referencenumber"),
    (("memo",), "摘要 用途 附言 purpose memo"),
    (("amount",), "金额 商机金额 预计金额 预计成交金额 amount dealamount"),
    (("name!",), "商机名称 商机主题 dealname opportunityname opportunity"),
    (
        ("expected_close_on",),
        "预计成交日期 预计签单日期 预计签约日期 预计结单日期 预计成交时间 closedate expectedclosedate",
    ),
    (("stage",), "商机阶段 销售阶段 阶段 dealstage stagename salesstage"),
    (("process",), "销售流程 商机流程 pipeline dealpipeline"),
    (("primary_contact",), "主要联系人 联系人 associatedcontact primaryassociatedcontact contactname"),
    (("short_name",), "简称 客户简称 公司简称 shortname"),
    (("bank_name",), "开户行 开户银行 开户行名称 bank bankname"),
    (("bank_account",), "银行账号 银行帐号 账号 帐号 开户账号 bankaccount accountnumber"),
    (("invoice_title",), "发票抬头 开票名称 开票抬头 invoicetitle"),
    (("limit_amount",), "信用额度 授信额度 授信金额 授信 额度 creditlimit"),
    (
        ("term_days",),
        "账期 账期天数 信用期 信用期限 信用天数 逾期天数 帳期 creditdays termdays paymentterm paymentterms",
    ),
    (("is_temporary",), "临时 是否临时 临时授信 臨時 temporary istemporary"),
    (
        ("valid_from_on",),
        "生效日 开始日期 开始日 起始日期 起始日 有效期起 有效期从 有效期自 validfrom startdate effectivefrom",
    ),
    (
        ("valid_to_on",),
        "失效日 结束日期 结束日 截止日期 截止日 到期日期 到期日 有效期止 有效期至 有效期到 validto enddate validuntil effectiveto",
    ),
    (("code",), "产品编号 产品编码 商品编号 商品编码 货号 料号 物料编码 sku productcode itemcode partnumber"),
    (("name!",), "产品名称 商品名称 品名 货品名称 productname itemname"),
    (("specification",), "规格 规格型号 型号规格 specification spec"),
    (("model",), "型号 model"),
    (("base_unit", "unit"), "单位 计量单位 基本单位 unit uom baseunit"),
    (
        ("standard_price", "price", "list_price"),
        "单价 标准价 售价 销售价 价格 零售价 price unitprice listprice standardprice",
    ),
    (("cost",), "成本 成本价 进价 采购价 cost costprice"),
    (("tax_rate",), "税率 税点 taxrate vat"),
    (("category",), "分类 类别 类目 产品分类 产品类目 商品分类 category productcategory"),
    (("barcode",), "条形码 条码 商品条码 barcode ean upc"),
    (
        ("external_id",),
        "外部编号 外部id 原系统编号 单据号 单据编号 原单号 externalid documentno recordid contactid leadid accountid customerid",
    ),
    (("id", "external_id"), "id"),
    (("number", "external_id"), "编号 编码 单号 客户编号 客户编码 联系人编号 number no"),
    (
        ("created_at",),
        "创建时间 创建日期 录入时间 created createdat createddate createdon createdtime createdate",
    ),
    (("created_by",), "创建人 录入人 createdby"),
)
#: the parts of a person's name that stand in columns of their own
_NAME_PARTS = {
    "family": "姓 姓氏 lastname familyname surname nom nomdefamille nachname",
    "given": "名 firstname givenname prénom prenom vorname",
    "middle": "middlename weiterevornamen",
}
#: what one place is written in, from the large to the small
_REGION_PARTS = {
    "province": "省 省份 所属省份 所在省份 province state stateregion businessstate",
    "city": "市 城市 所属城市 所在城市 city businesscity address1city ort ortgeschäftlich stadt ville",
    "district": "区 县 区县 所属区县 所在区县 district county",
}
#: a word that a clearer one overrides: Title means Mr if there is also Job Title
LESSER = {"title": ("jobtitle", "organization1title", "职务", "职位")}
#: columns without a field in any object for which the wizard proposes a custom field, with its name and type
_WORTH_A_FIELD: tuple[tuple[str, str, Text, str], ...] = (
    ("x_registered_capital", "money", T("注册资本", "Registered capital"), "注册资本 注册资金 registeredcapital"),
    ("x_paid_in_capital", "money", T("实缴资本", "Paid-in capital"), "实缴资本 paidincapital"),
    ("x_annual_revenue", "money", T("年营业额", "Annual revenue"), "年营业额 营业额 annualrevenue chiffredaffaires"),
    ("x_established_on", "date", T("成立日期", "Established on"), "成立日期 成立时间 注册日期 established"),
    ("x_legal_representative", "text", T("法定代表人", "Legal representative"), "法定代表人 法人代表 法人 legalrepresentative"),
    ("x_business_scope", "long_text", T("经营范围", "Business scope"), "经营范围 businessscope"),
)  # fmt: skip
#: the first words of a line of totals
TOTALS = frozenset(
    {
        "合计",
        "总计",
        "小计",
        "共计",
        "汇总",
        "合計",
        "總計",
        "小計",
        "total",
        "totals",
        "subtotal",
        "grandtotal",
        "sum",
    }
)


def bare(header: str) -> str:
    """`*手机号（必填）` → 手机号, `E-mail` → email. A text longer than any column name is returned unchanged."""
    if len(header) > _MOST_CHARS:
        return header
    text = fold(header)
    return _DECORATION.sub("", text) or text.strip()


def _by_word() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for fields, words in _SYNONYMS:
        for word in words.split():
            found.setdefault(bare(word), []).append(fields)
    return found


#: bare word → the lists of fields that it may mean
BY_WORD = _by_word()
#: bare word → the part of a name or of a place
_PART_OF = {
    bare(word): part
    for parts in (_NAME_PARTS, _REGION_PARTS)
    for part, words in parts.items()
    for word in words.split()
}
_FIELD_WORTH = {
    bare(word): (name, kind, label) for name, kind, label, words in _WORTH_A_FIELD for word in words.split()
}


def meanings(header: str) -> list[tuple[str, ...]]:
    """The lists of fields that a header may mean; the fourth phone number of a person has the meanings of the
    second."""
    key = bare(header)
    return BY_WORD.get(key) or BY_WORD.get(_SERIAL.sub("#", key, count=1), [])


def field_worth(header: str) -> tuple[str, str, Text] | None:
    """(api name, type, label) of the custom field to propose for a column without a field."""
    return _FIELD_WORTH.get(bare(header))


def part_of(header: str) -> str:
    """The part of a name (family, given, middle) or of a place (province, city, district) in a column; "" for the
    whole."""
    return _PART_OF.get(bare(header), "")


def is_name_part(header: str) -> bool:
    """Whether a column holds a part of a person's name, and no more."""
    return part_of(header) in _NAME_PARTS


def is_region_part(header: str) -> bool:
    """Whether a column holds a part of a place, and no more."""
    return part_of(header) in _REGION_PARTS


def rank_of(header: str) -> int:
    """The rank of a part among the others: the province before the city."""
    order = [*_REGION_PARTS, *_NAME_PARTS]
    part = part_of(header)
    return order.index(part) if part in order else -1
