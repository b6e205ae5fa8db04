"""Files: checked, kept once, seen by those who may see the record, gone when nobody needs them."""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from guike.kernel import clock
from guike.kernel.errors import Forbidden, Invalid, NotFound
from guike.platform.access.actor import Actor
from guike.platform.access.context import Context
from guike.platform.files import pictures, queries, services
from guike.platform.files.models import File
from guike.platform.files.queries import file_facts, file_of, files_of, open_file, shown, thumbnail
from guike.platform.files.services import (
    Attachment,
    attach,
    clean_name,
    copy_files,
    detach,
    file_attach,
    file_delete,
    file_store,
    file_write,
    move_files,
    purge,
)
from guike.platform.files.types import endings

ANNA = Context(Actor(user_id=1))
BEN = Context(Actor(user_id=2))
PDF = b"%PDF-1.7 hello"


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any, monkeypatch: Any) -> Any:
    """A data folder of its own; Anna sees and edits lead 1, Ben only sees it."""
    settings.FILES_DIR = tmp_path / "files"
    rights = {("view", 1), ("edit", 1), ("view", 2)}
    monkeypatch.setattr(
        queries,
        "_can_access",
        lambda ctx, name, row, op: (name, row) == ("lead", 1) and (op, ctx.user_id) in rights,
    )
    return settings.FILES_DIR


def upload(name: Any = "a.pdf", content: Any = PDF, user_id: Any = 1) -> Any:
    return file_store(SimpleUploadedFile(name, content), user_id)


def contents(folder: Any) -> Any:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def picture(size: Any = (1000, 500), mode: Any = "RGB", kind: Any = "PNG") -> Any:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


@pytest.mark.django_db
def test_what_is_kept_of_an_upload(folder: Any) -> None:
    with clock.frozen("2026-11-21T01:00:00+00:00") as at:
        file = upload("报价单.PDF")
    assert (file.name, file.size, file.type, file.uploaded_by, file.created_at, file.object_name) == (
        "报价单.PDF",
        len(PDF),
        "application/pdf",
        1,
        at,
        "",
    )
    assert open_file(file).read_bytes() == PDF
    assert open_file(file) == folder / file.digest[:2] / file.digest[2:4] / file.digest
    assert shown(file) == {"id": file.id, "name": "报价单.PDF", "size": len(PDF), "type": "application/pdf"}


@pytest.mark.django_db
def test_the_same_content_lies_on_disk_once(folder: Any) -> None:
    first, second = upload("a.pdf"), upload("b.pdf", user_id=2)
    assert first.id != second.id
    assert contents(folder) == [first.digest]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file.empty"),
        ("a.svg", b"<svg onload='alert(1)'/>", "file.type"),
        ("a.html", b"<script>", "file.type"),
        ("a.exe", b"MZ", "file.type"),
        ("a", b"x", "file.type"),
        ("a.pdf.js", PDF, "file.type"),
        ("a.png", b"<html>", "file.content"),
        ("a.pdf", b"MZ\x90", "file.content"),
        ("a.txt", b"MZ\x90\x00\x03", "file.content"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE", "file.content"),
        ("a.mp4", b"ftyp", "file.content"),
    ],
)
def test_what_is_refused_leaves_nothing(folder: Any, name: Any, content: Any, code: Any) -> None:
    with pytest.raises(Invalid) as refused:
        upload(name, content)
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("file", code)
    assert (File.objects.count(), contents(folder)) == (0, [])


@pytest.mark.django_db
def test_too_large_is_refused_without_reading_all(folder: Any) -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 50_000

    with pytest.raises(Invalid) as refused:
        file_write("a.txt", endless(), 1, most_bytes=100_000)
    assert refused.value.errors[0].code == "file.too_large"
    assert (len(read), contents(folder)) == (3, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04rest"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.csv", "姓名,电话\n".encode("gb18030")),
        ("a.txt", "﻿文".encode("utf-16")),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP"),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_what_is_taken(name: Any, content: Any) -> None:
    assert upload(name, content).id


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\dir\\报价.pdf", "报价.pdf"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("fdp.\u202egpj.exe", "fdp.gpj.exe"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: Any, kept: Any) -> None:
    assert clean_name(given) == kept


