"""Several columns that say one thing together."""

import pytest

from guike.platform.exchange.composing import name_of, place_of
from guike.platform.exchange.values import _total_of


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ([("First Name", "Bo"), ("Last Name", "Sample")], "Bo Sample"),
        ([("Last Name", "Sample"), ("First Name", "Bo")], "Bo Sample"),
        ([("Given Name", "Bo"), ("Middle Name", "K."), ("Family Name", "Sample")], "Bo K. Sample"),
        ([("姓", "欧阳"), ("名", "娜娜")], "欧阳娜娜"),
        ([("名", "娜娜"), ("姓", "欧阳")], "欧阳娜娜"),
        ([("First Name", "伟"), ("Last Name", "张")], "张伟"),
        ([("Name", "Ada Muster"), ("Given Name", "Ada"), ("Family Name", "Muster")], "Ada Muster"),
        ([("Prénom", "Zoé"), ("Nom", "Martin")], "Zoé Martin"),
        ([("Last Name", "Sample")], "Sample"),
        ([], ""),
    ],
)
def test_parts_of_a_name(given, name):
    assert name_of(given) == name


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([("所属省份", "浙江省"), ("所属城市", "杭州市"), ("所属区县", "西湖区")], "浙江省杭州市西湖区"),
        ([("区", "西湖区"), ("市", "杭州市"), ("省", "浙江省")], "浙江省杭州市西湖区"),
        ([("省份", "浙江"), ("城市", "杭州")], "浙江杭州"),
        ([("省份", "浙江省"), ("城市", "浙江省杭州市")], "浙江省杭州市"),
        ([("省份", "北京市"), ("城市", "北京市"), ("区县", "海淀区")], "北京市海淀区"),
        ([("城市", "杭州")], "杭州"),
    ],
)
def test_parts_of_a_place(given, place):
    assert place_of(given) == place


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (["合计", "2"], "合计"),
        (["", "总 计：", "1,234.00"], "总 计："),
        (["TOTAL", "", "5"], "TOTAL"),
        (["合计科技有限公司", "2"], ""),
        (["Total", "a firm of this name"], ""),
        (["王小明", "2"], ""),
        ([], ""),
    ],
)
def test_a_line_of_sums(cells, word):
    assert _total_of(cells) == word
