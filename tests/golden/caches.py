"""docs/design/caches.md: what a process keeps, as the register of the kernel has it."""

from importlib import import_module

from guike.kernel.caches import process_caches
from tests.architecture import source

HEAD = """# What a process keeps

Written by `make golden`. Every cache of a process is registered in `guike/kernel/caches.py`: `process_cache` for what a
function answers, `own_cache` for what a module keeps in its own way. `/metrics` tells how full they are
(`guike_cache_entries`, of the process that answers), `clear_all()` forgets them.

A cache is worth its entry where its function is asked for every row or request and costs far more than the tenth of a
microsecond that looking it up takes; what is made of little stands as a constant. There is no limit where the keys are
things in the code or in the definitions.

| cache | key | what makes it stale | most entries |
| --- | --- | --- | --- |
"""


def produce() -> str:
    """The page."""
    for one in source.product():
        if "process_cache(" in one.text or "own_cache(" in one.text:
            import_module(one.name.removesuffix(".py").replace("/", "."))
    rows = [f"| `{one.name}` | {one.key} | {one.stale} | {one.limit or ''} |\n" for one in process_caches()]
    return HEAD + "".join(rows)
