"""Sessions in the database, read in one statement with the versions that every request needs.

This statement tells who calls, and whether definitions, rights or settings have changed since the process read them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db

from guike.kernel import clock
from guike.kernel.caches import NEVER, process_cache
from guike.platform.database.statements import one_row
from guike.platform.org.queries import VERSIONS, take_versions
from guike.platform.settings.queries import take_mark

_READ = (
    f"SELECT {VERSIONS}, (SELECT mark FROM setting_version WHERE id = 1), s.session_data, i.created_at, i.last_seen_at FROM (SELECT 1) AS one"  # noqa: S608
    " LEFT JOIN django_session s ON s.session_key = $1 AND s.expire_date > $2::timestamptz"
    " LEFT JOIN sign_in i ON i.session_key = s.session_key"
)


class SessionStore(db.SessionStore):
    """Django's session store with another way of reading. `opened_at`: when its user signed in; `active_at`: when
    somebody last touched the browser, as recorded. None without a sign-in."""

    opened_at: datetime | None = None
    active_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """The session's values. Reading also fixes the versions of definitions, rights and settings for this
        request."""
        key = (self.session_key or "").replace("\0", "")  # a made-up cookie must not become an error
        row = one_row(_READ, [key, clock.now()])
        assert row is not None
        metadata, permission, mark, data, self.opened_at, self.active_at = row
        take_versions(metadata or 0, permission or 0)
        take_mark(mark or "")
        if data is None:
            self._session_key = None
            return {}
        return dict(_decoded(data))


@process_cache(key="the signed text of a session", stale=NEVER, limit=1024)
def _decoded(data: str) -> dict[str, Any]:
    """The values in a session's text, after its signature was checked. Cached, because browsers send the same session
    again and again."""
    found: dict[str, Any] = SessionStore().decode(data)
    return found
