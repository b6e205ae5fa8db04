"""`guike init`: the first administrator of an empty company."""

import argparse
import getpass
import os
import sys

from guike.kernel.errors import Refusal
from guike.kernel.text import pick_locale
from guike.platform.access.context import system_context
from guike.platform.database.host import HostError
from guike.platform.database.migrate import migrate_all
from guike.platform.org import queries
from guike.platform.org.models import Role
from guike.platform.records.outcomes import single
from guike.platform.records.services import record_create

ADMINISTRATOR = "administrator"  # code of the preset role


def run(args: argparse.Namespace) -> int:
    """Ask for what was not given, then create the user; refused once the company has somebody."""
    migrate_all()
    queries.begin_versions()
    if queries.directory().people:
        raise HostError("This company has users already: an administrator adds others in the browser.")
    username = args.username or _ask("User name 用户名 [admin]: ") or "admin"
    name = args.name or _ask("Name 姓名: ") or username
    password = args.password or _ask_password()
    create_administrator(username, name, password)
    sys.stdout.write(f"{username} may now sign in as administrator.\n")
    return 0


def create_administrator(username: str, name: str, password: str) -> None:
    """Through the ordinary write path, so that name and password obey the ordinary rules."""
    roles = Role.objects.system(reason="the first administrator gets the preset role").filter(
        code=ADMINISTRATOR, deleted_at=None
    )
    row = {"username": username, "name": name, "password": password, "roles": [role.pk for role in roles]}
    try:
        single(record_create(system_context(), "user", [row], system=True))
    except Refusal as refused:
        raise HostError(_words(refused)) from refused


def _words(refused: Refusal) -> str:
    locale = pick_locale(os.environ.get("LANG", "").partition(".")[0])
    fields = [f"{one.field}: {one.message(locale)}" for one in refused.field_errors()]
    return "; ".join(fields) or refused.message(locale)


def _ask(prompt: str) -> str:
    if not sys.stdin.isatty():
        return ""
    return input(prompt).strip()


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise HostError("Give --password, or run guike init in a terminal.")
    first = getpass.getpass("Password 密码: ")
    if getpass.getpass("Once more 再次输入: ") != first:
        raise HostError("The two passwords differ.")
    return first
