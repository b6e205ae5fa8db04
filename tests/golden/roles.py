"""What each preset role may do: every object with its operations, its scope and the fields that are limited."""

from guike.platform.directory.presets import role_columns
from guike.platform.metadata.registry import registry


def produce() -> str:
    """The roles in their order; below each one what it is granted, by object."""
    lines = [
        f"to come: {' '.join(sorted({grant.object for grant in registry.grants} - registry.objects.keys()))}"
    ]
    for role in registry.roles.values():
        row = role_columns(role)
        lines += ["", f"{row['code']} {row['name']} ({role.label.en}): {row['description']}"]
        if row["is_administrator"]:
            lines.append("  everything")
        for name in sorted({*row["permissions"], *row["scopes"]}):
            operations = " ".join(sorted(row["permissions"].get(name, ())))
            scope = row["scopes"].get(name)
            scoped = f" | view {scope['view']}, edit {scope['edit']}" if scope else ""
            lines.append(f"  {name}: {operations}{scoped}")
        lines += [f"  {key}: {level}" for key, level in sorted(row["fields"].items())]
    return "".join(f"{line}\n" for line in lines)
