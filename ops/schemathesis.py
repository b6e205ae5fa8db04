"""Random requests after the published OpenAPI: no 5xx and no answer that it does not describe."""

import json
import subprocess
import sys
import tempfile
import urllib.request
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ops import bootstrap, served

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SEED = "20261121"
# Every object has the same routes, made by the same code from its declaration: a few of different kinds
# stand for all. A record with lines, one with pools, an archive, an administration object.
OBJECTS = ("lead", "sales_order", "unit", "role")
# Of these routes nothing but the name of the object or of the verb differs, or its fields are met in the
# routes of single records: they have the most cases by far (a filter alone has 300).
ONCE = {
    "query": ("lead", "role"),
    "aggregate": ("lead", "role"),
    "bulk": ("sales_order",),
    "actions": ("lead/actions/assign", "sales_order/actions/confirm"),
}
# What a body holds is the same code wherever it comes: a filter in full is asked of this route, the fields of an
# object when it is created; elsewhere one condition and the first few fields stand for them.
FILTER_IN_FULL = "/records/lead/query"
FEW = 4
# The token in use must not be revoked, nor the administrator's password changed, by a random call.
SPARED = "/auth/"
PARTS = 2  # processes
PATIENCE = 60  # seconds for the description, which is made on the first call


def main(arguments: list[str]) -> int:
    """Schemathesis' exit code. A first `--junit FILE` is where the report goes; other arguments go to
    `schemathesis run`."""
    report = Path(arguments[1]) if arguments[:1] == ["--junit"] else None
    try:
        with served.server() as (address, data, _pid):
            return _run(address, _token(data), arguments[2:] if report else arguments, report)
    except bootstrap.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _token(data: Path) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "guike", "token", "admin", "--data", data],
        cwd=bootstrap.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise bootstrap.Refused(f"No token for the tests: {made.stderr.strip()}")
    return made.stdout.strip()


def _described(address: str, token: str) -> dict[str, Any]:
    """The published description with the routes that stand for all."""
    asked = urllib.request.Request(  # noqa: S310 -- our own server
        f"{address}/api/v1/openapi.json", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 -- as above
        described: dict[str, Any] = json.load(answer)
    described["paths"] = {
        path: _shortened(path, item) for path, item in described["paths"].items() if _is_chosen(path)
    }
    schemas = described["components"]["schemas"]
    for name in OBJECTS:
        whole = schemas[f"{name}_write"]
        few = dict(list(whole["properties"].items())[:FEW])
        schemas[f"{name}_few"] = {**whole, "properties": few}
    return described


def _shortened(path: str, item: dict[str, Any]) -> dict[str, Any]:
    """The route without the parts of its bodies that another one is asked in full."""
    _before, _records, name = path.partition("/records/")
    for operation in item.values():
        body = json.dumps(operation.get("requestBody"))
        if path != FILTER_IN_FULL:
            body = body.replace('schemas/Filter"', 'schemas/Condition"')
        if name not in OBJECTS:
            body = body.replace('_write"', '_few"')
        if "requestBody" in operation:
            operation["requestBody"] = json.loads(body)
    return item


def _is_chosen(path: str) -> bool:
    if SPARED in path:
        return False
    _before, records, rest = path.partition("/records/")
    name, _slash, more = rest.partition("/")
    if records and name not in OBJECTS:
        return False
    return not any(
        more.split("/")[0] == route and not rest.startswith(those) for route, those in ONCE.items()
    )


def _run(address: str, token: str, arguments: list[str], report: Path | None) -> int:
    """The worse exit code of `PARTS` runs beside each other, each of a part of the routes. Not two threads of
    one run: those share an interpreter, and in CPython 3.11 two that parse source at once fail now and then."""
    described = _described(address, token)
    with tempfile.TemporaryDirectory(prefix="guike-openapi-") as name:
        folder = Path(name)
        with ThreadPoolExecutor(PARTS) as pool:
            codes = []
            for part in range(PARTS):
                paths = dict(list(described["paths"].items())[part::PARTS])
                file = folder / f"{part}.json"
                file.write_text(json.dumps({**described, "paths": paths}))
                codes.append(pool.submit(_run_part, file, address, token, arguments))
        if report is not None:
            _join(sorted(folder.glob("*.xml")), report)
        return max(code.result() for code in codes)


def _run_part(described: Path, address: str, token: str, arguments: list[str]) -> int:
    command = [str(Path(sys.executable).parent / "schemathesis"), "run", str(described)]
    command += ["--url", f"{address}/api/v1", "--header", f"Authorization: Bearer {token}"]
    command += ["--checks", CHECKS, "--phases", "coverage,fuzzing", "--max-examples", "4"]
    command += ["--seed", SEED, "--workers", "1"]
    command += ["--report", "junit", "--report-junit-path", str(described.with_suffix(".xml")), *arguments]
    done = subprocess.run(
        command, cwd=bootstrap.CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    sys.stdout.buffer.write(done.stdout)
    sys.stdout.buffer.flush()
    return done.returncode


def _join(parts: list[Path], report: Path) -> None:
    """One JUnit report of several; a part that wrote none makes none."""
    if len(parts) != PARTS:
        return
    whole = ET.Element("testsuites")
    for part in parts:
        whole.extend(ET.parse(part).iter("testsuite"))  # noqa: S314 -- written by our own runners
    ET.ElementTree(whole).write(report, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
