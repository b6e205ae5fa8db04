"""What categories are refused for."""

from __future__ import annotations

from guike.kernel.errors import register
from guike.kernel.text import T

register(
    {
        "category.loop": T(
            "上级类目不能是自己或自己的下级", "The parent must not be the category itself or one below it"
        ),
        "category.depth": T("类目最多 {max} 级", "Categories have at most {max} levels"),
    }
)
