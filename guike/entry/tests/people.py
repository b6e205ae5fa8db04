"""People with tokens, for tests of the API."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from guike.kernel import clock
from guike.platform.org.models import ApiToken, ChangeVersion, Role, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.org.services import digest_of

WHY = "people of a test"
_serial = itertools.count()


def person(username: str, permissions: dict[str, list[str]] | None = None, **options: Any) -> Caller:
    """A user with one role of these permissions and a token."""
    administrator = options.pop("is_administrator", False)
    role = Role(name=f"role of {username}", permissions=permissions or {}, is_administrator=administrator)
    Role.objects.system(reason=WHY).bulk_create([role])
    user = User(username=username, name=username, roles=[role.id], **options)
    User.objects.system(reason=WHY).bulk_create([user])
    token = f"gk_{username}"
    ApiToken.objects.create(user=user, name="test", digest=digest_of(token), created_at=clock.now())
    _new_version()
    begin_versions()
    return Caller(user.id, token)


def _new_version() -> None:
    """A number that no test before had: what this process remembers of rolled-back people must not count."""
    bump(permission=True)
    ChangeVersion.objects.update(permission=1_000_000 + next(_serial))


class Caller:
    """Calls the API as one person."""

    def __init__(self, user_id: int, token: str, language: str = "en") -> None:
        self.id, self.token = user_id, token
        self._client = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": language})

    def get(self, path: str, **query: str) -> HttpResponse:
        return self._client.get(f"/api/v1{path}", query)  # type: ignore[return-value]

    def post(self, path: str, body: Any = None) -> HttpResponse:
        return self._client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")  # type: ignore[return-value]

    def patch(self, path: str, body: Any) -> HttpResponse:
        return self._client.patch(f"/api/v1{path}", json.dumps(body), content_type="application/json")  # type: ignore[return-value]

    def put(self, path: str, body: Any) -> HttpResponse:
        return self._client.put(f"/api/v1{path}", json.dumps(body), content_type="application/json")  # type: ignore[return-value]

    def delete(self, path: str) -> HttpResponse:
        return self._client.delete(f"/api/v1{path}")  # type: ignore[return-value]

    def upload(self, name: str, content: bytes, **form: str) -> HttpResponse:
        sent = SimpleUploadedFile(name, content)
        return self._client.post("/api/v1/files", {"file": sent, **form})  # type: ignore[return-value]
