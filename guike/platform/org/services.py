"""Issues API keys."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import NotSignedIn
from guike.platform.org.models import ApiToken
from guike.platform.org.signins import locked_user

PREFIX = "gk_"


def digest_of(token: str) -> str:
    """The digest of a token, which is stored instead of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_issue(
    user_id: int, name: str, expires_at: datetime | None = None, scopes: list[str] | None = None
) -> tuple[ApiToken, str]:
    """(stored row, the token in clear, which is shown once). NotSignedIn when the account was just closed."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        user_id=user_id,
        name=name,
        digest=digest_of(token),
        prefix=token[:10],
        scopes=scopes,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    with transaction.atomic():
        if locked_user(user_id) is None:
            raise NotSignedIn
        ApiToken.objects.bulk_create([row])
    return row, token
