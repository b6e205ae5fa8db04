"""Sessions in the database, read together with what else every request reads first.

One statement answers who calls, and whether definitions, rights or settings have changed since this
process read them.
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
    f"SELECT {VERSIONS}, (SELECT mark FROM setting_version WHERE id = 1), s.session_data, i.last_seen_at FROM (SELECT 1) AS one"  # noqa: S608
    " LEFT JOIN django_session s ON s.session_key = $1 AND s.expire_date > $2::timestamptz"
    " LEFT JOIN sign_in i ON i.session_key = s.session_key"
)


class SessionStore(db.SessionStore):
    """Django's, but for how it is read. `seen_at`: when the sign-in was noted to be in use last; None: it is none."""

    seen_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """The session's values; what this request works with is fixed by the way."""
        key = (self.session_key or "").replace("\0", "")  # a made-up cookie must not become an error
        row = one_row(_READ, [key, clock.now()])
        assert row is not None
        metadata, permission, mark, data, self.seen_at = row
        take_versions(metadata or 0, permission or 0)
        take_mark(mark or "")
        if data is None:
            self._session_key = None
            return {}
        return dict(_decoded(data))


@process_cache(key="the signed text of a session", stale=NEVER, limit=1024)
def _decoded(data: str) -> dict[str, Any]:
    """What the text of a session holds, its signature checked; browsers ask with the same text again and again."""
    found: dict[str, Any] = SessionStore().decode(data)
    return found
