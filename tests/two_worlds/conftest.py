"""The company of the access matrix, in a database of its own; what a world holds is undone after it."""

from __future__ import annotations

import pytest

from tests.access_matrix import company
from tests.access_matrix.conftest import module_db
from tests.support.company import deliver
from tests.two_worlds import differences

__all__ = ["module_db"]


@pytest.fixture(scope="module")
def world(module_db: None) -> company.World:
    """Every kind of user, and records in every place; some roles read less of them."""
    found = company.found()
    differences.limit_fields()
    deliver()
    return found
