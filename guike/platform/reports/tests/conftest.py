"""The test objects of the filters, with their tables."""

from guike.platform.filters.tests.conftest import definitions, tables

__all__ = ["definitions", "tables"]
