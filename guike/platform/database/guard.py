"""Querysets that refuse to run until the code says whose rights apply.

A record table is read and written only through a queryset that carries a *grant*: either
`.visible_to(ctx, action)` (the rows that the caller may see, edit or act on) or
`.system(reason="…")` (the whole table, for a reason in a golden list). A forgotten grant is an error at run time, not a
leak. The base manager is guarded too, so lazy relations,
prefetches, `save()`, `delete()` and `refresh_from_db()` are refused as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Never, Protocol, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Q, sql
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import Join

from guike.kernel.caches import CODE, process_cache

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)


class UnguardedQuery(RuntimeError):
    """Code tried to use a record table without a grant. This is a bug of the program, never a user's fault."""


class ScopeContext(Protocol):
    """The protocol of the first argument of `.visible_to`: it compiles the scope of a table."""

    def scope_of(self, model: type[models.Model], action: str, object_name: str) -> Q | None:
        """The predicate of the rows in scope; None = every row."""
        ...


SYSTEM = "system"
SCOPE = "scope"


@dataclass(frozen=True)
class Grant:
    """The permission of a queryset to run: `system` with its reason, or `scope` of one caller, object and action.

    Two grants are equal when they admit the same rows. Callers are compared as objects, never by an address in memory,
    which may be used again for the next caller.
    """

    kind: str
    reason: str
    object_name: str = ""
    ctx: ScopeContext | None = None

    @property
    def writes(self) -> bool:
        """Whether rows may be changed under this grant. A grant to view does not permit changes."""
        return self.kind == SYSTEM or self.reason != "view"


_guarded_tables: set[str] = set()


def guarded_tables() -> frozenset[str]:
    """Tables of all guarded models."""
    if not _guarded_tables:
        _guarded_tables.update(
            m._meta.db_table for m in apps.get_models() if isinstance(m._base_manager, GuardedManager)
        )
    return frozenset(_guarded_tables)


def refuse_joins(query: sql.Query) -> None:
    """UnguardedQuery when a scoped query joins a record table, its own a second time included."""
    grant: Grant | None = getattr(query, "grant", None)
    if grant is not None and grant.kind == SYSTEM:
        return
    for alias, refs in query.alias_refcount.items():
        source = query.alias_map[alias]
        if refs and isinstance(source, Join) and source.table_name in guarded_tables():
            base = query.get_meta().db_table
            raise UnguardedQuery(
                f"a scoped query on {base} joins {source.table_name}: go through the scope of that object"
            )


class GuardedCompiler(SQLCompiler):
    """Checks the finished FROM clause: a joined record table needs a system grant."""

    def get_from_clause(self) -> tuple[list[str], Any]:
        refuse_joins(self.query)
        return super().get_from_clause()


@process_cache(key="a compiler of the database", stale=CODE, limit=None)
def _guarded(compiler: type[SQLCompiler]) -> type[SQLCompiler]:
    """The database's own compiler with the check of the FROM clause, because PostgreSQL has a compiler of its own."""
    return type(f"Guarded{compiler.__name__}", (GuardedCompiler, compiler), {})


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
        compiler: SQLCompiler = super().get_compiler(using, connection, elide_empty)
        kind: type[SQLCompiler] = type(compiler)
        compiler.__class__ = _guarded(kind)
        return compiler

    def require_grant(self, doing: str) -> Grant:
        if self.grant is None:
            name = self.model.__name__ if self.model else "?"
            raise UnguardedQuery(f"{doing} on {name} without .visible_to(ctx, action) or .system(reason=…)")
        return self.grant

    def require_write(self, doing: str) -> None:
        """Refuse changes under a grant to view, and changes of rows that are chosen by a join. The compilers of update
        and delete do not use `GuardedCompiler`, so this is checked here."""
        if not self.require_grant(doing).writes:
            raise UnguardedQuery(f"{doing} of rows that are merely visible: scope them for the action")
        refuse_joins(self)

    def require_system(self, doing: str) -> None:
        """Refuse inserts without a system grant, because new rows are in no caller's scope yet."""
        if self.require_grant(doing).kind != SYSTEM:
            raise UnguardedQuery(f"{doing} under a scope: rows are made by the write path")


class GuardedQuerySet(models.QuerySet[M]):
    """The only queryset of record tables."""

    query: GuardedQuery

    def __init__(self, model: type[M] | None = None, query: Any = None, using: Any = None, hints: Any = None):
        super().__init__(model, query or GuardedQuery(model), using, hints)

    def visible_to(self, ctx: ScopeContext, action: str = "view", object_name: str = "") -> Self:
        """Only the rows on which `ctx` may do `action` (view, edit, or an action's name)."""
        assert self.model is not None
        predicate = ctx.scope_of(self.model, action, object_name)
        scoped = self.all() if predicate is None else self.filter(predicate)
        scoped.query.grant = Grant(SCOPE, action, object_name, ctx)
        return scoped

    def system(self, *, reason: str) -> Self:
        """Every row, for a reason that a reviewer accepted (golden list)."""
        if not reason.strip():
            raise UnguardedQuery("a system queryset states its reason")
        opened = self.all()
        opened.query.grant = Grant(SYSTEM, reason)
        return opened

    def update(self, **kwargs: Any) -> int:
        self.query.require_write("update")
        return super().update(**kwargs)

    def _update(self, values: Any) -> int:
        self.query.require_write("save")
        return int(super()._update(values))  # type: ignore[misc]

    def delete(self) -> tuple[int, dict[str, int]]:
        self.query.require_write("delete")
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self.query.require_write("delete")
        return int(super()._raw_delete(using) or 0)

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        self.query.require_system("insert")
        return super()._insert(*args, **kwargs)  # type: ignore[misc]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        self.query.require_system("insert")
        return super().bulk_create(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Never:
        raise UnguardedQuery("raw SQL knows no scope")

    def extra(self, *args: Any, **kwargs: Any) -> Never:
        raise UnguardedQuery("extra() joins and selects behind the scope")

    def _same_grant(self, other: models.QuerySet[M]) -> None:
        mine, theirs = self.query.grant, getattr(other.query, "grant", None)
        if mine is None or mine != theirs:
            raise UnguardedQuery("querysets of unequal scope must not be combined")

    def __or__(self, other: models.QuerySet[M]) -> Self:
        self._same_grant(other)
        return super().__or__(other)

    def __and__(self, other: models.QuerySet[M]) -> Self:
        self._same_grant(other)
        return super().__and__(other)

    def __xor__(self, other: models.QuerySet[M]) -> Self:
        self._same_grant(other)
        return super().__xor__(other)


if TYPE_CHECKING:

    class GuardedManager(models.Manager[M]):
        """Default *and base* manager of every record model: the methods of `GuardedQuerySet`."""

        def visible_to(
            self, ctx: ScopeContext, action: str = "view", object_name: str = ""
        ) -> GuardedQuerySet[M]: ...

        def system(self, *, reason: str) -> GuardedQuerySet[M]: ...

        def filter(self, *args: Any, **kwargs: Any) -> GuardedQuerySet[M]: ...
else:

    class GuardedManager(models.Manager.from_queryset(GuardedQuerySet)):
        """Default *and base* manager of every record model."""


class GuardedModel(models.Model):
    """The base of every guarded table. A single row has no scope, so its `delete` is refused; `save` and
    `refresh_from_db` go through the base manager, which refuses them."""

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise UnguardedQuery(f"{type(self).__name__}.delete(): records go through the write path")
