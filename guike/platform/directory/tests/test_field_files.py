"""Custom fields that hold pictures and files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from guike.platform.directory.tests.conftest import Caller, Company


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def upload(caller: Caller, name: str, content: bytes) -> int:
    token = caller.client.cookies["csrftoken"].value
    body = {"file": SimpleUploadedFile(name, content)}
    answer = caller.client.post("/api/v1/files", body, headers={"X-CSRFToken": token})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return int(made["id"])


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(held, "PNG")
    return held.getvalue()


@pytest.mark.req("CO-01")
def test_pictures_and_files_belong_to_the_record(admin: Caller, sales: Caller, company: Company) -> None:
    for type_ in ("image", "file"):
        admin.create("field_def", object="account", api_name=f"x_{type_}", type=type_, label=type_)
    photo, contract = upload(sales, "门头.png", picture()), upload(sales, "合同.pdf", b"%PDF-1.7\n%%EOF\n")
    made = sales.create("account", name="远山打印", x_image=photo, x_file=contract)
    assert (made["x_image"]["id"], made["x_image"]["name"], made["x_image"]["type"]) == (
        photo,
        "门头.png",
        "image/png",
    )
    assert made["x_file"]["name"] == "合同.pdf"
    assert admin.client.get(f"/api/v1/files/{contract}").status_code == 200
    assert Caller("other").client.get(f"/api/v1/files/{contract}").status_code == 404
    foreign = upload(admin, "别人的.pdf", b"%PDF-1.7\n%%EOF\n")
    answer = sales.patch(f"/records/account/{made['id']}", x_file=foreign)
    assert answer.status == 422
    assert admin.get(f"/records/account/{made['id']}").body["x_file"]["id"] == contract
