"""Templates: what is kept, who may keep them, which one a record gets."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from PIL import Image

from guike.entry.tests.people import person
from guike.kernel.print_limits import PRINT_BLOCKS
from guike.platform.audit.models import AuditEntry
from guike.platform.metadata.catalogue import catalogue
from guike.platform.printing.content import faults

WHY = "a test looks"
RIGHTS = ["view", "create", "edit", "print"]
TITLE = {"kind": "title", "text": "{name}"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: Any) -> Any:
    return person("boss", is_administrator=True)


@pytest.fixture
def anna(db: Any) -> Any:
    return person("anna", {"account": RIGHTS, "address": RIGHTS})


def body(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


def account(caller: Any, **values: Any) -> int:
    found: int = body(
        caller.post("/records/account", {"name": "云帆印务", "phone": "057188886666"} | values), 201
    )["id"]
    return found


def template(boss: Any, *blocks: dict[str, Any], **values: Any) -> Any:
    content = {"blocks": list(blocks) or [TITLE], **values.pop("page", {})}
    given = {"name": "卡片", "object": "account", "content": content} | values
    return body(boss.post("/records/print_template", given), 201)["id"]


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return re.sub(
        r"\s", "", "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    )


@pytest.mark.req("CO-13")
def test_a_default_template_of_the_administrator_is_used(boss: Any, anna: Any) -> None:
    mine = account(anna)
    other = template(boss, {"kind": "text", "text": "致：{name}（{$company}）"}, name="信", is_default=True)
    template(boss, {"kind": "text", "text": "卡"})
    items = body(anna.get(f"/records/account/{mine}/print/templates"))["items"]
    assert [(one["name"], one["is_default"]) for one in items] == [
        ("信", True),
        ("卡片", False),
        ("Standard", False),
    ]
    assert text_of(anna.get(f"/records/account/{mine}/print")).startswith("致：云帆印务（")
    boss.patch(f"/records/print_template/{other}", {"is_active": False})
    assert "云帆印务" in text_of(anna.get(f"/records/account/{mine}/print"))
    answer = anna.get(f"/records/account/{mine}/print", template=str(other))
    assert (answer.status_code, answer.json()["code"]) == (422, "print.no_template")


@pytest.mark.req("CO-13")
def test_the_record_type_and_the_role_choose(boss: Any, anna: Any) -> None:
    types = [
        body(boss.post("/records/record_type", {"object": "account", "name": n}), 201)["id"]
        for n in ("甲", "乙")
    ]
    roles = [one["id"] for one in body(boss.get("/records/role"))["items"] if one["name"] == "role of boss"]
    template(boss, {"kind": "text", "text": "所有"}, name="a", is_default=True)
    template(boss, {"kind": "text", "text": "甲类"}, name="b", is_default=True, record_types=types[:1])
    template(boss, {"kind": "text", "text": "老板"}, name="c", is_default=True, roles=roles)
    first, second = (account(anna, name=f"客户{n}", record_type=n) for n in types)
    assert text_of(anna.get(f"/records/account/{first}/print")).startswith("甲类")
    assert text_of(anna.get(f"/records/account/{second}/print")).startswith("所有")
    names = [one["name"] for one in body(anna.get(f"/records/account/{second}/print/templates"))["items"]]
    assert names == ["a", "Standard"]
    assert text_of(boss.get(f"/records/account/{second}/print")).startswith("老板")
    both = text_of(anna.post("/records/account/print/documents", {"ids": [first, second]}))
    assert re.findall("甲类|所有", both) == ["甲类", "所有"]
    answer = boss.post(
        "/records/print_template",
        {
            "name": "x",
            "object": "lead",
            "record_types": types,
            "content": {"blocks": [{"kind": "text", "text": "x"}]},
        },
    )
    assert [(e["field"], e["code"]) for e in body(answer, 422)["errors"]] == [
        ("record_types", "template.record_type")
    ]


@pytest.mark.req("CO-13")
def test_only_administrators_keep_templates(boss: Any, anna: Any) -> None:
    given = {"name": "x", "object": "account", "content": {"blocks": [TITLE]}}
    kept = person("kept", {"account": RIGHTS, "print_template": ["view", "create", "edit"]})
    mine = account(anna)
    for caller in (anna, kept):
        assert caller.post("/records/print_template", given).status_code == 403
        assert caller.get("/print-templates/presets", object="account").status_code == 403
        asked = {"object": "account", "id": mine, "content": given["content"]}
        assert caller.post("/print-templates/preview", asked).status_code == 403


CONTENTS: list[tuple[Any, list[tuple[str, str]]]] = [
    ([], [("content", "template.value")]),
    ({}, [("content", "template.lacking")]),
    ({"blocks": []}, [("content", "template.value")]),
    ({"blocks": [TITLE] * (PRINT_BLOCKS + 1)}, [("content", "template.value")]),
    ({"blocks": [TITLE], "paper": "b5"}, [("content", "template.value")]),
    ({"blocks": [TITLE], "x": 1}, [("content", "template.word")]),
    ({"blocks": [TITLE], "footer": "{nobody}"}, [("content", "template.placeholder")]),
    ({"blocks": [None]}, [("content.blocks.0", "template.kind")]),
    ({"blocks": [TITLE, {"kind": "picture"}]}, [("content.blocks.1", "template.kind")]),
    ({"blocks": [{"kind": "title"}]}, [("content.blocks.0", "template.lacking")]),
    ({"blocks": [{"kind": "title", "text": "a\x00"}]}, [("content.blocks.0", "template.value")]),
    (
        {"blocks": [{"kind": "title", "text": "{name.x} {$nobody}"}]},
        [("content.blocks.0", "template.placeholder")] * 2,
    ),
    ({"blocks": [{"kind": "fields", "fields": []}]}, [("content.blocks.0", "template.value")]),
    ({"blocks": [{"kind": "fields", "fields": ["name"]}]}, [("content.blocks.0", "template.value")]),
    (
        {"blocks": [{"kind": "fields", "fields": [{"field": "nobody"}]}]},
        [("content.blocks.0", "template.field")],
    ),
    (
        {"blocks": [{"kind": "fields", "columns": True, "fields": [{"field": "name", "width": 99}]}]},
        [("content.blocks.0", "template.value")],
    ),
    (
        {"blocks": [{"kind": "table", "lines": "name", "columns": [{"field": "name"}]}]},
        [("content.blocks.0", "template.no_lines")],
    ),
    ({"blocks": [{"kind": "totals", "words": "name"}]}, [("content.blocks.0", "template.not_money")]),
    ({"blocks": [{"kind": "signatures", "texts": ["a"] * 5}]}, [("content.blocks.0", "template.value")]),
]


@pytest.mark.req("CO-13")
@pytest.mark.parametrize(("content", "wrong"), CONTENTS)
def test_a_faulty_content_is_refused_with_block_and_field(content: Any, wrong: list[tuple[str, str]]) -> None:
    found = faults(catalogue().get("account"), content)
    assert [(one.field, one.code) for one in found] == wrong
    for locale in ("zh-CN", "en"):
        assert not re.search(r"\{\w+\}：|None", " ".join(one.message(locale) for one in found))


def test_a_fault_names_the_block_and_what_to_do() -> None:
    content = {"blocks": [TITLE, {"kind": "fields", "fields": [{"field": "nobody"}]}]}
    (fault,) = faults(catalogue().get("account"), content)
    assert fault.message("zh-CN") == "第 2 块（字段）：没有可打印的字段“nobody”，请重新选择"
    assert fault.message("en") == "Block 2 (Fields): there is no field “nobody” to print; choose another"


@pytest.mark.req("CO-13")
def test_a_preview_is_a_print_of_what_is_not_kept_yet(boss: Any) -> None:
    mine = account(boss)
    content = {"blocks": [TITLE, {"kind": "fields", "fields": [{"field": "phone", "label": "电话"}]}]}
    answer = body(
        boss.post("/print-templates/preview", {"object": "account", "id": mine, "content": content})
    )
    assert (answer["count"], len(answer["pages"])) == (1, 1)
    told = AuditEntry.objects.system(reason=WHY).filter(action="print").values_list("record_id", "detail")
    assert list(told) == [(mine, {"rows": 1, "way": "preview"})]
    wrong = boss.post(
        "/print-templates/preview", {"object": "account", "id": mine, "content": {"blocks": [1]}}
    )
    assert [(e["field"], e["code"]) for e in body(wrong, 422)["errors"]] == [
        ("content.blocks.0", "template.kind")
    ]
    items = body(boss.get("/print-templates/presets", object="account"))["items"]
    assert [one["name"] for one in items] == ["Standard"]
    assert faults(catalogue().get("account"), items[0]["content"]) == []
    assert boss.get("/print-templates/presets", object="address_line").status_code == 404


@pytest.mark.req("CO-13")
def test_a_template_shows_its_picture(boss: Any, anna: Any) -> None:
    pixels = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(pixels, "PNG")
    logo = body(boss.upload("logo.png", pixels.getvalue()), 201)["id"]
    text = body(boss.upload("logo.txt", b"no picture"), 201)["id"]
    mine = account(anna)
    block = {"kind": "logo", "height": 12, "align": "right"}
    made = template(boss, block, TITLE, is_default=True, logo=logo)

    def pictures() -> int:
        return len(
            pypdf.PdfReader(io.BytesIO(anna.get(f"/records/account/{mine}/print").content)).pages[0].images
        )

    assert pictures() == 1
    content = {"blocks": [block]}
    asked = {"object": "account", "id": mine, "content": content, "template": made}
    assert body(boss.post("/print-templates/preview", asked))["count"] == 1
    assert boss.patch(f"/records/print_template/{made}", {"logo": text}).status_code == 422
    body(boss.patch(f"/records/print_template/{made}", {"logo": None}))
    assert pictures() == 0
