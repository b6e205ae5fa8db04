"""Runs the checks and the tests one after another and adds up what they found.

    python -m ops.suite check | test | check test

Every runner runs, whatever the others say. The last line is "N passed, N failed"; a check counts
as one, a test that was skipped or never ran counts as failed: nothing here is optional.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ops import bootstrap, browser, served

PYTHON = sys.executable
TOOLS = Path(PYTHON).parent


@dataclass(frozen=True)
class Step:
    """One command. With `report` it writes JUnit XML there and is counted test by test."""

    name: str
    command: Sequence[str]
    report: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step came to."""

    name: str
    passed: int
    failed: int
    seconds: float


def checks() -> Iterator[Step]:
    """What can be said without running the product."""
    django = [PYTHON, "-m", "django"]
    settings = {"DJANGO_SETTINGS_MODULE": "guike.config.settings"}
    yield Step("ruff", [str(TOOLS / "ruff"), "check", "--quiet", "."])
    yield Step("format", [str(TOOLS / "ruff"), "format", "--check", "--quiet", "."])
    yield Step("mypy", [str(TOOLS / "mypy"), "--no-error-summary"])
    yield Step("imports", [str(TOOLS / "lint-imports")])
    yield Step("django", [*django, "check", "--fail-level", "WARNING"], env=settings)
    yield Step("migrations", [*django, "makemigrations", "--check", "--dry-run"], env=settings)
    yield Step("goldens", [PYTHON, "-m", "tests.golden"])
    yield Step("tidy", [str(TOOLS / "pytest"), "-q", "tests/architecture"])
    yield Step("web", [PYTHON, "-m", "ops.web", "run", "check"])


def tests(folder: Path) -> Iterator[Step]:
    """Everything that runs the product."""
    python = folder / "python.xml"
    pytest = [str(TOOLS / "pytest"), "-q", "-n", "2", f"--junitxml={python}"]
    yield Step("python", pytest, python, before=browser.ensure)  # documents are printed with its font
    web = folder / "web.xml"
    yield Step(
        "web",
        [
            PYTHON,
            "-m",
            "ops.web",
            "run",
            "test",
            "--reporter=default",
            "--reporter=junit",
            f"--outputFile.junit={web}",
        ],
        web,
    )
    folder.chmod(0o711)  # the database's account has to pass
    company = {served.COMPANY: str(folder / "company")}  # made once for both
    journeys = folder / "journeys.xml"
    yield Step(
        "journeys",
        [PYTHON, "-m", "ops.e2e", "--reporter=list,junit"],
        journeys,
        {"PLAYWRIGHT_JUNIT_OUTPUT_NAME": str(journeys), **company},
        browser.ensure,
    )
    api = folder / "schemathesis.xml"
    yield Step(
        "schemathesis",
        [PYTHON, "-m", "ops.schemathesis", "--junit", str(api)],
        api,
        company,
    )


def run(step: Step) -> Outcome:
    """Run one step with its output shown; count it."""
    sys.stdout.write(f"\n== {step.name}\n")
    sys.stdout.flush()
    began = time.monotonic()
    code = 1
    try:
        if step.before is not None:
            step.before()
        code = subprocess.run(
            step.command, cwd=bootstrap.CHECKOUT, env={**os.environ, **step.env}, check=False
        ).returncode
    except bootstrap.Refused as refusal:
        sys.stdout.write(f"{refusal}\n")
    passed, failed = (int(code == 0), int(code != 0)) if step.report is None else counted(step.report)
    if code and not failed:
        failed = 1
    return Outcome(step.name, passed, failed, time.monotonic() - began)


def counted(report: Path) -> tuple[int, int]:
    """Passed and failed tests of a JUnit report; one failure when there is none or it is empty."""
    try:
        cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 -- written by our own runners
    except (OSError, ET.ParseError):
        return 0, 1
    kinds = ("failure", "error", "skipped")
    bad = sum(1 for case in cases if any(case.find(kind) is not None for kind in kinds))
    return len(cases) - bad, bad if cases else 1


def main(arguments: list[str]) -> int:
    """0 when nothing failed."""
    if not arguments or set(arguments) - {"check", "test"}:
        sys.stderr.write(__doc__ or "")
        return 2
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="guike-suite-") as folder:
        for part in arguments:
            steps = checks() if part == "check" else tests(Path(folder))
            outcomes += [run(step) for step in steps]
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    sys.stdout.write("\n")
    for outcome in outcomes:
        sys.stdout.write(
            f"{outcome.name:<14}{outcome.passed:>6} passed{outcome.failed:>6} failed{outcome.seconds:>8.1f} s\n"
        )
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
