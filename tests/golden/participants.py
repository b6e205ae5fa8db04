"""Who acts in the same transaction when something happens to a record of another package, object by object."""

from guike.platform.metadata.registry import registry
from guike.platform.states.tables import participants_of


def produce() -> str:
    """`object: moment: who (where)`, in the order in which they are called."""
    lines = [
        f"{name}: {line}" for name, spec in sorted(registry.objects.items()) for line in participants_of(spec)
    ]
    return "".join(f"{line}\n" for line in lines)
