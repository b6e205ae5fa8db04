"""Finds the encoding of a text file: one for sure, or a few likely ones, among which a person chooses by their letters.

Bytes of one encoding are mostly valid in another one too, but give other letters. The right encoding gives frequent
letters: an encoding's everyday characters are in one part of it, and reading with the wrong encoding gives characters
of the other parts.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path

SNIFFED = 256 * 1024
_BLOCK = 1024 * 1024
_SAMPLE = 60
_SURE = 0.75  # share of frequent characters in the text
_AHEAD = 0.3  # and so much more than with every other encoding
_POSSIBLE = 0.25


class Refused(Exception):
    """The file is refused; `params` fill the text of `code`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


_OTHER = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_KANA = re.compile(r"[ぁ-ヿ]")
_HANGUL = re.compile(r"[가-힣]")
_WIDE_SIGNS = re.compile(r"[　-】！-｠“”‘’—…·×￥]")
#: characters that make up half of any Chinese list: headings, places, firms, common family names
_EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"
    "姓名司电话客户联系手机邮箱地址备注邮编职务部门来源负责编码规单位状态级别行业网址微信日期金额数量印刷图文广告纸业限责任股份企服务贸科技李王张刘陈杨赵黄吴徐孙胡朱高郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈浙苏沪粤深圳杭州宁波"
    "電話戶聯絡機郵備註職務門來責編碼單狀態級別業網訊價額數設備稱區縣國廠經銷樣貿發張劉陳楊趙黃吳孫馬羅鄭謝許鄧馮韓蕭蔣蘇葉呂東廣灣臺線詢諮"
    "氏会社様株式号価"
)


def encodings_of(path: Path) -> list[dict[str, str]]:
    """[{"encoding", "sample"}], likeliest first; one alone when there is no doubt. Refused when nothing fits."""
    with path.open("rb") as raw:
        head = raw.read(SNIFFED)
    marked = _marked(head)
    if marked:
        return [{"encoding": marked, "sample": ""}]
    if is_decodable(path, "utf-8-sig"):
        return [{"encoding": "utf-8-sig", "sample": ""}]
    scored = []
    for encoding, usual in _USUAL.items():
        text = _decoded(head, encoding)
        if text is not None and is_decodable(path, encoding):
            score = usual(text)
            if score >= _POSSIBLE:
                scored.append((score, encoding, text))
    scored.sort(key=lambda one: -one[0])
    if not scored:
        raise Refused("import.encoding")
    best = scored[0][0]
    if best >= _SURE and (len(scored) == 1 or scored[1][0] <= best - _AHEAD):
        del scored[1:]
    elif len(scored) == 1:
        scored += [(0.0, encoding, text) for encoding, text in _others(head, scored[0][1])]
    return [{"encoding": encoding, "sample": _sample(text)} for _score, encoding, text in scored]


def _others(head: bytes, but: str) -> list[tuple[str, str]]:
    """Other encodings in which the text is valid, when the only likely encoding is not likely enough."""
    texts = ((encoding, _decoded(head, encoding)) for encoding in _USUAL if encoding != but)
    return [(encoding, text) for encoding, text in texts if text is not None][:3]


def _marked(head: bytes) -> str:
    """The encoding that the first bytes or the zeros between letters show, or ""."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:200:2].count(0) * 4 > len(head[1:200:2]):
        return "utf-16-le"
    if head[0:200:2].count(0) * 4 > len(head[0:200:2]):
        return "utf-16-be"
    return ""


def is_decodable(path: Path, encoding: str) -> bool:
    """Whether the whole file is valid in this encoding; False for an unknown encoding."""
    if encoding not in _USUAL and encoding not in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        return False
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        with path.open("rb") as raw:
            while block := raw.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)(errors="strict").decode(head)
    except UnicodeDecodeError:
        return None


def _sample(text: str) -> str:
    """The first lines in which the encoding shows."""
    lines = [line.strip() for line in text.splitlines() if _OTHER.search(line)]
    return " / ".join(lines[:2])[:_SAMPLE]


def _in_rows(encoding: str, first: int, last: int) -> Callable[[str], bool]:
    """A test whether a character is in the part of an encoding that has its everyday characters."""

    def holds(char: str) -> bool:
        try:
            code = char.encode(encoding)
        except UnicodeEncodeError:
            return False
        return len(code) == 2 and first <= code[0] <= last

    return holds


def _cjk(encoding: str, first: int, last: int, also: re.Pattern[str] | None = None) -> Callable[[str], float]:
    """A function that gives the share of everyday characters, half by their place in the encoding and half by real
    frequency."""
    holds = _in_rows(encoding, first, last)

    def usual(text: str) -> float:
        chars = _OTHER.findall(text)[:4000]
        signs = sum(map(bool, map(_WIDE_SIGNS.fullmatch, chars)))
        if len(chars) == signs:
            return 0.0
        good = 0.0
        for char in chars:
            if also is not None and also.fullmatch(char):
                good += 1
            elif _HAN.fullmatch(char) and holds(char):
                good += 1 if char in _EVERYDAY else 0.8
        return good / (len(chars) - signs)

    return usual


def _hangul(text: str) -> float:
    chars = _OTHER.findall(text)[:4000]
    return sum(map(bool, map(_HANGUL.fullmatch, chars))) / len(chars) * 0.9 if chars else 0.0


def _letters(text: str, of_words: Callable[[str], bool]) -> float:
    """The share of non-ASCII letters that occur in likely words."""
    others = len(_OTHER.findall(text))
    good = sum(len(_OTHER.findall(word)) for word in _WORD.findall(text) if of_words(word))
    return good / others if others else 0.0


def _is_western(word: str) -> bool:
    """Größe, Élan: letters with marks among more letters without, upper case only at the beginning or everywhere."""
    plain = sum(char.isascii() for char in word)
    return plain * 2 >= len(word) and (word[1:].islower() or word.isupper() or len(word) == 1)


def _is_cyrillic(word: str) -> bool:
    return len(word) > 1 and not re.search(r"[^Ѐ-ӿ]", word) and (word[1:].islower() or word.isupper())


#: encoding → how usual (0…1) a text is that was read with it
_USUAL: dict[str, Callable[[str], float]] = {
    "gb18030": _cjk("gb2312", 0xB0, 0xD7),
    "cp950": _cjk("cp950", 0xA4, 0xC6),
    "cp932": _cjk("cp932", 0x88, 0x97, _KANA),
    "cp1252": lambda text: _letters(text, _is_western),
    "euc_jp": _cjk("euc_jp", 0xB0, 0xCF, _KANA),
    "cp949": _hangul,
    "cp1251": lambda text: _letters(text, _is_cyrillic) * 0.95,
}
