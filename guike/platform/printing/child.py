"""The program of the child that typesets documents: only it runs typst, under limits, and it reads no file but those of its
order.

Run as a program by `typesetting.py` with one argument, the order as JSON. It writes `document.pdf`, or `page-1.png` and so on,
into the folder of the order, and says on its standard output what became of it: {"pages"}
(of pictures) or {"refused": why}. It imports
no database and no settings, so it starts within a tenth of a second.
"""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import typst

from guike.platform.database.child import die_with_parent

SOURCE = Path(__file__).with_name("document.typ")
_DOTS_PER_INCH = 110.0


@dataclass(frozen=True)
class Order:
    """The parent's order. `folder` holds `data.json`, `fonts/` and pictures. `as_pages`: pictures of the pages instead of a PDF.
    `families`: those of the fonts that come first, `at`: the instant that the PDF says it was made. The limits are CPU seconds and bytes of memory."""

    parent: int
    folder: str
    families: list[str]
    as_pages: bool
    at: str
    seconds: int
    memory: int


def main(order: Order) -> dict[str, Any]:
    """Carry out the order. The limits are set before the data are read."""
    resource.setrlimit(resource.RLIMIT_CPU, (order.seconds, order.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (order.memory, order.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent(order.parent)
    folder = Path(order.folder)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder / "fonts")]
    )
    known = fonts.families()
    families = [name for name in order.families if name in known] or known
    compiler = typst.Compiler(
        SOURCE.read_bytes(),
        root=str(folder),
        font_paths=fonts,
        sys_inputs={"families": orjson.dumps(families).decode()},
    )
    try:
        if order.as_pages:
            return {"pages": _pictures(compiler, folder)}
        made = compiler.compile(format="pdf", timestamp=datetime.fromisoformat(order.at))
    except typst.TypstError as error:
        return {"refused": str(error)}
    if not isinstance(made, bytes):
        return {"refused": "no document"}
    (folder / "document.pdf").write_bytes(made)
    return {}


def _pictures(compiler: typst.Compiler, folder: Path) -> int:
    made = compiler.compile(format="png", ppi=_DOTS_PER_INCH)
    pages = [made] if isinstance(made, bytes) else made or []
    for number, page in enumerate(pages, start=1):
        (folder / f"page-{number}.png").write_bytes(page)
    return len(pages)


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(main(Order(**orjson.loads(sys.argv[1])))))
    sys.stdout.buffer.flush()
    os._exit(0)
