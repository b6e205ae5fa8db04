"""Texts and questions that the commands share at the terminal."""

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
    """A refusal in one sentence, with its fields if it has any."""
    locale = terminal_locale()
    fields = [f"{one.field}: {one.message(locale)}" for one in refused.field_errors()]
    return "; ".join(fields) or refused.message(locale)


def require_name(name: str, warnings: Iterable[Text], given: str | None) -> str:
    """Show what would be lost, ask for the company's name, and return the typed name.

    `given`: the value of `--yes-i-mean`, by which a script answers. HostError when the name is wrong; nothing has been
    changed then.
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
