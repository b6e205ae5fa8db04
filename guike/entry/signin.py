"""Django's authentication back-end over the guarded users; axes throttles in front of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from guike.platform.org.factors import factor_check
from guike.platform.org.models import User
from guike.platform.org.queries import user_by_id, user_for_signin


class SignIn:
    """Authenticates by name and password. An unknown name takes as much time as a wrong password."""

    def authenticate(
        self, _request: HttpRequest | None, username: str, password: str, **_others: Any
    ) -> User | None:
        user = user_for_signin(username)
        if user is None:
            make_password(password)
            return None
        return user if check_password(password, user.password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return user_by_id(user_id)


class SecondStep:
    """Authenticates by a code of the second factor, which is used up by it. Only for users whose password was right."""

    def authenticate(self, request: HttpRequest | None, username: str, otp_token: str) -> User | None:
        user = user_for_signin(username)
        kind = factor_check(user.pk, otp_token) if user is not None and user.is_active else ""
        if request is not None:
            request.META["guike.code"] = kind
        return user if kind else None

    def get_user(self, user_id: int) -> User | None:
        return user_by_id(user_id)
