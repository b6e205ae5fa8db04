"""The first argument of every read and write: the caller, his language and the request."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from guike.kernel.errors import Forbidden, NotSignedIn
from guike.platform.access.actor import ALL, Actor
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.ledgers import check_open, is_closed
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.settings import queries as settings


@dataclass(frozen=True)
class Helper:
    """The administrator who acts as the caller, until then."""

    id: int
    name: str
    until: datetime


@dataclass(frozen=True)
class Context:
    """`form` is the shape in which scopes compile: "seek" for counts and single rows, "walk" for
    reading along the index of an order. `all_labels`: labels are answered in every language. `scopes`: the predicates that
    were compiled for this caller, with the definition and the versions for which they hold."""

    actor: Actor
    locale: str = "zh-CN"
    request_id: str = ""
    form: str = "seek"
    token_scopes: frozenset[str] | None = None
    migration: bool = False
    all_labels: bool = False
    helper: Helper | None = None
    scopes: dict[tuple[str, str], tuple[object, object, Q | None]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def user_id(self) -> int | None:
        return self.actor.user_id

    @property
    def person_id(self) -> int:
        """The signed-in user's id; NotSignedIn for the system."""
        if self.actor.user_id is None:
            raise NotSignedIn
        return self.actor.user_id

    @property
    def timezone(self) -> str:
        """The company's time zone: business days are the company's, whatever the user's clock."""
        return str(settings.get("company.timezone"))

    def can(self, object_name: str, operation: str) -> bool:
        """Function permission, narrowed by the token's scopes; all but internal users are refused everything
        that does not declare them as its audience."""
        if self.actor.kind != "internal" and self.actor.kind not in _audiences(object_name):
            return False
        if not self.key_covers(object_name, operation) or not self.actor.can(object_name, operation):
            return False
        spec = registry.objects.get(object_name)
        if spec is None:
            return True
        return not is_closed(spec, operation) and (
            self.actor.is_administrator or not spec.access.administrators
        )

    def key_covers(self, name: str, operation: str) -> bool:
        """Whether the scopes of the caller's API key cover this operation. A key without scopes covers everything, and
        so does a person."""
        allowed = {f"{name}:{operation}", f"{name}:*", f"*:{operation}", "*"}
        return self.token_scopes is None or bool(allowed & self.token_scopes)

    def require_key(self, name: str, operation: str) -> None:
        """Forbidden access.key_scope for an API key whose scopes do not cover this. For things that every user has of
        his own (uploads, reminders, jobs) and that need no permission."""
        if not self.key_covers(name, operation):
            raise Forbidden("access.key_scope", scope=f"{name}:{operation}")

    def require(self, object_name: str, operation: str) -> None:
        """Forbidden access.no_permission without the function permission, ledger.append_only for a write of a ledger's."""
        spec = catalogue().get(object_name)
        check_open(spec, operation)
        if not self.can(spec.parent or object_name, operation):
            raise Forbidden("access.no_permission")

    @property
    def administers(self) -> bool:
        """Whether the caller is an administrator; never for a token with scopes, which has only the rights that its
        scopes name."""
        return self.actor.is_administrator and self.actor.kind == "internal" and self.token_scopes is None

    def level(self, object_name: str, field_name: str) -> str:
        """hidden | masked | read | edit"""
        return self.actor.level(object_name, field_name)

    def writes(self, object_name: str, field_name: str) -> bool:
        """Whether the caller's level of a field lets him write it; he may not see what he writes."""
        return self.actor.writes(object_name, field_name)

    def walking(self) -> Context:
        """The same caller with scopes in walk form."""
        return replace(self, form="walk")

    def scope_of(self, model: type[Model], action: str, object_name: str) -> Q | None:
        """The rows of `model` on which the caller may do `action`; None = all."""
        spec = catalogue().get(object_name) if object_name else object_of(model)
        if spec.model is not model:
            raise LookupError(f"{spec.name} is not stored in {model.__name__}")
        predicate = _compile(self, spec, action)
        if not spec.is_custom:
            return predicate
        # Custom objects share a table: the scope of one must never open the rows of another.
        own = Q(object=spec.name)
        return own if predicate is None else own & predicate

    @property
    def department_ids(self) -> frozenset[int]:
        """The caller's departments and all below them."""
        return self.actor.own_departments | self.actor.charged_departments


def _not_loaded(_ctx: Context, _spec: ObjectSpec, _action: str) -> Q | None:
    raise RuntimeError("access.scope is not loaded")


#: the rows of an object on which a caller may do something, None for all. `access.scope` imports this file, so it
#: registers its function here
_compile: Callable[[Context, ObjectSpec, str], Q | None] = _not_loaded


def compile_scopes_by(compile_scope: Callable[[Context, ObjectSpec, str], Q | None]) -> None:
    """Called once, by `access.scope`."""
    global _compile
    _compile = compile_scope


def _audiences(object_name: str) -> Collection[str]:
    """The kinds of login besides internal that an object declares; none for what is no object (settings)."""
    spec = catalogue().objects.get(object_name)
    return spec.access.audiences if spec is not None else ()


def object_of(model: type[Model]) -> ObjectSpec:
    """The standard object stored in this model."""
    for spec in catalogue().objects.values():
        if spec.model is model and not spec.is_custom:
            return spec
    raise LookupError(f"{model.__name__} is no object")


def system_context(locale: str = "zh-CN", **options: Any) -> Context:
    """The context of the system itself: start-up, demo data, nightly work. It is never built from a request."""
    everything = frozenset({ALL})
    actor = Actor(
        user_id=None,
        name="system",
        is_administrator=True,
        permissions={ALL: everything},
        scopes={ALL: {"view": frozenset({"all"}), "edit": frozenset({"all"})}},
    )
    return Context(actor, locale, **options)
