"""What a process keeps is registered: its key, what makes it stale, how much there can be of it."""

import ast
from collections.abc import Iterator

import pytest

from guike.kernel import caches
from guike.kernel.caches import NEVER, own_cache, process_cache, process_caches
from tests.architecture import source
from tests.architecture.source import Source

REGISTER = "guike/kernel/caches.py"
KEEPING = {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}
CONTAINERS = {"dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque"}
DECLARED = "filled while the applications are loaded, and stands from then on"
#: module variables that functions fill, and that keep nothing of what could be asked again
NO_CACHES = {
    "guike/domains/catalog/attributes.py _holders": DECLARED,
    "guike/domains/credit/exposure.py _parts": DECLARED,
    "guike/domains/credit/exposure.py _overdue": DECLARED,
    "guike/domains/orders/judging.py _judges": DECLARED,
    "guike/domains/pricing/documents.py DOCUMENTS": DECLARED,
    "guike/kernel/errors.py messages": "what a refusal without texts of its own has",
    "guike/kernel/errors.py MESSAGES": DECLARED,
    "guike/kernel/errors.py STATUSES": DECLARED,
    "guike/kernel/limits.py _ALL": DECLARED,
    "guike/platform/access/actor.py _pool_sources": DECLARED,
    "guike/platform/access/actor.py _standing_sources": DECLARED,
    "guike/platform/access/context.py _compile": DECLARED,
    "guike/platform/access/reasons.py _bounds": DECLARED,
    "guike/platform/access/reasons.py _sources": DECLARED,
    "guike/platform/access/scope.py _scope_rules": DECLARED,
    "guike/platform/adapters/registry.py _ports": DECLARED,
    "guike/platform/links/registry.py _purposes": DECLARED,
    "guike/platform/directory/reminding.py _presets": DECLARED,
    "guike/platform/printing/presets.py _presets": DECLARED,
    "guike/platform/automation/running.py at_places": "for tests: who is told where a worker may die",
    "guike/platform/automation/saving.py _parts": DECLARED,
    "guike/platform/automation/steps/registry.py _kinds": DECLARED,
    "guike/platform/currency/queries.py _base": DECLARED,
    "guike/platform/database/guard.py _guarded_tables": DECLARED,
    "guike/platform/database/statements.py _epoch": "the definitions in force, by which plans are kept",
    "guike/platform/database/trouble.py _said": "when an outage was last said, one time for each kind",
    "guike/platform/directory/duties.py _registered": DECLARED,
    "guike/platform/directory/fields.py _keepers": DECLARED,
    "guike/platform/sharing/switched.py _by_object": DECLARED,
    "guike/platform/events/registry.py _by_kind": DECLARED,
    "guike/platform/events/registry.py _frozen": DECLARED,
    "guike/platform/events/registry.py _facts": DECLARED,
    "guike/platform/events/registry.py _handlers": DECLARED,
    "guike/platform/events/registry.py _listeners": DECLARED,
    "guike/platform/events/registry.py _telling": DECLARED,
    "guike/platform/files/queries.py _can_access": DECLARED,
    "guike/platform/records/reading/telling.py _tellers": DECLARED,
    "guike/platform/filters/computed.py _registered": DECLARED,
    "guike/platform/approvals/centres.py _centres": DECLARED,
    "guike/platform/feed/registry.py _known": DECLARED,
    "guike/platform/jobs/registry.py _kinds": DECLARED,
    "guike/platform/jobs/registry.py _periodics": DECLARED,
    "guike/platform/metadata/rechecks.py _checks": DECLARED,
    "guike/platform/notify/queries.py _visible": DECLARED,
    "guike/platform/messaging/registry.py _kinds": DECLARED,
    "guike/platform/notify/registry.py _kinds": DECLARED,
    "guike/platform/notify/registry.py _work_lists": DECLARED,
    "guike/platform/audit/actions.py _declared": DECLARED,
    "guike/platform/approvals/registry.py _defaults": DECLARED,
    "guike/platform/approvals/registry.py _facts": DECLARED,
    "guike/platform/approvals/registry.py _specs": DECLARED,
    "guike/platform/records/actions/asking.py _asking": DECLARED,
    "guike/platform/records/actions/running.py _gates": DECLARED,
    "guike/domains/inventory/services.py _before": DECLARED,
    "guike/domains/fulfilment/shipping.py _following": DECLARED,
    "guike/domains/orders/closing.py _moments": DECLARED,
    "guike/platform/records/duplicates/keys.py _columns": DECLARED,
    "guike/platform/records/duplicates/keys.py _keys": DECLARED,
    "guike/platform/records/duplicates/lookalikes.py _keys": DECLARED,
    "guike/platform/records/references/checks.py _guards": DECLARED,
    "guike/platform/agenda/registry.py _sources": DECLARED,
    "guike/platform/agenda/registry.py _of_records": DECLARED,
    "guike/platform/org/signins.py _endings": DECLARED,
    "guike/platform/records/writing/store.py _refusals": DECLARED,
    "guike/platform/records/writing/deferring.py _deferrals": DECLARED,
    "guike/platform/settings/queries.py _department_path": DECLARED,
    "guike/platform/settings/registry.py _CHECKS": DECLARED,
    "guike/platform/retention/registry.py _kept": DECLARED,
    "guike/platform/integrity/registry.py _identities": DECLARED,
    "guike/platform/integrity/registry.py _own": DECLARED,
    "guike/platform/settings/registry.py _SETTINGS": DECLARED,
    "guike/platform/settings/services.py _recorders": DECLARED,
    "guike/platform/states/participants.py _observers": DECLARED,
    "guike/platform/states/freezes.py _sources": DECLARED,
    "guike/platform/timeline/registry.py _sources": DECLARED,
}


