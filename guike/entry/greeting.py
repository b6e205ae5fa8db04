"""The text that `guike up` prints when it serves: the address, who may sign in, and what to do next. Needs Django set
up."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connections

from guike.entry.api.auth import DEMO_LOGINS, DEMO_PASSWORD
from guike.platform.database.binaries import default_data_dir
from guike.platform.database.connect import external_dsn
from guike.platform.org.queries import anybody_can_sign_in
from guike.platform.settings import queries as settings


def greeting(address: str, data_dir: Path) -> str:
    """The lines for the terminal, in its language. `address`: the address of the first page."""
    chinese = os.environ.get("LANG", "").startswith("zh")
    try:
        is_demo, is_new = bool(settings.get("company.is_demo")), not anybody_can_sign_in()
    finally:
        connections.close_all()  # no child may inherit a connection
    lines = [f"贵客 Guike  {address}", f"{'数据文件夹' if chinese else 'Data folder'}  {data_dir}"]
    if is_demo:
        lines += _logins(chinese=chinese)
    elif is_new:
        lines.append(
            "还没有人能登录。请另开一个终端，建立第一个管理员："
            if chinese
            else "Nobody can sign in yet. Make the first administrator from another terminal:"
        )
        lines.append(f"  {command('init', data_dir)}")
    lines.append("按 Ctrl-C 停止" if chinese else "Ctrl-C stops it")
    return "\n".join(lines) + "\n"


def command(name: str, data_dir: Path) -> str:
    """A command line that works in this terminal, for the company in this folder."""
    script = Path(sys.executable).with_name("guike")
    if shutil.which("guike") == str(script):
        program = "guike"
    elif script.exists():
        program = shlex.quote(_from_here(script))
    else:
        program = f"{shlex.quote(_from_here(Path(sys.executable)))} -m guike"
    folder = "" if data_dir == default_data_dir() else f" --data {shlex.quote(str(data_dir))}"
    where = "DATABASE_URL=… " if external_dsn() else ""
    return f"{where}{program} {name}{folder}"


def _from_here(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def _logins(*, chinese: bool) -> Iterator[str]:
    yield f"演示账号，密码均为 {DEMO_PASSWORD}：" if chinese else f"Demo logins, password {DEMO_PASSWORD}:"
    for login, zh, en in DEMO_LOGINS:
        yield f"  {login:<12} {zh if chinese else en}"
