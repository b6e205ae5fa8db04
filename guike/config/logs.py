"""Logs: one JSON object per line on stderr, without secrets."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "***"
_SECRET_KEY = re.compile(
    r"pass(word|wd)?|secret|token|authorization|cookie|otp|api_?key|session(id)?$", re.IGNORECASE
)
_SECRET_TEXT = re.compile(r"(?i)\b(bearer\s+|password=|token=|://[^/\s:@]+:)[^\s&@\"']+")


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every value whose key or text gives away a secret."""
    return {key: HIDDEN if _SECRET_KEY.search(key) else _hidden(value) for key, value in event.items()}


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET_TEXT.sub(rf"\1{HIDDEN}", value)
    if isinstance(value, dict):
        return {key: HIDDEN if _SECRET_KEY.search(str(key)) else _hidden(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(item) for item in value]
    return value


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    hide_secrets,
]


def told_elsewhere(record: logging.LogRecord) -> bool:
    """False for what Django says of an answer that `entry.api.answers.failed` has given, and said, already."""
    return getattr(record, "status_code", 0) < 500


def configure(level: str) -> dict[str, Any]:
    """Set structlog up and return the matching dictionary for `logging.config.dictConfig`."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": _SHARED,
            },
        },
        "filters": {
            "told_elsewhere": {"()": lambda: told_elsewhere},
            "once": {"()": "guike.platform.database.trouble.OnceFilter"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["once"]}},
        "root": {"handlers": ["stderr"], "level": logging.getLevelName(level)},
        "loggers": {
            "django": {"level": "WARNING"},
            # refusals are answers, not news
            "django.request": {"level": "ERROR", "filters": ["told_elsewhere"]},
            "axes": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "psycopg.pool": {"level": "ERROR"},
        },
    }
