"""What goes round the guarded querysets, place by place: each was looked at, and has its reason here.

The guard refuses at run time what it can see. It cannot see SQL text, plain querysets and tables of the
platform's own. Those stand in `platform/records` and `platform/database`, and elsewhere only as listed.
"""

import ast
from collections.abc import Iterator

from tests.architecture import source
from tests.architecture.source import Source
from tests.golden.system_reasons import reasons_of

HOME = ("guike/platform/records", "guike/platform/database")
#: methods that write rows past the write path, or read and write past the scope
METHODS = {"raw", "extra", "cursor", "bulk_create", "bulk_update", "save", "_raw_delete"}
MAKERS = {"create", "get_or_create", "update_or_create"}
NAMES = {"RawSQL", "QuerySet", "Query"}
ATTRIBUTES = {"_base_manager"}

OWN = "a table of its own that is no record: nobody's scope"
SEED = "rows that the product brings along, before anybody works here"
#: file → (calls, why they may)
REVIEWED: dict[str, tuple[set[str], str]] = {
    "guike/domains/fulfilment/services.py": ({"update_or_create"}, OWN),
    "guike/domains/invoicing/services.py": ({"get_or_create"}, OWN),
    "guike/platform/agenda/feeds.py": ({"bulk_create"}, "links: one's own only"),
    "guike/platform/automation/services.py": (
        {"bulk_create", "_raw_delete"},
        "versions of rules, and what a rule that is removed for good had done",
    ),
    "guike/platform/automation/due.py": ({"_raw_delete"}, "old runs of rules are forgotten"),
    "guike/platform/automation/watching.py": (
        {"bulk_create"},
        "runs: the rules' own work, written with its cause",
    ),
    "guike/entry/demo/told.py": ({"bulk_update"}, "what became of the messages of the demo company"),
    "guike/entry/demo/talk.py": ({"bulk_create"}, "likes, followers and entries of the demo company's week"),
    "guike/platform/calendar/services.py": ({"bulk_create"}, SEED),
    "guike/platform/currency/services.py": ({"bulk_create"}, SEED),
    "guike/platform/directory/departments.py": (
        {"bulk_update"},
        "paths of the tree below a moved department",
    ),
    "guike/platform/directory/seed.py": ({"bulk_create", "bulk_update"}, SEED),
    "guike/platform/directory/standard.py": ({"bulk_create", "bulk_update"}, SEED),
    "guike/platform/events/dispatcher.py": ({"bulk_create"}, OWN),
    "guike/platform/exchange/services.py": ({"create", "update_or_create"}, OWN),
    "guike/platform/exchange/undoing.py": ({"bulk_update"}, OWN),
    "guike/platform/feed/services.py": ({"bulk_create"}, "likes, followers and read marks: one's own only"),
    "guike/platform/feed/subscribers.py": ({"bulk_create"}, OWN),
    "guike/platform/files/pictures.py": ({"save"}, "a picture is saved, not a row"),
    "guike/platform/files/services.py": ({"create", "bulk_create", "bulk_update"}, OWN),
    "guike/platform/integrity/services.py": ({"update_or_create"}, OWN),
    "guike/platform/jobs/clockwork.py": ({"bulk_create"}, OWN),
    "guike/platform/jobs/services.py": ({"create"}, OWN),
    "guike/platform/links/services.py": ({"bulk_create"}, OWN),
    "guike/platform/messaging/sending.py": ({"bulk_update"}, OWN),
    "guike/platform/messaging/services.py": (
        {"bulk_create"},
        "messages and who refused them: written by what happened, with their occasion",
    ),
    "guike/platform/notify/deliveries.py": ({"bulk_create", "bulk_update"}, OWN),
    "guike/platform/notify/preferences.py": ({"bulk_create"}, "choices: one's own only"),
    "guike/platform/notify/services.py": ({"bulk_create"}, OWN),
    "guike/platform/org/assistance.py": ({"bulk_create"}, "permissions: one's own only"),
    "guike/platform/org/factors.py": ({"bulk_create"}, "second factors: one's own only"),
    "guike/platform/org/passwords.py": ({"bulk_create"}, "former passwords: one's own only"),
    "guike/platform/org/queries.py": ({"bulk_create"}, "the one row of the versions"),
    "guike/platform/org/provider.py": (
        {"bulk_create"},
        "who a person is at the provider: what a checked token says",
    ),
    "guike/platform/org/services.py": ({"bulk_create"}, "tokens: one's own only"),
    "guike/platform/org/signins.py": ({"bulk_create"}, "sign-ins: one's own only"),
    "guike/platform/settings/services.py": ({"update_or_create"}, OWN),
    "guike/platform/webhooks/queueing.py": ({"bulk_create"}, OWN),
}


def _round_the_guard(one: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            yield node.lineno, node.attr
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        word = (
            called.id
            if isinstance(called, ast.Name)
            else called.attr
            if isinstance(called, ast.Attribute)
            else ""
        )
        if word in NAMES or (isinstance(called, ast.Attribute) and _goes_round(called)):
            yield node.lineno, word


def _goes_round(called: ast.Attribute) -> bool:
    if called.attr in METHODS:
        return True
    return called.attr in MAKERS and ast.unparse(called.value).endswith(".objects")


def test_nothing_goes_round_the_guard_unseen() -> None:
    found: dict[str, set[str]] = {}
    for one in source.product():
        if not one.within(*HOME, "guike/kernel"):
            for _line, word in _round_the_guard(one):
                found.setdefault(one.name, set()).add(word)
    unseen = {name: words - REVIEWED.get(name, (set(), ""))[0] for name, words in found.items()}
    assert {name: words for name, words in unseen.items() if words} == {}
    gone = {name: words - found.get(name, set()) for name, (words, _why) in REVIEWED.items()}
    assert {name: words for name, words in gone.items() if words} == {}, "no longer there: strike it off"


def test_rows_do_not_delete_themselves() -> None:
    """`row.delete()` knows no scope: only querysets are emptied, and they say so by `.objects`, a filter or a
    name in the plural."""
    single = [
        f"{one.name}:{node.lineno} {ast.unparse(node.func)}"
        for one in source.product()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "delete"
        and isinstance(node.func.value, ast.Name)
        and not node.func.value.id.endswith("s")
        and node.func.value.id != "router"
    ]
    assert single == []


def test_django_s_own_queries_are_not_built_by_hand() -> None:
    by_hand = [
        f"{one.name}:{node.lineno} {node.module}"
        for one in source.product()
        if not one.within(*HOME)
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.sql")
    ]
    assert by_hand == []


def test_every_system_queryset_says_why_in_words() -> None:
    """The golden list shows a sentence for each; a name that nobody can resolve would hide it."""
    unclear = [
        f"{one.name}: {reason}"
        for one in source.product()
        for reason in reasons_of(one.path)
        if not reason.startswith(("'", '"')) or len(reason) < 12 or " " not in reason
    ]
    assert unclear == []
