"""The door for documents with products on their lines: how their lines carry the attributes of products."""

from __future__ import annotations

from guike.domains.catalog.attributes import attribute_map, kept_by, settle_lines

__all__ = ["attribute_map", "kept_by", "settle_lines"]
