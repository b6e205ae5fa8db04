"""The table of states in the README of each domain, written from what is declared."""

import re
from pathlib import Path

import guike
from guike.platform.metadata.registry import registry
from guike.platform.states.tables import states_table

ROOT = Path(guike.__file__).parent.parent
PLACE = re.compile(
    r"(<!-- states of (\w+): written by make golden -->\n)(.*?)(<!-- end of states -->)", re.DOTALL
)


def files() -> dict[Path, str]:
    """The READMEs that hold such tables, each as it should read."""
    readmes = sorted(ROOT.glob("guike/*/*/README.md"))
    return {path: PLACE.sub(_filled, path.read_text()) for path in readmes if PLACE.search(path.read_text())}


def missing() -> list[str]:
    """Objects of domains whose states stand in no README."""
    shown = {found[1] for path in files() for found in PLACE.findall(path.read_text())}
    return sorted(
        name
        for name, spec in registry.objects.items()
        if spec.states and spec.model.__module__.startswith("guike.domains") and name not in shown
    )


def _filled(found: re.Match[str]) -> str:
    return f"{found[1]}{states_table(registry.objects[found[2]])}{found[4]}"
