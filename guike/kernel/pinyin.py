"""Pinyin of names, for sorting and finding: toneless syllables; the context decides characters with several readings.

The dictionaries are those of ``pypinyin``. Its own conversion segments every text and is too slow for imports. This
module segments only texts with a character that has an unusual reading in some phrase.
"""

from __future__ import annotations

from itertools import groupby

from guike.kernel.caches import NEVER, process_cache
from guike.kernel.casing import fold
from guike.kernel.readings import characters, phrases

# Surnames read differently from the character's usual reading.
_SURNAMES = """
万俟 mo qi, 尉迟 yu chi, 单于 chan yu, 长孙 zhang sun, 澹台 tan tai, 中行 zhong hang, 宰父 zai fu,
仲长 zhong chang, 濮阳 pu yang, 令狐 ling hu, 鲜于 xian yu, 闾丘 lv qiu, 曾 zeng, 仇 qiu, 单 shan,
解 xie, 查 zha, 区 ou, 盖 ge, 任 ren, 朴 piao, 种 chong, 乐 yue, 翟 zhai, 缪 miao, 员 yun, 召 shao,
燕 yan, 郗 xi, 折 she, 黑 he, 繁 po, 祭 zhai, 覃 qin, 隗 wei, 洗 xian, 冼 xian, 句 gou, 能 nai,
宓 mi, 佴 nai, 乜 nie, 尉 wei, 车 che, 谌 chen, 贲 ben, 薄 bo, 柏 bai, 訾 zi, 藏 zang, 秘 bi,
瞿 qu, 於 yu, 都 du, 宁 ning, 纪 ji, 葛 ge, 盛 sheng, 沈 shen, 石 shi, 应 ying, 曲 qu, 过 guo,
哈 ha, 卜 bu, 谷 gu, 贾 jia, 夏 xia, 石抹 shi mo, 逄 pang, 仉 zhang, 晁 chao, 长 zhang, 参 shen,
大 da, 色 se, 佘 she, 厘 xi, 不 fou, 莘 shen, 骆 luo, 幺 yao
"""
SURNAMES: dict[str, str] = {
    name: reading for name, _, reading in (entry.strip().partition(" ") for entry in _SURNAMES.split(","))
}


def prepare() -> None:
    """Load the dictionaries now. This takes half a second, for which the first written record should not wait."""
    phrases()


def _han(run: str) -> list[str]:
    """The syllables of a run of Han characters, the longest known phrase first."""
    known, reading = phrases(), characters().reading
    if known.unusual.isdisjoint(run):
        return [reading(c) for c in run]
    syllables: list[str] = []
    while len(syllables) < len(run):
        start = len(syllables)
        syllables.extend(known.longest(run, start) or (reading(run[start]),))
    return syllables


def _surname(name: str) -> tuple[list[str], str]:
    """The syllables of a surname with a reading of its own, and the rest of the name."""
    for length in (2, 1):
        reading = SURNAMES.get(name[:length])
        if reading and len(name) > length:
            return reading.split(" "), name[length:]
    return [], name


@process_cache(key="a text, and whether it is a person's name", stale=NEVER, limit=4096)
def _parts(s: str, person: bool) -> tuple[tuple[str, bool], ...]:
    """The syllables (True) and other words (False) of a text, in order; all other characters separate them. The result
    is cached, because a caller that wants the pinyin of a text asks for its initials next.
    """
    text = fold(s).strip()
    syllables, text = _surname(text) if person else ([], text)
    parts = [(syllable, True) for syllable in syllables]
    for kind, group in groupby(text, key=_kind):
        if kind == "han":
            parts.extend((syllable, True) for syllable in _han("".join(group)))
        elif kind == "word":
            parts.append(("".join(group), False))
    return tuple(parts)


def _kind(c: str) -> str:
    if characters().reading(c):
        return "han"
    return "word" if c.isalnum() else "break"


def pinyin(s: str, person: bool = False) -> str:
    """Toneless pinyin, syllables separated by one space, so that byte order is order by syllable.

    Other words stay, folded: ``ABC贸易`` → ``abc mao yi``. ``person``: the name begins with a surname.
    """
    return " ".join(part for part, _ in _parts(s, person))


def pinyin_initials(s: str, person: bool = False) -> str:
    """The first letter of each syllable, other words whole: ``ABC贸易`` → ``abcmy``."""
    return "".join(part[0] if is_syllable else part for part, is_syllable in _parts(s, person))
