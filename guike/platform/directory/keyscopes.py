"""The scopes of API keys: `object:operation`, `object:*`, `*:operation`, or `*` for everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from guike.kernel.errors import FieldError
from guike.platform.access.actor import ALL
from guike.platform.directory.roles import FUNCTIONS, operations_of
from guike.platform.metadata.catalogue import catalogue

#: things that every user has of his own without a permission; a key still needs a scope for them
OWN: Mapping[str, frozenset[str]] = {
    "calendar": frozenset({"view"}),
    "file": frozenset({"view", "create", "delete"}),
    "job": frozenset({"view", "edit"}),
    "notification": frozenset({"view", "edit"}),
}


def key_scope_errors(scopes: Sequence[str]) -> list[FieldError]:
    """An error for each scope that names nothing."""
    return [
        FieldError(f"scopes[{index}]", "key.scope", {"name": word[:60]})
        for index, word in enumerate(scopes)
        if not _is_known(word)
    ]


def _is_known(word: str) -> bool:
    if word == ALL:
        return True
    name, colon, operation = word.partition(":")
    if not colon or (name, operation) == (ALL, ALL):
        return False
    names = (*catalogue().objects, *FUNCTIONS, *OWN) if name == ALL else (name,)
    return any(operation == ALL or operation in known for known in map(_operations, names) if known)


def _operations(name: str) -> Iterable[str]:
    """The operations of an object; a line has none, because its parent's scope covers it."""
    spec = catalogue().objects.get(name)
    if spec is not None and spec.is_line:
        return ()
    return {*(operations_of(name) or ()), *OWN.get(name, ())} - {ALL}
