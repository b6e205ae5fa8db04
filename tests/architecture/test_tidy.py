"""The habits of this repository, as far as a machine can see them."""

import ast
import re
from collections.abc import Iterator

from tests.architecture import source
from tests.architecture.source import Source

FUNCTION_LINES = 70
FILE_LINES = 500
GENERATOR = "guike/entry/demo"  # makes a whole company at once; nothing of it runs for a user
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "core", "extras", "manager", "stuff"}
VAGUE_FUNCTIONS = {"handle", "process", "manage", "do", "run_it", "get_data", "get_info"}
LATER = re.compile(r"\b(TODO|FIXME|HACK)\b")
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "time.time"}
SKIPS = {"pytest.skip", "pytest.xfail", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}
SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals"}
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
ROW = re.compile(r"[A-Z]{2}2?-\d{2}")


def _calls(one: Source) -> Iterator[tuple[str, ast.Call]]:
    """Every call as its dotted text (`a.b.c`) and node."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def _functions(one: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(one.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_are_short() -> None:
    long = [
        f"{one.name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for one in source.python()
        for node in _functions(one)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    source.expect_none(long)


def test_files_are_short() -> None:
    everything = (*source.python(), *source.web())
    long = [f"{one.name}: {len(one.lines)} lines" for one in everything if len(one.lines) > FILE_LINES]
    source.expect_none(long)


def test_names_say_of_what() -> None:
    files = [one.name for one in source.python() if one.path.stem in VAGUE or one.path.parent.name in VAGUE]
    functions = [
        f"{one.name}:{node.lineno} {node.name}"
        for one in source.product()
        for node in _functions(one)
        if node.name in VAGUE_FUNCTIONS
    ]
    source.expect_none(files + functions)


def test_nothing_is_put_off() -> None:
    left = [
        f"{one.name}:{number} {line.strip()}"
        for one in (*source.python(), *source.web())
        if one.path.name != "test_tidy.py"
        for number, line in enumerate(one.lines, 1)
        if LATER.search(line)
    ]
    source.expect_none(left)


def test_imports_stand_at_the_top() -> None:
    inside = [
        f"{one.name}:{node.lineno}"
        for one in source.python()
        for function in _functions(one)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    source.expect_none(inside)


def test_no_django_signals() -> None:
    listening = [
        f"{one.name}:{node.lineno} {node.module}"
        for one in source.product()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.ImportFrom) and node.module in SIGNALS
    ]
    source.expect_none(listening)


def test_models_do_nothing_when_saved() -> None:
    overriding = [
        f"{one.name}:{node.lineno} {owner.name}.{node.name}"
        for one in source.product()
        if one.path.name == "models.py"
        for owner in ast.walk(one.tree)
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean", "full_clean"}
    ]
    source.expect_none(overriding)


def test_locks_say_which_kind() -> None:
    silent = [
        f"{one.name}:{node.lineno}"
        for one in source.product()
        for called, node in _calls(one)
        if called.endswith(".select_for_update") and not any(k.arg == "no_key" for k in node.keywords)
    ]
    source.expect_none(silent)


def test_rows_are_made_by_services() -> None:
    elsewhere = [
        f"{one.name}:{node.lineno} {called}"
        for one in source.product()
        if one.path.name != "services.py"
        and not one.within("guike/platform/records", "guike/platform/database")
        for called, node in _calls(one)
        if called.endswith((".objects.create", ".objects.get_or_create", ".objects.update_or_create"))
    ]
    source.expect_none(elsewhere)


def test_raw_sql_stays_in_the_platform() -> None:
    """What goes round the guarded querysets is written where permission is kept."""
    # In platform/files a picture is saved, not a row.
    allowed = (
        "guike/platform/records",
        "guike/platform/database",
        "guike/platform/files",
        "guike/kernel",
    )
    outside = [
        f"{one.name}:{node.lineno} {called}"
        for one in source.product()
        if not one.within(*allowed)
        for called, node in _calls(one)
        if called.endswith((".cursor", ".raw", ".save"))
    ]
    source.expect_none(outside)


def test_bulk_writes_stay_below_the_domains() -> None:
    outside = [
        f"{one.name}:{node.lineno} {called}"
        for one in source.product()
        if one.within("guike/domains", "guike/flows", "guike/entry") and not one.within(GENERATOR)
        for called, node in _calls(one)
        if called.endswith((".bulk_create", ".bulk_update"))
    ]
    source.expect_none(outside)


def test_time_comes_from_the_kernel_clock() -> None:
    asking = [
        f"{one.name}:{node.lineno} {called}"
        for one in source.product()
        if one.name != "guike/kernel/clock.py"
        for called, node in _calls(one)
        if called.removeprefix("datetime.") in CLOCKS or called in CLOCKS
    ]
    source.expect_none(asking)


def test_no_test_is_left_out() -> None:
    skipping = [
        f"{one.name}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}"
        for one in source.python()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in SKIPS
    ]
    skipping += [
        f"{one.name}:{number}"
        for one in source.web()
        for number, line in enumerate(one.lines, 1)
        if re.search(r"\b(test|it|describe)\.(skip|only|fixme|todo)\b", line)
    ]
    source.expect_none(skipping)


def test_requirements_are_cited_by_their_rows() -> None:
    wrong = []
    for one in source.python():
        for called, node in _calls(one):
            if called == "pytest.mark.req":
                cited = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                if not cited or not all(ROW.fullmatch(str(row)) for row in cited):
                    wrong.append(f"{one.name}:{node.lineno} {cited}")
    source.expect_none(wrong)


def test_people_and_addresses_are_invented() -> None:
    real = [
        f"{one.name}:{number} {match[0]}"
        for one in (*source.python(), *source.web())
        for number, line in enumerate(one.lines, 1)
        for match in ADDRESS.finditer(line)
        if not match[1].endswith(("example.com", "example.org", "example.net")) and "://" not in line
    ]
    source.expect_none(real)


def test_digits_are_read_by_one_function() -> None:
    """`isdigit` is true of ² and ①, which `int` refuses: numbers of outside are read by `kernel.numerals.whole`."""
    elsewhere = [
        f"{one.name}:{node.lineno}"
        for one in source.product()
        if not one.within("guike/kernel")
        for called, node in _calls(one)
        if called.endswith(".isdigit")
    ]
    source.expect_none(elsewhere)


def test_what_needs_real_transactions_has_a_database_of_its_own() -> None:
    """pytest-django empties every table after `transaction=True`: seeded rows are gone, and ledgers refuse it. `fresh_db`."""
    source.expect_none(
        [
            one.name
            for one in source.python()
            if one.is_test and re.search(r"django_db\([^)]*transaction=True", one.text)
        ]
    )
