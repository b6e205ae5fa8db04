"""Random requests after the published OpenAPI: no 5xx and no answer that it does not describe."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from ops import bootstrap, served

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SEED = "20261121"
# Every object has the same routes, made by the same code from its declaration: a few of different kinds
# stand for all. A record with lines, one with pools, an archive, an administration object.
OBJECTS = ("lead", "sales_order", "unit", "role")
# The token in use must not be revoked, nor the administrator's password changed, by a random call.
SPARED = "/auth/"
PATIENCE = 60  # seconds for the description, which is made on the first call


def main(arguments: list[str]) -> int:
    """Schemathesis' exit code. Arguments go to `schemathesis run`."""
    try:
        with served.server() as (address, data, _pid):
            return _run(address, _token(data), arguments)
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


def _chosen(address: str, token: str) -> str:
    """The published description with the routes that stand for all."""
    asked = urllib.request.Request(  # noqa: S310 -- our own server
        f"{address}/api/v1/openapi.json", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 -- as above
        described = json.load(answer)
    described["paths"] = {path: item for path, item in described["paths"].items() if _is_chosen(path)}
    return json.dumps(described)


def _is_chosen(path: str) -> bool:
    if SPARED in path:
        return False
    _before, records, rest = path.partition("/records/")
    return not records or rest.split("/")[0] in OBJECTS


def _run(address: str, token: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="guike-openapi-") as folder:
        described = Path(folder) / "openapi.json"
        described.write_text(_chosen(address, token))
        command = [str(Path(sys.executable).parent / "schemathesis"), "run", str(described)]
        command += ["--url", f"{address}/api/v1", "--header", f"Authorization: Bearer {token}"]
        command += ["--checks", CHECKS, "--phases", "coverage,fuzzing", "--max-examples", "4"]
        command += ["--seed", SEED, "--workers", "2", *arguments]
        return subprocess.run(command, cwd=bootstrap.CHECKOUT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