@pytest.mark.django_db
def test_before_it_is_attached_only_its_uploader_has_it() -> None:
    file = upload()
    assert file_of(ANNA, file.id) == file
    with pytest.raises(NotFound):
        file_of(BEN, file.id)
    system_made = upload(user_id=None)
    with pytest.raises(NotFound):
        file_of(Context(Actor(user_id=None)), system_made.id)


@pytest.mark.django_db
def test_afterwards_the_record_decides() -> None:
    file = file_attach(ANNA, SimpleUploadedFile("a.pdf", PDF), "lead", 1)
    assert file_of(BEN, file.id).record_id == 1
    with pytest.raises(NotFound):
        file_of(BEN, file.id, "edit")
    File.objects.update(record_id=2)
    for caller in (ANNA, BEN):
        with pytest.raises(NotFound):
            file_of(caller, file.id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "seen"), [("hidden", False), ("masked", False), ("read", True), ("edit", True)]
)
def test_a_hidden_field_hides_its_file(level: Any, seen: Any) -> None:
    file = upload()
    attach([Attachment([file.id], "lead", 1, "photo")], 1)
    caller = Context(Actor(user_id=2, fields={"lead.photo": level}))
    if seen:
        assert file_of(caller, file.id) == file
    else:
        with pytest.raises(NotFound):
            file_of(caller, file.id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("caller", "record", "name", "content", "refusal"),
    [
        (BEN, ("lead", 1), "a.pdf", PDF, Forbidden),  # seen, not edited
        (ANNA, ("lead", 2), "a.pdf", PDF, NotFound),
        (ANNA, ("no_such_object", 1), "a.pdf", PDF, NotFound),
        (ANNA, ("lead", 1), "a.exe", b"MZ", Invalid),
        (ANNA, ("lead", 1), "a.pdf", b"", Invalid),
    ],
)
def test_a_refused_attachment_leaves_no_row_and_no_file(
    folder: Any, caller: Any, record: Any, name: Any, content: Any, refusal: Any
) -> None:
    with pytest.raises(refusal):
        file_attach(caller, SimpleUploadedFile(name, content), *record)
    assert (File.objects.count(), contents(folder)) == (0, [])


@pytest.mark.django_db
def test_an_attachment_too_many_leaves_no_row_and_no_file(folder: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "FILES_PER_RECORD", 1)
    kept = file_attach(ANNA, SimpleUploadedFile("a.pdf", PDF), "lead", 1)
    with pytest.raises(Invalid) as refused:
        file_attach(ANNA, SimpleUploadedFile("b.pdf", PDF + b"2"), "lead", 1)
    assert [(e.field, e.code) for e in refused.value.errors] == [("files", "too_many_items")]
    assert (list(File.objects.values_list("id", flat=True)), contents(folder)) == ([kept.id], [kept.digest])


@pytest.mark.django_db
def test_a_refused_attachment_takes_nothing_from_a_file_of_the_same_content(folder: Any) -> None:
    kept = upload(user_id=2)
    with pytest.raises(Forbidden):
        file_attach(BEN, SimpleUploadedFile("a.pdf", PDF), "lead", 1)
    assert contents(folder) == [kept.digest]


@pytest.mark.django_db
def test_nobody_attaches_what_is_not_his_all_or_nothing() -> None:
    mine, others, taken = upload(), upload(user_id=2), upload()
    attach([Attachment([taken.id], "lead", 5)], 1)
    with pytest.raises(Invalid) as refused:
        attach(
            [Attachment([mine.id, others.id], "lead", 1, "photo"), Attachment([taken.id, 999], "lead", 1)], 1
        )
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("photo", "type.file"),
        ("files", "type.file"),
        ("files", "type.file"),
    ]
    assert files_of("lead", [1]) == {}
    attach([Attachment([mine.id], "lead", 1)], 1)
    attach([Attachment([mine.id], "lead", 1)], 1)
    assert files_of("lead", [1, 5]) == {1: [mine], 5: [taken]}
    assert file_facts([mine.id, 999]) == {mine.id: shown(mine)}


