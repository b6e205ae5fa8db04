"""Preset roles are put together from what the packages grant; rights that nobody could have stop the start."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guike.kernel.text import Text
from guike.platform.directory import presets
from guike.platform.directory.presets import role_columns
from guike.platform.metadata import registry as declaring
from guike.platform.metadata.catalogue import standard_objects
from guike.platform.metadata.registry import Registry
from guike.platform.metadata.roles import EVERYBODY, KEEP, VIEW, WRITE, RoleSpec, check_roles


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A registry of its own: who packs, who heads those who pack, and who administers."""
    own = Registry(objects=declaring.registry.objects)
    own.role(
        RoleSpec("packer", Text("打包员", "Packer"), ""),
        RoleSpec("packing_head", Text("打包主管", "Head of packing"), "", ("packer", "head"), ("all", "own")),
        RoleSpec("root", Text("管理员", "Administrator"), "", ("head",), is_administrator=True),
    )
    monkeypatch.setattr(presets, "registry", own)
    return own


def test_a_role_has_what_its_duties_are_granted(declared: Registry) -> None:
    declared.grant("department", {EVERYBODY: VIEW, "packer": KEEP})
    declared.grant("department", {"head packing_head": ("export", "view")})
    declared.grant("user", {EVERYBODY: VIEW})
    packer, head, root = (role_columns(role) for role in declared.roles.values())
    assert packer["permissions"] == {"department": ["view", "create", "edit", "delete"], "user": ["view"]}
    assert head["permissions"] == {
        "department": ["view", "create", "edit", "delete", "export"],
        "user": ["view"],
    }
    assert root["permissions"] == {}
    assert (head["name"], head["code"], root["is_administrator"]) == ("打包主管", "packing_head", True)


def test_the_scope_of_a_role_holds_for_what_it_has_above_everybody(declared: Registry) -> None:
    declared.grant("department", {"packer": VIEW})
    declared.grant("user", {EVERYBODY: VIEW})
    declared.grant("role", {"head": VIEW}, scopes={"packer packing_head": ("own", "own")})
    packer, head, _root = (role_columns(role)["scopes"] for role in declared.roles.values())
    assert packer == {"role": {"view": "own", "edit": "own"}}
    assert head == {"role": {"view": "own", "edit": "own"}, "department": {"view": "all", "edit": "own"}}


def test_fields_are_limited_for_a_duty_or_for_all_beyond_one(declared: Registry) -> None:
    declared.limit("department", ("name", "code"), "masked", duties="packer", beyond="head")
    declared.limit("user", ("name",), "hidden", beyond="packer")
    limits = [role_columns(role)["fields"] for role in declared.roles.values()]
    assert limits == [{"department.name": "masked", "department.code": "masked"}, {}, {}]


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda one: one.grant("user", {"packr": VIEW}), "rights on user: no role has the duty packr"),
        (
            lambda one: one.grant("user", {}, scopes={"head": ("all", "all")}),
            "rights on user: there is no role head",
        ),
        (lambda one: one.grant("usr", {"head": VIEW}), "rights on usr: there is no object usr"),
        (lambda one: one.grant("user", {"head": ("fly", "view")}), "rights on user: it has no fly"),
        (
            lambda one: one.grant("user", {"head": WRITE}, to_come=True),
            "rights on user: no longer to come, its package grants create, edit, view",
        ),
        (
            lambda one: one.grant("user", {}, to_come=True),
            "rights on user: no longer to come, its package grants user",
        ),
        (lambda one: one.limit("user", ("wings",), "hidden"), "rights on user: it has no wings"),
        (
            lambda one: one.limit("user", ("name",), "hidden", duties="a", beyond="b"),
            "rights on user: no role has the duty a, b",
        ),
        (
            lambda one: one.limit("user", ("name",), "hidden", to_come=True),
            "rights on user: no longer to come, its package grants name",
        ),
    ],
)
def test_rights_that_nobody_could_have_stop_the_start(
    declared: Registry, declare: Callable[[Registry], None], said: str
) -> None:
    declare(declared)
    with pytest.raises(ValueError, match=f"^{said}$"):
        check_roles(standard_objects(), declared.roles, declared.grants, declared.limits)


def test_rights_to_come_wait_for_their_package(declared: Registry) -> None:
    declared.grant("rocket", {"head": VIEW}, to_come=True)
    declared.grant("user", {"head": ("fly",)}, to_come=True)
    declared.limit("user", ("wings",), "hidden", to_come=True)
    check_roles(standard_objects(), declared.roles, declared.grants, declared.limits)
    assert presets.operations_to_come("user") == {"fly"}
    assert (presets.is_granted("rocket"), presets.is_granted("rockets")) == (True, False)
    assert (presets.is_to_come("user", "wings"), presets.is_to_come("user", "name")) == (True, False)


def test_roles_and_duties_are_named_once(declared: Registry) -> None:
    with pytest.raises(ValueError, match=r"^role packer is declared twice$"):
        declared.role(RoleSpec("packer", Text("甲", "A"), ""))
    with pytest.raises(ValueError, match=r"^head is named twice$"):
        declared.grant("user", {"head": VIEW, "packer head": KEEP})
    assert (len(declared.roles), declared.grants) == (3, [])
