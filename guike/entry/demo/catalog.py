"""The catalog of the demo company: categories, units, products, campaigns and pools."""

from __future__ import annotations

#: (name, parent)
CATEGORIES = (
    ("打印设备", ""),
    ("激光打印机", "打印设备"),
    ("标签打印机", "打印设备"),
    ("数码印刷机", "打印设备"),
    ("耗材", ""),
    ("硒鼓与墨粉", "耗材"),
    ("标签纸与碳带", "耗材"),
    ("服务", ""),
    ("维保服务", "服务"),
)
#: (code, name, category, kind, unit, price, cost, tax)
PRODUCTS = (
    ("LX-L310", "岚榭 L310 黑白激光打印机", "激光打印机", "goods", "台", "1280", "860", "0.13"),
    ("LX-L520", "岚榭 L520 彩色激光打印机", "激光打印机", "goods", "台", "3680", "2510", "0.13"),
    ("LX-L720", "岚榭 L720 高速黑白激光打印机", "激光打印机", "goods", "台", "7980", "5600", "0.13"),
    ("LX-L900", "岚榭 L900 A3 彩色复合机", "激光打印机", "goods", "台", "26800", "19200", "0.13"),
    ("LX-T200", "岚榭 T200 桌面标签打印机", "标签打印机", "goods", "台", "1680", "1050", "0.13"),
    ("LX-T400", "岚榭 T400 工业标签打印机", "标签打印机", "goods", "台", "8600", "6100", "0.13"),
    ("LX-T600", "岚榭 T600 耐高温标签打印机", "标签打印机", "goods", "台", "15800", "11300", "0.13"),
    ("LX-D100", "岚榭 D100 数码印刷机", "数码印刷机", "goods", "台", "168000", "128000", "0.13"),
    ("LX-D300", "岚榭 D300 高速数码印刷机", "数码印刷机", "goods", "台", "468000", "365000", "0.13"),
    ("HC-L310", "L310 硒鼓", "硒鼓与墨粉", "goods", "个", "298", "120", "0.13"),
    ("HC-L520", "L520 四色墨粉套装", "硒鼓与墨粉", "goods", "套", "1180", "560", "0.13"),
    ("HC-L720", "L720 大容量硒鼓", "硒鼓与墨粉", "goods", "个", "680", "310", "0.13"),
    ("HC-L900", "L900 墨粉套装", "硒鼓与墨粉", "goods", "套", "2680", "1390", "0.13"),
    ("HC-P50", "标签纸 50×30 毫米", "标签纸与碳带", "goods", "箱", "360", "210", "0.13"),
    ("HC-P100", "标签纸 100×150 毫米", "标签纸与碳带", "goods", "箱", "520", "300", "0.13"),
    ("HC-R110", "树脂基碳带 110 毫米", "标签纸与碳带", "goods", "箱", "780", "460", "0.13"),
    ("HC-H300", "耐高温标签纸", "标签纸与碳带", "goods", "箱", "1960", "1180", "0.13"),
    ("FW-Y1", "整机一年维保", "维保服务", "service", "套", "1200", "500", "0.06"),
    ("FW-Y3", "整机三年维保", "维保服务", "service", "套", "3000", "1300", "0.06"),
    ("FW-INS", "安装调试", "维保服务", "service", "小时", "300", "120", "0.06"),
    ("BJ-L310", "L310 定影组件（维修备件）", "激光打印机", "goods", "个", "420", "260", "0.13"),
)
#: 新品
NEW = frozenset({"LX-T600", "LX-D300"})
#: kept for the repairs that the company does itself
NOT_FOR_SALE = frozenset({"BJ-L310"})
#: 税收分类编码: repair, installation
TAX_CODES = {"FW-Y1": "2020000000000000000", "FW-Y3": "2020000000000000000", "FW-INS": "3050200000000000000"}
#: (code, label, type, choices, asked when ordering, categories)
ATTRIBUTES = (
    ("speed", "打印速度（页/分）", "number", (), False, ("激光打印机",)),
    ("paper", "最大幅面", "choice", (("a4", "A4"), ("a3", "A3")), False, ("激光打印机",)),
    ("width", "宽度（毫米）", "number", (), True, ("标签纸与碳带",)),
    (
        "material",
        "材质",
        "choice",
        (("coated", "铜版纸"), ("thermal", "热敏纸"), ("synthetic", "合成纸")),
        True,
        ("标签纸与碳带",),
    ),
)
#: code of a product → what it says of the attributes of its category; 标签纸 is ordered in one of several materials
SAID = {
    "LX-L310": {"speed": "31", "paper": "a4"},
    "LX-L520": {"speed": "28", "paper": "a4"},
    "LX-L720": {"speed": "72", "paper": "a4"},
    "LX-L900": {"speed": "45", "paper": "a3"},
    "HC-P50": {"width": "50"},
    "HC-P100": {"width": "100"},
    "HC-R110": {"width": "110", "material": "synthetic"},
    "HC-H300": {"width": "100", "material": "synthetic"},
}
#: (code, name, category, unit, price, cost, tax) of a product that is made in variants, and the values that they have
IN_VARIANTS = ("HC-S", "不干胶标签纸", "标签纸与碳带", "箱", "290", "165", "0.13")
VARIANTS = {"width": ["40", "60"], "material": ["coated", "thermal", "synthetic"]}
#: what those who order say of the rest, in turn
WANTED = ("coated", "thermal", "synthetic")
#: code of a product → its further units: (unit, how many base units, barcode)
FURTHER_UNITS = {
    "HC-L310": (("箱", "12", "6900000003127"), ("托", "480", "")),
    "HC-L720": (("箱", "6", "6900000007262"), ("托", "240", "")),
    "HC-P50": (("托", "40", ""),),
    "HC-P100": (("托", "40", ""),),
}
#: (name, kind, months ago, length in days, budget)
CAMPAIGNS = (
    ("春季数码印刷开放日", "meeting", 17, 2, "60000"),
    ("行业展会·打印与标识专区", "exhibition", 15, 4, "180000"),
    ("标签方案线上直播", "web", 13, 1, "15000"),
    ("老客户以旧换新", "email", 11, 60, "30000"),
    ("物流行业沙龙", "meeting", 9, 1, "25000"),
    ("秋季展会", "exhibition", 8, 3, "150000"),
    ("服务号耗材节", "service_account", 6, 15, "20000"),
    ("搜索推广·工业标签", "advertising", 5, 90, "90000"),
    ("教育行业采购对接会", "meeting", 3, 1, "40000"),
    ("冬季展会", "exhibition", 1, 3, "160000"),
)
#: (name, member departments, default assignee, claimable, daily limit, holding limit)
POOLS = (
    ("华北线索池", ("B1",), "", True, 20, 200),
    ("华东线索池", ("B2",), "", True, 20, 200),
    ("华南线索池", ("B3",), "", True, 20, 200),
    ("西南线索池", ("B4",), "", True, 20, 200),
    ("数码印刷线索池", ("SALES",), "", False, None, None),
)