def _is_filled_later(value: ast.expr | None) -> bool:
    """An empty container, or one that is made to be filled."""
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts or ast.unparse(value) == "[None]"
    if isinstance(value, ast.Call):
        called = ast.unparse(value.func).partition("[")[0].split(".")[-1]
        return (called in CONTAINERS and not value.args) or called.startswith("Weak")
    return False


def _filled(one: Source) -> Iterator[str]:
    """Names of variables of the module or of its classes that functions may fill."""
    bodies = [one.tree, *(node for node in ast.walk(one.tree) if isinstance(node, ast.ClassDef))]
    for body in bodies:
        for node in body.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and _is_filled_later(node.value):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (ast.unparse(target) for target in targets)
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Global):
            yield from node.names


def _registered_in(one: Source) -> set[str]:
    """Names that stand in a call of `own_cache` of this file."""
    calls = [
        node
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "own_cache"
    ]
    told = {name.id for call in calls for name in ast.walk(call) if isinstance(name, ast.Name)}
    return told


def test_functions_keep_their_answers_by_the_register_alone() -> None:
    elsewhere = [
        f"{one.name}:{node.lineno} {ast.unparse(node)}"
        for one in source.product()
        if one.name != REGISTER
        for node in ast.walk(one.tree)
        if (isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in KEEPING)
        or (isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & KEEPING)
    ]
    source.expect_none(elsewhere)


def test_what_modules_keep_is_registered() -> None:
    unknown, known = [], set()
    for one in source.product():
        if one.name == REGISTER:
            continue
        for name in _filled(one):
            place = f"{one.name} {name}"
            if place in NO_CACHES:
                known.add(place)
            elif name not in _registered_in(one):
                unknown.append(place)
    source.expect_none(unknown)
    assert known == NO_CACHES.keys()


def test_a_cache_counts_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "_registered", {})
    asked: list[int] = []

    @process_cache(key="a number", stale=NEVER, limit=2)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    own: dict[str, int] = {"a": 1}
    own_cache("own", key="a letter", stale=NEVER, limit=None, size=lambda: len(own), clear=own.clear)
    assert [double(n) for n in (1, 1, 2, 3, 1)] == [2, 2, 4, 6, 2]
    assert asked == [1, 2, 3, 1]
    assert [(one.name.rpartition(".")[2], one.limit, one.size()) for one in process_caches()] == [
        ("own", None, 1),
        ("double", 2, 2),
    ]
    with pytest.raises(ValueError, match=r"^the cache own is registered twice$"):
        own_cache("own", key="", stale="", limit=1, size=lambda: 0, clear=own.clear)
    caches.clear_all()
    assert [one.size() for one in process_caches()] == [0, 0]
    assert (double(1), asked) == (2, [1, 2, 3, 1, 1])
