"""What a process keeps saves time and decides nothing."""

from __future__ import annotations

from guike.kernel.caches import clear_all, process_caches
from guike.platform.directory.tests.conftest import Caller


def _sizes() -> dict[str, int]:
    return {one.name: one.size() for one in process_caches()}


def test_a_page_is_the_same_from_nothing(admin: Caller) -> None:
    pages = ("/records/lead", "/records/user", "/meta/objects/lead", "/search?q=%E7%AE%A1%E7%90%86")
    before = [admin.get(page).body for page in pages]
    kept = _sizes()
    assert kept["platform.metadata.catalogue.cached"] > 0
    assert kept["platform.records.shapes.callers.kept"] > 0
    clear_all()
    assert {name: size for name, size in _sizes().items() if size} == {}
    assert [admin.get(page).body for page in pages] == before
    assert _sizes()["platform.metadata.catalogue.cached"] == 1
