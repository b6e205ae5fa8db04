"""What the commands share when they speak with the person at the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from guike.kernel.errors import Refusal
from guike.kernel.fold import fold
from guike.kernel.text import Text, pick_locale
from guike.platform.database.host import HostError


def terminal_locale() -> str:
    """The language of the terminal: English unless LANG names Chinese."""
    tag = os.environ.get("LANG", "").partition(".")[0]
    return pick_locale(tag) if tag.startswith("zh") else "en"


def words(refused: Refusal) -> str:
    """A refusal in one sentence: its fields when it names some."""
    locale = terminal_locale()
    fields = [f"{one.field}: {one.message(locale)}" for one in refused.field_errors()]
    return "; ".join(fields) or refused.message(locale)


def require_name(name: str, warnings: Iterable[Text], given: str | None) -> str:
    """Show what would be lost and have the company's name typed; what was typed.

    `given`: what `--yes-i-mean` said, which a script gives instead. HostError when neither is the name: then
    nothing has been changed.
    """
    locale = terminal_locale()
    sys.stdout.writelines(f"{line.get(locale)}\n" for line in warnings)
    sys.stdout.flush()
    if given is None and not sys.stdin.isatty():
        raise HostError(f"Nothing was changed: give --yes-i-mean '{name}', or run this in a terminal.")
    asked = f"请输入「{name}」以确认：" if locale != "en" else f"Type {name} to go on: "
    typed = input(asked) if given is None else given
    if fold(typed.strip()) != fold(name.strip()):
        raise HostError(
            f"Nothing was changed: “{typed.strip()}” is not the company's name, which is “{name}”."
        )
    return typed
