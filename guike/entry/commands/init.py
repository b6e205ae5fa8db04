"""`guike init`: the first administrator of a company in which nobody can sign in."""

import argparse
import getpass
import sys

from django.db import transaction

from guike.entry.commands.asking import words
from guike.kernel.errors import Refusal
from guike.platform.access.context import system_context
from guike.platform.database.host import HostError
from guike.platform.database.migrate import migrate_all
from guike.platform.directory.users import user_reset_password
from guike.platform.org import queries
from guike.platform.org.models import Role, User
from guike.platform.org.queries import administrators
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create

WHY = "who can sign in, before anybody can"
ADMINISTRATOR = "administrator"  # code of the preset role


def run(args: argparse.Namespace) -> int:
    """Ask for missing values, then create the administrator, or give an administrator with a closed login a new
    password. Refused while anybody can sign in."""
    migrate_all()
    queries.begin_versions()
    if queries.anybody_can_sign_in():
        raise HostError("This company has users already: an administrator adds others in the browser.")
    username = args.username or _ask("User name 用户名 [admin]: ") or "admin"
    name = args.name or _ask("Name 姓名: ") or username
    password = args.password or _ask_password()
    closed = _administrator_named(username)
    if closed is None:
        create_administrator(username, name, password)
    else:
        _reopen(closed, password)
    sys.stdout.write(f"{username} may now sign in as administrator.\n")
    return 0


def _administrator_named(username: str) -> User | None:
    """An active administrator with that name. His login is closed, because the command runs only while nobody can sign
    in."""
    rows = User.objects.system(reason=WHY).filter(username__iexact=username, pk__in=administrators())
    found: User | None = rows.first()
    return found


def _reopen(user: User, password: str) -> None:
    try:
        with transaction.atomic():
            user_reset_password(system_context(), [user], {"password": password})
    except Refusal as refused:
        raise HostError(words(refused)) from refused


def create_administrator(username: str, name: str, password: str) -> None:
    """Create the user through the ordinary write path, so that name and password obey the ordinary rules."""
    roles = Role.objects.system(reason="the first administrator gets the preset role").filter(
        code=ADMINISTRATOR, deleted_at=None
    )
    row = {"username": username, "name": name, "password": password, "roles": [role.pk for role in roles]}
    try:
        single(record_create(system_context(), "user", [row], system=True))
    except Refusal as refused:
        raise HostError(words(refused)) from refused


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
