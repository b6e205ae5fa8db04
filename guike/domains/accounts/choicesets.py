"""The choice sets of accounts and leads in a fresh company, and the kinds of invoices."""

from __future__ import annotations

from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import choices

#: of titles and of what is issued to them
TITLE_KINDS = choices(
    ("special", "增值税专用发票", "Special VAT invoice"),
    ("ordinary", "增值税普通发票", "Ordinary VAT invoice"),
)


def declare() -> None:
    """Register industries, company sizes, sources, and what divides accounts."""
    registry.choice_set(
        "account_kind", "客户类型", "Account kind",
        ("key", "关键客户", "Key account"),
        ("major", "主要客户", "Major account"),
        ("ordinary", "普通客户", "Ordinary account"),
        ("occasional", "零散客户", "Occasional account"),
    )  # fmt: skip
    registry.choice_set(
        "account_nature", "客户性质", "Account nature",
        ("company", "企业", "Company"),
        ("government", "政府机关", "Government"),
        ("institution", "事业单位", "Public institution"),
        ("individual", "个人", "Individual"),
    )  # fmt: skip
    registry.choice_set(
        "channel_role", "渠道角色", "Channel role",
        ("end_customer", "最终用户", "End customer"),
        ("dealer", "经销商", "Dealer"),
        ("terminal", "终端门店", "Terminal shop"),
        ("partner", "合作伙伴", "Partner"),
    )  # fmt: skip
    registry.choice_set(
        "industry", "行业", "Industry",
        ("ict", "ICT", "ICT"),
        ("professional_services", "专业服务", "Professional services"),
        ("saas", "SaaS", "SaaS"),
        ("education", "教育培训", "Education and training"),
        ("logistics", "物流", "Logistics"),
        ("consumer_goods", "消费品", "Consumer goods"),
        ("agriculture", "农资农贸", "Agriculture"),
        ("equipment", "装备制造", "Equipment manufacturing"),
        ("healthcare", "医疗健康", "Healthcare"),
        ("home_building", "家居建材", "Home and building materials"),
        ("electronics", "电子制造", "Electronics manufacturing"),
        ("fine_chemicals", "精细化工", "Fine chemicals"),
        ("energy", "能源电力", "Energy and power"),
        ("auto_parts", "汽车零部件", "Automotive parts"),
        ("trade", "商贸流通", "Trade and distribution"),
        ("finance", "金融", "Finance"),
        ("manufacturing", "制造", "Manufacturing"),
        ("other", "其他", "Other"),
    )  # fmt: skip
    registry.choice_set(
        "company_size", "企业规模", "Company size",
        ("large", "大中型企业", "Large or medium"),
        ("small", "中小企业", "Small"),
    )  # fmt: skip
    registry.choice_set(
        "lead_source", "线索来源", "Lead source",
        ("campaign", "市场活动", "Campaign"),
        ("exhibition", "展会", "Exhibition"),
        ("phone", "电话咨询", "Phone inquiry"),
        ("website", "网站", "Website"),
        ("search_engine", "搜索引擎", "Search engine"),
        ("advertising", "广告投放", "Advertising"),
        ("email", "邮件", "E-mail"),
        ("wechat", "微信社群", "WeChat community"),
        ("service_account", "服务号", "WeChat service account"),
        ("leaflet", "宣传单页", "Leaflet"),
        ("referral", "朋友介绍", "Referral"),
        ("promotion", "促销", "Promotion"),
        ("other", "其他", "Other"),
    )  # fmt: skip
