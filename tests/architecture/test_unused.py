"""Every function and class of the product is used by the product: what tests alone call, nobody needs."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: what stands although no line of the product names it, and why
ALLOWED = {
    "all_limits": "the limits are compared with what /meta tells",
    "clear_all": "tests ask as a process does that was just started",
    "exists_visible": "the access matrix asks it beside every other way to see a record",
    "band_totals": "reports tell them beside the bands",
    "change_rate": "reports tell it beside the earlier figure",
    "fiscal_year": "reports group by it",
    "preceding": "figures of any range are compared with the one before",
    "openapi_of_any_object": "the description that the browser's types are made of, written by the goldens",
    "is_ok": "what an adapter's trial came to",
    "message_kinds": "every setting of a kind is asked for by it",
    "move_files": "merging of records",
    "recorded_mail": "the recording adapter of mail",
    "recorded_sms": "the recording adapter of text messages",
    "standing_source": "the portal says here for whom its logins stand",
    "send_mail": "reminders by mail",
    "states_table": "the tables of states in the domains' READMEs, written by the goldens",
    "subscriptions": "what is delivered is looked at",
    "decided_outside": "adapters of messengers hand decisions in",
    "task_centre": "adapters of messengers register themselves",
    "workdays_between": "deadlines in working days",
    "write_guard": "closed months and processes register their guards",
}
#: by whom a method or function is called that only a library names
CALLED_BY_LIBRARIES = re.compile(
    r"connection_made|connection_lost|eof_received|data_received|pause_writing|resume_writing|on_\w+|get_user"
    r"|field_title_should_be_set|_reject|parse_body|readable|readinto|sendall|makefile|\w+Config"
)
WORD = re.compile(r"[A-Za-z_]\w*")


def _product() -> Iterator[Path]:
    for folder in ("guike", "bench", "ops"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.relative_to(ROOT).parts:
                yield path


def _is_registered(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """A decorator that is called (a route, a validator) or a fixture hands it on."""
    return any(not isinstance(one, ast.Name) for one in node.decorator_list)


def test_nothing_is_kept_that_nothing_uses() -> None:
    texts = {path: path.read_text("utf-8") for path in _product()}
    named = Counter(word for text in texts.values() for word in WORD.findall(text))
    unused = []
    for path, text in texts.items():
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            name = node.name
            if named[name] > 1 or name.startswith("__") or name in ALLOWED or _is_registered(node):
                continue
            refusal = isinstance(node, ast.ClassDef) and "messages" in ast.dump(node)  # found by its codes
            if not refusal and not CALLED_BY_LIBRARIES.fullmatch(name):
                unused.append(f"{path.relative_to(ROOT)}: {name}")
    assert unused == []
    assert [name for name in ALLOWED if named[name] > 1] == []
