"""Which records are follow-ups, as the packages of those records say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FollowUps:
    """Records of `object` are follow-ups of what `about` names once they are in one of `states`.

    `body`: the fields that tell what was done; `title`: the field that says by which means; `mentions`: the field of who is
    mentioned in it.
    """

    object: str
    states: tuple[str, ...]
    about: str
    title: str
    body: tuple[str, ...]
    mentions: str


_known: dict[str, FollowUps] = {}


def follow_ups(spec: FollowUps) -> None:
    """Declare an object whose records are follow-ups. TypeError when that was done before."""
    if spec.object in _known:
        raise TypeError(f"follow-ups of {spec.object!r} are declared twice")
    _known[spec.object] = spec


def follow_ups_of(object_name: str) -> FollowUps | None:
    """The declaration; None for an object whose records are no follow-ups."""
    return _known.get(object_name)


def follow_up_objects() -> tuple[str, ...]:
    """The objects whose records are follow-ups."""
    return tuple(_known)
