"""The types of files that are accepted. The name's ending decides the type, and the content must fit it.

Programs, scripts and everything that a browser would run on our page (HTML, SVG, XML) are refused.
"""

from __future__ import annotations

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.text import T

register(
    {
        "file.empty": T("文件是空的，请重新选择", "The file is empty; choose another"),
        "file.too_large": T(
            "文件大小为 {size} MB，上限 {max} MB", "The file has {size} MB; at most {max} MB are allowed"
        ),
        "file.type": T(
            "不支持“{ending}”类型的文件，请转换格式或压缩后上传",
            "Files of type “{ending}” are not accepted; convert or zip it first",
        ),
        "file.content": T(
            "文件内容与扩展名“{ending}”不符，请检查文件",
            "The content does not match the ending “{ending}”; check the file",
        ),
        "file.no_space": T(
            "服务器磁盘空间不足，请联系管理员", "The server's disk is full; tell an administrator"
        ),
    }
)

HEAD_BYTES = 4096

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_TEXT: tuple[bytes, ...] = ()

# Ending: (type, how the content begins). Without a beginning it must be text.
_TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),
    "bmp": ("image/bmp", (b"BM",)),
    "tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    "heic": ("image/heic", (b"ftyp",)),
    "pdf": ("application/pdf", (b"%PDF-",)),
    "ofd": ("application/ofd", _ZIP),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", _ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", _ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "ppt": ("application/vnd.ms-powerpoint", _OLE),
    "wps": ("application/vnd.ms-works", _OLE),
    "et": ("application/vnd.ms-excel", _OLE),
    "dps": ("application/vnd.ms-powerpoint", _OLE),
    "msg": ("application/vnd.ms-outlook", _OLE),
    "txt": ("text/plain", _TEXT),
    "csv": ("text/csv", _TEXT),
    "md": ("text/markdown", _TEXT),
    "eml": ("message/rfc822", _TEXT),
    "vcf": ("text/vcard", (b"BEGIN:VCARD",)),
    "ics": ("text/calendar", (b"BEGIN:VCALENDAR",)),
    "zip": ("application/zip", _ZIP),
    "rar": ("application/vnd.rar", (b"Rar!\x1a\x07",)),
    "7z": ("application/x-7z-compressed", (b"7z\xbc\xaf\x27\x1c",)),
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "wav": ("audio/wav", (b"RIFF",)),
    "amr": ("audio/amr", (b"#!AMR",)),
    "m4a": ("audio/mp4", (b"ftyp",)),
    "mp4": ("video/mp4", (b"ftyp",)),
    "mov": ("video/quicktime", (b"ftyp", b"moov", b"mdat", b"wide")),
}
# The position of the signature if it is not at the start.
_OFFSETS = {"heic": 4, "m4a": 4, "mp4": 4, "mov": 4}
_RIFF = {"webp": b"WEBP", "wav": b"WAVE"}
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")

#: Types of which a small picture can be made.
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"})


def ending_of(name: str) -> str:
    """The lower-case letters after the last dot, empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def type_of(name: str, head: bytes) -> tuple[str, FieldError | None]:
    """(media type of a file by its name and first bytes, error or None)."""
    ending = ending_of(name)
    if ending not in _TYPES:
        return "", field_error("file", "file.type", ending=ending or name)
    media_type, beginnings = _TYPES[ending]
    if not _agrees(ending, beginnings, head):
        return "", field_error("file", "file.content", ending=ending)
    return media_type, None


def _agrees(ending: str, beginnings: tuple[bytes, ...], head: bytes) -> bool:
    if not beginnings:
        return head.startswith(_BYTE_ORDER_MARKS) or b"\x00" not in head
    if ending in _RIFF:
        return head.startswith(b"RIFF") and head[8:12] == _RIFF[ending]
    return head[_OFFSETS.get(ending, 0) :].startswith(beginnings)


def endings() -> tuple[str, ...]:
    """The accepted endings, for the browser's file dialog."""
    return tuple(_TYPES)
