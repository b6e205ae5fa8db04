"""To whom of an account messages go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from guike.domains.accounts.models import Contact
from guike.domains.accounts.settings import TOLD
from guike.platform.messaging.rules import Addressee
from guike.platform.settings import queries as settings

_WHY = "who of a customer is told of what happened to his order"


def contacts_to_tell(accounts: Collection[int]) -> dict[int, list[Addressee]]:
    """Account → its living contacts to whom messages go, by the company's choice all of them or the first contact, who is all where
    none is marked. Accounts that were deleted have none. One query."""
    rows = Contact.objects.system(reason=_WHY).filter(
        deleted_at=None, account_id__in=accounts, account__deleted_at=None
    )
    found: dict[int, list[Contact]] = defaultdict(list)
    for row in rows.order_by("pk") if accounts else ():
        if row.account_id is not None:
            found[row.account_id].append(row)
    return {pk: [_addressee(row) for row in _chosen(contacts)] for pk, contacts in found.items()}


def _chosen(contacts: list[Contact]) -> list[Contact]:
    primary = [row for row in contacts if row.is_primary]
    return primary if primary and settings.get(TOLD) == "primary" else contacts


def _addressee(row: Contact) -> Addressee:
    return Addressee("contact", row.pk, row.name, row.email or "", row.mobile or "")
