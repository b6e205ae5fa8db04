"""The routes that are no records: open ones, everybody's own, and those of administrators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.access_matrix.company import World
from tests.access_matrix.oracle import NO_PERMISSION, NOT_SIGNED_IN, OK, UNSEEN
from tests.access_matrix.routes import Probe

Expect = Callable[[World, str], str]


def _anybody(_world: World, _name: str) -> str:
    return OK


def _nobodys(_world: World, _name: str) -> str:
    """Another's, or one that does not exist: never told apart."""
    return UNSEEN


def _by_browser_alone(_world: World, _name: str) -> str:
    """No key acts as somebody else."""
    return NO_PERMISSION


def _half_signed(_world: World, _name: str) -> str:
    """Steps of signing in are for half-signed sessions; who is signed in has none."""
    return NOT_SIGNED_IN


def _settings(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "setting", "edit") else NO_PERMISSION


def _administrators(_world: World, name: str) -> str:
    """An administrator in person: programs have a kind of their own."""
    return OK if name == "admin" else NO_PERMISSION


def _administrators_of_none(world: World, name: str) -> str:
    """Of a record that does not exist."""
    return UNSEEN if _administrators(world, name) == OK else NO_PERMISSION


def _rule_readers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "automation_rule", "view") else NO_PERMISSION


def _rule_writers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "automation_rule", "create") else NO_PERMISSION


def _run_readers(world: World, name: str) -> str:
    return UNSEEN if world.oracle.can(world.users[name], "automation_run", "view") else NO_PERMISSION


def _role_readers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "role", "view") else NO_PERMISSION


def _role_readers_of_none(world: World, name: str) -> str:
    """Of roles that do not exist."""
    return UNSEEN if _role_readers(world, name) == OK else NO_PERMISSION


def _people_readers(world: World, name: str) -> str:
    """Of somebody who does not exist."""
    return UNSEEN if world.oracle.can(world.users[name], "user", "view") else NO_PERMISSION


def _lead_readers(world: World, name: str) -> str:
    return UNSEEN if world.oracle.can(world.users[name], "lead", "view") else NO_PERMISSION


def _administrators_object(world: World, name: str) -> str:
    """Definitions of approvals are administrators' alone."""
    return OK if world.oracle.can(world.users[name], "approval_definition", "view") else NO_PERMISSION


def _posts(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "post", "view") else NO_PERMISSION


def _post(world: World, name: str) -> str:
    """One that does not exist, for whoever may see posts at all."""
    return UNSEEN if _posts(world, name) == OK else NO_PERMISSION


def _lead_viewers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "lead", "view") else NO_PERMISSION


def _receivable_viewers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "receivable", "view") else NO_PERMISSION


def _product_viewers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "product", "view") else NO_PERMISSION


def _account_viewers(world: World, name: str) -> str:
    """Of an account that is not there."""
    return UNSEEN if world.oracle.can(world.users[name], "account", "view") else NO_PERMISSION


def _order_viewers(world: World, name: str) -> str:
    """Of an order that is not there."""
    return UNSEEN if world.oracle.can(world.users[name], "sales_order", "view") else NO_PERMISSION


def _leads_or_none(world: World, name: str) -> str:
    """A preset about leads: whoever may not view them is not told that there is one."""
    return OK if _lead_viewers(world, name) == OK else UNSEEN


def _lead_exporters(world: World, name: str) -> str:
    if _leads_or_none(world, name) == UNSEEN:
        return UNSEEN
    return OK if world.oracle.can(world.users[name], "lead", "export") else NO_PERMISSION


def _report_readers(world: World, name: str) -> str:
    return OK if world.oracle.can(world.users[name], "report", "view") else NO_PERMISSION


def _report(world: World, name: str) -> str:
    """One that does not exist, for whoever may keep reports at all."""
    return UNSEEN if _report_readers(world, name) == OK else NO_PERMISSION


