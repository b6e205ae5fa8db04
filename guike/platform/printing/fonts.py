"""Finds the fonts for documents: without Chinese letters a document would be empty squares."""

from __future__ import annotations

import os
from pathlib import Path

#: names a folder of the operator's own fonts, which are taken before those of the machine
FOLDER = "GUIKE_FONTS"
#: where Debian, Ubuntu, Fedora, Arch and Alpine put the Noto fonts
_PLACES = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/noto",
)
_ENDINGS = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_NOTO = ("NotoSansCJK-Regular", "NotoSansCJK-Bold", "NotoSansCJKsc-Regular", "NotoSansCJKsc-Bold")


def font_files() -> tuple[Path, ...]:
    """The files of the fonts; none where the machine has no font with Chinese letters."""
    own = os.environ.get(FOLDER, "")
    if own:
        return _of(Path(own))
    for place in map(Path, _PLACES):
        found = tuple(path for path in _of(place) if path.stem in _NOTO)
        if found:
            return found
    return ()


def _of(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS))
