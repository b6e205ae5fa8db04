"""The platform and the kernel name no object of a domain and no role: what they know of one, its package tells them."""

import ast
import re
from collections.abc import Iterator

from guike.platform.metadata.registry import registry
from tests.architecture import source
from tests.architecture.source import Source

#: words that mean something else in the platform than the object or role of that name
OTHERWISE = {
    "address": "where a message is sent: of mail, or a number",
    "marketing": "a group of the menu and a kind of department",
    "pool_admin": "the standing of a pool's administrators, as a reason to see its records",
    "sales": "a group of the menu and a kind of department",
    "service": "a group of the menu and a kind of department",
    "unit": "in what a limit is counted",
}
#: files that name fields of any object, whatever objects there are, and why
FIELD_WORDS = {
    "guike/platform/exchange/synonyms.py": "what other systems write above a column, and the fields that it may mean"
}
QUOTED = re.compile(r"[\"'](\w+)[\"']")


def _nouns() -> set[str]:
    domains = [
        spec for spec in registry.objects.values() if spec.model.__module__.startswith("guike.domains.")
    ]
    return {spec.name for spec in domains} | registry.roles.keys()


def _words(one: Source) -> Iterator[tuple[int, str]]:
    """Line and word of every text in the code that is a name, begins a path (`lead.name`) or is quoted in a text; what
    explains the code is left out."""
    explaining = {id(node.value) for node in ast.walk(one.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining:
            for word in {node.value.split(".")[0], *QUOTED.findall(node.value)}:
                yield node.lineno, word


def test_the_platform_names_no_object_of_a_domain_and_no_role() -> None:
    nouns, found, used = _nouns(), [], set()
    for one in source.product():
        if not one.within("guike/platform", "guike/kernel") or one.name in FIELD_WORDS:
            continue
        for line, word in _words(one):
            if word in OTHERWISE:
                used.add(word)
            elif word in nouns:
                found.append(f"{one.name}:{line} {word}")
    source.expect_none(found)
    assert used == OTHERWISE.keys()
    assert {"lead", "sales_order", "finance", "sales_rep"} <= nouns
