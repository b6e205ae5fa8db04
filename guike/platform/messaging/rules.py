"""Messages, decided without a database: their places, and to whom one goes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

EMAIL, SMS = "email", "sms"
#: the choice of a kind → its channels
CHOSEN: dict[str, tuple[str, ...]] = {
    "off": (),
    "email": (EMAIL,),
    "sms": (SMS,),
    "both": (EMAIL, SMS),
}
#: why a message is not sent
NO_ADDRESS, OPTED_OUT, SAME_ADDRESS, NO_LONGER = "no_address", "opted_out", "same_address", "no_longer"
#: in every kind: the person's name, the company's, the link
COMMON = ("name", "company")
LINK = "link"
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Addressee:
    """Somebody outside the company. `object` and `id`: his record."""

    object: str
    id: int
    name: str
    email: str = ""
    mobile: str = ""

    def address(self, channel: str) -> str:
        """Where a channel reaches him; "" for nowhere."""
        return (self.email if channel == EMAIL else self.mobile).strip()


def key_of(channel: str, address: str) -> str:
    """How addresses are compared: mail addresses whatever the case."""
    return address.strip().lower() if channel == EMAIL else address.strip()


def strange_places(text: str, known: Collection[str]) -> list[str]:
    """The places of a text that a kind does not have, each once."""
    return [name for name in dict.fromkeys(_PLACE.findall(text)) if name not in known]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in one pass; a place without a value stays, as the link does until it is sent."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def addressed(
    people: Sequence[Addressee], channel: str, refused: Collection[str]
) -> Iterator[tuple[Addressee, str]]:
    """Each person with why he is not written to; "" for who is. An address that two people share is written to once."""
    seen = set()
    for one in people:
        key = key_of(channel, one.address(channel))
        if not key:
            yield one, NO_ADDRESS
        elif key in refused:
            yield one, OPTED_OUT
        elif key in seen:
            yield one, SAME_ADDRESS
        else:
            seen.add(key)
            yield one, ""
