"""Second factors of sign-ins: authenticator apps and recovery codes. Every code is used once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guike.kernel import clock
from guike.kernel.totp import new_secret, step_of_code
from guike.platform.org.models import RecoveryCode, SecondFactor
from guike.platform.org.signins import locked_user
from guike.platform.settings.sealing import seal, unseal

RECOVERY_CODES = 10
_RECOVERY_BYTES = 10  # 80 bits: a plain hash of one cannot be searched


@dataclass(frozen=True)
class FactorState:
    """`since`: when the app was confirmed; None: there is none."""

    since: datetime | None
    recovery_left: int


def factor_state(user_id: int) -> FactorState:
    """What stands of the user's second factor."""
    since = (
        SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False)
        .values_list("confirmed_at", flat=True)
        .first()
    )
    left = RecoveryCode.objects.filter(user_id=user_id, used_at=None).count() if since else 0
    return FactorState(since, left)


def has_factor(user_id: int) -> bool:
    """Whether the user signs in with a second factor."""
    return SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).exists()


def factor_begin(user_id: int) -> str | None:
    """Make a secret that waits for its first code, in place of one that waited before; None when the account was just
    closed. The confirmed app, if any, stays until then."""
    secret = new_secret()
    with transaction.atomic():
        if locked_user(user_id) is None:
            return None
        SecondFactor.objects.filter(user_id=user_id, confirmed_at=None).delete()
        row = SecondFactor(user_id=user_id, secret=seal(secret), created_at=clock.now())
        SecondFactor.objects.bulk_create([row])
    return secret


def factor_confirm(user_id: int, code: str) -> list[str] | None:
    """Take the waiting secret into use, in place of the app before; the new recovery codes. None for a wrong code.
    Call in a transaction."""
    if locked_user(user_id) is None:
        return None
    row = SecondFactor.objects.filter(user_id=user_id, confirmed_at=None).first()
    now = clock.now()
    step = _step(row, code) if row is not None else None
    if row is None or step is None:
        return None
    SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).delete()
    SecondFactor.objects.filter(pk=row.pk).update(confirmed_at=now, last_step=step)
    return recovery_renew(user_id)


def factor_check(user_id: int, typed: str) -> str:
    """Use up a code of the app or a recovery code: "app" or "recovery", or an empty string when it is neither or was
    used before. Of two who use one at once, one succeeds."""
    code = "".join(c for c in typed if c.isalnum()).lower()
    row = SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).first()
    if row is None:
        return ""
    step = _step(row, code)
    if step is not None:
        used = SecondFactor.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step)
        return "app" if used else ""
    spent = RecoveryCode.objects.filter(user_id=user_id, digest=_digest(user_id, code), used_at=None)
    return "recovery" if spent.update(used_at=clock.now()) else ""


def factor_end(user_ids: Iterable[int]) -> int:
    """Remove the second factors of these people with their recovery codes; how many apps were in use."""
    ids = list(user_ids)
    RecoveryCode.objects.filter(user_id__in=ids).delete()
    SecondFactor.objects.filter(user_id__in=ids, confirmed_at=None).delete()
    return int(SecondFactor.objects.filter(user_id__in=ids).delete()[0])


def recovery_renew(user_id: int) -> list[str]:
    """New recovery codes in place of all before, to be shown once. Call in a transaction."""
    codes = [
        base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user_id, digest=_digest(user_id, code)) for code in codes
    )
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]


def _digest(user_id: int, code: str) -> str:
    return hashlib.sha256(f"{user_id}:{code}".encode()).hexdigest()


def _step(row: SecondFactor, typed: str) -> int | None:
    """The time step of a code; None for another one, and when the secret was sealed with another key."""
    secret = unseal(row.secret)
    code = "".join(c for c in typed if not c.isspace())
    return step_of_code(secret, code, clock.now()) if secret is not None else None