#: ids that belong to nobody who asks: what belongs to another is tried in test_private
ABSENT = 999_999
#: route → (call, who may); None: open to the world
OTHER_ROUTES: Mapping[str, tuple[tuple[str, str, object], Expect | None]] = {
    "GET /auth/config": (("GET", "/auth/config", None), None),
    "POST /auth/login": (("POST", "/auth/login", {"username": "", "password": 1}), None),
    "POST /auth/login/code": (("POST", "/auth/login/code", {"code": "1"}), _half_signed),
    "POST /auth/login/password": (("POST", "/auth/login/password", {"new_password": "x"}), _half_signed),
    "POST /auth/login/enroll": (("POST", "/auth/login/enroll", None), _half_signed),
    "POST /auth/login/confirm": (("POST", "/auth/login/confirm", {"code": "1"}), _half_signed),
    "GET /auth/otp": (("GET", "/auth/otp", None), _anybody),
    "POST /auth/otp/enroll": (("POST", "/auth/otp/enroll", {"password": "x"}), _anybody),
    "POST /auth/otp/confirm": (("POST", "/auth/otp/confirm", {"code": "1"}), _anybody),
    "POST /auth/otp/recovery": (("POST", "/auth/otp/recovery", {"password": "x"}), _anybody),
    "POST /auth/otp/disable": (("POST", "/auth/otp/disable", {"password": "x"}), _anybody),
    "POST /auth/logout": (("POST", "/auth/logout", None), _anybody),
    "POST /auth/password": (("POST", "/auth/password", {"old_password": "x", "new_password": "y"}), _anybody),
    "POST /auth/assist": (
        ("POST", "/auth/assist", {"user": 1, "reason": "to see it", "minutes": 5}),
        _by_browser_alone,
    ),
    "POST /auth/assist/end": (("POST", "/auth/assist/end", None), _anybody),
    "GET /auth/assistance": (("GET", "/auth/assistance", None), _anybody),
    "PUT /auth/assistance": (("PUT", "/auth/assistance", {"until": None}), _anybody),
    "GET /auth/oidc/begin": (("GET", "/auth/oidc/begin", None), None),
    "GET /auth/oidc/callback": (("GET", "/auth/oidc/callback", None), None),
    "GET /auth/me": (("GET", "/auth/me", None), _anybody),
    "GET /auth/alive": (("GET", "/auth/alive", None), _anybody),
    "POST /auth/tokens": (("POST", "/auth/tokens", {"name": "mine"}), _anybody),
    "GET /auth/tokens": (("GET", "/auth/tokens", None), _anybody),
    "DELETE /auth/tokens/{int:token_id}": (("DELETE", f"/auth/tokens/{ABSENT}", None), _nobodys),
    "GET /auth/sessions": (("GET", "/auth/sessions", None), _anybody),
    "DELETE /auth/sessions": (("DELETE", "/auth/sessions", None), _anybody),
    "DELETE /auth/sessions/{int:session_id}": (("DELETE", f"/auth/sessions/{ABSENT}", None), _nobodys),
    "GET /retention": (("GET", "/retention", None), _administrators),
    "GET /integrity": (("GET", "/integrity", None), _administrators),
    "POST /integrity/check": (("POST", "/integrity/check", None), _administrators),
    "GET /operations": (("GET", "/operations", None), _administrators),
    "GET /operations/dead_letters": (("GET", "/operations/dead_letters", None), _administrators),
    "GET /operations/failed_jobs": (("GET", "/operations/failed_jobs", None), _administrators),
    "GET /operations/webhook_deliveries": (("GET", "/operations/webhook_deliveries", None), _administrators),
    "POST /operations/{of}/replay": (
        ("POST", "/operations/dead_letters/replay", {"all": True}),
        _administrators,
    ),
    "POST /operations/{of}/discard": (
        ("POST", "/operations/failed_jobs/discard", {"all": True, "reason": "old"}),
        _administrators,
    ),
    "GET /access/explain": (("GET", f"/access/explain?object=lead&id={ABSENT}", None), _lead_readers),
    "GET /access/dimensions": (("GET", "/access/dimensions", None), _role_readers),
    "GET /access/dimension_paths": (("GET", "/access/dimension_paths?kind=region", None), _administrators),
    "GET /access/compare": (
        ("GET", f"/access/compare?roles={ABSENT},{ABSENT + 1}", None),
        _role_readers_of_none,
    ),
    "GET /access/handover": (("GET", f"/access/handover?user={ABSENT}", None), _people_readers),
    "POST /access/simulate": (
        (
            "POST",
            "/access/simulate",
            {"kind": "restriction_rule", "rule": {"object": "lead", "filter": {"all": []}}},
        ),
        _administrators,
    ),
    "POST /access/simulate_person": (("POST", "/access/simulate_person", {"user": ABSENT}), _administrators),
    "POST /print-templates/preview": (
        (
            "POST",
            "/print-templates/preview",
            {"object": "lead", "id": ABSENT, "content": {"blocks": [{"kind": "text", "text": "x"}]}},
        ),
        _administrators_of_none,
    ),
    "GET /print-templates/presets": (("GET", "/print-templates/presets?object=lead", None), _administrators),
    "GET /automation/steps": (("GET", "/automation/steps", None), _rule_readers),
    "GET /automation/runs/{int:run_id}": (("GET", f"/automation/runs/{ABSENT}", None), _run_readers),
    "POST /automation/simulate": (
        ("POST", "/automation/simulate", {"rule": {"object": "lead"}, "id": ABSENT}),
        _rule_writers,
    ),
    "POST /automation/backtest": (
        ("POST", "/automation/backtest", {"rule": {"object": "lead"}}),
        _rule_writers,
    ),
    "GET /automation/saving/{object_name}": (("GET", "/automation/saving/lead", None), _administrators),
    "GET /records/account/{int:record_id}/statement": (
        ("GET", f"/records/account/{ABSENT}/statement", None),
        _account_viewers,
    ),
    "GET /records/account/{int:record_id}/credit": (
        ("GET", f"/records/account/{ABSENT}/credit", None),
        _account_viewers,
    ),
    "GET /records/sales_order/{int:record_id}/progress": (
        ("GET", f"/records/sales_order/{ABSENT}/progress", None),
        _order_viewers,
    ),
    "GET /receivables/ageing": (("GET", "/receivables/ageing", None), _receivable_viewers),
    "GET /prices/range": (("GET", "/prices/range", None), _product_viewers),
    "POST /prices/explain": (("POST", "/prices/explain", {"lines": [{"product": ABSENT}]}), _product_viewers),
    "POST /reports/run": (
        ("POST", "/reports/run", {"spec": {"object": "lead", "groups": ["status"]}}),
        _lead_viewers,
    ),
    "GET /reports/runs/{int:job_id}": (("GET", f"/reports/runs/{ABSENT}", None), _nobodys),
    "GET /reports/templates": (("GET", "/reports/templates", None), _report_readers),
    "POST /reports/templates/{code}/run": (
        ("POST", "/reports/templates/leads_by_source/run", None),
        _leads_or_none,
    ),
    "GET /reports/templates/{code}/export": (
        ("GET", "/reports/templates/leads_by_source/export", None),
        _lead_exporters,
    ),
    "GET /reports": (("GET", "/reports", None), _report_readers),
    "POST /reports": (("POST", "/reports", {}), _report_readers),
    "GET /reports/{int:report_id}": (("GET", f"/reports/{ABSENT}", None), _report),
    "POST /reports/{int:report_id}/run": (("POST", f"/reports/{ABSENT}/run", None), _report),
    "GET /reports/{int:report_id}/export": (("GET", f"/reports/{ABSENT}/export", None), _report),
    "GET /meta/objects": (("GET", "/meta/objects", None), _anybody),
    "GET /meta/regions": (("GET", "/meta/regions", None), _anybody),
    "GET /search": (("GET", "/search?q=Guest", None), _anybody),
    "GET /openapi.json": (("GET", "/openapi.json", None), _anybody),
    "GET /settings": (("GET", "/settings", None), _settings),
    "PATCH /settings": (("PATCH", "/settings", {}), _settings),
    "GET /notifications": (("GET", "/notifications", None), _anybody),
    "GET /todos": (("GET", "/todos", None), _anybody),
    "GET /notifications/preferences": (("GET", "/notifications/preferences", None), _anybody),
    "PUT /notifications/preferences": (("PUT", "/notifications/preferences", {}), _anybody),
    "GET /calendar": (("GET", "/calendar?from=2026-11-23&to=2026-11-30", None), _anybody),
    "GET /calendar/people": (("GET", "/calendar/people", None), _anybody),
    "GET /calendar/feeds": (("GET", "/calendar/feeds", None), _anybody),
    "POST /calendar/feeds": (("POST", "/calendar/feeds", {}), _anybody),
    "DELETE /calendar/feeds/{int:feed_id}": (("DELETE", f"/calendar/feeds/{ABSENT}", None), _nobodys),
    "GET /links": (("GET", "/links?object=account&id=999999", None), _account_viewers),
    "POST /links": (
        ("POST", "/links", {"object": "account", "id": ABSENT, "purpose": "x"}),
        _account_viewers,
    ),
    "DELETE /links/{int:link_id}": (("DELETE", f"/links/{ABSENT}", None), _nobodys),
    "GET /public/links/{token}": (("GET", "/public/links/nobody", None), None),
    "POST /public/links/{token}": (("POST", "/public/links/nobody", {}), None),
    "POST /public/links/{token}/openings": (("POST", "/public/links/nobody/openings", None), None),
    "GET /calendar/subscribe/{secret}.ics": (("GET", "/calendar/subscribe/nobody.ics", None), None),
    "POST /notifications/read": (("POST", "/notifications/read", {"all": True}), _anybody),
    "GET /feed": (("GET", "/feed", None), _posts),
    "GET /feed/posts/{int:post_id}": (("GET", "/feed/posts/999999", None), _post),
    "POST /feed/mentions": (("POST", "/feed/mentions", {"users": []}), _posts),
    "GET /live": (("GET", "/live", None), None),
    "POST /files": (("POST", "/files", None), _anybody),
    "GET /files/{int:file_id}": (("GET", f"/files/{ABSENT}", None), _nobodys),
    "DELETE /files/{int:file_id}": (("DELETE", f"/files/{ABSENT}", None), _nobodys),
    "GET /jobs/{int:job_id}": (("GET", f"/jobs/{ABSENT}", None), _nobodys),
    "POST /jobs/{int:job_id}/cancel": (("POST", f"/jobs/{ABSENT}/cancel", None), _nobodys),
    "GET /imports": (("GET", "/imports", None), _anybody),
    "GET /imports/{int:import_id}/undo": (("GET", f"/imports/{ABSENT}/undo", None), _nobodys),
    "GET /exports": (("GET", "/exports", None), _anybody),
    "GET /company/start": (("GET", "/company/start", None), _settings),
    "GET /company/demo": (("GET", "/company/demo", None), _settings),
    "POST /company/demo/clear": (("POST", "/company/demo/clear", {"name": "?"}), _settings),
    "GET /imports/{int:import_id}": (("GET", f"/imports/{ABSENT}", None), _nobodys),
    "GET /imports/{int:import_id}/errors.xlsx": (("GET", f"/imports/{ABSENT}/errors.xlsx", None), _nobodys),
    "POST /imports/{int:import_id}/undo": (("POST", f"/imports/{ABSENT}/undo", None), _nobodys),
    "GET /imports/mappings": (("GET", "/imports/mappings?object=lead", None), _anybody),
    "POST /imports/mappings": (("POST", "/imports/mappings", {"object": "lead"}), _anybody),
    "DELETE /imports/mappings/{int:mapping_id}": (("DELETE", f"/imports/mappings/{ABSENT}", None), _nobodys),
    "GET /approvals/tasks": (("GET", "/approvals/tasks", None), _anybody),
    "POST /approvals/tasks/approve": (("POST", "/approvals/tasks/approve", {"ids": [ABSENT]}), _anybody),
    "POST /approvals/tasks/reject": (
        ("POST", "/approvals/tasks/reject", {"ids": [ABSENT], "comment": "no"}),
        _anybody,
    ),
    "GET /approvals/tasks/{int:task_id}": (("GET", f"/approvals/tasks/{ABSENT}", None), _nobodys),
    **{
        f"POST /approvals/tasks/{{int:task_id}}/{verb}": (
            ("POST", f"/approvals/tasks/{ABSENT}/{verb}", {"comment": "why", "user": 1}),
            _nobodys,
        )
        for verb in ("approve", "reject", "transfer", "add_approver", "grab")
    },
    "GET /approvals/requests": (
        ("GET", f"/approvals/requests?object=sales_order&id={ABSENT}", None),
        _nobodys,
    ),
    "GET /approvals/requests/{int:request_id}": (("GET", f"/approvals/requests/{ABSENT}", None), _nobodys),
    **{
        f"POST /approvals/requests/{{int:request_id}}/{verb}": (
            ("POST", f"/approvals/requests/{ABSENT}/{verb}", {"comment": "why", "step": 1}),
            _nobodys,
        )
        for verb in ("urge", "comment", "withdraw", "resubmit", "cancel", "reroute")
    },
    "POST /approvals/preview": (
        ("POST", "/approvals/preview", {"object": "sales_order", "approvers": []}),
        _administrators_object,
    ),
    "POST /approvals/notices/preview": (
        ("POST", "/approvals/notices/preview", {"object": "sales_order", "id": ABSENT, "template": "-"}),
        _administrators_object,
    ),
    "GET /approvals/marks": (("GET", f"/approvals/marks?object=sales_order&ids={ABSENT}", None), _anybody),
    "GET /approvals/options": (
        ("GET", "/approvals/options?object=sales_order", None),
        _administrators_object,
    ),
    "GET /approvals/uncovered": (("GET", "/approvals/uncovered", None), _administrators_object),
    "GET /approvals/absence": (("GET", "/approvals/absence", None), _anybody),
    "PUT /approvals/absence": (("PUT", "/approvals/absence", {}), _anybody),
    "GET /exports/{int:export_id}": (("GET", f"/exports/{ABSENT}", None), _nobodys),
    "GET /exports/{int:export_id}/file": (("GET", f"/exports/{ABSENT}/file", None), _nobodys),
}


def others(world: World, route: str, name: str | None) -> Iterator[Probe]:
    """The call of a route and what the user, or nobody (None), is told."""
    (method, path, body), expect = OTHER_ROUTES[route]
    if expect is None:
        yield Probe(method, path, body, OK, missing=True)
    else:
        yield Probe(method, path, body, expect(world, name) if name else NOT_SIGNED_IN)
