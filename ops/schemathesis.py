"""Random requests after the published OpenAPI: no 5xx and no answer that it does not describe."""

import subprocess
import sys
from pathlib import Path

from ops import bootstrap, served

SEED = "20261121"
# The token in use must not be revoked, nor the administrator's password changed, by a random call.
SPARED = "/auth/"


def main(arguments: list[str]) -> int:
    """Schemathesis' exit code. Arguments go to `schemathesis run`."""
    try:
        with served.server() as (address, data):
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


def _run(address: str, token: str, arguments: list[str]) -> int:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        f"{address}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {token}",
        "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        "--exclude-path-regex",
        SPARED,
        "--seed",
        SEED,
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        "8",
        "--workers",
        "2",
        *arguments,
    ]
    return subprocess.run(command, cwd=bootstrap.CHECKOUT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
