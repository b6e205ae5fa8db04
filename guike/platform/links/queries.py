"""Reads of public links."""

from __future__ import annotations

from guike.kernel import clock
from guike.platform.links.models import PublicLink
from guike.platform.org.services import digest_of


def living_link(token: str) -> PublicLink | None:
    """The link of this token, unless it is over or withdrawn."""
    living = PublicLink.objects.filter(withdrawn_at=None, expires_at__gt=clock.now())
    return living.filter(digest=digest_of(token)).first()


def links_of(object_name: str, record_id: int) -> list[PublicLink]:
    """The valid links of a record, the newest first."""
    living = PublicLink.objects.filter(withdrawn_at=None, expires_at__gt=clock.now())
    return list(living.filter(object=object_name, record_id=record_id).order_by("-pk"))
