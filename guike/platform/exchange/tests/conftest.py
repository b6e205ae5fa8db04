"""People who import and export, and files made on the spot."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.platform.jobs.testing import run_queued

Call = Callable[..., Any]
EVERYTHING = ["view", "create", "edit", "delete", "import", "export", "print"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def anna(db: None) -> Importer:
    """She may do everything with leads, accounts and contacts; of records she sees her own."""
    rights = dict.fromkeys(("lead", "account", "contact"), EVERYTHING)
    return Importer(person("anna", rights | {"lead_pool": ["view"], "campaign": ["view"]}))


@pytest.fixture
def admin(db: None) -> Importer:
    return Importer(person("admin", is_administrator=True))


class Importer:
    """One person's imports and exports through the API."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.id = caller.id
        self.get: Call = caller.get
        self.post: Call = caller.post
        self.patch: Call = caller.patch
        self.delete: Call = caller.delete

    def send(self, path: str, name: str, content: bytes, object_name: str, **options: Any) -> Any:
        """POST a file with its options."""
        parts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in options.items()}
        form = {"file": SimpleUploadedFile(name, content), "object": object_name, **parts}
        return self.caller._client.post(f"/api/v1{path}", form)

    def upload(self, name: str, content: bytes) -> int:
        """A file of one's own that belongs to nothing yet; its id."""
        answer = self.caller._client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def preview(self, name: str, content: bytes, object_name: str = "lead", **options: Any) -> dict[str, Any]:
        answer = self.send("/imports/preview", name, content, object_name, **options)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def take(self, name: str, content: bytes, object_name: str = "lead", **options: Any) -> dict[str, Any]:
        """Import a file to its end and answer how it stands."""
        answer = self.send("/imports", name, content, object_name, **options)
        assert answer.status_code == 202, answer.content
        run_queued()
        return self.status(answer.json()["id"])

    def status(self, import_id: int) -> dict[str, Any]:
        answer = self.get(f"/imports/{import_id}")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def undo(self, import_id: int) -> dict[str, Any]:
        answer = self.post(f"/imports/{import_id}/undo")
        assert answer.status_code == 202, answer.content
        run_queued()
        return dict(self.status(import_id)["undo"]["result"])

    def mistakes(self, import_id: int) -> dict[str, list[list[Any]]]:
        """Sheet → rows of the error file, header first."""
        book = openpyxl.load_workbook(io.BytesIO(body_of(self.get(f"/imports/{import_id}/errors.xlsx"))))
        return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}

    def export(self, object_name: str = "lead", **asked: Any) -> bytes:
        """Export to its end and answer the file."""
        answer = self.post("/exports", {"object": object_name, **asked})
        assert answer.status_code == 202, answer.content
        run_queued()
        number = answer.json()["id"]
        assert self.get(f"/exports/{number}").json()["status"] == "done"
        return body_of(self.get(f"/exports/{number}/file"))

    def records(self, object_name: str = "lead", **query: Any) -> list[dict[str, Any]]:
        """All visible records, oldest first."""
        answer = self.post(f"/records/{object_name}/query", {"sort": ["id"], "limit": 500, **query})
        assert answer.status_code == 200, answer.content
        return list(answer.json()["items"])


def body_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def counts(status: dict[str, Any]) -> tuple[int, int, int, int]:
    """(created, updated, skipped, failed), which must add up to the rows."""
    found = counts_of(status)
    assert sum(found) == status["rows"], status
    return found


def counts_of(status: dict[str, Any]) -> tuple[int, int, int, int]:
    """(created, updated, skipped, failed): documents, where the file has lines."""
    return (status["created"], status["updated"], status["skipped"], status["failed"])


def csv_of(*lines: str, encoding: str = "utf-8") -> bytes:
    return ("\n".join(lines) + "\n").encode(encoding)


def xlsx_of(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
