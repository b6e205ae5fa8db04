"""Content on disk: named by its SHA-256, written once, shared by every file with the same content."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.platform.files.types import HEAD_BYTES

_YOUNG = 24 * 3600.0  # seconds that unused content stays, because an upload may be about to use it


@dataclass(frozen=True)
class Stored:
    """Content that is on disk under a temporary name, and its first bytes."""

    digest: str
    size: int
    head: bytes
    draft: Path

    def keep(self) -> None:
        """Move it to its final path. This must be the last step, because content without a row is never searched
        for."""
        _place(self.draft, path_of(self.digest))


def _folder() -> Path:
    folder: Path | None = settings.FILES_DIR
    if folder is None:
        raise RuntimeError("no data folder: set GUIKE_DATA")
    return folder


def path_of(digest: str) -> Path:
    """The path of content, which need not exist."""
    return _folder() / digest[:2] / digest[2:4] / digest


@contextmanager
def received(chunks: Iterable[bytes], most_bytes: int) -> Iterator[Stored]:
    """Write content under a temporary name. It is deleted when the block ends, unless the block has called `keep`.

    Within the block `size` may exceed `most_bytes` by one chunk: refuse then.
    Refusal `file.no_space` when the disk is full.
    """
    waiting = _folder() / "incoming"
    waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft_name = tempfile.mkstemp(dir=waiting)
    draft = Path(draft_name)
    try:
        with os.fdopen(handle, "wb") as file:
            stored = _write(file, draft, chunks, most_bytes)
        yield stored
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal("file.no_space", status=409) from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def _write(file: BinaryIO, draft: Path, chunks: Iterable[bytes], most_bytes: int) -> Stored:
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        if size > most_bytes:
            break
    file.flush()
    os.fsync(file.fileno())
    return Stored(digest.hexdigest(), size, head, draft)


def _place(draft: Path, place: Path) -> None:
    """Move the draft to its final path, also over existing content: this renews its age, so that no purge removes it
    now."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft.replace(place)
    for folder in (place.parent, place.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def thumbnail_of(digest: str) -> Path | None:
    """A JPEG of at most 320 × 320 pixels, made at the first call; None when the picture cannot be read.

    It carries nothing of the original's metadata (place, camera).
    """
    place = _folder() / "thumbnails" / digest[:2] / f"{digest}.jpg"
    if place.exists():
        return place
    small: bytes | None = import_module("guike.platform.files.pictures").shrunk(path_of(digest))
    if small is None:
        return None
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft_name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(small)
    Path(draft_name).replace(place)
    return place


def remove_unused(digests: Iterable[str]) -> int:
    """Delete content that no file names any more, unless it was just written; answers how many."""
    removed = 0
    for digest in digests:
        place = path_of(digest)
        with suppress(FileNotFoundError):
            if place.stat().st_mtime < clock.now().timestamp() - _YOUNG:
                place.unlink()
                (_folder() / "thumbnails" / digest[:2] / f"{digest}.jpg").unlink(missing_ok=True)
                removed += 1
    return removed
