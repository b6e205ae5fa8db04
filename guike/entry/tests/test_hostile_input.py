"""What nobody sends by accident: every answer is a refusal in order, never a failure of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from guike.domains.leads.models import Lead
from guike.entry.api.app import api
from guike.entry.tests.people import Caller, person
from guike.platform.events.models import Event
from guike.platform.files.models import File
from guike.platform.metadata.catalogue import catalogue

pytestmark = pytest.mark.django_db

#: as they stand in an address
TEXTS = [
    "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F4%90%80%80", "%C0%AF", quote("'; DROP TABLE lead; --"), quote("\u202e\u0000"),
    quote("%s %(x)s {} \\"), "9" * 30, "-1", "0", "1e400", quote("𝕏" * 50), "a" * 3000, quote("\r\nX-Injected: 1"),
]  # fmt: skip
#: as they stand in a JSON body
JSON_TEXTS = [
    rb'"\u0000"', rb'"a\u0000b"', rb'"\ud800"', rb'"\udfff x"', b'"\xff\xfe"', b'"\xed\xa0\x80"', b'"%s %(x)s {}"',
    b'"' + b"x" * 5000 + b'"', b"1e400", b"-1", b"9" * 40, b"NaN", b"[[[[]]]]", b'{"a": {"b": null}}', b"true", b"null",
    rb'{"a\u0000": "b\u0000"}', rb'["a\u0000"]', b"[" * 900 + b"]" * 900, b'{"a": ' * 900 + b"1" + b"}" * 900,
]  # fmt: skip
LIST = ("fields", "filter", "view", "q", "sort", "limit", "cursor", "count", "deleted")
QUERIES = {
    "/records/lead": LIST,
    "/records/lead/1/related/activities": LIST,
    "/records/lead/1": ("fields",),
    "/records/lead/1/history": ("cursor", "limit"),
    "/records/lead/1/timeline": ("cursor", "limit"),
    "/records/lead/1/access": ("user",),
    "/search": ("q",),
    "/reports/templates/leads_by_source/export": ("format", "filter"),
    "/notifications": ("kind", "unread", "limit", "cursor"),
    "/imports": ("object",),
    "/imports/mappings": ("object",),
    "/meta/objects": ("labels",),
    "/meta/objects/lead": ("labels",),
    "/files/1": ("size",),
}
BODIES = {
    "/records/lead": (
        "name",
        "mobile",
        "email",
        "region",
        "source",
        "owner",
        "tags",
        "next_contact_at",
        "_version",
        "campaign",
        "external_id",
    ),
    "/records/lead/query": LIST,
    "/records/lead/aggregate": ("groups", "measures", "filter", "q", "view"),
    "/records/lead/bulk": ("create", "update", "upsert", "delete", "atomic", "key"),
    "/records/lead/duplicates": ("values", "id"),
    "/records/lead/actions/transfer": ("ids", "params", "filter", "view", "q", "expected_count"),
    "/records/lead/1/actions/invalidate": ("reason",),
    "/records/lead/1/actions/transfer": ("owner",),
    "/records/lead/1/team": ("user", "role", "access"),
    "/records/saved_view": ("object", "name", "filter", "columns", "sort", "shared_with"),
    "/records/report": ("name", "spec", "folder", "object", "preset_code", "shared_with"),
    "/reports/run": (
        "object",
        "groups",
        "columns",
        "measures",
        "filter",
        "having",
        "sort",
        "limit",
        "totals",
        "others",
        "chart",
        "spec",
        "explain",
        "as_job",
    ),
    "/reports/templates/leads_by_source/run": ("filter", "explain", "as_job"),
    "/records/role": ("name", "permissions", "scopes", "fields"),
    "/auth/login": ("username", "password", "otp"),
    "/auth/otp/enroll": ("password", "code"),
    "/auth/otp/confirm": ("code",),
    "/auth/password": ("old_password", "new_password"),
    "/auth/tokens": ("name", "expires_at", "scopes"),
    "/notifications/read": ("ids", "kind", "all"),
    "/imports/mappings": ("object", "name", "mapping"),
    "/imports/preview": ("object", "file", "mapping", "defaults", "mode"),
    "/exports": ("object", "view", "filter", "q", "sort", "fields", "format"),
}


#: what a body needs so that the rest of it is looked at
RIGHT = {
    "/records/lead": b'"name": "Guest", "source": "phone", ',
    "/records/saved_view": b'"object": "lead", "name": "Mine", ',
    "/records/report": b'"name": "Mine", "spec": {"object": "lead"}, ',
    "/reports/run": b'"object": "lead", ',
    "/records/role": b'"name": "New", ',
    "/auth/tokens": b'"name": "New", ',
    "/imports/mappings": b'"object": "lead", "name": "Mine", "mapping": {"a": "name"}, ',
    "/records/lead/actions/transfer": b'"ids": [1], "params": {"owner": 1}, ',
    "/exports": b'"object": "lead", ',
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: None) -> Caller:
    """An administrator: nothing is refused for want of a right before it is looked at."""
    caller = person("boss", is_administrator=True)
    made = caller.post("/records/lead", {"name": "Guest", "source": "phone"})
    assert made.status_code == 201
    return caller


@pytest.fixture
def client(boss: Caller) -> Client:
    return Client(headers={"Authorization": f"Bearer {boss.token}"}, raise_request_exception=False)


def _lead_id() -> int:
    return int(Lead.objects.system(reason="a test looks").values_list("pk", flat=True).get())


def _at(path: str) -> str:
    return f"/api/v1{path}".replace("/1", f"/{_lead_id()}", 1) if "/lead/1" in path else f"/api/v1{path}"


def _failed(asked: dict[str, Any]) -> dict[str, int]:
    return {name: answer.status_code for name, answer in asked.items() if answer.status_code >= 500}


@pytest.mark.parametrize("path", QUERIES)
def test_no_text_in_an_address_breaks_anything(client: Client, path: str) -> None:
    asked = {
        f"{name}={text[:40]}": client.get(f"{_at(path)}?{name}={text}")
        for name in QUERIES[path]
        for text in TEXTS
    }
    assert _failed(asked) == {}
    assert all("X-Injected" not in answer.headers for answer in asked.values())


@pytest.mark.parametrize("path", BODIES)
def test_no_value_in_a_body_breaks_anything(client: Client, path: str) -> None:
    asked = {}
    for name in BODIES[path]:
        for value in JSON_TEXTS:
            body = b'{%s"%s": %s}' % (RIGHT.get(path, b""), name.encode(), value)
            asked[f"{name}: {value[:40]!r}"] = client.post(_at(path), body, content_type="application/json")
    assert _failed(asked) == {}


@pytest.mark.parametrize("name", ["lead", "contact", "account", "product"])
def test_no_value_being_typed_breaks_the_search_for_duplicates(client: Client, name: str) -> None:
    """A reference that is none, a number in a text: none of them is somewhere else as well."""
    fields = [item.name for item in catalogue().get(name).fields]
    asked = {}
    for value in JSON_TEXTS:
        values = b", ".join(b'"%s": %s' % (field.encode(), value) for field in fields)
        asked[repr(value[:40])] = client.post(
            f"/api/v1/records/{name}/duplicates",
            b'{"values": {%s}}' % values,
            content_type="application/json",
        )
    assert _failed(asked) == {}


_CROOKED_FORMS = [
    "a\0b",
    '{"\0": "x"}',
    '{"name": {"a": 1}}',
    '{"name": ["name"]}',
    '{"name": 5}',
    '{"name": true}',
]


@pytest.mark.parametrize("path", ["/imports/preview", "/imports", "/imports/check", "/files"])
@pytest.mark.parametrize(
    ("form", "body"),
    [
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 1500 + b"--x--",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nb\r\n' * 150 + b"--x--",
        ),
        ("multipart/form-data; boundary=", b"--"),
        ("multipart/form-data", b"--x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(1500))),
        ("application/x-www-form-urlencoded; charset=utf-16", b"object=lead"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(boss: Caller, path: str, form: str, body: bytes) -> None:
    key = Client(headers={"Authorization": f"Bearer {boss.token}"}, raise_request_exception=False)
    answer = key.generic("POST", f"/api/v1{path}", body, content_type=form)
    assert (answer.status_code, answer.json()["code"]) in ((400, "request.bad"), (422, "invalid"))
    assert not File.objects.exists()


def test_no_part_of_a_form_breaks_anything(client: Client) -> None:
    asked = {}
    for name in BODIES["/imports/preview"]:
        for value in [part.decode("utf-8", "replace") for part in JSON_TEXTS] + _CROOKED_FORMS:
            for path in ("/imports/preview", "/imports"):
                file = SimpleUploadedFile("a.csv", b"name\nGuest\n")
                form = {"object": "lead", "file": file, name: value}
                asked[f"{path} {name}: {value[:40]!r}"] = client.post(f"/api/v1{path}", form)
    assert _failed(asked) == {}


def test_no_row_of_a_list_breaks_anything(client: Client) -> None:
    lead = _lead_id()
    ids = [2**63, -(2**63) - 1, 2**63 - 1, -1, 0, "1", 1.5, None, True, [1], {"id": 1}]
    versions = [2**31, 2**63, "x", "1", 1.5, None, True, [], {}]
    bodies: list[dict[str, Any]] = [{"delete": [one]} for one in ids]
    bodies += [{"update": [{"id": one, "name": "x"}]} for one in ids]
    bodies += [{"update": [{"id": lead, "_version": one}]} for one in versions]
    bodies += [
        {"upsert": [{"source_system": one, "external_id": one}]} for one in [*ids, "\0", "a\0b", "x" * 500]
    ]
    bodies += [{"update": [{"id": lead, "owner": one}]} for one in ids]
    bodies += [{"update": [{"id": lead, "campaign": one}]} for one in ids]
    asked = {
        json.dumps(body): client.post("/api/v1/records/lead/bulk", body, content_type="application/json")
        for body in bodies
    }
    for one in ids:
        given: list[dict[str, Any]] = [
            {"ids": [one], "params": {"owner": 1}},
            {"ids": [lead], "params": {"owner": one}},
        ]
        for body in given:
            path = "/api/v1/records/lead/actions/transfer"
            asked[json.dumps(body)] = client.post(path, body, content_type="application/json")
        body = {"id": one}
        asked[json.dumps(body)] = client.post(
            "/api/v1/records/lead/duplicates", body, content_type="application/json"
        )
    assert _failed(asked) == {}


def test_no_value_in_a_filter_breaks_anything(client: Client) -> None:
    asked = {}
    for field in ("name", "mobile", "created_at", "owner", "tags", "score", "campaign.name", "region"):
        for op in ("eq", "contains", "in", "between", "within", "under", "has_any", "near"):
            for value in JSON_TEXTS:
                body = b'{"filter": {"field": "%s", "op": "%s", "value": %s}}' % (
                    field.encode(),
                    op.encode(),
                    value,
                )
                asked[f"{field} {op} {value[:30]!r}"] = client.post(
                    "/api/v1/records/lead/query", body, content_type="application/json"
                )
    assert _failed(asked) == {}


@pytest.mark.parametrize("text", TEXTS)
def test_no_part_of_a_path_breaks_anything(client: Client, text: str) -> None:
    lead = _lead_id()
    paths = [
        f"/records/{text}", f"/records/{text}/1", f"/records/lead/{text}", f"/records/lead/{lead}/related/{text}",
        f"/meta/objects/{text}", f"/files/{text}", f"/jobs/{text}", f"/imports/{text}", f"/{text}",
    ]  # fmt: skip
    asked: dict[str, Any] = {path: client.get(f"/api/v1{path}") for path in paths}
    for path in (
        f"/records/lead/{lead}/actions/{text}",
        f"/records/lead/actions/{text}",
        f"/records/{text}/query",
    ):
        asked[path] = client.post(f"/api/v1{path}", b"{}", content_type="application/json")
    for path in (f"/records/lead/external/{text}/1", f"/records/lead/external/crm/{text}"):
        body = b'{"name": "Guest", "source": "phone"}'
        asked[path] = client.put(f"/api/v1{path}", body, content_type="application/json")
    assert _failed(asked) == {}


@pytest.mark.parametrize(
    "name", ["Authorization", "Accept-Language", "X-Request-ID", "Idempotency-Key", "If-Match", "X-CSRFToken"]
)
def test_no_header_breaks_anything(boss: Caller, name: str) -> None:
    values = [
        "\x00",
        "a\x00b",
        "\xff\xfe",
        "x" * 5000,
        "*;q=1,",
        "Bearer \x00",
        "é" * 100,
        '"',
        '"99999999999999999999"',
    ]
    lead, asked = _lead_id(), {}
    for value in values:
        headers = {"Authorization": f"Bearer {boss.token}", name: value}
        client = Client(headers=headers, raise_request_exception=False)
        asked[f"get {value[:20]!r}"] = client.get(f"/api/v1/records/lead/{lead}")
        asked[f"patch {value[:20]!r}"] = client.patch(
            f"/api/v1/records/lead/{lead}", b"{}", content_type="application/json"
        )
        asked[f"post {value[:20]!r}"] = client.post(
            "/api/v1/records/lead", b"{}", content_type="application/json"
        )
    assert _failed(asked) == {}


NOT_JSON = [b"", b"{", b"nonsense", b"\xff", b"{'a': 1}", b'{"a": 1,}', b'{"a": NaN}', b'{"a": "\\ud800"}']
WRITING = [
    "/records/lead",
    "/records/lead/query",
    "/records/lead/aggregate",
    "/records/lead/bulk",
    "/records/lead/duplicates",
    "/exports",
    "/notifications/read",
]


@pytest.mark.parametrize("path", WRITING)
def test_what_is_no_json_is_400_and_leaves_nothing(client: Client, path: str) -> None:
    before = (Lead.objects.system(reason="a test looks").count(), Event.objects.count())
    for body in NOT_JSON:
        answer = client.post(f"/api/v1{path}", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "request.not_json"), body
    for body in (b"[]", b'"x"', b"1", b"null"):
        answer = client.post(f"/api/v1{path}", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "request.bad"), body
    assert (Lead.objects.system(reason="a test looks").count(), Event.objects.count()) == before


@pytest.mark.parametrize("path", ["/auth/login", "/auth/password", "/auth/tokens", "/records/lead/1/team"])
def test_what_is_no_json_is_400_for_forms_too(client: Client, path: str) -> None:
    for body in (b"{", b"\xff"):
        answer = client.post(_at(path), body, content_type="application/json")
        assert answer.status_code == 400, body


@pytest.mark.parametrize(
    "path",
    ["/records/lead", "/records/lead/1", "/records/lead/1/history", "/records/lead/1/timeline", "/records/lead/1/related/activities",
     "/records/lead/1/access", "/search", "/notifications"],
)  # fmt: skip
def test_an_unknown_parameter_is_400(client: Client, path: str) -> None:
    answer = client.get(f"{_at(path)}?nonsense=1")
    assert (answer.status_code, answer.json()["code"]) == (400, "request.unknown_parameter")


@pytest.mark.parametrize("path", ["/records/lead/query", "/records/lead/aggregate", "/exports"])
def test_an_unknown_word_in_a_body_is_400(client: Client, path: str) -> None:
    answer = client.post(f"/api/v1{path}", {"nonsense": 1, "object": "lead"}, content_type="application/json")
    assert answer.status_code == 400


def test_a_body_over_the_limit_is_413(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    body = json.dumps({"name": "x" * 3000, "source": "phone"})
    before = Lead.objects.system(reason="a test looks").count()
    for path in ("/records/lead", "/records/lead/query", "/auth/login", "/records/lead/1/actions/transfer"):
        answer = client.post(_at(path), body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large"), path
    assert Lead.objects.system(reason="a test looks").count() == before


def test_deep_json_is_refused(client: Client) -> None:
    deep = b'{"filter": ' + b'{"not": ' * 5000 + b"{}" + b"}" * 5000 + b"}"
    for body in (deep, b'{"filter": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"):
        answer = client.post("/api/v1/records/lead/query", body, content_type="application/json")
        assert answer.status_code in (400, 422)


@pytest.fixture
def cursors(boss: Caller) -> dict[str, str]:
    """A true cursor of each place that has one."""
    for number in range(3):
        made = boss.post("/records/lead", {"name": f"Guest {number}", "source": "phone"})
        assert made.status_code == 201
    lead = Lead.objects.system(reason="a test looks").order_by("pk").values_list("pk", flat=True)[0]
    for name in ("A", "B", "C"):
        assert boss.patch(f"/records/lead/{lead}", {"name": name}).status_code == 200
    places = {
        "/records/lead": "limit=1",
        f"/records/lead/{lead}/history": "limit=1",
        f"/records/lead/{lead}/timeline": "limit=1",
    }
    found: Any = {path: boss.get(f"{path}?{query}").json()["next_cursor"] for path, query in places.items()}  # type: ignore[attr-defined]
    assert all(found.values())
    return dict(found)


def test_a_cursor_that_is_not_ours_is_400(client: Client, cursors: dict[str, str]) -> None:
    for path, cursor in cursors.items():
        tampered = [
            "x",
            "",
            "....",
            cursor[:-2],
            f"{cursor}x",
            cursor[::-1],
            f"A{cursor[1:]}",
            "W10",
            "WzFd",
            "bnVsbA",
            "e30",
            "WyJhIiwgImIiXQ",
        ]
        for other in tampered[:1] + tampered[2:]:
            answer = client.get(f"/api/v1{path}?limit=1&cursor={quote(other)}")
            signed = path == "/records/lead"
            assert answer.status_code == 400 or (not signed and answer.status_code == 200), (path, other)
            if answer.status_code == 400:
                assert answer.json()["code"] == "cursor.invalid"


def test_a_cursor_is_bound_to_its_question(client: Client, cursors: dict[str, str]) -> None:
    cursor = quote(cursors["/records/lead"])
    assert client.get(f"/api/v1/records/lead?limit=1&cursor={cursor}").status_code == 200
    for more in (
        "sort=name",
        "q=Guest",
        "view=mine",
        "deleted=true",
        f"filter={quote(json.dumps({'field': 'name', 'op': 'is_empty'}))}",
    ):
        answer = client.get(f"/api/v1/records/lead?limit=1&cursor={cursor}&{more}")
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor.invalid"), more
    assert client.get(f"/api/v1/records/account?limit=1&cursor={cursor}").status_code == 400


def test_every_method_but_those_named_is_405(client: Client) -> None:
    for path in ("/records/lead", "/auth/login", "/search", "/settings"):
        assert client.generic("TRACE", f"/api/v1{path}").status_code == 405
        assert client.generic("PROPFIND", f"/api/v1{path}").status_code == 405


def test_every_route_but_the_open_ones_asks_who_calls() -> None:
    open_routes = {
        operation.view_func.__name__
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        if operation.auth_param is None
    }
    # a calendar's address and a public link hold their secret; the steps of signing in answer to the half-signed session, and the provider's
    # answer to the session that asked it
    assert open_routes == {
        "answer_link", "begin_oidc", "callback", "config", "login", "login_code", "login_confirm", "login_enroll", "login_password", "live",
        "note_link_opened", "open_link", "subscribe",
    }  # fmt: skip
