"""`guike demo load|clear`."""

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module

from guike.entry.commands.asking import require_name, words
from guike.entry.demo.clearing import Stock, clear, stock
from guike.kernel.errors import Refusal
from guike.kernel.text import Text
from guike.platform.database.host import HostError
from guike.platform.database.migrate import migrate_all
from guike.platform.org import queries


def run(args: argparse.Namespace) -> int:
    """Load the demo company into an empty database, or remove it after asking."""
    migrate_all()
    queries.begin_versions()
    return _clear(args.yes_i_mean) if args.what == "clear" else _load()


def _load() -> int:
    if queries.directory().people:
        raise HostError(
            "This company has users already: the demo company is loaded into an empty database only."
        )
    import_module("guike.entry.demo.load").load("small")
    sys.stdout.write("The demo company is loaded.\n")
    return 0


def _clear(given: str | None) -> int:
    try:
        found = stock()
        gone = clear(require_name(found.company, _warnings(found), given))
    except Refusal as refused:
        raise HostError(words(refused)) from refused
    sys.stdout.write(
        f"{gone.records} records of the demo company are gone, and its logins are closed: "
        "run guike init for yours.\n"
    )
    return 0


def _warnings(found: Stock) -> Iterator[Text]:
    yield Text(
        f"演示公司「{found.company}」有 {found.records} 条记录，将全部清除，无法恢复：",
        f"The demo company “{found.company}” holds {found.records} records; all of them go for good:",
    )
    for one in found.holdings:
        added_zh, added_en = (f"，其中 {one.added} 条由用户新增", f", {one.added} of them added by people")
        yield Text(
            f"  {one.spec.plural.zh} {one.records} 条{added_zh if one.added else ''}",
            f"  {one.spec.plural.en}: {one.records}{added_en if one.added else ''}",
        )
    if found.added or found.changed:
        yield Text(
            f"注意：用户自己新增了 {found.added} 条、修改了 {found.changed} 条，也会一并清除。",
            f"Mind: people added {found.added} and changed {found.changed} of them; these go, too.",
        )
    yield Text(
        f"{found.people} 个用户、角色、定义和参数保留；仍用演示密码的登录全部作废。",
        f"{found.people} people, roles, definitions and settings stay; logins with the demo password are closed.",
    )
