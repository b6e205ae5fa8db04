"""What a leaver follows: his successor follows it from then on, as far as he may see it, and the leaver no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from guike.kernel.limits import FOLLOWS_PER_USER
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.feed.models import Follow
from guike.platform.feed.scopes import seen_among
from guike.platform.feed.services import follows_add


def count(person: int) -> int:
    """How many records he follows."""
    return Follow.objects.filter(user_id=person).count()


def take_over(_ctx: Context, leaver: int, successor: int) -> Mapping[str, int]:
    """Called when the records went over, so that he sees those. What he follows already stays as it is; beyond what one person
    may follow the latest go first."""
    followed = list(Follow.objects.filter(user_id=leaver).order_by("-id").values_list("object", "record_id"))
    own = set(Follow.objects.filter(user_id=successor).values_list("object", "record_id"))
    seen = _seen(successor, followed)
    fresh = [place for place in followed if place in seen and place not in own][
        : max(int(FOLLOWS_PER_USER) - len(own), 0)
    ]
    follows_add(successor, fresh)
    Follow.objects.filter(user_id=leaver).delete()
    return {"follows": len(fresh) + len(seen & own)}


def _seen(person: int, places: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the records that he may see now."""
    actor = actor_of(person)
    wanted: dict[str, list[int]] = defaultdict(list)
    for name, record_id in places:
        wanted[name].append(record_id)
    return {
        (name, record_id)
        for name, ids in wanted.items()
        if actor is not None
        for record_id in seen_among(Context(actor), name, ids)
    }
