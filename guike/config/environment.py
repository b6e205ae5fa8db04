"""What the settings read from outside: environment variables and the data folder."""

import os
import secrets
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

CHECKOUT = Path(__file__).resolve().parents[2]
NOWHERE = "postgresql:///guike?host=/guike/is/not/started"  # for checks that need no database
#: a server on another machine that does not answer is given up: nobody waits for it for ever
REACHING = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
LOCK_TIMEOUT_MS = 3000  # a writer that waits longer answers 409 "busy, try again"


def flag(name: str) -> bool:
    """Whether a variable is set to 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def words(name: str) -> list[str]:
    """A comma-separated variable as a list; empty when unset."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def data_dir() -> Path | None:
    """The data folder, set by `guike`; None in checks and tests, which keep nothing."""
    folder = os.environ.get("GUIKE_DATA")
    return Path(folder) if folder else None


def secret_key() -> str:
    """The key that signs sessions: from the environment, else from the data folder, created once."""
    given = os.environ.get("GUIKE_SECRET_KEY")
    if given:
        return given
    folder = data_dir()
    if folder is None:
        return secrets.token_urlsafe(48)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # atomic: the first of several starters wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def database(dsn: str) -> dict[str, Any]:
    """Django's description of the database behind a libpq dsn. Each thread keeps its connection and looks, before
    each request, whether the server still holds it: as many connections as a pool for all threads would have."""
    parts = {key: str(value) for key, value in conninfo_to_dict(dsn).items() if value is not None}
    fixed = f"-c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=UTC -c plan_cache_mode=force_generic_plan"
    options: dict[str, Any] = {"options": f"{fixed} {parts.pop('options', '')}".strip(), **REACHING}
    return {
        "ENGINE": "guike.platform.database.backend",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": options | parts,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
