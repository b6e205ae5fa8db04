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


@pytest.mark.req("CO-07")
def test_a_file_that_cannot_be_taken_is_an_error_of_its_row_alone(
    admin: Caller, sales: Caller, company: Company
) -> None:
    """No picture where one is wanted, one that is not there, one given twice: the rows beside it are written."""
    for type_ in ("image", "file"):
        admin.create("field_def", object="account", api_name=f"x_{type_}", type=type_, label=type_)
    contract = upload(sales, "合同.pdf", b"%PDF-1.7\n%%EOF\n")
    rows = [
        {"name": "好"},
        {"name": "不是图片", "x_image": contract},
        {"name": "没有", "x_file": 99_999_999},
        {"name": "用了", "x_file": contract},
        {"name": "又用", "x_file": contract},
    ]
    results = sales.post("/records/account/bulk", create=rows).body["results"]
    codes = [[e["code"] for e in one.get("error", {}).get("errors", [])] for one in results]
    assert codes == [[], ["type.image"], ["type.file"], [], ["type.file"]]
    assert [one["ok"] for one in results] == [True, False, False, True, False]
    refused = sales.post("/records/account", name="", x_image=contract)
    assert refused.codes == {"name": "required", "x_image": "type.file"}
