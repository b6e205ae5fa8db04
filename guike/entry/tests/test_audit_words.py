"""The audit in words: what a line says, in both languages, and to which record it leads."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from typing import Any

import pytest

from guike.entry.tests.test_audit_list import ROOT, WRITERS
from guike.platform.access.actor import SCOPES
from guike.platform.audit.services import audit
from guike.platform.directory import telling, wording
from guike.platform.directory.audited import GROUPS, WRITE, parts_of
from guike.platform.directory.roles import LIMITED
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from tests.support.company import Company, caller, found, make

pytestmark = [pytest.mark.django_db, pytest.mark.req("PM-37")]
#: details that a caller hands on, and where their keys are read instead
HANDED_ON = {"audit/services.py", "audit/retention.py", "writing/trail.py"}


@pytest.fixture
def us() -> Company:
    return found()


def details() -> Iterator[tuple[str, str, set[str]]]:
    """(file, action, keys) of every detail that the product writes with an action of its own."""
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts or "audit" not in (text := path.read_text()):
            continue
        for function in ast.walk(ast.parse(text)):
            if not isinstance(function, ast.FunctionDef):
                continue
            held = {
                target.id: node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(function):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if not isinstance(node, ast.Call) or name not in WRITERS:
                    continue
                given = next((one.value for one in node.keywords if one.arg == "detail"), None)
                given = held.get(given.id, given) if isinstance(given, ast.Name) else given
                given = given.body if isinstance(given, ast.IfExp) else given
                code = node.args[WRITERS[name]] if len(node.args) > WRITERS[name] else None
                if isinstance(given, ast.Dict):
                    keys = {key.value for key in given.keys if isinstance(key, ast.Constant)}
                    action = str(code.value) if isinstance(code, ast.Constant) else ""
                    yield "/".join(path.parts[-2:]), action, {str(key) for key in keys}


def test_every_key_of_every_detail_is_declared_with_its_action() -> None:
    known = catalogue().objects
    seen = list(details())
    assert {"export.done", "setting.change", "privacy.reveal", "auth.session_ended"} <= {
        one[1] for one in seen
    }
    undeclared = {
        (file, action): sorted(keys - {part.name for part in parts_of(action, known) or ()})
        for file, action, keys in seen
        if action and keys - {part.name for part in parts_of(action, known) or ()}
    }
    assert undeclared == {}
    of_others = {key for _file, action, keys in seen if not action for key in keys}
    everything = {part.name for group in GROUPS for one in group.values() for part in one.parts}
    assert of_others <= everything | {part.name for part in WRITE}


def test_every_part_has_words_in_both_languages_and_somebody_who_reads_it() -> None:
    parts = [part for group in GROUPS for one in group.values() for part in one.parts] + list(WRITE)
    assert [part.name for part in parts if not (part.label.zh and part.label.en)] == []
    assert {part.kind for part in parts} <= set(telling._MAKERS)
    assert [one for part in parts for one in part.words.values() if not (one.zh and one.en)] == []


def test_every_structure_of_an_audited_object_is_taken_apart() -> None:
    """A structure that nothing reads would stand in the audit as it is stored."""
    known = catalogue().objects
    audited = [
        spec
        for spec in known.values()
        if spec.ledger is None and (spec.is_audited or (spec.parent and known[spec.parent].is_audited))
    ]
    bare = [
        f"{spec.name}.{item.name}"
        for spec in audited
        for item in spec.fields
        if item.type == "json"
        and not item.write_only
        and not {f"{spec.name}.{item.name}", item.holds} & set(wording._STRUCTURES)
    ]
    assert bare == []


def lines(us: Company, action: str, *, english: bool = False) -> list[dict[str, Any]]:
    asked = {
        "filter": {"field": "action", "op": "eq", "value": action},
        "fields": ["record", "summary", "told", "object"],
    }
    boss = caller(us.admin, "en" if english else "zh-CN")
    answer = boss.post("/records/audit_entry/query", asked)
    assert answer.status_code == 200, answer.content
    found_lines: list[dict[str, Any]] = json.loads(answer.content)["items"]
    return found_lines


def test_a_role_s_change_is_told_piece_by_piece(us: Company) -> None:
    boss = caller(us.admin)
    role = boss.post("/records/role", {"name": "内勤", "permissions": {"lead": ["view"]}}).json()
    changed = boss.patch(
        f"/records/role/{role['id']}",
        {
            "name": "内勤二",
            "permissions": {"lead": ["view", "create"], "account": ["view"]},
            "fields": {"lead.mobile": "masked"},
            "scopes": {"lead": {"view": "all", "edit": "own"}},
            "export_rows": 500,
        },
    )
    assert changed.status_code == 200, changed.content
    (line,) = lines(us, "role.edit")
    assert line["record"] == {"object": "role", "id": role["id"], "name": "内勤二"}
    assert line["told"] == [
        {"label": "名称", "old": "内勤", "new": "内勤二"},
        {"label": "功能权限 · 线索", "old": "查看", "new": "查看、新建"},
        {"label": "功能权限 · 客户", "old": "空", "new": "查看"},
        {"label": "数据权限 · 线索", "old": "空", "new": "查看：全部，编辑：本人负责"},
        {"label": "字段权限 · 线索 · 手机", "old": "空", "new": "脱敏"},
        {"label": "单次导出上限", "old": "空", "new": "500"},
    ]
    (english,) = lines(us, "role.edit", english=True)
    assert english["summary"] == (
        "Name: 内勤 → 内勤二; Permissions · Lead: view → view, create; Permissions · Account: empty → view; "
        "Record scopes · Lead: empty → view: All, edit: Own; Field permissions · Lead · Mobile: empty → Masked; "
        "Most records of an export: empty → 500"
    )
    (made,) = lines(us, "role.create")
    assert made["summary"] == "名称：内勤；功能权限：线索：查看"


def test_scopes_and_levels_have_one_word_on_the_screens_and_in_the_audit(us: Company) -> None:
    """The screens read the words from the metadata; a code that a role may hold has one there."""
    offered = {
        language: {
            field["name"]: {one["code"]: one["label"] for one in field["choices"]}
            for field in caller(us.admin, language).get("/meta/objects/role").json()["fields"]
            if field["name"] in ("scopes", "fields")
        }
        for language in ("zh-CN", "en")
    }
    assert offered == {
        "zh-CN": {
            "scopes": {
                "own": "本人负责",
                "department": "本部门及下级",
                "departments": "所属各部门及下级",
                "all": "全部",
            },
            "fields": {
                "edit": "可编辑",
                "read": "只读",
                "masked_edit": "脱敏可填",
                "masked": "脱敏",
                "hidden": "隐藏",
            },
        },
        "en": {
            "scopes": {
                "own": "Own",
                "department": "Department and below",
                "departments": "All own departments and below",
                "all": "All",
            },
            "fields": {
                "edit": "Editable",
                "read": "Read only",
                "masked_edit": "Masked, may be written",
                "masked": "Masked",
                "hidden": "Hidden",
            },
        },
    }
    assert set(offered["en"]["scopes"]) == set(SCOPES)
    assert set(offered["en"]["fields"]) == {"edit", *LIMITED}
    limits = {
        f"lead.{name}": level
        for name, level in zip(("name", "mobile", "email", "wechat"), LIMITED, strict=True)
    }
    scopes = {
        name: {"view": word}
        for name, word in zip(("lead", "account", "contact", "activity"), SCOPES, strict=True)
    }
    role = caller(us.admin).post("/records/role", {"name": "内勤"}).json()["id"]
    changed = caller(us.admin).patch(f"/records/role/{role}", {"fields": limits, "scopes": scopes})
    assert changed.status_code == 200, changed.content
    for language, words in offered.items():
        (told,) = lines(us, "role.edit", english=language == "en")
        said = [one["new"].rpartition("：" if language == "zh-CN" else ": ")[2] for one in told["told"]]
        assert sorted(said) == sorted([*words["scopes"].values(), *(words["fields"][one] for one in LIMITED)])


def test_a_search_finds_what_its_words_promise_and_no_pinyin(us: Company) -> None:
    boss = caller(us.admin, "zh-CN")
    said = "搜索的是操作名称、记录和字段的名称、文件名、理由、新旧值里的文字和 IP 地址，照原文，不能用拼音；操作人、时间请用筛选。"
    assert boss.get("/meta/objects/audit_entry").json()["searched"] == said
    assert boss.get("/meta/objects/role").json()["searched"] == ""
    role = boss.post("/records/role", {"name": "北京内勤", "description": "旧说明"}).json()["id"]
    assert boss.patch(f"/records/role/{role}", {"description": "新说明"}).status_code == 200

    def found(words: str) -> list[str]:
        items = boss.get("/records/audit_entry", q=words, fields="action", sort="id").json()["items"]
        return [one["action"] for one in items]

    searched = {
        words: found(words)
        for words in ("修改角色", "北京内勤", "说明", "旧说明", "127.0.0.1", "beijing", "bjnq")
    }
    assert searched == {
        "修改角色": ["role.edit"],
        "北京内勤": ["role.create", "role.edit"],
        "说明": ["role.create", "role.edit"],
        "旧说明": ["role.create", "role.edit"],
        "127.0.0.1": ["role.create", "role.edit"],
        "beijing": [],
        "bjnq": [],
    }
    assert found("管理员") == ["lead_pool.create"]  # a field is called so, and who acts is not searched


def test_settings_say_which_and_what_the_default_is(us: Company) -> None:
    boss = caller(us.admin)
    assert (
        boss.patch("/settings", {"lead.forgotten_days": 20, "oidc.client_secret": "geheim"}).status_code
        == 200
    )
    assert boss.patch("/settings", {"lead.forgotten_days": None}).status_code == 200
    assert [one["summary"] for one in lines(us, "setting.change")] == [
        "线索未跟进提醒（天）：20 → 7（默认）",
        "客户端密钥：空 → 已填写（不显示）",
        "线索未跟进提醒（天）：7（默认） → 20",
    ]
    assert "geheim" not in json.dumps(lines(us, "setting.change"), ensure_ascii=False)


def test_lines_of_a_document_are_told_with_it(us: Company) -> None:
    boss = caller(us.admin)
    stages = [{"name": "接洽", "win_rate": "0.1"}, {"name": "报价", "win_rate": "0.5"}]
    process = boss.post("/records/sales_process", {"name": "快速流程", "stages": stages}).json()
    first, _second = process["stages"]
    changed = boss.patch(
        f"/records/sales_process/{process['id']}",
        {
            "_version": process["_version"],
            "stages": [{"id": first["id"], "win_rate": "0.2"}, {"name": "试用", "win_rate": "0.6"}],
        },
    )
    assert changed.status_code == 200, changed.content
    (line,) = lines(us, "sales_process.edit")
    told = {one["label"]: (one.get("old"), one.get("new", one.get("value"))) for one in line["told"]}
    assert told["阶段“接洽” · 赢率"] == ("10%", "20%")
    assert told["阶段“试用”"] == (None, "新增：阶段名称：试用；赢率：60%")
    assert told["阶段“报价”"] == (None, "移除")


def test_what_is_taken_out_says_what_was_asked_for_in_words(us: Company) -> None:
    asked = {
        "filter": {"field": "owner", "op": "is_me"}, "q": "云帆", "sort": ["-created_at"], "view": "",
    }  # fmt: skip
    told = {"file": "线索.xlsx", "rows": 1200, "query": asked, "fields": ["name", "owner.name"]}
    audit(us.zhang, "export.done", "lead", detail={**told, "format": "xlsx", "export": 3})
    audit(us.zhang, "export.start", "lead", outcome="refused")
    done, refused = lines(us, "export.done") + lines(us, "export.start")
    assert done["summary"] == (
        "文件：线索.xlsx；记录数：1,200；条件：搜索“云帆”，负责人 是我；导出的列：姓名、负责人 · 姓名；格式：xlsx"
    )
    assert (refused["summary"], refused["record"], refused["object"]) == (None, None, "lead")


def test_a_record_that_cannot_be_opened_has_no_name(us: Company) -> None:
    lead = make("lead", us.zhang, name="云帆", mobile="13800138000", source="website")
    audit(us.admin, "team.add", "lead", lead.pk, detail={"user": us.wang, "role": "售前", "access": "edit"})
    (line,) = lines(us, "team.add")
    assert line["record"] == {"object": "lead", "id": lead.pk, "name": "云帆"}
    assert line["told"][0] == {"label": "成员", "value": "王五", "object": "user", "id": us.wang}
    caller(us.admin).delete(f"/records/lead/{lead.pk}")
    (line,) = lines(us, "team.add")
    assert line["record"] == {"object": "lead", "id": lead.pk, "name": None}


def test_what_no_version_declares_is_read_all_the_same(us: Company) -> None:
    """Lines of former versions stay: an action or a key that is gone is shown as it stands."""
    audit(us.admin, "gone.long_ago", "no_such_object", 7, detail={"words": "ja", "of": ["a", 1]})
    asked = {"filter": {"field": "object", "op": "is_not_empty"}, "fields": ["action", "record", "told"]}
    answer = json.loads(caller(us.admin).post("/records/audit_entry/query", asked).content)
    (line,) = [one for one in answer["items"] if one["action"] == "gone.long_ago"]
    assert line["record"] is None
    assert [(one["label"], one["value"]) for one in line["told"]] == [("of", "a, 1"), ("words", "ja")]


def test_nobody_filters_sorts_or_groups_by_what_is_told(us: Company) -> None:
    boss = caller(us.admin)
    for field in ("record", "summary", "told"):
        asked = {"filter": {"field": field, "op": "is_not_empty"}}
        assert boss.post("/records/audit_entry/query", asked).status_code == 422
        assert boss.get(f"/records/audit_entry?sort={field}").status_code == 422
        grouped = {"groups": [field], "measures": [{"as": "n", "agg": "count"}]}
        assert boss.post("/records/audit_entry/aggregate", grouped).status_code == 422


def found_by(us: Company, words: str) -> list[str]:
    answer = caller(us.admin).post("/records/audit_entry/query", {"q": words, "fields": ["action"]})
    assert answer.status_code == 200, answer.content
    return [one["action"] for one in json.loads(answer.content)["items"]]


def test_lines_are_found_by_what_they_say_in_both_languages(us: Company) -> None:
    boss = caller(us.admin)
    role = boss.post("/records/role", {"name": "渠道内勤"}).json()
    boss.patch(f"/records/role/{role['id']}", {"export_rows": 500})
    boss.patch("/settings", {"lead.forgotten_days": 20, "oidc.client_secret": "streng-geheim"})
    audit(us.zhang, "export.done", "lead", detail={"file": "华东线索.xlsx", "rows": 3})
    audit(us.zhang, "privacy.reveal", "lead", 7, detail={"field": "mobile", "reason": "核对回访号码"})
    for words, actions in {
        "渠道内勤": ["role.edit", "role.create"],
        "单次导出上限": ["role.edit"],
        "most records of an export": ["role.edit"],
        "角色 渠道": ["role.edit", "role.create"],
        "线索未跟进提醒": ["setting.change"],
        "days until a lead": ["setting.change"],
        "华东线索": ["export.done"],
        "回访": ["privacy.reveal"],
        "streng-geheim": [],
        "没有这样的": [],
    }.items():
        assert found_by(us, words) == actions, words
    assert [one["object"] for one in boss.get("/search", q="渠道内勤").json()["items"]] == ["role"]
    refused = caller(us.zhang).post("/records/audit_entry/query", {"q": "渠道内勤"})
    assert (refused.status_code, refused.json()["code"]) == (403, "access.no_permission")


def test_an_export_of_the_audit_has_the_same_words_and_is_audited(us: Company) -> None:
    boss = caller(us.admin, "zh-CN")
    role = boss.post("/records/role", {"name": "渠道内勤"}).json()
    boss.patch(f"/records/role/{role['id']}", {"export_rows": 500})
    asked = {
        "object": "audit_entry", "format": "csv", "fields": ["actor.name", "action", "record", "summary"],
        "filter": {"field": "action", "op": "eq", "value": "role.edit"},
    }  # fmt: skip
    started = boss.post("/exports", asked)
    assert started.status_code == 202, started.content
    run_queued()
    rows = boss.get(f"/exports/{started.json()['id']}/file").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0] == "操作人 姓名,操作,记录,内容"
    assert rows[1].endswith(",修改角色,角色：渠道内勤,单次导出上限：空 → 500")
    assert len(rows) == 2
    (line,) = lines(us, "export.done")
    assert line["object"] == "audit_entry"
    assert line["summary"].startswith("文件：审计日志-")
    assert "记录数：1；条件：操作 等于 修改角色；导出的列：操作人 · 姓名、操作、记录、内容" in line["summary"]
