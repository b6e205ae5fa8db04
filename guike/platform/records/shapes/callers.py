"""Statements over records that are composed once for a caller.

Such a statement depends on the caller's rights (his `Actor`, which never changes), on the definitions and rights in
force (two versions, read with every request), and on the question, which the key names. It may depend on nothing else:
not on the clock (statements with fields that follow the clock are composed each time, or the day is in the key), and on
no value of a request except ids. A statement that was composed for one caller is never sent for another.
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
    """The result of `make`, which must depend only on the caller and on `key`; it is made once for each. Without a
    caller (None) it serves everyone. For the system it is made each time, because its actors are short-lived.
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
