"""Querysets that refuse to run until somebody said for whom.

A record table is read and written only through a queryset that carries a *grant*: either
`.visible_to(ctx, action)` (the rows that the caller may see, edit or act on) or
`.system(reason="…")` (the whole table, for a reason that stands in a golden list). Forgetting
it is an error at run time, not a leak. The base manager is guarded too, so lazy relations,
prefetches, `save()`, `delete()` and `refresh_from_db()` are refused as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q, sql
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)


class UnguardedQuery(RuntimeError):
    """A record table was about to be touched without a grant. A bug in our code, never a user's fault."""


class ScopeContext(Protocol):
    """What `.visible_to` needs of its first argument: the compiled scope of a table."""

    def scope_of(self, model: type[models.Model], action: str, object_name: str) -> Q | None:
        """The predicate of the rows in scope; None = every row."""
        ...


@dataclass(frozen=True)
class Grant:
    """Who let this queryset run: `system` with its reason, or `scope` of one caller and action."""

    kind: str
    reason: str


_guarded_tables: set[str] = set()


def guarded_tables() -> frozenset[str]:
    """Tables of all guarded models."""
    if not _guarded_tables:
        _guarded_tables.update(
            m._meta.db_table for m in apps.get_models() if isinstance(m._base_manager, GuardedManager)
        )
    return frozenset(_guarded_tables)


class GuardedCompiler(SQLCompiler):
    """Looks at the finished FROM clause: a joined record table needs a system grant."""

    def get_from_clause(self) -> tuple[list[str], list[Any]]:
        query = self.query
        if query.grant is not None and query.grant.kind != "system":
            base = query.get_meta().db_table
            for alias, refs in query.alias_refcount.items():
                table = query.alias_map[alias].table_name
                if refs and table != base and table in guarded_tables():
                    raise UnguardedQuery(
                        f"a scoped query on {base} joins {table}: go through the scope of that object"
                    )
        return super().get_from_clause()


class GuardedQuery(sql.Query):
    """A query that compiles only with a grant. Clones keep it."""

    grant: Grant | None = None

    def get_compiler(
        self,
        using: str | None = None,
        connection: BaseDatabaseWrapper | None = None,
        elide_empty: bool = True,
    ) -> SQLCompiler:
        self.require_grant("read")
        compiler = super().get_compiler(using, connection, elide_empty)
        if type(compiler) is SQLCompiler:
            compiler.__class__ = GuardedCompiler
        return compiler

    def require_grant(self, doing: str) -> None:
        if self.grant is None:
            name = self.model.__name__ if self.model else "?"
            raise UnguardedQuery(f"{doing} on {name} without .visible_to(ctx, action) or .system(reason=…)")


class GuardedQuerySet(models.QuerySet[M]):
    """The only queryset of record tables."""

    query: GuardedQuery

    def __init__(self, model: type[M] | None = None, query: Any = None, using: Any = None, hints: Any = None):
        super().__init__(model, query or GuardedQuery(model), using, hints)

    def visible_to(self, ctx: ScopeContext, action: str = "view", object_name: str = "") -> Self:
        """Only the rows on which `ctx` may do `action` (view, edit, or an action's name)."""
        assert self.model is not None
        predicate = ctx.scope_of(self.model, action, object_name)
        scoped = self._chain() if predicate is None else self.filter(predicate)
        scoped.query.grant = Grant("scope", f"{id(ctx)}:{action}")
        return scoped

    def system(self, *, reason: str) -> Self:
        """Every row, for a reason that a reviewer accepted (golden list)."""
        if not reason.strip():
            raise UnguardedQuery("a system queryset states its reason")
        opened = self._chain()
        opened.query.grant = Grant("system", reason)
        return opened

    def update(self, **kwargs: Any) -> int:
        self.query.require_grant("update")
        return super().update(**kwargs)

    def _update(self, values: Any) -> int:
        self.query.require_grant("save")
        return super()._update(values)  # type: ignore[misc]

    def delete(self) -> tuple[int, dict[str, int]]:
        self.query.require_grant("delete")
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self.query.require_grant("delete")
        return super()._raw_delete(using)  # type: ignore[misc]

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        self.query.require_grant("insert")
        return super()._insert(*args, **kwargs)  # type: ignore[misc]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        self.query.require_grant("insert")
        return super().bulk_create(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise UnguardedQuery("raw SQL knows no scope")

    def _same_grant(self, other: models.QuerySet[M]) -> None:
        mine, theirs = self.query.grant, getattr(other.query, "grant", None)
        if mine is None or mine != theirs:
            raise UnguardedQuery("querysets of unequal scope must not be combined")

    def __or__(self, other: models.QuerySet[M]) -> Self:  # type: ignore[override]
        self._same_grant(other)
        return super().__or__(other)

    def __and__(self, other: models.QuerySet[M]) -> Self:  # type: ignore[override]
        self._same_grant(other)
        return super().__and__(other)

    def __xor__(self, other: models.QuerySet[M]) -> Self:  # type: ignore[override]
        self._same_grant(other)
        return super().__xor__(other)


class GuardedManager(models.Manager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """Default *and base* manager of every record model."""
