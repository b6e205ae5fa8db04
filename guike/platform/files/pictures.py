"""Makes thumbnails. This is the only module that imports Pillow, so Pillow is loaded by the first picture
(docs/adr/0012)."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

_PIXELS = 320  # the longer side
#: Pillow's other readers are not used, because the bytes are untrusted
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
_MOST_PIXELS = 60_000_000  # a decompression bomb has more pixels, a phone's picture has fewer


def shrunk(path: Path) -> bytes | None:
    """A JPEG of at most 320 × 320 pixels without the original's metadata; None when it cannot be read."""
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            picture.draft("RGB", (_PIXELS * 2, _PIXELS * 2))
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((_PIXELS, _PIXELS))
            small = Image.new("RGB", turned.size, "white")
            clear = turned.convert("RGBA")
            small.paste(clear, mask=clear.getchannel("A"))
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    made = io.BytesIO()
    small.save(made, "JPEG", quality=80)
    return made.getvalue()
