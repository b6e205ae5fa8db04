"""Pages for operators: alive, ready."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from guike.kernel.caches import process_cache
from guike.platform.database import migrate, statements


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 if this process answers at all."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated to this version, else 503 and the reason."""
    reason = _why_not_ready()
    if reason is not None:
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def _why_not_ready() -> str | None:
    try:
        statements.rows("SELECT 1")
        _migrated()
    except _MigrationsWait:
        return "migrations"
    except DatabaseError:
        return "database"
    return None


class _MigrationsWait(Exception):
    pass


@process_cache(key="none: that it is", stale="never; while it is not, nothing is kept", limit=1)
def _migrated() -> None:
    """Raises while migrations are pending. A good answer of the database is remembered."""
    if migrate.pending():
        raise _MigrationsWait