@pytest.mark.django_db
def test_a_record_has_a_bounded_number_of_files(monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "FILES_PER_RECORD", 2)
    ids = [upload().id for _ in range(3)]
    with pytest.raises(Invalid) as refused:
        attach([Attachment(ids, "lead", 1)], 1)
    assert refused.value.errors[0].code == "too_many_items"
    assert files_of("lead", [1]) == {}
    attach([Attachment(ids[:2], "lead", 1)], 1)


@pytest.mark.django_db
def test_removing_moving_copying(folder: Any) -> None:
    first, second = upload("a.pdf"), upload("b.pdf", b"%PDF-2")
    attach([Attachment([first.id, second.id], "lead", 1)], 1)
    assert copy_files(("lead", 1), [("account", 4)]) == 2
    assert [file.name for file in files_of("account", [4])[4]] == ["a.pdf", "b.pdf"]
    assert len(contents(folder)) == 2
    assert move_files("account", [4], 7) == 2
    assert detach("lead", 1, [first.id, 999]) == 1
    assert [file.id for file in files_of("lead", [1])[1]] == [second.id]
    with pytest.raises(NotFound):
        file_of(ANNA, first.id)
    with pytest.raises(NotFound):
        file_delete(BEN, second.id)
    file_delete(ANNA, second.id)
    assert files_of("lead", [1]) == {}


@pytest.mark.django_db
def test_what_nobody_attached_is_gone_after_a_day_and_what_was_deleted_after_thirty(folder: Any) -> None:
    with clock.frozen("2026-11-21T01:00:00+00:00"):
        forgotten, kept = upload("a.pdf", b"%PDF-forgotten"), upload("b.pdf", b"%PDF-kept")
        shared, deleted = upload("c.pdf", b"%PDF-kept"), upload("d.pdf", b"%PDF-deleted")
        attach([Attachment([kept.id, deleted.id], "lead", 1)], 1)
        detach("lead", 1, [deleted.id])
        for path in folder.rglob("*"):
            os.utime(path, (0, 0))
        clock.advance(timedelta(hours=24))
        assert purge() == 0
        clock.advance(timedelta(seconds=1))
        assert purge() == 2
        assert sorted(File.objects.values_list("id", flat=True)) == [kept.id, deleted.id]
        assert contents(folder) == sorted([kept.digest, deleted.digest])
        clock.advance(timedelta(days=29))
        assert purge() == 1
    assert contents(folder) == [kept.digest] == [shared.digest]
    assert forgotten.digest not in contents(folder)


@pytest.mark.django_db
def test_content_that_was_just_written_is_left_alone(folder: Any) -> None:
    with clock.frozen("2026-11-21T01:00:00+00:00"):
        file = upload()
        written = clock.advance(timedelta(days=2)) - timedelta(hours=23)
        os.utime(open_file(file), (written.timestamp(), written.timestamp()))
        assert purge() == 1
    assert contents(folder) == [file.digest]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "PNG"), ("RGBA", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("L", "WEBP")]
)
def test_a_small_picture(mode: Any, kind: Any) -> None:
    file = upload(f"a.{kind.lower()}", picture(mode=mode, kind=kind))
    path = thumbnail(file)
    assert path is not None
    with Image.open(path) as small:
        assert (small.format, small.size) == ("JPEG", (320, 160))
    assert thumbnail(file) == path


@pytest.mark.django_db
def test_no_small_picture_of_what_cannot_be_read(monkeypatch: Any) -> None:
    assert thumbnail(upload()) is None
    assert thumbnail(upload("a.png", b"\x89PNG\r\n\x1a\nbroken")) is None
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 10_000)
    assert thumbnail(upload("b.png", picture((200, 100)))) is None


@pytest.mark.django_db
def test_lost_content_is_said_not_hidden() -> None:
    file = upload()
    open_file(file).unlink()
    with pytest.raises(FileNotFoundError):
        open_file(file)


def test_without_a_data_folder_nothing_is_stored(settings: Any) -> None:
    settings.FILES_DIR = None
    with pytest.raises(RuntimeError, match="GUIKE_DATA"):
        upload()


def test_the_refused_are_not_offered() -> None:
    assert not {"html", "htm", "svg", "xml", "js", "exe", "bat", "jar"} & set(endings())
