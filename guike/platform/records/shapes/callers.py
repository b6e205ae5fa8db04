"""Statements over records, composed once for a caller.

Such a statement follows from the caller's rights (his `Actor`, which never changes), from the definitions and
rights in force (two versions, read with every request), and from what is asked for, which is the key that
callers of this module give. Nothing else may enter one: no clock (fields that follow it are composed anew, or
the day stands in the key), no value of a request but ids. What was composed for one caller is never sent for
another.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from guike.kernel.caches import VERSIONS, own_cache
from guike.platform.access.context import Context
from guike.platform.org.queries import versions

T = TypeVar("T")
#: statements kept in one process, some kilobytes each
KEPT = 600

_kept: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()
_lock = Lock()
own_cache(
    "platform.records.shapes.callers.kept",
    key="a caller and what is asked for, with the versions of definitions and rights",
    stale=f"{VERSIONS}; another caller of the same identity, which is compared",
    limit=KEPT,
    size=lambda: len(_kept),
    clear=_kept.clear,
)


def per_caller(ctx: Context | None, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` gives, which follows from the caller and from what `key` names, and from nothing else; made
    once for each. Without a caller (None), for everyone. Made anew for the system, whose actors come and go.
    """
    if ctx is not None and ctx.user_id is None:
        return make()
    actor = None if ctx is None else ctx.actor
    place = (id(actor), ctx and ctx.form, ctx and ctx.token_scopes, versions(), key)
    with _lock:
        known = _kept.get(place)
        if known is not None and known[0] is actor:
            _kept.move_to_end(place)
            return cast("T", known[1])
    made = make()
    with _lock:
        _kept[place] = (actor, made)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made
