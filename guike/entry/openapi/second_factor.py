"""Describes the routes of the second factor."""

from __future__ import annotations

from guike.entry.openapi.parts import Json, answers, json_body, query_param, ref, route


def _fields(required: list[str], **properties: Json) -> Json:
    return {"type": "object", "required": required, "properties": properties}


_TEXT: Json = {"type": "string"}
_CODE = _fields(["code"], code=_TEXT)
_PROOF = _fields(["password"], password=_TEXT, code=_TEXT)
_ENROLMENT = _fields(["secret", "uri"], secret=_TEXT, uri={**_TEXT, "description": "For a QR code"})
_RECOVERY = _fields(["recovery_codes"], recovery_codes={"type": "array", "items": _TEXT})
_FACTOR = _fields(
    ["is_on", "since", "recovery_left", "is_required"],
    is_on={"type": "boolean"},
    since={"type": ["string", "null"], "format": "date-time"},
    recovery_left={"type": "integer"},
    is_required={"type": "boolean"},
)


def _step(summary: str, good: tuple[int, Json | None, str], body: Json | None = None, **more: object) -> Json:
    """A route of signing in, with this body."""
    sent = {} if body is None else {"requestBody": json_body(body)}
    return route("post", "auth", summary, answers(good), **sent, **more)


def _way(summary: str, *names: str) -> Json:
    """A step of a browser on its way to the company's provider or back; it is always sent on."""
    found = route(
        "get",
        "auth",
        summary,
        answers(),
        security=[],
        parameters=[query_param(n, {"type": "string"}, n) for n in names],
    )
    found["get"]["responses"]["302"] = {"description": "To the next page"}
    return found


SECOND_FACTOR: Json = {
    "/auth/oidc/begin": _way("Sign in by the company's provider", "next"),
    "/auth/oidc/callback": _way(
        "Where the provider sends the browser back to", "state", "code", "error", "iss"
    ),
    "/auth/login/code": _step("Sign in, second step", (200, ref("Me"), "The user"), _CODE, security=[]),
    "/auth/login/password": _step(
        "Sign in: a new password in place of a given or old one",
        (204, None, "Signed in"),
        _fields(["new_password"], new_password=_TEXT),
        security=[],
    ),
    "/auth/login/enroll": _step(
        "Sign in: set up a required second factor", (200, _ENROLMENT, "The secret"), security=[]
    ),
    "/auth/login/confirm": _step(
        "Sign in: confirm a required second factor", (200, _RECOVERY, "Shown once"), _CODE, security=[]
    ),
    "/auth/otp": route("get", "auth", "One's second factor", answers((200, _FACTOR, "How it stands"))),
    "/auth/otp/enroll": _step("Set up a second factor", (200, _ENROLMENT, "Shown once"), _PROOF),
    "/auth/otp/confirm": _step("Confirm a second factor", (200, _RECOVERY, "Shown once"), _CODE),
    "/auth/otp/recovery": _step("New recovery codes", (200, _RECOVERY, "Shown once"), _PROOF),
    "/auth/otp/disable": _step("End one's second factor", (204, None, "Ended"), _PROOF),
}
