"""Everything that a process keeps beyond one request, in one register: under which key, what makes it stale, how much.

`process_cache` keeps what a function answers; `own_cache` registers what a module keeps in its own way. There is no other
way to keep something, and docs/design/caches.md lists them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

#: what follows from the key alone is never stale; the same holds of what only the code decides
NEVER = "never: the answer follows from the key"
CODE = "never: it follows from the code, which stands from the start"
#: the version is part of the key, and what was kept under another is not asked for again
METADATA = "another version of the definitions, which is part of the key"
VERSIONS = "other versions of definitions or rights, which are part of the key"
PERMISSION = "another version of the rights, which is part of the key"


@dataclass(frozen=True)
class ProcessCache:
    """One of them. key: what it is asked by; stale: what makes an entry useless, and how that is noticed; limit: the most
    entries, None where there cannot be more keys than there are things in the code or in the definitions."""

    name: str
    key: str
    stale: str
    limit: int | None
    size: Callable[[], int]
    clear: Callable[[], object]


_registered: dict[str, ProcessCache] = {}


def process_cache(*, key: str, stale: str, limit: int | None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what the function answers, the entry that was not asked for longest goes first."""

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        kept: Any = lru_cache(maxsize=limit)(function)
        module = function.__module__.removeprefix("guike.")
        name = f"{module}.{function.__qualname__.rpartition('.')[2].lstrip('_')}"
        own_cache(
            name,
            key=key,
            stale=stale,
            limit=limit,
            size=lambda: kept.cache_info().currsize,
            clear=kept.cache_clear,
        )
        return cast("Callable[P, T]", kept)

    return keep


def own_cache(
    name: str,
    *,
    key: str,
    stale: str,
    limit: int | None,
    size: Callable[[], int],
    clear: Callable[[], object],
) -> None:
    """Register what a module keeps in its own way. ValueError for a name that is taken."""
    if name in _registered:
        raise ValueError(f"the cache {name} is registered twice")
    _registered[name] = ProcessCache(name, key, stale, limit, size, clear)


def process_caches() -> list[ProcessCache]:
    """All that are registered, by name."""
    return [_registered[name] for name in sorted(_registered)]


def clear_all() -> None:
    """Forget everything, as a process that was just started."""
    for cache in process_caches():
        cache.clear()
